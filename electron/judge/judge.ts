/**
 * Every gate in each of its environments, once a tick; all are evaluated and all are kept.
 * Plan: "QUALITY GATES & AUTOMATED MONITORING"; semantics 1-4 of the design.
 */
import { z } from 'zod'
import type { Clock } from '../../shared/clock.ts'
import { errorText } from '../../shared/error-text.ts'
import { gateProgress, gateStates, outcomes, setAside, stepGate, type Evaluation, type GateState, type GateStatus, type GateView } from '../../shared/gate.ts'
import { environments, type Environment } from '../../shared/metrics.ts'
import type { Gate, Plan } from '../../shared/plan.ts'
import { evaluate, gateThreshold, inScope, reasonText, type Circumstances, type Read, type WindowReading } from './evaluate.ts'

/** A gate that changed its state: what becomes a `gate.turned` entry. */
export type Turn = {
  readonly gate: Gate
  readonly environment: Environment
  readonly from: GateState
  readonly to: GateState
  readonly status: GateStatus
}

const status = z.strictObject({
  state: z.enum(gateStates), since: z.number(), activeSince: z.number().exactOptional(), sustained: z.number(),
  falseSince: z.number().exactOptional(), missing: z.number(), evaluatedAt: z.number(),
  evaluation: z.strictObject({
    outcome: z.enum(outcomes), value: z.number().exactOptional(), threshold: z.number(), samples: z.number(), cause: z.string().exactOptional(),
  }),
})

/** All windows at one moment, as JSON; check what was stored with it before `restore`. */
export const judgeSnapshot = z.strictObject({
  boot: z.string(), mono: z.number(), wall: z.number(), statuses: z.record(z.string(), status),
})
export type JudgeSnapshot = z.infer<typeof judgeSnapshot>

/** `baselines`: those in use now; without them the plan's own. */
export type TickContext = { readonly phase: string | null; readonly baselines?: Plan['baselines'] }

export type Judge = {
  /** Judges everything at `now` (monotonic ms, the tick's planned time, so that evaluations do not drift). */
  readonly tick: (now: number, context: TickContext) => { readonly views: readonly GateView[]; readonly turns: readonly Turn[] }
  /** What the last tick found; empty before the first. */
  readonly views: () => readonly GateView[]
  readonly snapshot: () => JudgeSnapshot
  /** Takes windows up again after a restart. The time between is a gap; gates that the plan no longer has are left out. */
  readonly restore: (saved: JudgeSnapshot) => void
}

export type JudgeOptions = {
  readonly plan: Pick<Plan, 'gates' | 'baselines' | 'targets'>
  readonly read: Read
  readonly clock: Clock
  readonly initial?: JudgeSnapshot
  /** Ms of the window that ends `now` that count as watched, where it does not all begin now: windows outlive a change of the plan and a restart. */
  readonly watched?: (windowMs: number, now: number) => number
}

/** `window`: gates that ask for the same one share its reading. */
type Watched = { readonly key: string; readonly gate: Gate; readonly environment: Environment; readonly window: number }

/** @throws MissingBaselineError where a gate's baseline is not recorded: such a plan can't be judged. */
export function createJudge({ plan, read, clock, initial, watched: given }: JudgeOptions): Judge {
  for (const gate of plan.gates) gateThreshold(gate, plan.baselines)
  const windows = new Map<string, number>()
  const windowOf = ({ metric, statistic, window }: Gate, environment: Environment): number => {
    const name = `${metric}/${environment}/${statistic}/${window}`
    const number = windows.get(name) ?? windows.size
    windows.set(name, number)
    return number
  }
  const watched: readonly Watched[] = plan.gates.flatMap((gate) =>
    gate.environments.map((environment) => ({ key: `${gate.id}/${environment}`, gate, environment, window: windowOf(gate, environment) })))
  const began = clock.mono()
  const watchedOf = given ?? ((_, now) => now - began)
  const statuses = new Map<string, GateStatus>()
  const seenUp = new Set<Environment>()
  let views: readonly GateView[] = []

  const downCause = (environment: Environment, now: number): string | undefined => {
    const up = read('up', environment, 'last', upWindow(plan, environment), now)
    if (up.value !== undefined) seenUp.add(environment)
    if (up.value === 0) return `${environment} is down`
    // A plan that measures no `up` must not silence its other gates.
    return up.value === undefined && seenUp.has(environment) ? `${environment} does not answer: ${reasonText(up.reason)}` : undefined
  }

  const judged = ({ gate, environment, window }: Watched, readings: (WindowReading | undefined)[], circumstances: Omit<Circumstances, 'watched'>, now: number): Evaluation => {
    try {
      const reading = (readings[window] ??= read(gate.metric, environment, gate.statistic, gate.window, now))
      return evaluate(gate, reading, { ...circumstances, watched: watchedOf(gate.window, now) })
    } catch (error) {
      // One gate that can't be read must not blind the console to the others.
      const cause = `could not read ${gate.metric}: ${errorText(error)}`
      return { outcome: 'error', threshold: gateThreshold(gate, circumstances.baselines), samples: 0, cause }
    }
  }

  const restore = (saved: JudgeSnapshot): void => {
    // Another boot counts from another zero: keep the distances, by the wall clock.
    const away = Math.max(0, clock.wall() - saved.wall)
    const shift = saved.boot === clock.boot ? 0 : clock.mono() - away - saved.mono
    for (const { key } of watched) {
      const old = saved.statuses[key]
      if (old === undefined) continue
      statuses.set(key, {
        ...old,
        since: old.since + shift,
        evaluatedAt: old.evaluatedAt + shift,
        ...(old.activeSince !== undefined && { activeSince: old.activeSince + shift }),
        ...(old.falseSince !== undefined && { falseSince: old.falseSince + shift }),
      })
    }
  }
  if (initial) restore(initial)

  return {
    tick: (now, { phase, baselines = plan.baselines }) => {
      const turns: Turn[] = []
      const readings: (WindowReading | undefined)[] = []
      const common = { baselines, phase }
      const circumstances = new Map(environments.map((environment): [Environment, Omit<Circumstances, 'watched'>] => {
        const down = downCause(environment, now)
        return [environment, down === undefined ? common : { ...common, down }]
      }))
      views = watched.map((one): GateView => {
        const { key, gate, environment } = one
        const before = statuses.get(key)
        const evaluation = judged(one, readings, circumstances.get(environment) ?? common, now)
        const after = inScope(gate, phase) ? stepGate(before, gate, evaluation, now) : setAside(before, evaluation, now)
        statuses.set(key, after)
        const from = before?.state ?? 'no data'
        if (from !== after.state) turns.push({ gate, environment, from, to: after.state, status: after })
        return { gate: gate.id, environment, status: after, progress: gateProgress(after, gate) }
      })
      return { views, turns }
    },
    views: () => views,
    snapshot: () => ({ boot: clock.boot, mono: clock.mono(), wall: clock.wall(), statuses: Object.fromEntries(statuses) }),
    restore,
  }
}

/** Three samples of the slowest source of an environment (ms): one that is late is not a death. */
const upWindow = (plan: Pick<Plan, 'targets'>, environment: Environment): number =>
  3 * Math.max(1_000, ...plan.targets.filter((target) => target.environment === environment).map((target) => target.every))
