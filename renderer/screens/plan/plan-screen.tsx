/** Plan: which file is in use, what is wrong with it, and all that is judged by. */
import type { OpenedPlan } from '../../../shared/contract.ts'
import { useMayAct } from '../../act.tsx'
import { hashText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import type { Worded } from '../../words/states.ts'
import { useView } from '../../store.ts'
import { Baselines } from './baselines.tsx'
import { Findings } from './findings.tsx'
import { Gates } from './gates.tsx'
import { Mistakes } from './mistakes.tsx'
import { Phases } from './phases.tsx'
import { fill } from '../../words/fill.ts'
import { planScreen as words } from '../../words/plan.ts'
import styles from './plan-screen.module.css'
import { Targets } from './targets.tsx'

function originOf({ from, mistakes }: OpenedPlan): Worded {
  if (from === 'last good') return { tone: 'warn', word: words.lastGoodPlanNot }
  if (from === 'built-in') return mistakes.length > 0 ? { tone: 'warn', word: words.builtPlanNotFile } : { tone: 'calm', word: words.planComesFifteen }
  return { tone: 'calm', word: words.theFileThatWas }
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
          <dt>{words.inUse}</dt><dd><Mark {...originOf(opened)} size={13} /></dd>
          {file !== undefined && <><dt>{words.file}</dt><dd className={styles['mono']}>{file}</dd></>}
          <dt>{words.document}</dt><dd>{fill(words.version, { version: document.version, date: document.date, status: document.status })}</dd>
          <dt>{words.schedule}</dt><dd>{fill(words.daysWeeksDaysPreparation, { totalDays: schedule.totalDays, weeks: schedule.weeks, preparationDays: schedule.preparationDays })}</dd>
          <dt>{words.hash}</dt><dd className={styles['mono']} title={hash}>{hashText(hash)}</dd>
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
