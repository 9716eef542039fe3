/** The way back to a moment: chosen within what the log reaches, and built beside what is live. Plan: "Restore to any moment during deployment". */
import { useId, useState } from 'react'
import { durationText } from '../../../shared/duration.ts'
import type { Environment } from '../../../shared/metrics.ts'
import { useActs } from '../../act.tsx'
import { Button, controlStyles } from '../../parts/controls.tsx'
import { dayText, zoneText } from '../../parts/format.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { fill } from '../../words/fill.ts'
import { recoverForm as words } from '../../words/checkpoints.ts'
import styles from './checkpoints-screen.module.css'
import { useReach } from './use-checkpoints.ts'
import { localText } from '../../words/checkpoints-states.ts'

type FormProps = { readonly checkpoint: string; readonly environment: Environment; /** Wall ms that it holds. */ readonly own: number; /** Wall ms from which on it leads nowhere. */ readonly until: number | undefined; readonly mayAct: boolean; readonly free: boolean }

export function RecoverForm({ checkpoint, environment, own, until, mayAct, free }: FormProps) {
  const { act } = useActs()
  const { answer, failure } = useReach(checkpoint)
  const [chosen, setChosen] = useState<number>()
  const [asking, setAsking] = useState(false)
  const field = useId()
  const slider = useId()
  if (answer === undefined) return <p className={styles['said']}>{failure ? words.momentsCanReachedNot(failure.what) : words.readingMomentsCanReached}</p>
  const { reach } = answer
  const to = reach?.to ?? own
  const from = reach?.from ?? own
  const moment = Math.min(to, Math.max(from, chosen ?? to))
  return (
    <section className={styles['recover']} aria-label={words.recoverToAMoment(environment)}>
      <h3>{fill(words.recoverToAMomentEnvironment, { environment })}</h3>
      {reach
        ? <p className={styles['said']}>{fill(words.logChangesReaches, { time: <Time at={from} full />, time2: <Time at={to} full />, part: until === undefined ? '' : words.whenSomethingElsePut })}</p>
        : <p className={styles['said']}>{fill(words.logChangesDoesNot, { time: <Time at={own} full /> })}</p>}
      {reach && mayAct && (
        <>
          <div className={controlStyles['field']}>
            <label htmlFor={field}>{fill(words.moment, { zone: zoneText(moment) })}</label>
            <input
              id={field} type="datetime-local" step="1" className={controlStyles['input']} min={localText(from)} max={localText(to)} value={localText(moment)}
              onChange={(event) => {
                const given = new Date(event.target.value).getTime()
                if (Number.isFinite(given)) setChosen(given)
              }}
            />
          </div>
          <div className={controlStyles['field']}>
            <label htmlFor={slider}>{fill(words.afterTheCheckpoint, { duration: durationText(moment - from) })}</label>
            <input id={slider} type="range" className={styles['range']} min={from} max={to} step={1_000} value={moment} aria-valuetext={localText(moment).replace('T', ' ')} onChange={(event) => setChosen(Number(event.target.value))} />
          </div>
        </>
      )}
      {mayAct && <Button isDisabled={!free} onPress={() => setAsking(true)}>{words.buildItBesideAsk}</Button>}
      {asking && (
        <ReasonDialog
          title={words.buildAsOf(environment, dayText(moment), localText(moment).slice(11))} text={words.builtSchemaBesideDatabase} action={words.buildIt}
          onClose={() => setAsking(false)} onAct={async (reason) => (await act(words.theRecovery, (client) => client.checkpoints.recover({ checkpoint, moment, reason }), ({ recovery }) => words.recoveryIsBeingBuilt(recovery))) !== undefined}
        />
      )}
    </section>
  )
}
