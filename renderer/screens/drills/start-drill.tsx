/** Starts the next drill: with which fault, and what will happen, before it is pressed. */
import { useState } from 'react'
import { runEnded } from '../../../shared/rollback.ts'
import { drills as section, type Drills } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { Button, Select } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { faultText, faultWords } from '../../words/states.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { startDrill as words } from '../../words/drills.ts'
import styles from './drills-screen.module.css'

type Fault = Drills['fault']

type StartProps = { readonly practice: boolean; readonly hasLab: boolean; readonly wanted: Fault; readonly mayAct: boolean }

export function StartDrill({ practice, hasLab, wanted, mayAct }: StartProps) {
  const { act } = useActs()
  const drills = useView((view) => view.state?.drills)
  const run = useView((view) => view.state?.run)
  const [fault, setFault] = useState<Fault>(hasLab ? wanted : 'none')
  const [start, sending] = useBusy(() => act(words.theDrill, (client) => client.drills.start({ fault }), ({ drill }) => words.drillIsBeingPrepared(drill)))
  const active = run && !runEnded(run) ? run : undefined
  const preparing = drills?.preparing
  const failed = drills?.failed
  if (!practice) return <Panel title={words.startADrill}><p className={styles['said']}>{fill(words.planNamesRealSystems, { code: <code>{words.stagingTrue}</code> })}</p></Panel>
  return (
    <Panel title={words.startADrill} aside={preparing ? <Mark tone="busy" word={active ? 'runs' : words.beingPrepared} size={13} /> : undefined}>
      <div className={styles['start']}>
        {preparing
          ? (
            <>
              <p className={styles['said']}>{fill(words.withBegunByAt, { id: preparing.id, fault: faultText(preparing.fault), by: preparing.by, time: <Time at={preparing.at} />, link: active ? <>{fill(words.itsRunIsOpen, { link: <a href={addressOf('rollback')}>{words.followIt}</a> })}</> : words.pilotUsersSentOver })}</p>
              {mayAct && !active && <Button onPress={() => void act(words.callingItOff, (client) => client.drills.cancel(), words.drillCalledOff)}>{words.callItOff}</Button>}
            </>
          )
          : (
            <>
              {hasLab && mayAct && <Select label={words.fault} options={section.shape.fault.unwrap().options.map((id) => ({ id, title: faultWords[id] }))} value={fault} onChange={setFault} />}
              <p className={styles['said']}>
                {hasLab
                  ? words.pilotUsersLabGo
                  : words.runOpensSoonPair}
              </p>
              {mayAct
                ? <Button look="primary" isDisabled={sending || active !== undefined} onPress={() => void start()}>{active ? words.runUnderWay : words.startTheDrill}</Button>
                : <p className={styles['said']}>{common.anOperatorStartsIt}</p>}
            </>
          )}
        {failed && <p className={styles['said']} role="status"><Mark tone="warn" word={words.lastOneCameNothing} size={13} />{' '}{fill(words.at, { time: <Time at={failed.at} />, why: failed.why })}</p>}
      </div>
    </Panel>
  )
}
