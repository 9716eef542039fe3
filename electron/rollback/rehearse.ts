/** What each step would do now, from live state. Changes nothing. Plan: "Rollback Capability: <15 minutes". */
import { otherOf } from '../../shared/metrics.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Rehearsal } from '../../shared/contract/rollback.ts'
import type { Plan } from '../../shared/plan.ts'
import { stepTimes } from '../../shared/state.ts'
import type { Read } from '../observe/reading.ts'
import type { Timers } from '../observe/sampler.ts'
import { previewOf } from './preview.ts'
import type { RunnerJournal } from './runner-journal.ts'
import { kinds } from './steps/index.ts'
import { ask, reasonOf, type Look, type Monitoring, type StepTargets } from './steps/kind.ts'

const answerWithin = 5_000

export type RehearseOptions = {
  readonly plan: Plan
  readonly journal: RunnerJournal
  readonly targets: StepTargets
  readonly read: Read
  readonly monitoring: Monitoring
  readonly clock: Clock
  readonly timers: Timers
  readonly dir: string
  readonly signal: AbortSignal
}

/** A step that can't tell says why; it holds up no other. */
export function rehearse({ plan, signal, ...look }: RehearseOptions): Promise<readonly Rehearsal[]> {
  const times = stepTimes(look.journal.state().pastRuns)
  const { target } = plan.rollback
  const would = async (step: Plan['rollback']['stages'][number]['steps'][number]): Promise<Rehearsal> => {
    const own: Look = { ...look, plan, step, settings: undefined, target, other: otherOf(target), signal }
    const [text, preview] = await Promise.all([
      ask(own, 'looking', (inTime) => kinds[step.kind].would({ ...own, signal: inTime }), answerWithin)
        .catch((error: unknown) => `not known now: ${reasonOf(error)}`),
      previewOf(own, answerWithin),
    ])
    const took = times.get(step.id)
    return { step: step.id, would: text, ...(preview && { preview }), ...(took && { times: took }) }
  }
  return Promise.all(plan.rollback.stages.flatMap((stage) => stage.steps).map(would))
}
