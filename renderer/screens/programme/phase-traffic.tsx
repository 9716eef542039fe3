/** Who of the phase's users is sent on: its ramp, how far that is, and what stands against it. */
import type { Phase } from '../../../shared/plan.ts'
import { rampRefusals } from '../../../shared/ramp-refusals.ts'
import { shareText } from '../../../shared/ramp.ts'
import { runEnded, stageDone } from '../../../shared/rollback.ts'
import { Mark } from '../../parts/mark.tsx'
import { runWords } from '../../parts/words.ts'
import { addressOf } from '../../route.ts'
import styles from './programme-screen.module.css'
import type { Present } from './use-programme.ts'

/** @param runs the phase runs now */
export function PhaseTraffic({ phase, present: { plan, state, wall }, runs }: { readonly phase: Phase; readonly present: Present; readonly runs: boolean }) {
  const ramp = plan.ramps.find(({ id }) => id === phase.ramp)
  if (ramp === undefined) return undefined
  const { forward } = state
  const from = state.programme.lives[phase.id]?.spans.at(-1)?.from
  const own = forward?.ramp.id === ramp.id && from !== undefined && forward.startedWall >= from && runs ? forward : undefined
  const reached = own?.ramp.steps.findLast(({ stage }) => own.stages.some((one) => one.id === stage && stageDone(one)))
  const refusal = runs ? rampRefusals({ plan, state, wall }, ramp.id)[0] : undefined
  const steps = ramp.steps.map(({ to }) => shareText({ ...(to.percent !== undefined && { percent: to.percent }), ...(to.users && { users: to.users }) })).join(', ')
  return (
    <p className={styles['band']} aria-label="Traffic of the phase">
      <strong>Traffic</strong>: {ramp.title}, {steps}.{' '}
      {own
        ? <Mark {...runWords[own.state]} word={runEnded(own) ? `${runWords[own.state].word}: ${own.summary ?? own.id}` : `${own.id} is under way, ${reached ? `${shareText(reached)} held` : 'its first step'}`} size={13} />
        : refusal === undefined ? <Mark tone="off" word={runs ? 'not begun in this phase' : 'begins with its phase'} size={13} /> : <Mark tone="warn" word={`not now: ${refusal}`} size={13} />}
      {' '}<a href={addressOf('traffic')}>To Traffic</a>
    </p>
  )
}
