/** The open run on the wall: what is left, where it stands, what it waits for. */
import { clockText } from '../../../shared/duration.ts'
import { paceOf, type Run } from '../../../shared/rollback.ts'
import { usualStepTimes } from '../../../shared/state.ts'
import { cx } from '../../parts/cx.ts'
import { Mark } from '../../parts/mark.tsx'
import { StageBar } from '../../parts/stage-bar.tsx'
import { stepsNow } from '../../parts/stage.ts'
import { stepWords } from '../../parts/words.ts'
import { runNow, useNow } from '../../now.ts'
import { useView } from '../../store.ts'
import styles from './wall-run.module.css'

function Present({ run, now }: { readonly run: Run; readonly now: number }) {
  const steps = stepsNow(run)
  const [first] = steps
  if (run.state === 'validating') {
    return (
      <>
        <p className={styles['stage']}>Waiting for validation</p>
        <p className={styles['step']}><Mark tone="warn" word={`Goes ahead in ${clockText(Math.max(0, run.validation - (now - run.startedAt)))} unless it is vetoed`} /></p>
      </>
    )
  }
  if (first === undefined) return <p className={styles['stage']}>Between steps</p>
  const index = run.stages.findIndex((stage) => stage.steps.some((step) => step.id === first.id))
  return (
    <>
      <p className={styles['stage']}>Stage {index + 1} of {run.stages.length}: {run.stages[index]?.title}</p>
      <p className={styles['step']}><Mark tone={stepWords[first.state].tone} word={<><strong>{first.title}</strong> {stepWords[first.state].word}{first.attempt > 1 ? `, attempt ${first.attempt}` : ''}</>} /></p>
      {first.question
        ? (
          <>
            <p className={styles['question']}>{first.question.text}</p>
            <p className={styles['effect']}>Without an answer: {first.question.silence} in {clockText(Math.max(0, first.question.answerBy - now))}</p>
          </>
        )
        : <p className={styles['effect']}>{steps.length > 1 ? `Beside it: ${steps.slice(1, 4).map((step) => step.title).join(', ')}${steps.length > 4 ? ` and ${steps.length - 4} more` : ''}` : first.effect}</p>}
    </>
  )
}

export function WallRun({ run }: { readonly run: Run }) {
  const past = useView((view) => view.state?.pastRuns)
  const now = runNow(run, useNow(250))
  const pace = paceOf(run, now, usualStepTimes(past ?? []))
  const late = pace.left < 0
  return (
    <section className={styles['run']} aria-label="The open run">
      <div className={styles['clocks']}>
        <div className={styles['left']} data-late={late || undefined}>
          <span className={styles['label']}>{late ? 'Over the deadline by' : `Left of ${clockText(run.deadline)}`}</span>
          <span className={styles['huge']}>{clockText(Math.abs(pace.left))}</span>
        </div>
        <dl className={styles['times']}>
          <div><dt>Running for</dt><dd>{clockText(pace.elapsed)}</dd></div>
          <div><dt>Exposed for</dt><dd>{clockText(pace.exposed)}</dd></div>
          <div><dt>Ends about</dt><dd className={cx(pace.projected !== undefined && pace.projected > run.deadline && styles['bad'])}>{pace.projected === undefined ? 'not known' : clockText(pace.projected)}</dd></div>
        </dl>
        <div className={styles['present']}><Present run={run} now={now} /></div>
      </div>
      <StageBar run={run} elapsed={pace.elapsed} wall />
    </section>
  )
}
