import { z } from 'zod'
import { reportFields } from '../journal.ts'
import { command, query, type } from './base.ts'
import type { BackupState, RecordHealth } from './incidents.ts'

export const reportFormats = ['markdown', 'html', 'pdf'] as const
export type ReportFormat = (typeof reportFormats)[number]
/** `data`: base64. */
export type ReportFile = { readonly name: string; readonly type: string; readonly data: string }
export type ReportFields = { readonly [F in (typeof reportFields)[number]]?: { readonly text: string; readonly by: string; readonly at: number } }

const id = z.strictObject({ incident: z.string() })
const action = z.strictObject({ action: z.string().max(200) })

/** After an incident: its report, and what is left to do. */
export const reviews = {
  fields: query.input(id).output(type<ReportFields>()),
  write: command.input(id.extend({ field: z.enum(reportFields), text: z.string().trim().min(1).max(20_000) })).output(type<void>()),
  /** UNAVAILABLE where a PDF is asked for and no browser can make one. */
  report: query.input(id.extend({ format: z.enum(reportFormats) })).output(type<ReportFile>()),
  open: command.input(id.extend({ title: z.string().trim().min(3).max(200), due: z.number().min(0).max(8.64e15), owner: z.string().trim().min(1).max(80).optional() })).output(type<{ readonly action: string }>()),
  own: command.input(action.extend({ owner: z.string().trim().min(1).max(80) })).output(type<void>()),
  done: command.input(action.extend({ evidence: z.string().trim().min(3).max(2_000) })).output(type<void>()),
}

/** Care for the record itself. */
export const care = {
  backups: query.output(type<BackupState>()),
  record: query.output(type<RecordHealth>()),
  backup: command.output(type<{ readonly file: string }>()),
  /** A new key seals from now on, announced by the present one. */
  rotate: command.input(z.strictObject({ reason: z.string().trim().min(3).max(500) })).output(type<void>()),
}
