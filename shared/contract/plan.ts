import type { Plan } from '../plan.ts'
import type { Finding } from '../plan/lint.ts'
import { query, type } from './base.ts'

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

export const plan = {
  current: query.output(type<OpenedPlan>()),
}
