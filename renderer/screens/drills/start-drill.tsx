/** Starts the next drill: with which fault, and what will happen, before it is pressed. */
import { useState } from 'react'
import { runEnded } from '../../../shared/rollback.ts'
import { drills as section, type Drills } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { Button, Select } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { faultText, faultWords } from '../../parts/words.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import styles from './drills-screen.module.css'

type Fault = Drills['fault']

type StartProps = { readonly practice: boolean; readonly hasLab: boolean; readonly wanted: Fault; readonly mayAct: boolean }

export function StartDrill({ practice, hasLab, wanted, mayAct }: StartProps) {
  const { act } = useActs()
  const drills = useView((view) => view.state?.drills)
  const run = useView((view) => view.state?.run)
  const [fault, setFault] = useState<Fault>(hasLab ? wanted : 'none')
  const [sending, setSending] = useState(false)
  const active = run && !runEnded(run) ? run : undefined
  const preparing = drills?.preparing
  const failed = drills?.failed
  if (!practice) return <Panel title="Start a drill"><p className={styles['said']}>This plan names real systems, and a drill is never run on real users. Open a plan with a practice lab, or mark the plan of a staging pair with <code>staging: true</code>.</p></Panel>
  const start = async (): Promise<void> => {
    setSending(true)
    await act('The drill', (client) => client.drills.start({ fault }), ({ drill }) => `Drill ${drill} is being prepared`)
    setSending(false)
  }
  return (
    <Panel title="Start a drill" aside={preparing ? <Mark tone="busy" word={active ? 'runs' : 'being prepared'} size={13} /> : undefined}>
      <div className={styles['start']}>
        {preparing
          ? (
            <>
              <p className={styles['said']}>{preparing.id}, with {faultText(preparing.fault)}, begun by {preparing.by} at <Time at={preparing.at} />. {active ? <>Its run is open: <a href={addressOf('rollback')}>follow it</a>.</> : 'The pilot users are sent over, the fault is switched on, then the run opens.'}</p>
              {mayAct && !active && <Button onPress={() => void act('Calling it off', (client) => client.drills.cancel(), 'The drill is called off')}>Call it off</Button>}
            </>
          )
          : (
            <>
              {hasLab && mayAct && <Select label="Fault" options={section.shape.fault.unwrap().options.map((id) => ({ id, title: faultWords[id] }))} value={fault} onChange={setFault} />}
              <p className={styles['said']}>
                {hasLab
                  ? 'The pilot users of the lab go to the other environment. The fault is switched on, and the run opens when a gate fires, or after a minute. The fault ends with the drill.'
                  : 'The run opens as soon as the pair is ready. Whoever is on the pair is sent back, as in a real rollback.'}
              </p>
              {mayAct
                ? <Button look="primary" isDisabled={sending || active !== undefined} onPress={() => void start()}>{active ? 'A run is under way' : 'Start the drill'}</Button>
                : <p className={styles['said']}>An operator starts it.</p>}
            </>
          )}
        {failed && <p className={styles['said']} role="status"><Mark tone="warn" word="The last one came to nothing" size={13} /> at <Time at={failed.at} />: {failed.why}.</p>}
      </div>
    </Panel>
  )
}
