/**
 * The series store: what was measured in the last day, second by second, in memory.
 * A slot is one second of monotonic time since `start`. Late and double samples have one result each:
 * a sample up to three seconds (and its target's time-out) late fills its slot, a later one is dropped and
 * counted; a second value for a slot that has one is dropped and counted.
 * What a file kept of the time before a restart comes back in (`fill`): time in which no console watched is a gap.
 * Plan: "MONITORING INTEGRATION"; semantics 2, 3 and 16 of the design.
 */
import type { Line } from '../../shared/contract/live.ts'
import {
  metricInfo, responseBuckets, type Environment, type Measured, type MetricKind, type MetricName, type MissingReason, type Statistic,
} from '../../shared/metrics.ts'
import { downsample } from './downsample.ts'
import { createRing, type Cut, type Ring } from './ring.ts'
import { spanAt, watchedIn, type Span } from './span.ts'
import { figureOf, fits, type Figured } from './statistic.ts'

const slotMs = 1_000
const lateSlots = 3

export type Window = Figured & {
  /** Slots that hold a value. */
  readonly filled: number
  /** Samples that the window would hold if none were missing; fewer than the window's seconds while it has not filled since the start. */
  readonly expected: number
  /** Samples missing in a row, up to now. */
  readonly missing: number
  /** Why there is no value, or why the latest samples are missing. */
  readonly reason?: MissingReason
}

/** How often a series is sampled, in slots, and how many slots an answer may take. */
type Rhythm = { readonly every: number; readonly grace: number; readonly since: number }

/** Figures that one sample of a kind has. */
export const columnsOf: Record<MetricKind, number> = { gauge: 1, counter: 1, ratio: 2, histogram: responseBuckets.length + 2 }

const figuresOf = (measured: Measured): readonly number[] => {
  switch (measured.kind) {
    case 'gauge':
      return [measured.value]
    case 'counter':
      return [measured.increment]
    case 'ratio':
      return [measured.numerator, measured.denominator]
    case 'histogram':
      return [...measured.buckets, measured.sum]
  }
}

export type SeriesStore = ReturnType<typeof createSeriesStore>

/** Slots of one series that changed, as they stand now, and how it is sampled. */
export type Changed = { readonly metric: MetricName; readonly environment: Environment; readonly cuts: readonly Cut[]; readonly every: number; readonly grace: number }

/**
 * @param capacity seconds that can be read back
 * @param start monotonic ms of the first slot
 * @param spans when a console watched, monotonic ms, in order; from `start` on if not said
 */
