import {mkdtempSync,rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {openConsole} from '../electron/console.ts'
import {systemClock} from '../electron/clock.ts'
import {createLog} from '../electron/log.ts'
import {setFault} from '../electron/lab/faults.ts'
const home=mkdtempSync(join(tmpdir(),'fifteen-live-')), clock=systemClock(), pause=ms=>new Promise(r=>setTimeout(r,ms))
const c=await openConsole({home,env:{},clock,user:'plan-helper',log:createLog({write:l=>process.stdout.write(l.slice(0,200)+'\n'),level:'error',clock})})
try{
 await pause(40_000)
 await setFault(c.lab.addresses,{name:'errors',environment:'green',on:true})
 const b=Date.now(); while(Date.now()-b<90_000 && !c.journal.state().run) await pause(250)
 const run=c.journal.state().run; console.log('run after',Date.now()-b,'ms',run?.trigger,run?.state, JSON.stringify(c.lastFrame()?.routing))
 await pause(2000)
 try { console.log('confirm', c.runner.confirm(run.id,{kind:'person',name:'plan-helper',role:'operator'})) } catch(e){ console.log('confirm threw', String(e)) }
 for (let i=0;i<8;i++){ await pause(1000); const r=c.journal.state().run; console.log(r?.state, JSON.stringify(c.lastFrame()?.routing?.weights), JSON.stringify(c.lastFrame()?.routing?.flags), r?.stages.flatMap(s=>s.steps).filter(s=>s.state!=='waiting').map(s=>s.id+':'+s.state).join(' ')); if(r?.state==='completed')break }
 const all=c.journal.entries({after:0,limit:500}).entries; for(const e of all.slice(-90)) if(/step\.(outcome|intended)|rollback|lease|routing/.test(e.kind)) console.log(e.at.mono.toFixed(0),e.kind,e.who.name,JSON.stringify(e.data).slice(0,230))
} finally { await c.stop?.(); rmSync(home,{recursive:true,force:true}) }
process.exit(0)
