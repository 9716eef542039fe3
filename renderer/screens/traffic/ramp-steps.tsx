/** A ramp as its steps: how many are sent, how long the gates hold them there, what they say, what it waits for. */
import { rampStepOf, type ForwardRun } from '../../../shared/forward.ts'
import { clockText, durationText } from '../../../shared/duration.ts'
import type { Ramp } from '../../../shared/plan.ts'
import { procedureOf } from '../../../shared/procedure.ts'
import { runEnded, stageDone, type StageRun, type StepRun } from '../../../shared/rollback.ts'
import { shareText, type RampRunStep } from '../../../shared/ramp.ts'
import { Mark, ToneShape } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { stepWords, type Worded } from '../../words/states.ts'
import { GateList } from './gate-list.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { rampSteps as words } from '../../words/traffic.ts'
import styles from './traffic-screen.module.css'
import { useHeld } from './use-held.ts'

/** Where a stage stands, in one word. */
function wordOf(run: ForwardRun, stage: StageRun): Worded {
  const steps = stage.steps
  if (stageDone(stage)) return steps.some(({ state }) => state === 'skipped') ? { tone: 'warn', word: words.doneStepLeftOut } : { tone: 'calm', word: 'done' }
  if (steps.some(({ state }) => state === 'asking')) return stepWords.asking
  if (steps.some(({ state }) => state !== 'waiting')) {
    if (runEnded(run)) return { tone: 'warn', word: words.leftHere }
    const hold = steps.find(({ kind, state }) => kind === 'gate' && state === 'running')
    if (hold?.held?.why !== undefined) return { tone: 'unsure', word: words.standsStill }
    return hold ? { tone: 'busy', word: words.heldUnderItsGates } : { tone: 'busy', word: words.underWay }
  }
  if (runEnded(run)) return { tone: 'off', word: words.notBegun }
  const before = run.stages.slice(0, run.stages.indexOf(stage))
  const waits = rampStepOf(run, stage.id)?.by === 'hand' && !run.ramp.released.includes(stage.id)
  if (waits && before.every(stageDone)) return { tone: 'warn', word: words.waitsForNext }
  return { tone: 'off', word: waits ? words.byHand : 'waiting' }
}

function Hold({ run, step, of }: { readonly run: ForwardRun; readonly step: StepRun; readonly of: number }) {
  const held = useHeld(run.id, step)
  return (
    <div className={styles['hold']}>
      <span className={styles['track']} role="progressbar" aria-label={words.timeGatesPassed} aria-valuenow={Math.round((held / of) * 100)} aria-valuetext={words.of(clockText(held), clockText(of))}>
        <span style={{ transform: `scaleX(${Math.min(1, of === 0 ? 1 : held / of)})` }} data-still={step.held?.why !== undefined || undefined} />
      </span>
      <span className={styles['clock']} data-figure>{fill(words.ofPassed, { clock: <strong>{clockText(held)}</strong>, clock2: clockText(of) })}</span>
      {step.held?.why !== undefined && step.state === 'running' && <p className={styles['still']}><i><ToneShape tone="unsure" size={13} /></i><span>{fill(words.theTimeStandsStill, { why: step.held.why })}</span></p>}
    </div>
  )
}

function StepLine({ step }: { readonly step: StepRun }) {
  return (
    <li>
      <Mark {...stepWords[step.state]} size={13} />
      <span className={styles['gate']}>{step.title}</span>
      <span className={styles['value']}>{step.state === 'ok' ? '' : (step.detail ?? '')}</span>
    </li>
  )
}

/** The settings of a ramp's step, where they are not the stage before the first. */
const planText = ({ hold, by }: Pick<RampRunStep, 'hold' | 'by'>): string => words.held(durationText(hold), by === 'hand' ? words.begunByHand : words.beginsByItself)

function Stage({ run, stage }: { readonly run: ForwardRun; readonly stage: StageRun }) {
  const step = rampStepOf(run, stage.id)
  const word = wordOf(run, stage)
  const hold = stage.steps.find(({ kind }) => kind === 'gate')
  const isOpen = !stageDone(stage) && stage.steps.some(({ state }) => state !== 'waiting')
  const share = stage.steps.find(({ kind }) => kind === 'ramp')
  const seen = share?.facts['answered']
  return (
    <li className={styles['stage']} data-open={isOpen || undefined} aria-current={isOpen ? 'step' : undefined}>
      <div className={styles['line']}>
        <strong className={styles['title']}>{stage.title}</strong>
        <span className={styles['what']}>{step === undefined ? words.whatMustSoFirst : planText(step)}{seen !== undefined && words.ofProbesAnsweredThere(String(seen), String(share?.facts['probes']))}</span>
        <Mark {...word} />
      </div>
      {isOpen && (
        <div className={styles['inside']}>
          <ul className={styles['steps']} aria-label={words.stepsOf(stage.title)}>{stage.steps.filter(({ kind }) => kind !== 'gate').map((one) => <StepLine key={one.id} step={one} />)}</ul>
          {step && hold && <Hold run={run} step={hold} of={step.hold} />}
          {step && <GateList named={step.gates} environment={run.target} />}
        </div>
      )}
    </li>
  )
}

export function RampSteps({ run }: { readonly run: ForwardRun }) {
  return (
    <Panel flush title={`${run.ramp.title} ${run.id}`} aside={run.drill ? common.onThePracticeLab : undefined}>
      <ol className={styles['stages']}>{run.stages.map((stage) => <Stage key={stage.id} run={run} stage={stage} />)}</ol>
    </Panel>
  )
}

/** What a start would do, as the plan has it. */
export function RampPlan({ ramp }: { readonly ramp: Ramp }) {
  return (
    <Panel flush title={ramp.title} aside={words.to(ramp.to)}>
      <ol className={styles['stages']}>
        {ramp.before.length > 0 && (
          <li className={styles['stage']}><div className={styles['line']}><strong className={styles['title']}>{words.beforeTheFirstUser}</strong><span className={styles['what']}>{ramp.before.map(({ title }) => title).join(', ')}</span></div></li>
        )}
        {procedureOf(ramp).ramp.map((step) => (
          <li key={step.stage} className={styles['stage']}>
            <div className={styles['line']}>
              <strong className={styles['title']}>{step.title}</strong>
              <span className={styles['what']}>{fill(words.toShare, { share: shareText(step), to: ramp.to, plan: planText(step) })}</span>
            </div>
            <div className={styles['inside']}><GateList named={step.gates} environment={ramp.to} /></div>
          </li>
        ))}
      </ol>
    </Panel>
  )
}
