/** Two clocks, the stages, and what the run asks: on every screen while a run is open. */
import { useState } from 'react'
import { clockText } from '../../shared/duration.ts'
import { paceOf, runEnded, type Run } from '../../shared/rollback.ts'
import { usualStepTimes } from '../../shared/state.ts'
import { useActs, useMayAct } from '../act.tsx'
import { runNow, useNow } from '../now.ts'
import { Button } from '../parts/controls.tsx'
import { cx } from '../parts/cx.ts'
import { Mark, ToneShape } from '../parts/mark.tsx'
import { StageBar } from '../parts/stage-bar.tsx'
import { stepsNow } from '../parts/stage.ts'
import { useTitles } from '../parts/titles.ts'
import { silenceWords, stepWords } from '../words/states.ts'
import { go, useRoute } from '../route.ts'
import { useReplaying, useView } from '../store.ts'
import { fill } from '../words/fill.ts'
import { common } from '../words/common.ts'
import { runBar as say } from '../words/shell.ts'
import styles from './run-bar.module.css'
import { VetoDialog } from './veto-dialog.tsx'

function Validation({ run }: { readonly run: Run }) {
  const now = useNow(250)
  const { act } = useActs()
  const mayAct = useMayAct()
  const titleOf = useTitles()
  const replaying = useReplaying()
  const [vetoing, setVetoing] = useState(false)
  const left = Math.max(0, run.validation - (runNow(run, now) - run.startedAt))
  return (
    <div className={styles['banner']} role="alert">
      <span className={styles['shape']}><ToneShape tone="warn" size={22} /></span>
      <div className={styles['words']}>
        <strong>{fill(say.rollsBackToIn, { target: run.target, clock: <span className={styles['count']}>{clockText(left)}</span> })}</strong>
        <span>{fill(say.withoutAnswerGoesAhead, { part: run.manual ? say.pressed : say.rule, trigger: titleOf('trigger', run.trigger) })}</span>
      </div>
      <div className={styles['buttons']}>
        {mayAct
          ? (
            <>
              <Button onPress={() => setVetoing(true)}>{say.vetoAsk}</Button>
              <Button look="danger" onPress={() => void act(say.confirming, (client) => client.rollback.confirm({ run: run.id }), say.confirmedSwitchBeginsNow)}>{say.confirmNow}</Button>
            </>
          )
          : <span>{replaying ? say.soStoodThenNothing : say.viewerWatchesOperatorConfirms}</span>}
      </div>
      {vetoing && <VetoDialog run={run} onClose={() => setVetoing(false)} />}
    </div>
  )
}

function Asks({ run }: { readonly run: Run }) {
  const now = useNow(250)
  const asking = run.stages.flatMap((stage) => stage.steps).filter((step) => step.question)
  const first = asking[0]
  if (first?.question === undefined) return undefined
  const left = first.question.answerBy - runNow(run, now)
  return (
    <div className={styles['banner']} role="alert">
      <span className={styles['shape']}><ToneShape tone="warn" size={22} /></span>
      <div className={styles['words']}>
        <strong>{fill(say.asks, { title: first.title, text: first.question.text })}</strong>
        <span>{fill(say.withoutAnAnswerIn, { silenceWords: silenceWords[first.question.silence], clock: clockText(Math.max(0, left)), part: asking.length > 1 ? say.andMoreAsk(asking.length - 1) : '' })}</span>
      </div>
      <div className={styles['buttons']}><Button look="primary" onPress={() => go('rollback', first.id)}>{say.answer}</Button></div>
    </div>
  )
}

function RunClocks({ run }: { readonly run: Run }) {
  const past = useView((view) => view.state?.pastRuns)
  const now = useNow(250)
  const pace = paceOf(run, runNow(run, now), usualStepTimes(past ?? []))
  const present = stepsNow(run)[0]
  const late = pace.left < 0
  return (
    <section className={styles['bar']} aria-label={common.theOpenRun}>
      <div className={styles['clock']}>
        <span className={styles['label']}>{say.exposedSince}</span>
        <span className={styles['figure']}>{clockText(pace.exposed)}</span>
      </div>
      <div className={styles['clock']}>
        <span className={styles['label']}>{run.drill ? say.drill : say.rollback}</span>
        <span className={styles['figure']}>
          {clockText(pace.elapsed)}
          <span className={cx(styles['left'], late && styles['late'])}>{late ? say.overBy(clockText(-pace.left)) : say.left(clockText(pace.left))}</span>
        </span>
      </div>
      <StageBar run={run} elapsed={pace.elapsed} />
      <div className={styles['present']}>
        <span>{present ? <Mark tone={stepWords[present.state].tone} word={<strong>{present.title}</strong>} /> : <strong>{run.state === 'validating' ? common.waitingForValidation : common.betweenSteps}</strong>}</span>
        <span className={styles['label']}>
          {present && `${stepWords[present.state].word}${present.attempt > 1 ? common.attempt(present.attempt) : ''}`}
          {pace.projected !== undefined && say.endsAbout(present ? ' · ' : '', clockText(pace.projected))}
        </span>
      </div>
    </section>
  )
}

export function RunBar() {
  const run = useView((view) => view.state?.run)
  const { screen } = useRoute()
  if (run === undefined || runEnded(run)) return undefined
  return (
    <>
      <RunClocks run={run} />
      {run.state === 'validating' && <Validation run={run} />}
      {screen !== 'rollback' && <Asks run={run} />}
    </>
  )
}
