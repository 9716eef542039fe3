/**
 * A plan's gates over recorded series: the live judge and the live response, at every second of the past in which a
 * console watched. Pure over its store; made in steps, so that its caller decides when to leave the loop free.
 *
 * A second is judged with all of its samples, as they stood in the end: one that came late had not yet been seen by the
 * live judge, which may so have turned a second or two later.
 */
import { environments, type Environment } from '../../shared/metrics.ts'
import type { GateState } from '../../shared/gate.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Opening, ReplayedGate, ReplayTurn } from '../../shared/replay.ts'
import type { Run } from '../../shared/rollback.ts'
import type { Read } from './evaluate.ts'
import { createJudge, type JudgeSnapshot, type Turn } from './judge.ts'
import { decide, type Situation } from './response.ts'

export type ReplayOptions = {
  /** Its gates are those that are judged. */
  readonly plan: Plan
  readonly read: Read
  readonly watched: (windowMs: number, now: number) => number
  /** When a console watched, ms on the store's line of time. */
  readonly spans: readonly { readonly from: number; readonly to: number }[]
  /** The first judged second; those before `from` only bring the gates to the state in which the range begins. */
  readonly lead: number
  readonly from: number
  readonly to: number
  readonly phaseAt: (now: number) => string | null
  /** Undefined where it is not known: then users are taken to be everywhere. */
  readonly routingAt: (now: number) => Situation['routing']
  /** Points of each gate's line. */
  readonly points: number
}

/** By `gate/environment`. */
export type Replayed = { readonly gates: ReadonlyMap<string, ReplayedGate>; readonly openings: readonly Opening[]; readonly ticks: number }

const second = 1_000
/** Turns of one gate that are listed: one that flaps for a day must not fill memory. */
const mostTurns = 2_000
const boot = 'replay'

const keyOf = (gate: string, environment: Environment): string => `${gate}/${environment}`

type Kept = {
  readonly key: string
  readonly threshold: number
  first: GateState
  readonly turns: ReplayTurn[]
  cut: boolean
  readonly min: (number | null)[]
  readonly max: (number | null)[]
  readonly sums: number[]
  readonly counts: number[]
}

const turnAt = (at: number, { from, to, status }: Turn): ReplayTurn => ({
  at, from, to, outcome: status.evaluation.outcome, threshold: status.evaluation.threshold, samples: status.evaluation.samples,
  ...(status.evaluation.value !== undefined && { value: status.evaluation.value }),
  ...(status.activeSince !== undefined && { activeSince: status.activeSince }),
  ...(status.evaluation.cause !== undefined && { cause: status.evaluation.cause }),
})

