import { z } from 'zod'
import type { Environment } from '../metrics.ts'
import type { ReportKind } from '../made-report.ts'
import { command, query, type } from './base.ts'
import type { ReportFile } from './reviews.ts'

/** What a report is about. A phase by its id, a week by its number in the programme: week 1 is that of day 1. */
export const reportAsked = z.discriminatedUnion('report', [
  z.strictObject({ report: z.literal('weekly'), week: z.int().min(0).max(500) }),
  z.strictObject({ report: z.literal('transition'), phase: z.string() }),
  z.strictObject({ report: z.literal('final') }),
])
export type ReportAsked = z.infer<typeof reportAsked>

/** Points in wall ms and base units; a point without a value is null. */
export type ReportChart = { readonly title: string; readonly unit: string; readonly lines: readonly { readonly environment: Environment; readonly t: readonly number[]; readonly values: readonly (number | null)[] }[] }
export type ReportBlock =
  | { readonly kind: 'text' | 'lack'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'table'; readonly title?: string; readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }
  | { readonly kind: 'chart'; readonly chart: ReportChart }
export type ReportSection = { readonly title: string; readonly about: string; readonly blocks: readonly ReportBlock[] }
/** A report as data; `lack` says what nobody has recorded. Times are wall ms. */
export type ReportDocument = {
  readonly report: ReportKind
  readonly of: string
  readonly title: string
  readonly from: number
  readonly to: number
  readonly about: readonly (readonly [string, string])[]
  readonly sections: readonly ReportSection[]
  readonly made: number
  readonly console: string
  readonly head: { readonly seq: number; readonly hash: string }
}

/** Reports of the programme. Plan: "Weekly Progress Reports", "Phase Transition Reports". */
export const reports = {
  /** As it would be made now. CONFLICT before the programme has a start date; NOT_FOUND for a phase that is not in the plan. */
  look: query.input(reportAsked).output(type<ReportDocument>()),
  /** Writes it as HTML, Markdown and, where a browser is here, PDF. */
  make: command.input(reportAsked).output(type<{ readonly seq: number; readonly without?: string }>()),
  /** A file of one that was made. NOT_FOUND where it is gone, or no longer what was written. */
  file: query.input(z.strictObject({ name: z.string().regex(/^[\w.-]+$/).max(200) })).output(type<ReportFile>()),
}
