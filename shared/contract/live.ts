import { z } from 'zod'
import type { GateView, Outcome } from '../gate.ts'
import { environments, isMeasured, metricNames, notMeasured, statistics, type Environment, type MetricName, type MissingReason } from '../metrics.ts'
import type { CriterionReadings } from '../phase.ts'
import { eventIterator, query, type } from './base.ts'

/** One figure with its age and source. No value: `why` says what is missing. */
export type Figure = {
  readonly value?: number
  /** Milliseconds since it was measured. */
  readonly age?: number
  /** Id of the target that it comes from. */
  readonly source?: string
  readonly samples: number
  readonly why?: MissingReason
}

/** One connected system, as the sampler sees it now. */
export type Source = {
  readonly target: string
  readonly kind: string
  readonly environment?: Environment
  readonly state: 'ok' | MissingReason
  readonly detail?: string
  readonly mend?: string
  /** Milliseconds since the last good sample. */
  readonly age?: number
  readonly latency?: number
  readonly identity?: string
}

/** What the balancer reports, read back; not what it was told. */
export type Routing = {
  readonly id: string
  readonly weights: Readonly<Record<Environment, number>>
  /** Users sent by flag, by environment. */
  readonly flags: Readonly<Record<Environment, number>>
  readonly drained: Readonly<Record<Environment, boolean>>
  readonly inFlight: Readonly<Record<Environment, number>>
  /** Users whose last answer came from there. */
  readonly sticky: Readonly<Record<Environment, number>>
  readonly healthy: Readonly<Record<Environment, boolean>>
  /** Share of the requests of the last seconds, 0 to 1. */
  readonly share: Readonly<Record<Environment, number>>
  readonly age: number
}

export type Tile = { readonly id: string; readonly outcome: Outcome; readonly figure: Figure; readonly text: string }

/** If the button were pressed now: what blocks it, and how long it would take. */
export type Readiness = {
  readonly ready: boolean
  readonly checks: readonly {
    readonly id: string
    readonly title: string
    readonly state: 'ok' | 'warn' | 'block'
    readonly detail: string
  }[]
  /** Median of completed runs in milliseconds. */
  readonly expected?: number
  /** Wall milliseconds at which a run last completed. */
  readonly provenAt?: number
}

/** Milliseconds. `left` is below zero once the budget is overspent. */
export type Budget = {
  readonly spent: number
  readonly allowed: number
  readonly left: number
  /** What `spent` is made of: time down, requests that failed beyond the baseline as time, and what our own switches and drills took. */
  readonly parts: { readonly down: number; readonly errors: number; readonly switches: number }
  /** How much of the window was measured. What was not counts neither as up nor as down. */
  readonly observed: number
}

/** A rule that may roll back and can't be judged: its source has been silent for so long (ms). */
export type Blind = { readonly gate: string; readonly environment: Environment; readonly source: string; readonly why: string; readonly silentFor: number }

/** The dead man's switch: ms since the last beat that was taken, and why the next did not go. */
export type Heartbeat = { readonly age?: number; readonly failure?: string }

/** All that the screens show of now, once a second. Times are milliseconds. */
export type Frame = {
  readonly number: number
  readonly wall: number
  readonly mono: number
  readonly figures: Readonly<Record<Environment, Partial<Record<MetricName, Figure>>>>
  readonly tiles: readonly Tile[]
  readonly gates: readonly (GateView & { readonly why: string })[]
  readonly sources: readonly Source[]
  readonly routing?: Routing
  readonly readiness: Readiness
  readonly budget?: Budget
  /** What the judge finds of the criteria's measures; absent in the first seconds. */
  readonly criteria?: CriterionReadings
  /** Health of the watcher itself: how late this frame was, whether the journal is durable, and what it can't see. */
  readonly watcher: {
    readonly lateMs: number
    readonly journal: 'durable' | { readonly buffered: number; readonly error: string }
    readonly blind: readonly Blind[]
    /** Absent where the plan names no watcher outside. */
    readonly heartbeat?: Heartbeat
  }
}

/** Points of one line, min-max downsampled. `null` is a gap, not a zero. Times are monotonic milliseconds. */
export type Line = {
  readonly t: readonly number[]
  readonly min: readonly (number | null)[]
  readonly max: readonly (number | null)[]
  readonly avg: readonly (number | null)[]
}

export const live = {
  frames: query.output(eventIterator(type<Frame>())),
  series: query
    .input(
      z.strictObject({
        metric: z.enum(metricNames),
        environment: z.enum(environments),
        statistic: z.enum(statistics),
        /** The last so many milliseconds, and how many points to make of them. */
        last: z.int().min(1_000).max(86_400_000),
        points: z.int().min(2).max(2_000),
      }).refine(isMeasured, { error: notMeasured }),
    )
    .output(type<Line>()),
}
