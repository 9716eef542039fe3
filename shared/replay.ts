/**
 * What the plan's gates would have said over recorded series, and what a changed rule would have said beside it. Pure.
 * Plan: "QUALITY GATES & AUTOMATED MONITORING"; issue 4, replay.
 */
import { z } from 'zod'
import type { GateState, Outcome } from './gate.ts'
import type { Environment } from './metrics.ts'
import { threshold, type Gate } from './plan/gates.ts'

const longest = 86_400_000

/** A gate's rule, changed; what is absent stays as the plan has it. Times are milliseconds. */
export const gateChange = z.strictObject({
  gate: z.string(),
  threshold: threshold.optional(),
  for: z.int().min(0).max(longest).optional(),
  window: z.int().min(1_000).max(longest).optional(),
  keepFiringFor: z.int().min(0).max(longest).optional(),
})
export type GateChange = z.infer<typeof gateChange>

/** A gate that entered a state. Times here and below are wall milliseconds. */
export type ReplayTurn = {
  readonly at: number
  readonly from: GateState
  readonly to: GateState
  readonly outcome: Outcome
  readonly value?: number
  readonly threshold: number
  readonly samples: number
  readonly activeSince?: number
  readonly cause?: string
}

/** A rollback that would have opened, or been proposed, at `at`. */
export type Opening = {
  readonly at: number
  readonly gate: string
  readonly environment: Environment
  readonly causes: readonly string[]
  readonly exposedSince: number
  readonly kind: 'rollback' | 'propose'
  readonly text: string
}

/** One gate in one environment under one rule. */
export type ReplayedGate = {
  readonly threshold: number
  /** The state as the range began. */
  readonly first: GateState
  readonly turns: readonly ReplayTurn[]
  /** More turns were made than are listed. */
  readonly cut: boolean
  /** What was held against the bar, the least, greatest and mean of each point; null where there was no value. */
  readonly line: { readonly t: readonly number[]; readonly min: readonly (number | null)[]; readonly max: readonly (number | null)[]; readonly avg: readonly (number | null)[] }
}

/** From the first true evaluation over firing to its end; without `to` it fires at the end of the range. */
export type Firing = { readonly activeSince: number; readonly from: number; readonly to?: number }

export function firingsOf({ first, turns }: Pick<ReplayedGate, 'first' | 'turns'>, begin: number): readonly Firing[] {
  const open: Firing | undefined = first === 'firing' ? { activeSince: begin, from: begin } : undefined
  const { done, last } = turns.reduce<{ readonly done: readonly Firing[]; readonly last: Firing | undefined }>(({ done, last }, turn) => {
    if (turn.to === 'firing') return { done, last: { activeSince: turn.activeSince ?? turn.at, from: turn.at } }
    return last === undefined ? { done, last } : { done: [...done, { ...last, to: turn.at }], last: undefined }
  }, { done: [], last: open })
  return last === undefined ? done : [...done, last]
}

/** `by`: milliseconds that the changed rule fires later; below zero earlier. */
export type Difference =
  | { readonly kind: 'same' | 'earlier' | 'later'; readonly by: number; readonly present: Firing; readonly changed: Firing }
  | { readonly kind: 'gone'; readonly present: Firing }
  | { readonly kind: 'new'; readonly changed: Firing }

const meet = (a: Firing, b: Firing): boolean => a.activeSince <= (b.to ?? Infinity) && b.activeSince <= (a.to ?? Infinity)

/** Each firing of the plan's rule beside that of the changed one over the same bad time; in order of time. */
export function differences(present: readonly Firing[], changed: readonly Firing[]): readonly Difference[] {
  const taken = new Set<Firing>()
  const paired = present.map((one): Difference => {
    const other = changed.find((firing) => !taken.has(firing) && meet(one, firing))
    if (other === undefined) return { kind: 'gone', present: one }
    taken.add(other)
    const by = other.from - one.from
    return { kind: by === 0 ? 'same' : by < 0 ? 'earlier' : 'later', by, present: one, changed: other }
  })
  const fresh = changed.filter((one) => !taken.has(one)).map((one): Difference => ({ kind: 'new', changed: one }))
  const at = (one: Difference): number => ('present' in one ? one.present : one.changed).from
  return [...paired, ...fresh].toSorted((a, b) => at(a) - at(b))
}

export const changedGate = (gate: Gate, changes: readonly GateChange[]): Gate => {
  const found = changes.find((change) => change.gate === gate.id)
  if (found === undefined) return gate
  const { gate: _, ...rest } = found
  return { ...gate, ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)) }
}

/** A run as the record has it, and what each rule would have done around it. */
export type JudgedRun = {
  readonly run: string
  readonly title: string
  readonly drill: boolean
  readonly opened: number
  readonly outcome: 'completed' | 'stopped' | 'vetoed' | 'open'
  /**
   * What people made of it: `false alarm`: vetoed; `missed`: pressed by a person while no rule that rolls back fired;
   * `agreed`: pressed while one fired; `right`: opened by a rule, and nobody vetoed it.
   */
  readonly mark: 'false alarm' | 'missed' | 'agreed' | 'right'
  /** Absent where no series of that time are left. */
  readonly rules?: { readonly present: { readonly opensAt?: number }; readonly changed: { readonly opensAt?: number } }
}

export type HistoryCount = {
  /** Runs that the rule would have opened. */
  readonly opens: number
  /** Of those that people vetoed: they would have been asked again. */
  readonly falseAlarms: number
  /** Presses of people that the rule would not have come before. */
  readonly missed: number
  /** By how much (ms) it would have come before a person's press, for each. */
  readonly before: readonly number[]
  /** Right rollbacks that the rule would not have opened. */
  readonly lost: number
}

export function countHistory(runs: readonly JudgedRun[], which: 'present' | 'changed'): HistoryCount {
  const judged = runs.flatMap(({ rules, mark, opened }) => (rules ? [{ mark, opened, opensAt: rules[which].opensAt }] : []))
  const before = judged.flatMap(({ mark, opened, opensAt }) => ((mark === 'missed' || mark === 'agreed') && opensAt !== undefined && opensAt <= opened ? [opened - opensAt] : []))
  const pressed = judged.filter(({ mark }) => mark === 'missed' || mark === 'agreed').length
  return {
    opens: judged.filter(({ opensAt }) => opensAt !== undefined).length,
    falseAlarms: judged.filter(({ mark, opensAt }) => mark === 'false alarm' && opensAt !== undefined).length,
    missed: pressed - before.length,
    before,
    lost: judged.filter(({ mark, opensAt }) => mark === 'right' && opensAt === undefined).length,
  }
}
