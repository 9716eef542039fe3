/** A ramp on the wall: no clock that runs out, but how many are sent, how long the gates have held them, and what holds it. */
import { reached, rampStepOf, waitsForNext, type ForwardRun } from '../../../shared/forward.ts'
import { clockText } from '../../../shared/duration.ts'
import { cx } from '../../parts/cx.ts'
import { Mark } from '../../parts/mark.tsx'
import { fill } from '../../words/fill.ts'
import { wallRamp as words } from '../../words/wall.ts'
import styles from './wall-calm.module.css'

export function WallRamp({ run }: { readonly run: ForwardRun }) {
  const steps = run.stages.flatMap((stage) => stage.steps)
  const hold = steps.find(({ kind, state }) => kind === 'gate' && (state === 'running' || state === 'asking'))
  const asking = steps.find(({ question }) => question)
  const stage = run.stages[reached(run)]
  const step = stage && rampStepOf(run, stage.id)
  const next = waitsForNext(run)
  const now = steps.find(({ state }) => state === 'running')
  return (
    <section className={styles['calm']} aria-label={words.usersBeingSent}>
      <div className={styles['block']}>
        <span className={styles['label']}>{fill(words.to, { title: run.ramp.title, target: run.target })}</span>
        <span className={styles['big']}>{step?.title ?? 'not begun'}</span>
        <span className={styles['rest']}>{run.ramp.steps.map(({ title }) => title).join(' → ')}</span>
      </div>
      <div className={styles['block']}>
        <span className={styles['label']}>{words.gatesHavePassedFor}</span>
        <span className={styles['big']}>{hold && step ? clockText(hold.held?.ms ?? 0) : '—'}</span>
        <span className={styles['rest']}>{hold && step ? words.of(clockText(step.hold)) : (now?.title ?? words.noHoldRuns)}</span>
      </div>
      <div className={cx(styles['block'], styles['wide'])}>
        <span className={styles['label']}>{words.itWaitsFor}</span>
        <span className={styles['big']}>{asking ? <Mark tone="warn" word={words.anAnswer} /> : next ? <Mark tone="warn" word={words.aPersonsNext} /> : hold?.held?.why === undefined ? words.itsGates : <Mark tone="unsure" word="data" />}</span>
        <span className={styles['rest']}>{asking?.question?.text ?? (next ? words.toSend(next.title) : (hold?.held?.why ?? words.nextStepBeginsItself))}</span>
      </div>
    </section>
  )
}
