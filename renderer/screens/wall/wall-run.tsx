/** The open run on the wall: what is left, where it stands, what it waits for. */
import { clockText } from '../../../shared/duration.ts'
import { paceOf, type Run } from '../../../shared/rollback.ts'
import { cx } from '../../parts/cx.ts'
import { Mark } from '../../parts/mark.tsx'
import { StageBar } from '../../parts/stage-bar.tsx'
import { stepsNow } from '../../parts/stage.ts'
import { silenceWords, stepWords } from '../../words/states.ts'
import { runNow } from '../../now.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { wallRun as words } from '../../words/wall.ts'
import styles from './wall-run.module.css'
import { useShown, useWallNow } from './wall-shown.ts'

function Present({ run, now }: { readonly run: Run; readonly now: number }) {
  const steps = stepsNow(run)
  const [first] = steps
  if (run.state === 'validating') {
    return (
      <>
        <p className={styles['stage']}>{common.waitingForValidation}</p>
        <p className={styles['step']}><Mark tone="warn" word={words.goesAheadUnlessVetoed(clockText(Math.max(0, run.validation - (now - run.startedAt))))} /></p>
      </>
    )
  }
  if (first === undefined) return <p className={styles['stage']}>{common.betweenSteps}</p>
  const index = run.stages.findIndex((stage) => stage.steps.some((step) => step.id === first.id))
  return (
    <>
      <p className={styles['stage']}>{fill(words.stageOf, { index: index + 1, stages: run.stages.length, title: run.stages[index]?.title })}</p>
      <p className={styles['step']}><Mark tone={stepWords[first.state].tone} word={<><strong>{first.title}</strong> {stepWords[first.state].word}{first.attempt > 1 ? common.attempt(first.attempt) : ''}</>} /></p>
      {first.question
        ? (
          <>
            <p className={styles['question']}>{first.question.text}</p>
            <p className={styles['effect']}>{fill(words.withoutAnAnswerIn, { silenceWords: silenceWords[first.question.silence], clock: clockText(Math.max(0, first.question.answerBy - now)) })}</p>
          </>
        )
        : <p className={styles['effect']}>{steps.length > 1 ? words.besideIt(steps.slice(1, 4).map((step) => step.title).join(', '), steps.length > 4 ? words.andMore(steps.length - 4) : '') : words.nothingRunsBesideIt}</p>}
    </>
  )
}

export function WallRun({ run }: { readonly run: Run }) {
  const usual = useShown().state?.usual ?? {}
  const now = runNow(run, useWallNow(250))
  const pace = paceOf(run, now, new Map(Object.entries(usual)))
  const late = pace.left < 0
  return (
    <section className={styles['run']} aria-label={common.theOpenRun}>
      <div className={styles['clocks']}>
        <div className={styles['left']} data-late={late || undefined}>
          <span className={styles['label']}>{late ? words.overTheDeadlineBy : words.leftOf(clockText(run.deadline))}</span>
          <span className={styles['huge']} data-figure>{clockText(Math.abs(pace.left))}</span>
        </div>
        <dl className={styles['times']}>
          <div><dt>{words.runningFor}</dt><dd data-figure>{clockText(pace.elapsed)}</dd></div>
          <div><dt>{common.exposedFor}</dt><dd data-figure>{clockText(pace.exposed)}</dd></div>
          <div><dt>{words.endsAbout}</dt><dd data-figure className={cx(pace.projected !== undefined && pace.projected > run.deadline && styles['bad'])}>{pace.projected === undefined ? common.notKnown : clockText(pace.projected)}</dd></div>
        </dl>
        <div className={styles['present']}><Present run={run} now={now} /></div>
      </div>
      <StageBar run={run} elapsed={pace.elapsed} wall />
    </section>
  )
}
