import { z } from 'zod'
import { duration } from '../duration.ts'
import type { MetricName } from '../metrics.ts'
import { question } from '../pilot-entries.ts'

/** Series that the roster, the surveys and the list of bugs can bring where no target does. */
export const fedMetrics = ['user_satisfaction', 'training_completion', 'critical_bugs', 'issue_resolution'] as const satisfies readonly MetricName[]
export const pilotFigures = ['satisfaction', 'preference', 'adoption', 'workflow'] as const
export type PilotFigure = (typeof pilotFigures)[number]

const share = z.number().min(0).max(1)

/** When the users of a phase are asked. Plan: "Day 17: User satisfaction survey", "Bi-weekly surveys", "Daily check-ins". */
export const surveyDate = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    phase: z.string(),
    title: z.string().trim().min(3).max(100),
    /** A day of the programme, as a milestone has it; or every so many days from the phase's first on, for as long as it runs. */
    day: z.int().optional(),
    every: z.int().positive().max(366).optional(),
    /** `by itself`: the console opens it once it is due; its links are made by a person all the same. */
    opens: z.enum(['by hand', 'by itself']).default('by hand'),
    /** How long it stays open, and what it asks; absent: as the others. */
    open: duration.optional(),
    questions: z.array(question).min(1).max(20).optional(),
  })
  .refine(({ day, every }) => (day === undefined) !== (every === undefined), { error: 'expected one of "day" and "every"' })
export type SurveyDate = z.infer<typeof surveyDate>

/** Plan: "USER EXPERIENCE MANAGEMENT", "User Experience Gates". */
export const pilots = z.strictObject({
  /** A workflow may take this share longer than the same person took before. */
  workflowWithin: share,
  adoptionAbove: share,
  satisfactionAtLeast: share,
  /** So many critical bugs a day call for a review. */
  criticalBugsADay: z.int().positive(),
  surveys: z.strictObject({
    questions: z.array(question).min(1).max(20), open: duration,
    /** The hour (UTC) of its day from which on a survey is due. */
    from: z.int().min(0).max(23).default(9),
    /** Who has not answered is told of this long before it closes, and not before half of its time is over. */
    remind: duration.optional(),
    calendar: z.array(surveyDate).default([]),
  }),
  /** Which series come from here. Each has one source: a target that brings it too is a mistake of the plan. */
  feeds: z.array(z.enum(fedMetrics)).default([]),
  /** Criteria that these figures are evidence for, by figure. */
  evidence: z.partialRecord(z.enum(pilotFigures), z.array(z.string())).default({}),
  /** A/B tests: how often they may be wrong, looked at as often as one likes, and which difference is none. */
  experiments: z.strictObject({ alpha: z.number().min(0.001).max(0.2), margin: share }),
  /** The small server for forms and for bugs that other systems tell of; absent: off. `address`: how users reach it. */
  server: z.strictObject({
    port: z.int().min(0).max(65_535), host: z.string().default('127.0.0.1'), address: z.url({ protocol: /^https?$/ }).optional(),
    /** The environment variable or secret that holds the webhook's key; absent: no webhook. */
    webhookSecret: z.string().regex(/^[A-Za-z_][A-Za-z0-9_]{0,99}$/).optional(),
  }).optional(),
}).refine(({ feeds }) => new Set(feeds).size === feeds.length, { path: ['feeds'], error: 'a series is named twice' })