/** Judges tick by tick; yields 0 to 1 after each. @throws MissingBaselineError */
export function* replay(options: ReplayOptions): Generator<number, Replayed> {
  const { plan, read, watched, spans, lead, from, to, phaseAt, routingAt, points } = options
  const width = Math.max(second, Math.ceil((to - from) / points / second) * second)
  const length = Math.floor((to - from) / width) + 1
  /** In the judge's own order, which is the same at every tick. */
  const kept: Kept[] = []
  const response = respondAgain(plan, routingAt)
  let snapshot: JudgeSnapshot | undefined
  let ticks = 0

  const keep = (now: number, judge: ReturnType<typeof createJudge>, turns: readonly Turn[]): void => {
    for (const [index, { gate, environment, status }] of judge.views().entries()) {
      let one = kept[index]
      if (one === undefined) {
        one = {
          key: keyOf(gate, environment), threshold: status.evaluation.threshold, first: 'no data', turns: [], cut: false,
          min: Array.from({ length }, () => null), max: Array.from({ length }, () => null), sums: Array.from({ length }, () => 0), counts: Array.from({ length }, () => 0),
        }
        kept[index] = one
      }
      if (now < from) one.first = status.state
      const { value } = status.evaluation
      if (now < from || value === undefined || !Number.isFinite(value)) continue
      const place = Math.floor((now - from) / width)
      one.min[place] = Math.min(one.min[place] ?? Infinity, value)
      one.max[place] = Math.max(one.max[place] ?? -Infinity, value)
      one.sums[place] = (one.sums[place] ?? 0) + value
      one.counts[place] = (one.counts[place] ?? 0) + 1
    }
    if (now < from) return
    for (const turn of turns) {
      const one = kept.find(({ key }) => key === keyOf(turn.gate.id, turn.environment))
      if (one === undefined) continue
      if (one.turns.length < mostTurns) one.turns.push(turnAt(now, turn))
      else one.cut = true
    }
  }

  for (const span of spans) {
    const begin = Math.ceil(Math.max(span.from, lead) / second) * second
    const end = Math.min(span.to, to)
    if (begin > end) continue
    let now = begin
    // As a console does at its start: windows that were pending or firing are taken up where they were.
    const judge = createJudge({ plan, read, watched, clock: { mono: () => now, wall: () => now, boot }, ...(snapshot && { initial: snapshot }) })
    for (; now <= end; now += second) {
      const { views, turns } = judge.tick(now, { phase: phaseAt(now) })
      ticks += 1
      keep(now, judge, turns)
      response.tick(now, views, turns)
      yield Math.min(1, (now - lead) / Math.max(1, to - lead))
    }
    snapshot = { ...judge.snapshot(), mono: now, wall: now }
  }
  const gates = new Map(kept.map(({ key, threshold, first, turns, cut, min, max, sums, counts }): [string, ReplayedGate] => [key, {
    threshold, first, turns, cut,
    line: { t: min.map((_, place) => from + place * width), min, max, avg: sums.map((sum, place) => ((counts[place] ?? 0) > 0 ? sum / (counts[place] ?? 1) : null)) },
  }]))
  return { gates, openings: response.openings.filter(({ at }) => at >= from), ticks }
}

/**
 * The response matrix over the past. Automation is taken as automatic, and no veto and no silence as set: the rules are
 * what is tried. What users would have done after a rollback is not known, so it counts as one until none of its rules fires.
 */
function respondAgain(plan: Plan, routingAt: ReplayOptions['routingAt']) {
  const openings: Opening[] = []
  const proposed = new Set<string>()
  let run: Run | undefined
  return {
    openings,
    tick: (now: number, views: Situation['views'], turns: readonly Turn[]): void => {
      const firing = views.filter(({ status }) => status.state === 'firing')
      if (!firing.some(({ gate }) => plan.gates.find(({ id }) => id === gate)?.response === 'rollback')) {
        run = undefined
        proposed.clear()
        return
      }
      const actions = decide({
        plan, views, turns, automation: 'automatic', vetoes: {}, silences: [], untold: new Set(), proposed, run, routing: routingAt(now), now: { wall: now, mono: now, boot },
      })
      for (const action of actions) {
        if (action.kind !== 'rollback' && !(action.kind === 'propose' && action.response === 'rollback')) continue
        const { gate, environment, causes, exposedSince, text } = action
        openings.push({ at: now, gate, environment, causes, exposedSince, text, kind: action.kind })
        for (const cause of causes) proposed.add(cause)
        if (action.kind === 'rollback') run = openRun(action.gate, exposedSince, now, plan.rollback.target)
      }
    },
  }
}

const openRun = (trigger: string, exposedSince: number, now: number, target: Environment): Run => ({
  id: boot, incident: boot, trigger, manual: false, drill: false, openedBy: trigger, target, identity: '', planHash: '', state: 'validating', boot,
  startedAt: now, exposedSince, startedWall: now, deadline: 0, validation: 0, overDeadline: false, fencing: 0, joined: 0, stages: [],
})

/** Where users went, as the recorded shares of traffic say; undefined where none were recorded. */
export const recordedRouting = (read: Read, window: number) => (now: number): Situation['routing'] => {
  const share = (environment: Environment): number | undefined => read('traffic_share', environment, 'avg', window, now).value
  const [blue, green] = environments.map(share)
  if (blue === undefined && green === undefined) return undefined
  const none = { blue: 0, green: 0 }
  return { weights: none, flags: none, share: { blue: blue ?? 0, green: green ?? 0 } }
}
