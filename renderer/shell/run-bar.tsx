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
import { silenceWords, stepWords } from '../parts/words.ts'
import { go, useRoute } from '../route.ts'
import { useReplaying, useView } from '../store.ts'
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
        <strong>Rolls back to {run.target} in <span className={styles['count']}>{clockText(left)}</span></strong>
        <span>{run.manual ? 'Pressed' : 'Rule'}: {titleOf('trigger', run.trigger)}. Without an answer it goes ahead.</span>
      </div>
      <div className={styles['buttons']}>
        {mayAct
          ? (
            <>
              <Button onPress={() => setVetoing(true)}>Veto…</Button>
              <Button look="danger" onPress={() => void act('Confirming', (client) => client.rollback.confirm({ run: run.id }), 'Confirmed: the switch begins now')}>Confirm now</Button>
            </>
          )
          : <span>{replaying ? 'So it stood then; nothing is asked of you now.' : 'A viewer watches: an operator confirms or vetoes.'}</span>}
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
        <strong>{first.title} asks: {first.question.text}</strong>
        <span>Without an answer {silenceWords[first.question.silence]} in {clockText(Math.max(0, left))}{asking.length > 1 ? `, and ${asking.length - 1} more ask` : ''}.</span>
      </div>
      <div className={styles['buttons']}><Button look="primary" onPress={() => go('rollback', first.id)}>Answer</Button></div>
    </div>
  )
}

export function RunClocks({ run }: { readonly run: Run }) {
  const past = useView((view) => view.state?.pastRuns)
  const now = useNow(250)
  const pace = paceOf(run, runNow(run, now), usualStepTimes(past ?? []))
  const present = stepsNow(run)[0]
  const late = pace.left < 0
  return (
    <section className={styles['bar']} aria-label="The open run">
      <div className={styles['clock']}>
        <span className={styles['label']}>Exposed since</span>
        <span className={styles['figure']}>{clockText(pace.exposed)}</span>
      </div>
      <div className={styles['clock']}>
        <span className={styles['label']}>{run.drill ? 'Drill' : 'Rollback'}</span>
        <span className={styles['figure']}>
          {clockText(pace.elapsed)}
          <span className={cx(styles['left'], late && styles['late'])}>{late ? `over by ${clockText(-pace.left)}` : `${clockText(pace.left)} left`}</span>
        </span>
      </div>
      <StageBar run={run} elapsed={pace.elapsed} />
      <div className={styles['present']}>
        <span>{present ? <Mark tone={stepWords[present.state].tone} word={<strong>{present.title}</strong>} /> : <strong>{run.state === 'validating' ? 'Waiting for validation' : 'Between steps'}</strong>}</span>
        <span className={styles['label']}>
          {present && `${stepWords[present.state].word}${present.attempt > 1 ? `, attempt ${present.attempt}` : ''}`}
          {pace.projected !== undefined && `${present ? ' · ' : ''}ends about ${clockText(pace.projected)}`}
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
