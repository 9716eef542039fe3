/** Plan: which file is in use, what is wrong with it, and all that is judged by. */
import type { OpenedPlan } from '../../../shared/contract.ts'
import { useMayAct } from '../../act.tsx'
import { hashText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import type { Worded } from '../../parts/words.ts'
import { useView } from '../../store.ts'
import { Baselines } from './baselines.tsx'
import { Findings } from './findings.tsx'
import { Gates } from './gates.tsx'
import { Mistakes } from './mistakes.tsx'
import { Phases } from './phases.tsx'
import styles from './plan-screen.module.css'
import { Targets } from './targets.tsx'

function originOf({ from, mistakes }: OpenedPlan): Worded {
  if (from === 'last good') return { tone: 'warn', word: 'the last good plan, not the present file' }
  if (from === 'built-in') return mistakes.length > 0 ? { tone: 'warn', word: 'the built-in plan, not the file that was asked for' } : { tone: 'calm', word: 'the plan that comes with Fifteen' }
  return { tone: 'calm', word: 'the file that was asked for' }
}

export function PlanScreen() {
  const opened = useView((view) => view.opened)
  const mayAct = useMayAct()
  if (opened === undefined) return undefined
  const { plan, hash, file, findings, mistakes } = opened
  const { document, schedule } = plan
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}>
        <div>
          <h1>{plan.title}</h1>
          <p>{plan.mission}</p>
        </div>
        <dl>
          <dt>In use</dt><dd><Mark {...originOf(opened)} size={13} /></dd>
          {file !== undefined && <><dt>File</dt><dd className={styles['mono']}>{file}</dd></>}
          <dt>Document</dt><dd>version {document.version}, {document.date}, {document.status}</dd>
          <dt>Schedule</dt><dd>{schedule.totalDays} days, {schedule.weeks} weeks; {schedule.preparationDays} days of it are preparation</dd>
          <dt>Hash</dt><dd className={styles['mono']} title={hash}>{hashText(hash)}</dd>
        </dl>
      </header>
      {mistakes.length > 0 && <Mistakes opened={opened} />}
      <div className={styles['grid']}>
        <div className={styles['column']}>
          <Gates plan={plan} />
          <Baselines plan={plan} />
        </div>
        <div className={styles['column']}>
          <Targets plan={plan} />
          <Findings findings={findings} />
          <Phases plan={plan} mayAct={mayAct} />
        </div>
      </div>
    </div>
  )
}
