/** What one look at a hold's gates means: its time counts, stands still, or is over for good. Pure. Semantics 2 and 4 of the design. */
import { unseenAfter, type GateView } from '../../../shared/gate.ts'
import type { Environment } from '../../../shared/metrics.ts'
import type { Gate } from '../../../shared/plan.ts'
import { inPhase } from '../../../shared/ramp-gates.ts'

export type Verdict =
  | { readonly kind: 'passes' }
  /** Nobody can say that it is well: the time stands still. */
  | { readonly kind: 'holds'; readonly why: string }
  | { readonly kind: 'fails'; readonly why: string }

export type GateLook = {
  readonly gates: readonly Pick<Gate, 'id' | 'title' | 'phases' | 'environments'>[]
  /** Ids of the gates; undefined: every one that is judged of the environment in the phase that runs. */
  readonly named: readonly string[] | undefined
  readonly phase: string | null
  readonly views: readonly GateView[]
  readonly environment: Environment
  /** What holds the phase, by its title; no ramp of it goes on meanwhile. */
  readonly held?: string | undefined
  /** Monotonic ms. */
  readonly now: number
}

function verdictOf(title: string, view: GateView | undefined, now: number): Verdict {
  if (view === undefined) return { kind: 'holds', why: `${title}: not judged` }
  const { state, evaluation: { outcome, cause }, evaluatedAt } = view.status
  if (now - evaluatedAt > unseenAfter) return { kind: 'holds', why: `${title}: its last verdict is old` }
  if (outcome === 'fail' || state === 'firing') return { kind: 'fails', why: `${title}: ${state === 'firing' ? 'firing' : 'it fails'}` }
  if (outcome === 'pass') return { kind: 'passes' }
  return { kind: 'holds', why: `${title}: ${outcome}${cause === undefined ? '' : ` (${cause})`}` }
}

/** A failing gate decides, then one that can't say; all must pass. */
export function lookAtGates(look: GateLook): Verdict {
  const verdicts = inPhase(look).map((id) =>
    verdictOf(look.gates.find((gate) => gate.id === id)?.title ?? id, look.views.find((view) => view.gate === id && view.environment === look.environment), look.now))
  const of = (kind: 'fails' | 'holds'): readonly string[] => verdicts.flatMap((one) => (one.kind === kind ? [one.why] : []))
  const [fails, holds] = [of('fails'), [...(look.held === undefined ? [] : [`the phase is held by “${look.held}”`]), ...of('holds')]]
  if (fails.length > 0) return { kind: 'fails', why: fails.join('; ') }
  return holds.length > 0 ? { kind: 'holds', why: holds.join('; ') } : { kind: 'passes' }
}

/** The time since the last look counts only where both looks passed and lie so near that it was watched: a sleep does not. */
export const counted = (before: { readonly at: number; readonly passes: boolean }, now: { readonly at: number; readonly passes: boolean }): number =>
  before.passes && now.passes && now.at - before.at <= unseenAfter ? Math.max(0, now.at - before.at) : 0
