/** The way back to a moment: chosen within what the log reaches, and built beside what is live. Plan: "Restore to any moment during deployment". */
import { useId, useState } from 'react'
import { durationText } from '../../../shared/duration.ts'
import type { Environment } from '../../../shared/metrics.ts'
import { useActs } from '../../act.tsx'
import { Button, controlStyles } from '../../parts/controls.tsx'
import { dayText, zoneText } from '../../parts/format.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import styles from './checkpoints-screen.module.css'
import { useReach } from './use-checkpoints.ts'
import { localText } from './words.ts'

type FormProps = { readonly checkpoint: string; readonly environment: Environment; /** Wall ms that it holds. */ readonly own: number; /** Wall ms from which on it leads nowhere. */ readonly until: number | undefined; readonly mayAct: boolean; readonly free: boolean }

export function RecoverForm({ checkpoint, environment, own, until, mayAct, free }: FormProps) {
  const { act } = useActs()
  const { answer, failure } = useReach(checkpoint)
  const [chosen, setChosen] = useState<number>()
  const [asking, setAsking] = useState(false)
  const field = useId()
  const slider = useId()
  if (answer === undefined) return <p className={styles['said']}>{failure ? `Which moments can be reached is not known: ${failure.what}` : 'Reading which moments can be reached…'}</p>
  const { reach } = answer
  const to = reach?.to ?? own
  const from = reach?.from ?? own
  const moment = Math.min(to, Math.max(from, chosen ?? to))
  return (
    <section className={styles['recover']} aria-label={`Recover ${environment} to a moment`}>
      <h3>Recover {environment} to a moment</h3>
      {reach
        ? <p className={styles['said']}>The log of changes reaches from <Time at={from} full /> to <Time at={to} full />{until === undefined ? '' : ', when something else was put in its place: a later moment needs a later checkpoint'}.</p>
        : <p className={styles['said']}>The log of changes does not reach back to it: only its own moment can be recovered, <Time at={own} full />.</p>}
      {reach && mayAct && (
        <>
          <div className={controlStyles['field']}>
            <label htmlFor={field}>Moment, {zoneText(moment)}</label>
            <input
              id={field} type="datetime-local" step="1" className={controlStyles['input']} min={localText(from)} max={localText(to)} value={localText(moment)}
              onChange={(event) => {
                const given = new Date(event.target.value).getTime()
                if (Number.isFinite(given)) setChosen(given)
              }}
            />
          </div>
          <div className={controlStyles['field']}>
            <label htmlFor={slider}>{durationText(moment - from)} after the checkpoint</label>
            <input id={slider} type="range" className={styles['range']} min={from} max={to} step={1_000} value={moment} aria-valuetext={localText(moment).replace('T', ' ')} onChange={(event) => setChosen(Number(event.target.value))} />
          </div>
        </>
      )}
      {mayAct && <Button isDisabled={!free} onPress={() => setAsking(true)}>Build it beside…</Button>}
      {asking && (
        <ReasonDialog
          title={`Build ${environment} as of ${dayText(moment)} ${localText(moment).slice(11)}`} text="It is built in a schema beside the database. Nothing is live until you have seen what would be lost and put it in place." action="Build it"
          onClose={() => setAsking(false)} onAct={async (reason) => (await act('The recovery', (client) => client.checkpoints.recover({ checkpoint, moment, reason }), ({ recovery }) => `Recovery ${recovery} is being built`)) !== undefined}
        />
      )}
    </section>
  )
}
