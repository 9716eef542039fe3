/** Reports of the programme that were made, folded from entries: what each was about, its files and their hashes. Plan: "MONITORING & REPORTING". */
import { z } from 'zod'
import { actorText, type Entry } from './journal.ts'

export const reportKinds = ['weekly', 'transition', 'final'] as const
export type ReportKind = (typeof reportKinds)[number]

export const reportMade = z.strictObject({
  report: z.enum(reportKinds), title: z.string(),
  /** The week's number, or the phase; the final one is of the whole. */
  of: z.string(),
  /** Wall ms that it tells of. */
  from: z.number(), to: z.number(),
  files: z.array(z.strictObject({ name: z.string().regex(/^[\w.-]+$/), sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().positive() })).min(1),
  /** Why there is no PDF among them. */
  without: z.string().optional(),
})

export type MadeReport = z.infer<typeof reportMade> & { readonly seq: number; readonly at: number; readonly by: string }
/** Oldest first; the journal has those before. */
export type MadeReports = readonly MadeReport[]
const most = 200

export const foldReports = (reports: MadeReports, entry: Entry): MadeReports =>
  entry.kind === 'report.made' ? [...reports, { ...entry.data, seq: entry.seq, at: entry.at.occurred, by: actorText(entry.who) }].slice(-most) : reports
