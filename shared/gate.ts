/**
 * A gate's state machine, pure. With complete samples it is Prometheus's `for` and `keep_firing_for`
 * to the letter; with gaps it does better (see `stepGate`).
 * Plan: "QUALITY GATES & AUTOMATED MONITORING"; semantics 1-4 of the design.
 */
import type { Environment, MetricName } from './metrics.ts'
import type { Gate, Threshold } from './plan.ts'

/** What one evaluation found. None but `pass` passes; none but `fail` and `warn` can fire. */
export const outcomes = ['pass', 'warn', 'fail', 'inconclusive', 'no data', 'error', 'not yet'] as const
export type Outcome = (typeof outcomes)[number]

/** One evaluation of one gate in one environment, kept each tick with its value. */
export type Evaluation = {
  readonly outcome: Outcome
  /** The statistic over the window in the metric's base unit; absent when there is none. */
  readonly value?: number
  /** The bar it was held against, in the metric's base unit. */
  readonly threshold: number
  /** Observations in the window (requests, samples). */
  readonly samples: number
  /** Why there is no value, in words for people. */
  readonly cause?: string
}

export const gateStates = ['ok', 'pending', 'firing', 'resolved', 'no data'] as const
export type GateState = (typeof gateStates)[number]

/** State of one gate in one environment. Times are monotonic milliseconds. */
export type GateStatus = {
  readonly state: GateState
  /** When the state was entered. */
  readonly since: number
  /** First true evaluation of the present pending or firing window: where the exposure began. None while a firing gate is silent for long. */
  readonly activeSince?: number
  /** Time that the condition has been true, gaps left out: what `for` is compared with. */
  readonly sustained: number
  /** First false evaluation while firing, moved on by gaps: where `keep_firing_for` counts from. */
  readonly falseSince?: number
  /** Evaluations without a value in a row. */
  readonly missing: number
  readonly evaluatedAt: number
  readonly evaluation: Evaluation
}

export type GateView = {
  readonly gate: Gate['id']
  readonly environment: Environment
  readonly status: GateStatus
  /** 0 to 1 of `for`, while pending. */
  readonly progress: number
}

/** Evaluations further apart than this (ms) leave time between them that the console did not see. */
export const unseenAfter = 3_000

/**
 * After this long unseen (ms) only a firing gate is remembered; the rest start afresh. It is the
 * default of Prometheus's `--rules.alert.for-outage-tolerance`.
 */
export const forgottenAfter = 3_600_000

type Truth = 'true' | 'false' | 'unknown'

/** Is the gate's condition (bad) true? Ignorance is neither yes nor no. */
export const truthOf = (outcome: Outcome): Truth =>
  outcome === 'fail' || outcome === 'warn' ? 'true' : outcome === 'pass' ? 'false' : 'unknown'

/** The bar in the metric's base unit, or undefined where its baseline was never recorded. */
export function thresholdValue(
  threshold: Threshold,
  baselines: Partial<Readonly<Record<MetricName, { readonly value: number }>>>,
): number | undefined {
  if ('value' in threshold) return threshold.value
  const recorded = baselines[threshold.of]
  return recorded && threshold.ratio * recorded.value
}

/**
 * A gate's status after one more evaluation.
 *
 * | from \ condition | true | false | unknown, up to `gap` in a row | unknown, longer |
 * |---|---|---|---|---|
 * | ok, resolved, no data | pending | ok | ok (no data stays no data) | no data |
 * | pending | pending; firing once sustained for `for` | ok | pending | no data |
 * | firing | firing | firing for `keepFiringFor`, then resolved | firing | firing, its time counts anew |
 *
 * `for: 0` fires at the first true evaluation. Each evaluation speaks for the time since the one
 * before it, so one without a value costs its own interval and no more, and so does time that the
 * console did not see. A pending or firing window also waits while the outcome is `not yet`: after
 * a restart the measuring window must fill before anything can be said. `gap` counts evaluations;
 * a source that is sampled less often than gates are evaluated needs a longer one.
 *
 * @param before undefined where the gate was never judged
 * @param now monotonic milliseconds, never before `before.evaluatedAt`
 */
export function stepGate(
  before: GateStatus | undefined,
  gate: Pick<Gate, 'for' | 'keepFiringFor' | 'missing'>,
  evaluation: Evaluation,
  now: number,
): GateStatus {
  const forgotten = before !== undefined && before.state !== 'firing' && now - before.evaluatedAt > forgottenAfter
  const last = forgotten ? undefined : before
  const evaluatedAt = last?.evaluatedAt ?? now
  const elapsed = now - evaluatedAt
  const unseen = elapsed > unseenAfter ? elapsed : 0
  const firing = last?.state === 'firing'
  const window = (firing || last?.state === 'pending') && last.activeSince !== undefined
    ? { activeSince: last.activeSince, sustained: last.sustained }
    : undefined
  const enter = (state: GateState, kept: Partial<GateStatus> = {}): GateStatus => ({
    state, since: last?.state === state ? last.since : now, sustained: 0, missing: 0, evaluatedAt: now, evaluation, ...kept,
  })

  switch (truthOf(evaluation.outcome)) {
    case 'true': {
      if (window === undefined) return enter(firing || gate.for <= 0 ? 'firing' : 'pending', { activeSince: now })
      // Measured from the start of the window, not added up: sums of fractions would fire one evaluation late.
      const leftOut = evaluatedAt - window.activeSince - window.sustained
      const sustained = now - window.activeSince - leftOut - unseen
      return enter(firing || sustained >= gate.for ? 'firing' : 'pending', { activeSince: window.activeSince, sustained })
    }
    case 'false': {
      if (!firing) return enter('ok')
      const falseSince = last.falseSince === undefined ? now : last.falseSince + unseen
      if (now - falseSince >= gate.keepFiringFor) return enter('resolved')
      return enter('firing', { ...window, falseSince })
    }
    case 'unknown': {
      if (last === undefined) return enter('no data', { missing: 1 })
      const waiting = window !== undefined && evaluation.outcome === 'not yet'
      const missing = last.missing + (waiting ? 0 : 1)
      const short = missing <= gate.missing.gap
      // Silence is no recovery: a short gap is left out of the time since it, a longer one starts that anew.
      const falseSince = last.falseSince === undefined ? {} : { falseSince: last.falseSince + elapsed }
      if (firing) return enter('firing', short ? { ...window, ...falseSince, missing } : { missing })
      if (!short || last.state === 'no data') return enter('no data', { missing })
      return last.state === 'pending' ? enter('pending', { ...window, missing }) : enter('ok', { missing })
    }
  }
}

/** A gate that the present phase does not judge: whatever window it had ends, without a verdict. */
export function setAside(before: GateStatus | undefined, evaluation: Evaluation, now: number): GateStatus {
  const since = before?.state === 'no data' ? before.since : now
  return { state: 'no data', since, sustained: 0, missing: (before?.missing ?? 0) + 1, evaluatedAt: now, evaluation }
}

/** 0 to 1 of `for`, while pending. */
export const gateProgress = (status: GateStatus, gate: Pick<Gate, 'for'>): number =>
  status.state === 'pending' ? Math.min(1, status.sustained / gate.for) : 0