export function createSeriesStore({ capacity = 86_400, start, spans = [{ from: start, to: Infinity }] }: {
  readonly capacity?: number
  readonly start: number
  readonly spans?: readonly Span[]
}) {
  const rings = new Map<string, Ring>()
  const rhythms = new Map<string, Rhythm>()
  let late = 0
  let doubles = 0

  const slotOf = (mono: number): number => Math.floor((mono - start) / slotMs)
  const keyOf = (metric: MetricName, environment: Environment): string => `${metric}/${environment}`
  const everySecond: Rhythm = { every: 1, grace: 0, since: 0 }

  const rhythmOf = (key: string): Rhythm => rhythms.get(key) ?? everySecond
  /** The first slot in which a sample was expected, as it is at `now`: what nobody asked for while no console ran is not overdue. */
  const sinceOf = ({ since }: Rhythm, now: number): number => Math.max(since, slotOf(spanAt(spans, now)?.from ?? start))
  /** Made at the first sample: most metrics of most plans are never measured. */
  const ringOf = (key: string, metric: MetricName): Ring => {
    const found = rings.get(key)
    if (found !== undefined) return found
    const made = createRing(capacity, columnsOf[metricInfo(metric).kind])
    rings.set(key, made)
    return made
  }
  const kindFor = (metric: MetricName, statistic: Statistic): MetricKind => {
    const { kind } = metricInfo(metric)
    if (fits(kind, statistic)) return kind
    throw new RangeError(`${metric} is a ${kind}: it has no ${statistic}`)
  }

  const isLate = (slot: number, now: number, { grace }: Rhythm): boolean => slot < 0 || slotOf(now) - slot > Math.min(lateSlots + grace, capacity - 1)

  const miss = (name: { readonly metric: MetricName; readonly environment: Environment }, reason: Exclude<MissingReason, 'none'>, at: number, now: number): void => {
    const key = keyOf(name.metric, name.environment)
    if (!isLate(slotOf(at), now, rhythmOf(key))) ringOf(key, name.metric).miss(slotOf(at), reason)
  }

  return {
    /** Monotonic ms of the first slot: a sampler that keeps to multiples of it never shares a slot. */
    start,

    /**
     * How often a series is sampled and how long an answer may take, in ms; once a second if never said. To be said before its
     * first sample; said again to the same effect it changes nothing, so that a series outlives a change of the plan.
     */
    expect: (metric: MetricName, environment: Environment, everyMs: number, timeoutMs: number, now: number): void => {
      const key = keyOf(metric, environment)
      const [every, grace] = [Math.max(1, Math.round(everyMs / slotMs)), Math.floor(timeoutMs / slotMs)]
      const known = rhythms.get(key)
      if (known?.every !== every || known.grace !== grace) rhythms.set(key, { every, grace, since: Math.max(0, slotOf(now)) })
    },

    /**
     * Stores one measured value; a figure that is no finite number is a `nan` without value.
     * @param at monotonic ms that the sample was due
     * @param now monotonic ms
     */
    record: (measured: Measured, at: number, now: number): 'stored' | 'late' | 'double' | 'nan' => {
      const { kind } = metricInfo(measured.metric)
      const key = keyOf(measured.metric, measured.environment)
      const ring = ringOf(key, measured.metric)
      const figures = figuresOf(measured)
      if (measured.kind !== kind || figures.length !== ring.columns)
        throw new RangeError(`${measured.metric} is a ${kind} of ${ring.columns} figures: a ${measured.kind} of ${figures.length} does not fit`)
      if (isLate(slotOf(at), now, rhythmOf(key))) {
        late += 1
        return 'late'
      }
      if (!figures.every(Number.isFinite)) {
        miss(measured, 'nan', at, now)
        return 'nan'
      }
      if (ring.put(slotOf(at), figures)) return 'stored'
      doubles += 1
      return 'double'
    },

    /** Notes why a sample brought no value; a value that the slot holds, or still gets, stays. */
    miss,

    /**
     * One statistic over the window that ends now. Exact: ratios are Σ/Σ, percentiles come from merged
     * buckets, a histogram's average is Σ sum / Σ count, a rate is Σ / seconds that hold a sample.
     * The present second counts once something was recorded in it.
     * @throws RangeError for a statistic that the metric's kind does not have
     */
    window: (metric: MetricName, environment: Environment, statistic: Statistic, windowMs: number, now: number): Window => {
      const kind = kindFor(metric, statistic)
      const key = keyOf(metric, environment)
      const ring = rings.get(key)
      const rhythm = rhythmOf(key)
      const present = slotOf(now)
      const to = ring?.isWritten(present) ? present : present - 1
      const from = to - Math.max(1, Math.round(windowMs / slotMs)) + 1
      const since = sinceOf(rhythm, now)
      const expected = Math.max(0, Math.floor((to - Math.max(from, since) + 1) / rhythm.every))
      const overdue = (lastGood: number): number => Math.max(0, Math.floor((to - lastGood - rhythm.grace) / rhythm.every))
      if (ring === undefined) return { samples: 0, filled: 0, expected, missing: overdue(since - 1), reason: 'stale' }
      const merged = ring.merge(from, to)
      const lastGood = ring.lastGood(from, to)
      const figured = figureOf(kind, statistic, merged, lastGood >= from ? (ring.values[ring.offset(lastGood)] ?? 0) : Number.NaN, rhythm.every)
      const latest = lastGood >= from ? lastGood : ring.lastGood(0, to)
      const missing = overdue(Math.max(latest, since - 1))
      const reason = merged.filled === 0 || missing > 0 ? ring.reason(from, to) : figured.value === undefined ? 'empty' : undefined
      return { ...figured, filled: merged.filled, expected, missing, ...(reason && { reason }) }
    },

    /** Observations per bucket over the window that ends now, +Inf last: what adds up over days. Undefined where there are none. */
    buckets: (metric: MetricName, environment: Environment, windowMs: number, now: number): readonly number[] | undefined => {
      const to = slotOf(now)
      const merged = rings.get(keyOf(metric, environment))?.merge(to - Math.max(1, Math.round(windowMs / slotMs)) + 1, to)
      return merged === undefined || merged.filled === 0 || metricInfo(metric).kind !== 'histogram' ? undefined : Array.from(merged.sums.subarray(0, -1))
    },

    /**
     * Points of a line from monotonic ms `from` to `to`, min-max downsampled to at most `points`; a point
     * without a value is null. Points keep their places as time goes on.
     */
    range: (metric: MetricName, environment: Environment, statistic: Statistic, from: number, to: number, points: number): Line => {
      const kind = kindFor(metric, statistic)
      const key = keyOf(metric, environment)
      const line = downsample({
        kind, statistic, ring: rings.get(key), from: slotOf(from), to: slotOf(to), points, every: rhythmOf(key).every,
      })
      return { ...line, t: line.t.map((slot) => start + slot * slotMs) }
    },

    /** Milliseconds of the window that ends now in which the deployment was watched; see `watchedIn`. */
    watched: (windowMs: number, now: number): number => watchedIn(spans, windowMs, now),

    /**
     * Puts back what was recorded before: a slot that has a value keeps it, and one out of reach is left out.
     * @param at monotonic ms of the cut's first slot
     */
    fill: (metric: MetricName, environment: Environment, at: number, cut: Pick<Cut, 'states' | 'values'>, now: number): void => {
      const ring = ringOf(keyOf(metric, environment), metric)
      const slot = Math.round((at - start) / slotMs)
      ring.fill(slot, cut, Math.max(0, slotOf(now) - capacity + 1))
    },

    /** Cuts of `slots` slots, counted from the first, in which something was recorded since the last call, and all from monotonic ms `also` on. */
    takeChanged: (slots: number, also: number): readonly Changed[] =>
      [...rings].flatMap(([key, ring]): readonly Changed[] => {
        const cuts = ring.takeChanged(slots, slotOf(also))
        const [metric, environment] = key.split('/') as [MetricName, Environment]
        const { every, grace } = rhythmOf(key)
        return cuts.length === 0 ? [] : [{ metric, environment, cuts, every, grace }]
      }),

    /** Samples that were dropped since the start. */
    dropped: () => ({ late, doubles }),
  }
}
