import { z } from 'zod'
import { duration } from '../duration.ts'
import { environments, metricInfo, metricNames, statistics, statisticsOf } from '../metrics.ts'

/** A bar to measure against: a ratio of a recorded baseline (derived, never typed), or a figure in the metric's base unit. */
export const threshold = z.union([
  z.strictObject({ ratio: z.number().positive(), of: z.enum(metricNames) }),
  z.strictObject({ value: z.number() }),
])
export type Threshold = z.infer<typeof threshold>

const measureShape = {
  metric: z.enum(metricNames),
  statistic: z.enum(statistics),
  window: duration,
  direction: z.enum(['above', 'below']),
  threshold,
}
const statisticFits = {
  check: (measure: { metric: (typeof metricNames)[number]; statistic: (typeof statistics)[number] }) =>
    (statisticsOf[metricInfo(measure.metric).kind] as readonly string[]).includes(measure.statistic),
  error: {
    path: ['statistic'],
    error: (issue: { input?: unknown }) => {
      const { metric } = issue.input as { metric: (typeof metricNames)[number] }
      const kind = metricInfo(metric).kind
      return `${metric} is a ${kind}: expected one of ${statisticsOf[kind].join(', ')}`
    },
  },
}

/** A figure and its bar, without time or consequence: what a criterion of a phase is met by. */
export const measure = z.strictObject(measureShape).refine(statisticFits.check, statisticFits.error)
export type Measure = z.infer<typeof measure>

export const responses = ['alert', 'hold', 'scale', 'review', 'rollback'] as const
export const modes = ['observe', 'propose', 'act'] as const

/**
 * One gate: {metric, statistic, window, direction, threshold, for, phases, missing, response}.
 * The gate is true (bad) while the statistic lies beyond the threshold in its direction.
 * Plan: "QUALITY GATES & AUTOMATED MONITORING", "Automated Response Matrix", "Automated Triggers".
 */
export const gate = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    title: z.string(),
    group: z.enum(['performance', 'reliability', 'experience', 'resources']),
    ...measureShape,
    level: z.enum(['warning', 'critical']),
    environments: z.array(z.enum(environments)).min(1).default(['green']),
    /** True at every evaluation this long before it fires; 0 s fires at the first. */
    for: duration,
    /** Stays firing this long after the first false evaluation, so that it does not flap. */
    keepFiringFor: duration.prefault('0s'),
    /** Phases in which the gate is judged; `none` is the time when no phase runs. Absent: always. */
    phases: z.array(z.string()).optional(),
    /** Fewer observations in the window than this are "zero samples", not a verdict. */
    minimum: z.int().nonnegative().default(1),
    missing: z
      .strictObject({
        /** Consecutive missing samples that neither reset nor count as sustained time. */
        gap: z.int().nonnegative().default(3),
        /** What a longer gap is called; none of these passes, and none by itself rolls back. */
        policy: z.enum(['inconclusive', 'no data']).default('inconclusive'),
      })
      .prefault({}),
    response: z.enum(responses),
    mode: z.enum(modes),
    /** The line of the deployment plan that the gate comes from. */
    source: z.string(),
  })
  .refine(statisticFits.check, statisticFits.error)
export type Gate = z.infer<typeof gate>

/** A figure recorded once and measured against ever after; a new one is a journal entry with a reason. */
export const baseline = z.strictObject({
  value: z.number(),
  recorded: z.iso.date(),
  reason: z.string(),
  /** Two figures this close (as a ratio) count as equal, so that 37,245 meets "100 % of 37,303". */
  margin: z.number().min(0).max(0.2).default(0),
})

/** A row of the plan's "Automated Response Matrix": the gates that stand for its two columns. */
export const matrixRow = z.strictObject({
  metric: z.string(),
  warning: z.array(z.string()),
  critical: z.array(z.string()),
  action: z.string(),
  note: z.string().optional(),
})

/** Plan: "Real-Time Metrics Dashboard". A tile of the Live screen with its target. */
export const tile = z.strictObject({
  id: z.string(),
  title: z.string(),
  row: z.enum(['system', 'people']),
  metric: z.enum(metricNames).optional(),
  statistic: z.enum(statistics).optional(),
  window: duration.optional(),
  environment: z.enum(environments).default('green'),
  target: z.strictObject({ direction: z.enum(['above', 'below']), threshold }).optional(),
  /** Shown beside the figure: its share of the baseline, or of the places there are. */
  of: z.union([z.strictObject({ baseline: z.enum(metricNames) }), z.strictObject({ capacity: z.int().positive() })]).optional(),
})
