/** Pilot users: roster, selection, import, surveys, bugs, their flags, and A/B tests. Plan: "USER EXPERIENCE MANAGEMENT". */
import { z } from 'zod'
import type { Arms, TestVerdict } from '../always-valid.ts'
import { environments, type Environment } from '../metrics.ts'
import { bugSeverities, experimentOutcomes, pilotFields, pilotParts, progressStates } from '../pilot-entries.ts'
import type { Proposal } from '../pilot-select.ts'
import { command, query, reason, type } from './base.ts'
import type { BenchFile } from './bench.ts'

/** Characters of a file in base64: what one frame of the contract takes. */
export const largestImport = 700_000

/** A row that can't be taken as it is, and where: lines and columns count from 1. */
export type WrongRow = { readonly line: number; readonly column?: string; readonly message: string; readonly text: string }
export type ImportRow = { readonly line: number; readonly name: string; readonly does: 'add' | 'change' | 'same'; readonly detail: string }
export type ImportPreview = {
  readonly encoding: string
  readonly separator: string
  readonly rows: number
  readonly take: readonly ImportRow[]
  readonly wrong: readonly WrongRow[]
  /** Columns that nothing is known of: they would be left out. */
  readonly unknownColumns: readonly string[]
  /** Of the file and of the roster that it was held against: an import takes no other. */
  readonly hash: string
}
export type Imported = { readonly added: number; readonly changed: number; readonly same: number; readonly wrong: readonly WrongRow[] }

export type UserSessions = { readonly requests: number; readonly failures: number; readonly sessionsLost: number; readonly environment?: Environment }

export type PilotsNow = {
  /** By user, as the balancer has it now; `unread`: why it is not known. */
  readonly flags: Readonly<Record<string, Environment>>
  readonly unread?: string
  /** By user, where the platform tells of each. */
  readonly sessions: Readonly<Record<string, UserSessions>>
  readonly server: { readonly on: false; readonly why: string } | { readonly on: true; readonly address: string; readonly webhook: boolean }
  readonly experiments: readonly { readonly experiment: string; readonly counts: Arms; readonly low: number; readonly high: number; readonly verdict: TestVerdict; /** The console that counts it, where that is another one: nothing of it is known here. */ readonly elsewhere?: string }[]
}

export type SurveyLink = { readonly pilot: string; readonly url: string }

const pilot = z.strictObject({ pilot: z.string() })
const file = z.strictObject({ file: z.string().trim().min(1).max(200), base64: z.base64().max(largestImport, { error: 'the file is too large: half a megabyte at most' }) })
const bug = z.strictObject({ bug: z.string() })
const survey = z.strictObject({ survey: z.string() })
const due = z.strictObject({ due: z.string().max(100) })

export const pilots = {
  now: query.output(type<PilotsNow>()),
  add: command.input(pilotFields).output(type<{ readonly pilot: string }>()),
  change: command.input(pilotFields.partial().extend({ pilot: z.string() })).output(type<void>()),
  remove: command.input(pilot.extend({ reason })).output(type<void>()),
  /** Withdrawn: the user takes part in nothing new, and may not be sent to the new environment. */
  consent: command.input(pilot.extend({ given: z.boolean(), on: z.iso.date() })).output(type<void>()),
  training: command.input(pilot.extend({ part: z.enum(pilotParts), state: z.enum(progressStates) })).output(type<void>()),
  /** Seconds. */
  workflow: command.input(pilot.extend({ workflow: z.string().trim().min(1).max(80), seconds: z.number().positive().max(1e6), baseline: z.number().positive().max(1e6), environment: z.enum(environments), ok: z.boolean() })).output(type<void>()),
  adoption: command.input(pilot.extend({ uses: z.boolean() })).output(type<void>()),
  propose: query.input(z.strictObject({ phase: z.string() })).output(type<Proposal>()),
  select: command.input(z.strictObject({ phase: z.string(), cohort: z.string().trim().min(1).max(40), pilots: z.array(z.string()).min(1).max(500), reason })).output(type<void>()),
  preview: command.input(file).output(type<ImportPreview>()),
  import: command.input(file.extend({ hash: z.string() })).output(type<Imported>()),
  export: query.output(type<BenchFile>()),
  /** Sends users to an environment by flag, and reads back that the balancer has it. CONFLICT during a rollback. */
  flag: command.input(z.strictObject({ pilots: z.array(z.string()).min(1).max(500), to: z.enum(environments), reason })).output(type<{ readonly detail: string }>()),
  survey: command.input(z.strictObject({ title: z.string().trim().min(3).max(120), pilots: z.array(z.string()).min(1).max(500) })).output(type<{ readonly survey: string; readonly links: readonly SurveyLink[] }>()),
  /** Opens one that the plan has a date for: CONFLICT where it is not due. */
  openDue: command.input(due).output(type<{ readonly survey: string; readonly links: readonly SurveyLink[] }>()),
  /** Nobody is asked on that date. */
  skipDue: command.input(due.extend({ reason })).output(type<void>()),
  /** New links for who has not answered; those before end. */
  links: command.input(survey).output(type<{ readonly links: readonly SurveyLink[] }>()),
  closeSurvey: command.input(survey.extend({ reason })).output(type<void>()),
  answers: command.input(survey.extend(file.shape)).output(type<Imported>()),
  exportAnswers: query.input(survey).output(type<BenchFile>()),
  reportBug: command.input(z.strictObject({ title: z.string().trim().min(3).max(300), severity: z.enum(bugSeverities), affects: z.int().nonnegative().optional(), link: z.url({ protocol: /^https?$/ }).max(500).optional() })).output(type<{ readonly bug: string }>()),
  resolveBug: command.input(bug.extend({ how: z.string().trim().min(3).max(1_000) })).output(type<void>()),
  reopenBug: command.input(bug.extend({ reason })).output(type<void>()),
  startExperiment: command.input(z.strictObject({ title: z.string().trim().min(3).max(120), outcome: z.enum(experimentOutcomes), reason })).output(type<{ readonly experiment: string }>()),
  endExperiment: command.input(z.strictObject({ experiment: z.string(), reason })).output(type<void>()),
}
