import { z } from 'zod'
import type { Plan } from '../plan.ts'
import type { Finding } from '../plan/lint.ts'
import { beginWays } from '../welcome.ts'
import { command, query, type } from './base.ts'
import { draft, type FieldMistake } from './connections.ts'

/** A mistake in a plan file: where, what, and how to mend it. Lines and columns count from 1. */
export type Mistake = {
  readonly line: number
  readonly column: number
  readonly path: string
  readonly message: string
  readonly expected?: string
  readonly mend: string
}

export type OpenedPlan = {
  readonly plan: Plan
  readonly hash: string
  /** The file that was asked for, or undefined for the built-in plan. */
  readonly file?: string
  readonly from: 'file' | 'last good' | 'built-in'
  /** Why the file that was asked for is not the one in use. */
  readonly mistakes: readonly Mistake[]
  readonly findings: readonly (Finding & { readonly line?: number })[]
}

/** What came of a plan's new text: in use, to be used after the run under way, or refused with every mistake. */
export type Applied =
  | { readonly ok: true; readonly from: 'now' | 'after the run' }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] }

/** A plan that was put together, not yet in use: its text, or what is wrong with which connection. */
export type BuiltPlan =
  | { readonly ok: true; readonly text: string; readonly findings: readonly Finding[] }
  | { readonly ok: false; readonly mistakes: readonly Mistake[]; readonly fields: readonly (FieldMistake & { readonly target: string })[] }

/** The longest text that is read as a plan, in characters. */
export const longestPlan = 1_000_000

export const plan = {
  current: query.output(type<OpenedPlan>()),
  /** How a person begins on a fresh home: it is asked once. */
  begin: command.input(z.strictObject({ way: z.enum(beginWays) })).output(type<void>()),
  /** The built-in plan on these connections in place of the practice lab's. Nothing is written. */
  build: command.input(z.strictObject({ title: z.string().trim().min(1, { error: 'name the plan' }).max(120), drafts: z.array(draft).min(1, { error: 'a plan needs one connection at least' }).max(40) })).output(type<BuiltPlan>()),
  /** Takes a whole plan text into use and keeps it in the home folder. CONFLICT where a plan file is in use already: it is not written over. */
  use: command.input(z.strictObject({ text: z.string().min(1).max(longestPlan), way: z.enum(['file', 'built']) })).output(type<Applied>()),
}
