/** Traffic: users sent on in steps, held under gates. Plan: "Traffic Routing: User-based flags and percentage distribution", "Gradual Exposure". */
import { useState } from 'react'
import { runEnded } from '../../../shared/rollback.ts'
import { useMayAct } from '../../act.tsx'
import { Empty } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { runWords } from '../../words/states.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { Traffic } from '../live/traffic.tsx'
import { Latest } from '../rollback/latest.tsx'
import { Questions } from '../rollback/questions.tsx'
import { RampControls } from './controls.tsx'
import { RampPlan, RampSteps } from './ramp-steps.tsx'
import { StartRamp } from './start.tsx'
import { fill } from '../../words/fill.ts'
import { trafficScreen as words } from '../../words/traffic.ts'
import styles from './traffic-screen.module.css'

export function TrafficScreen() {
  const mayAct = useMayAct()
  const ramps = useView((view) => view.opened?.plan.ramps)
  const run = useView((view) => view.state?.forward)
  const [chosen, setChosen] = useState<string>()
  if (ramps === undefined) return undefined
  const isOpen = run !== undefined && !runEnded(run)
  const ramp = ramps.find(({ id }) => id === chosen) ?? ramps[0]
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <h1>{words.traffic}</h1>
        {isOpen ? <Mark {...runWords.running} word={words.to(run.ramp.title, run.target)} /> : <span>{words.noUsersBeingSent}</span>}
      </header>
      {isOpen && <Questions run={run} mayAct={mayAct} />}
      <div className={styles['grid']}>
        <div className={styles['column']}>
          {run && !isOpen && (
            <Panel title={words.last(run.ramp.title, run.id)} aside={<Mark {...runWords[run.state]} size={13} />}>
              <p className={styles['said']}>{run.summary} {run.ramp.takenOverBy !== undefined && <a href={addressOf('rollback')}>{words.toTheRollback}</a>}</p>
            </Panel>
          )}
          {run && isOpen && <RampSteps run={run} />}
          {!isOpen && ramp && <RampPlan ramp={ramp} />}
          {!isOpen && ramp === undefined && <Panel title={words.noRamp}><Empty title={words.planSendsNobodySteps}>{fill(words.addRampUnderPlan, { code: <code>{words.ramps}</code> })}</Empty></Panel>}
        </div>
        <div className={styles['column']}>
          {run && isOpen && <RampControls run={run} mayAct={mayAct} />}
          {!isOpen && ramp && <StartRamp key={ramp.id} ramp={ramp} ramps={ramps} onRamp={setChosen} mayAct={mayAct} />}
          <Traffic />
          {run && <Latest run={run} />}
        </div>
      </div>
    </div>
  )
}
