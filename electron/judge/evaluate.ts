/**
 * One evaluation of one gate: what the window says, held against the bar. Pure.
 * Plan: "QUALITY GATES & AUTOMATED MONITORING"; semantics 1, 2 and 4 of the design.
 */
import { durationText } from '../../shared/duration.ts'
import { thresholdValue, type Evaluation, type Outcome } from '../../shared/gate.ts'
import type { MetricName, MissingReason } from '../../shared/metrics.ts'
import type { Gate, Plan } from '../../shared/plan.ts'
import type { WindowReading } from '../observe/reading.ts'

export type { Read, WindowReading } from '../observe/reading.ts'

/** What holds for every gate of an environment at one tick. */
export type Circumstances = {
  readonly baselines: Plan['baselines']
  /** The running phase's id; null where none runs. */
  readonly phase: string | null
  /** Milliseconds of the gate's window that count as watched: since the console began to measure, and before a restart. */
  readonly watched: number
  /** Why the environment counts as dead, in words; absent while it lives. */
  readonly down?: string
}

/** A gate's bar hangs on a baseline that the plan does not record. */
export class MissingBaselineError extends Error {
  override readonly name = 'MissingBaselineError'

  constructor(gate: Gate) {
    const of = 'of' in gate.threshold ? gate.threshold.of : ''
    super(`Gate ${gate.id} is a ratio of the baseline of ${of}, which is not recorded. Add baselines.${of} to the plan.`)
  }
}

export function gateThreshold(gate: Gate, baselines: Plan['baselines']): number {
  const value = thresholdValue(gate.threshold, baselines)
  if (value === undefined) throw new MissingBaselineError(gate)
  return value
}

/** Figures that an environment's own application measures: nothing can be said of them while it is dead. */
const diesWithTheEnvironment: ReadonlySet<MetricName> = new Set(['error_rate', 'response_time', 'session_success', 'rows_per_second'])

const failedReasons: Partial<Record<MissingReason, string>> = {
  timeout: 'no answer in time', refused: 'connection refused', unreachable: 'host not reachable',
  auth: 'credentials refused', version: 'another version than expected', invalid: 'an answer that makes no sense',
  nan: 'not a number (NaN)', tls: 'a TLS certificate that is not trusted',
}
const quietReasons: Partial<Record<MissingReason, string>> = {
  none: 'never measured', empty: 'the source gave nothing', stale: 'the last sample is too old', restart: 'the process had restarted',
}
export const reasonText = (reason: MissingReason = 'none'): string => failedReasons[reason] ?? quietReasons[reason] ?? reason

type Facts = Circumstances & { readonly gate: Gate; readonly reading: WindowReading; readonly silence: 'none' | 'short' | 'long' }
type Check = { readonly outcome: (gate: Gate) => Outcome; readonly cause: (facts: Facts) => string | false }

export const inScope = (gate: Gate, phase: string | null): boolean => gate.phases?.includes(phase ?? 'none') ?? true
const needed = (gate: Gate): number => Math.max(1, gate.minimum)
const failed = ({ reason = 'none' }: WindowReading): boolean => failedReasons[reason] !== undefined

/**
 * Why there is no verdict. The first row that holds names the outcome; the causes of all that hold
 * are kept. Below them stand `fail` or `warn`, by the gate's level, and then `pass`.
 * A window not yet filled gives no verdict even where the part that is there would fail for certain:
 * the first seconds after a start are those in which connections and caches are cold.
 */
const precedence: readonly Check[] = [
  {
    outcome: () => 'not yet',
    cause: ({ gate, phase }) =>
      !inScope(gate, phase) && (phase === null ? 'not judged while no phase runs' : `not judged in ${phase.replaceAll('-', ' ')}`),
  },
  {
    outcome: () => 'error',
    cause: ({ reading: { series = 1 } }) => series !== 1 && `${series} series answered where one is expected`,
  },
  {
    outcome: () => 'error',
    cause: ({ reading: { value = 0 } }) => !Number.isFinite(value) && `the value is ${value}`,
  },
  {
    outcome: () => 'inconclusive',
    cause: ({ gate, down }) => down !== undefined && diesWithTheEnvironment.has(gate.metric) && down,
  },
  {
    outcome: (gate) => gate.missing.policy,
    cause: ({ reading, silence }) => silence === 'long' && `${reading.missing} samples missing in a row: ${reasonText(reading.reason)}`,
  },
  {
    outcome: () => 'error',
    cause: ({ reading, silence }) => silence === 'short' && failed(reading) && reasonText(reading.reason),
  },
  {
    outcome: () => 'not yet',
    cause: ({ gate, watched }) =>
      gate.statistic !== 'last' && watched < gate.window &&
      `${durationText(Math.floor(watched / 1_000) * 1_000)} measured, the window is ${durationText(gate.window)}`,
  },
  {
    outcome: () => 'no data',
    cause: ({ reading, silence }) => silence === 'short' && !failed(reading) && reasonText(reading.reason),
  },
  {
    outcome: () => 'no data',
    cause: ({ gate, reading }) =>
      reading.samples < needed(gate) && `${reading.samples} observations in ${durationText(gate.window)}, at least ${needed(gate)} are needed`,
  },
  {
    outcome: () => 'no data',
    cause: ({ gate, reading }) => reading.value === undefined && `no ${gate.statistic} over ${durationText(gate.window)}`,
  },
]

/** Thirty samples of 0.8 add up to a mean of 0.8000000000000003: that is on the bar, and not beyond it. */
const rounding = 1e-12

const silenceOf = (gate: Gate, missing: number): Facts['silence'] =>
  missing === 0 ? 'none' : missing <= gate.missing.gap ? 'short' : 'long'

/**
 * Holds a window against the gate's bar. Passing needs `minimum` real observations, at least one;
 * a value exactly on the bar passes.
 * @throws MissingBaselineError
 */
export function evaluate(gate: Gate, reading: WindowReading, circumstances: Circumstances): Evaluation {
  const threshold = gateThreshold(gate, circumstances.baselines)
  const facts: Facts = { ...circumstances, gate, reading, silence: silenceOf(gate, reading.missing) }
  let outcome: Outcome | undefined
  const causes: string[] = []
  for (const check of precedence) {
    const cause = check.cause(facts)
    if (cause === false) continue
    outcome ??= check.outcome(gate)
    causes.push(cause)
  }
  const { value, samples } = reading
  if (value === undefined || outcome !== undefined) {
    const known = value !== undefined && Number.isFinite(value) ? { value } : {}
    return { outcome: outcome ?? 'no data', ...known, threshold, samples, cause: causes.join('; ') }
  }
  const beyond = (gate.direction === 'above' ? value - threshold : threshold - value) > Math.abs(threshold) * rounding
  return { outcome: beyond ? (gate.level === 'critical' ? 'fail' : 'warn') : 'pass', value, threshold, samples }
}
