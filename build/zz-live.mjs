import {mkdtempSync,rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {openConsole} from '../electron/console.ts'
import {systemClock} from '../electron/clock.ts'
import {createLog} from '../electron/log.ts'
import {setFault} from '../electron/lab/faults.ts'
const clock=systemClock(), pause=ms=>new Promise(r=>setTimeout(r,ms))
for (const [delay, warm] of [[0,35],[100,35],[200,100]]) {
const home=mkdtempSync(join(tmpdir(),'fifteen-live-'))
const c=await openConsole({home,env:{},clock,user:'plan-helper',log:createLog({write:l=>process.stdout.write(l.slice(0,200)+'\n'),level:'error',clock})})
try{
 await pause(warm*1000)
 await setFault(c.lab.addresses,{name:'errors',environment:'green',on:true})
 while(!c.journal.state().run) await pause(2)
 const run=c.journal.state().run
 await pause(delay)
 try { c.runner.confirm(run.id,{kind:'person',name:'plan-helper',role:'operator'}) } catch(e){ console.log('confirm threw', String(e)) }
 const b=Date.now(); while(Date.now()-b<15_000 && c.journal.state().run.state!=='completed') await pause(100)
 const r=c.journal.state().run; console.log('confirm after',delay,'ms, warm',warm,'→',r.state,Date.now()-b,'ms; steps not done:',r.stages.flatMap(s=>s.steps).filter(s=>s.state!=='ok').map(s=>s.id+':'+s.state).join(' '), JSON.stringify(c.lastFrame()?.routing?.flags))
 const t0=run.startedAt; for(const e of c.journal.entries({after:0,limit:500}).entries) if(/rollback\.|lease|routing|validate|switch/.test(e.kind+JSON.stringify(e.data).slice(0,400)) && e.kind!=='plan.pinned') console.log('  ',(e.at.mono-t0).toFixed(0),e.kind,e.who.name,JSON.stringify(e.data).slice(0,140))
} finally { await c.stop?.(); rmSync(home,{recursive:true,force:true}) }
}
process.exit(0)
