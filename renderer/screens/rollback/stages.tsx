/** A run's five stages, step by step. Plan: "15-Minute Rollback Procedure". */
import { useEffect, useRef, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { clockText, durationText } from '../../../shared/duration.ts'
import { runEnded, type Run, type StageRun, type StepRun } from '../../../shared/rollback.ts'
import { usualStepTimes } from '../../../shared/state.ts'
import { runNow, useNow } from '../../now.ts'
import { cx } from '../../parts/cx.ts'
import { numberText } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { Mark } from '../../parts/mark.tsx'
import { stageSpan, stageWord, windowText } from '../../parts/stage.ts'
import { Time } from '../../parts/time.tsx'
import { stepWords } from '../../words/states.ts'
import { useView } from '../../store.ts'
import { PreviewView } from './preview.tsx'
import { fill } from '../../words/fill.ts'
import { stages as words } from '../../words/rollback.ts'
import styles from './stages.module.css'

/** What a step says while it runs: its last line, and how far it is. */
function useProgress(run: string, step: string): string | undefined {
  return useView((view) => {
    const line = view.progress.findLast((one) => one.run === run && one.step === step)
    if (line === undefined) return undefined
    return line.done === undefined ? line.text : `${line.text} · ${numberText(line.done)}${line.total === undefined ? '' : words.of(numberText(line.total))}`
  })
}

const factText = (value: string | number | boolean): string => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : typeof value === 'number' ? numberText(value, Number.isInteger(value) ? 0 : 2) : value)

/** Milliseconds that a step took, or has taken so far; undefined before it began. */
const spent = (step: StepRun, now: number): number | undefined =>
  step.startedAt === undefined ? undefined : Math.max(0, (step.state === 'running' || step.state === 'asking' ? now : (step.endedAt ?? now)) - step.startedAt)

type StepProps = { readonly run: Run; readonly step: StepRun; readonly now: number; readonly usual: number | undefined; readonly asked: boolean }

function StepMore({ step, progress }: { readonly step: StepRun; readonly progress: string | undefined }) {
  const facts = Object.entries(step.facts)
  return (
    <dl className={styles['more']}>
      {step.effect !== undefined && <><dt>{words.effect}</dt><dd>{step.effect}</dd></>}
      {progress !== undefined && step.state === 'running' && <><dt>{words.now}</dt><dd className={styles['output']}><span role="status">{progress}</span></dd></>}
      {step.detail !== undefined && step.detail !== '' && <><dt>{words.outcome}</dt><dd>{step.detail}</dd></>}
      {step.skippedBecause !== undefined && <><dt>{words.skipped}</dt><dd>{fill(words.reason, { skippedBecause: step.skippedBecause })}</dd></>}
      {facts.length > 0 && (
        <>
          <dt>{words.found}</dt>
          <dd className={styles['facts']}>{facts.map(([label, value]) => <span key={label}>{label} <strong>{factText(value)}</strong></span>)}</dd>
        </>
      )}
    </dl>
  )
}

function StepRow({ run, step, now, usual, asked }: StepProps) {
  const ended = runEnded(run)
  const wants = !ended && step.state !== 'waiting' && step.state !== 'ok'
  const [chosen, setChosen] = useState<boolean>()
  const open = step.state !== 'waiting' && (chosen ?? (wants || asked))
  const progress = useProgress(run.id, step.id)
  const row = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (asked) row.current?.scrollIntoView({ block: 'center' })
  }, [asked])
  const took = spent(step, now)
  const waiting = step.state === 'waiting'
  const word = waiting && ended ? { tone: 'off', word: words.notBegun } as const : stepWords[step.state]
  return (
    <li ref={row} className={styles['step']} data-state={step.state}>
      <AriaButton className={cx(styles['row'])} aria-expanded={open} isDisabled={waiting} onPress={() => setChosen(!open)}>
        <Mark {...word} size={13} />
        <span className={styles['title']}>{step.title}{step.attempt > 1 && <small>{fill(words.attempt, { attempt: step.attempt })}</small>}</span>
        <span className={styles['line']}>{open ? '' : (step.skippedBecause ?? step.detail ?? progress ?? step.effect ?? '')}</span>
        <span className={styles['took']}>
          {took === undefined ? (usual === undefined || ended ? '' : words.usually(durationText(usual))) : step.state === 'running' || step.state === 'asking' ? clockText(took) : durationText(took)}
        </span>
        <i className={cx(styles['chevron'], open && styles['turned'])}>{!waiting && <Icon name="chevron" size={11} />}</i>
      </AriaButton>
      {open && <StepMore step={step} progress={progress} />}
    </li>
  )
}

function StageTimes({ stage, run, now }: { readonly stage: StageRun; readonly run: Run; readonly now: number }) {
  const { from, to } = stageSpan(stage)
  return (
    <span className={styles['times']}>
      <span>{fill(words.window, { window: windowText(stage) })}</span>
      {from !== undefined && <span>{fill(words.beganAt, { clock: clockText(from - run.startedAt) })}</span>}
      {from !== undefined && <span>{to === undefined && !runEnded(run) ? words.soFar(clockText(now - from)) : words.took(durationText((to ?? now) - from))}</span>}
      {stage.over !== undefined && <Mark tone="bad" word={<strong>{fill(words.overItsWindowBy, { clock: clockText(stage.over) })}</strong>} size={13} />}
    </span>
  )
}

/** @param asked id of the step that the address names */
export function Stages({ run, asked }: { readonly run: Run; readonly asked: string | undefined }) {
  const past = useView((view) => view.state?.pastRuns)
  const present = useNow(250)
  const now = run.endedAt ?? runNow(run, present)
  const usual = usualStepTimes(past ?? [])
  return (
    <ol className={styles['stages']} aria-label={words.stagesAndSteps}>
      {run.stages.map((stage, index) => {
        const word = stageWord(stage)
        return (
          <li key={stage.id} className={styles['stage']} data-tone={word.tone}>
            <header className={styles['head']}>
              <h2><span className={styles['number']}>{index + 1}</span>{stage.title}</h2>
              <Mark {...(runEnded(run) && word.tone === 'off' ? { tone: 'off', word: words.notBegun } as const : word)} size={13} />
              <StageTimes stage={stage} run={run} now={now} />
            </header>
            {stage.preview && (
              <div className={styles['preview']}>
                <span>{fill(words.beforeItBegan, { time: <Time at={stage.preview.at} /> })}</span>
                {stage.preview.previews.map((preview) => <PreviewView key={preview.step} preview={preview} deadline={run.deadline} />)}
              </div>
            )}
            <ol>{stage.steps.map((step) => <StepRow key={step.id} run={run} step={step} now={now} usual={usual.get(step.id)} asked={asked === step.id} />)}</ol>
          </li>
        )
      })}
    </ol>
  )
}
