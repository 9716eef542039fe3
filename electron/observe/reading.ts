/** A window of a series as those above read it: the judge, a step of the rollback, a figure on the screen. */
import type { Environment, MetricName, MissingReason, Statistic } from '../../shared/metrics.ts'

/** A window of a series, as `observe` reads it. */
export type WindowReading = {
  /** The statistic in the metric's base unit; absent when there is none. */
  readonly value?: number
  /** Observations in the window: requests of a ratio or histogram, samples of the rest. */
  readonly samples: number
  /** Samples missing in a row, up to now; 0 while the newest that was due is there. */
  readonly missing: number
  /** Why the newest sample is missing. */
  readonly reason?: MissingReason
  /** How many series answered, where that is not one. */
  readonly series?: number
}

/** Reads a window that ends `now` (monotonic ms) and is `windowMs` long. */
export type Read = (
  metric: MetricName, environment: Environment, statistic: Statistic, windowMs: number, now: number,
) => WindowReading
