/** Who of the phase's users is sent on: its ramp, how far that is, and what stands against it. */
import type { Phase } from '../../../shared/plan.ts'
import { rampRefusals } from '../../../shared/ramp-refusals.ts'
import { shareText } from '../../../shared/ramp.ts'
import { runEnded, stageDone } from '../../../shared/rollback.ts'
import { Mark } from '../../parts/mark.tsx'
import { runWords } from '../../words/states.ts'
import { addressOf } from '../../route.ts'
import { phaseTraffic as words } from '../../words/programme.ts'
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
    <p className={styles['band']} aria-label={words.trafficOfThePhase}>
      <strong>{words.traffic}</strong>: {ramp.title}, {steps}.{' '}
      {own
        ? <Mark {...runWords[own.state]} word={runEnded(own) ? `${runWords[own.state].word}: ${own.summary ?? own.id}` : words.isUnderWay(own.id, reached ? words.held(shareText(reached)) : words.itsFirstStep)} size={13} />
        : refusal === undefined ? <Mark tone="off" word={runs ? words.notBegunPhase : words.beginsWithItsPhase} size={13} /> : <Mark tone="warn" word={words.notNow(refusal)} size={13} />}
      {' '}<a href={addressOf('traffic')}>{words.toTraffic}</a>
    </p>
  )
}
