import { z } from 'zod'
import { entryKinds, type Entry, type EntryKind } from '../journal.ts'
import type { Place } from '../merge.ts'
import { environments, isMeasured, metricNames, notMeasured, statistics, type Environment } from '../metrics.ts'
import type { State } from '../state.ts'
import { query, type } from './base.ts'
import type { Frame, Line } from './live.ts'
import type { OpenedPlan } from './plan.ts'

/** What is left of a frame in the past. What was not recorded (readiness, the budget, weights, the watcher itself) is not there. */
export type PastFrame = Omit<Frame, 'readiness' | 'watcher'> & Partial<Pick<Frame, 'readiness' | 'watcher'>> & {
  /** Share of the requests by environment, from the recorded series. */
  readonly share?: Readonly<Record<Environment, number>>
}

/** Where the series of an incident come from: its own kept file, the console's series, or nowhere any more. */
export type SeriesFrom = 'frozen' | 'recorded' | 'damaged' | 'none'

/**
 * Times are wall ms, by when an entry was recorded: from then on the console knew. A mark stands at the moment that it marks.
 * @field console whose chain it is of, where it is another's: its place in the one order is then its time
 */
export type MomentEvent = { readonly seq: number; readonly console?: string; readonly at: number; readonly kind: EntryKind; readonly environment?: Environment; readonly label?: string }
export type MomentSpan = {
  readonly incident: string
  readonly from: number
  readonly to: number
  /** In order of time, the first so many. */
  readonly events: readonly MomentEvent[]
  readonly more: boolean
  readonly series: SeriesFrom
}

/**
 * Where a moment stands among the entries of all consoles (shared/merge.ts). Given back, it says what a page has.
 * @field own this console @field last the last entry that is folded @field order number of this console's own last @field count entries of all chains up to there
 */
export type MergedPlace = { readonly own: string; readonly last: Place; readonly order: number; readonly count: number }

export type Moment = {
  /** This console's last entry that was recorded by then; 0 before the first. */
  readonly seq: number
  readonly wall: number
  /** On the monotonic clock of `boot`. */
  readonly mono: number
  readonly boot: string
  /** Absent where no other console has written. */
  readonly merged?: MergedPlace
  /** The state whole, or what came after the one that the asker has. */
  readonly change: { readonly kind: 'state'; readonly state: State; readonly recent: readonly Entry[] } | { readonly kind: 'entries'; readonly entries: readonly Entry[] }
  readonly frame: PastFrame
  /** Names the plan and its baselines of that time; `opened` is absent where the asker has it. */
  readonly planKey: string
  readonly opened?: OpenedPlan
  /** `present`: the plan of that time can't be read any more, and bars and titles are those of now. */
  readonly plan: 'its own' | 'present'
}

const at = z.strictObject({ incident: z.string(), wall: z.number().nonnegative() })
const place = z.strictObject({ order: z.number().nonnegative(), console: z.string().max(100), seq: z.int().nonnegative() })
const merged = z.object({ last: place, order: z.number().nonnegative(), count: z.int().nonnegative() })

export const moments = {
  span: query.input(z.strictObject({ incident: z.string() })).output(type<MomentSpan>()),
  /** The console as it was. A moment outside of the incident's span is moved into it. */
  at: query
    .input(at.extend({ have: z.strictObject({ seq: z.int().nonnegative(), planKey: z.string(), merged: merged.optional() }).optional() }))
    .output(type<Moment>()),
  /** How far the seek is that is under way, in entries; null where none is. The first in a long journal folds all of it. */
  reading: query.input(z.strictObject({ incident: z.string() })).output(type<{ readonly done: number; readonly of: number } | null>()),
  /** A line up to that moment; its times are on the moment's monotonic clock, or (`wall`) on the wall's. */
  series: query
    .input(at.extend({ metric: z.enum(metricNames), environment: z.enum(environments), statistic: z.enum(statistics), last: z.int().min(1_000).max(90_000_000), points: z.int().min(2).max(2_000), clock: z.enum(['mono', 'wall']).default('mono') }).refine(isMeasured, { error: notMeasured }))
    .output(type<Line>()),
  /** Entries up to that moment, as `incidents.timeline` gives them. */
  timeline: query
    .input(at.extend({ of: z.string().optional(), around: z.boolean().default(false), kinds: z.array(z.enum(entryKinds)).optional(), after: z.int().nonnegative().default(0), limit: z.int().min(1).max(1_000).default(500) }))
    .output(type<{ readonly entries: readonly Entry[]; readonly more: boolean }>()),
  /** What other consoles had written of an incident by that moment, in the one order. */
  others: query.input(at.extend({ of: z.string() })).output(type<readonly Entry[]>()),
}
