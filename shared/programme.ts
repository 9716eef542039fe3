/**
 * The programme, folded from entries: its start, the life of its phases, evidence, decisions, risks.
 * Plan: "PHASED DEPLOYMENT STRATEGY", "Evidence-Based Decision Points"; semantics 17 to 19 of the design.
 */
import type { z } from 'zod'
import { actorText, type Entry, type EntryData } from './journal.ts'
import type { beginnings, mitigations, riskSet } from './programme-entries.ts'

export type Beginning = (typeof beginnings)[number]

/** One run of a phase; wall ms. `checkpoint`: those that it began with, or "none: " and why; `despite`: what stood against it. */
export type PhaseSpan = { readonly from: number; readonly to?: number; readonly how: Beginning; readonly by: string; readonly why: string; readonly checkpoint?: string; readonly despite?: readonly string[] }
export type Life = {
  /** Oldest first; the last one has no end while the phase runs. */
  readonly spans: readonly PhaseSpan[]
  readonly extensions: readonly { readonly days: number; readonly at: number; readonly by: string; readonly why: string }[]
  /** What the decision in force says. */
  readonly outcome?: 'passed' | 'failed'
  /** Wall ms from which on evidence counts: of the last repetition, or of the programme's restart. Absent in a first run. */
  readonly since?: number
  /** How many decisions were on record by then: those after them are of this run, whatever the clocks of their consoles say. */
  readonly before?: number
  /** The programme was restarted since: this phase is yet to come again. */
  readonly replaced: boolean
}

/** `seq`: the number in the chain of `console`. */
export type Recorded = EntryData<'evidence.recorded'> & { readonly by: string; readonly at: number; readonly seq: number; readonly console?: string }
/** The last run of a benchmark that went to its end. */
export type DoneBench = { readonly bench: string; readonly outcome: EntryData<'bench.finished'>['outcome']; readonly why: string; readonly at: number }

export type Decision = EntryData<'decision.decided'> & {
  readonly id: string
  /** The number in the chain of `console`. */
  readonly seq: number
  readonly console: string
  readonly by: string
  readonly at: number
  readonly why: string
  /** By the index of the action: what was set off, and by which console; the first that did. */
  readonly carried: Readonly<Record<number, { readonly by: string; readonly at: number; readonly console: string; readonly run?: string }>>
  /** It never held: why. Its decider did not know what another console had written before it. */
  readonly overtaken?: string
  readonly withdrawn?: { readonly by: string; readonly at: number; readonly why: string }
}
export type Proposal = { readonly phase: string; readonly outcome: Decision['outcome']; readonly by: string; readonly at: number; readonly why: string }

export type RiskState = Omit<z.infer<typeof riskSet>, 'risk' | 'mitigation'> & {
  readonly mitigation: (typeof mitigations)[number]
  readonly by: string
  readonly at: number
}

export type Programme = {
  /** Date of day 1, as 2026-01-05. */
  readonly day1?: string
  readonly started?: { readonly by: string; readonly at: number; readonly why: string; readonly moved: number }
  readonly lives: Readonly<Record<string, Life>>
  /** The last of each criterion. */
  readonly evidence: Readonly<Record<string, Recorded>>
  readonly benches: Readonly<Record<string, DoneBench>>
  /** Oldest first. */
  readonly decisions: readonly Decision[]
  /** The last of each phase that no decision has followed. */
  readonly proposals: Readonly<Record<string, Proposal>>
  readonly risks: Readonly<Record<string, RiskState>>
}

export const noProgramme: Programme = { lives: {}, evidence: {}, benches: {}, decisions: [], proposals: {}, risks: {} }

const unborn: Life = { spans: [], extensions: [], replaced: false }
const said = (entry: Entry): { readonly by: string; readonly at: number; readonly why: string } => ({ by: actorText(entry.who), at: entry.at.occurred, why: entry.why ?? '' })

const ended = ({ spans, ...life }: Life, at: number): Life => ({ ...life, spans: spans.map((span) => (span.to === undefined ? { ...span, to: at } : span)) })
const withoutOutcome = ({ outcome: _, ...life }: Life): Life => life

/** @param present the phase that ran before the entry */
function phaseSet(programme: Programme, entry: Entry<'phase.set'>, present: string | null): Programme {
  const { phase, how = 'started', checkpoint, despite } = entry.data
  const { at, by, why } = said(entry)
  const fresh = { since: at, before: programme.decisions.length }
  if (phase === present && how === 'started') return programme
  let lives = Object.fromEntries(Object.entries(programme.lives).map(([id, life]) => [id, id === present ? ended(life, at) : life]))
  if (how === 'restarted') lives = Object.fromEntries(Object.entries(lives).map(([id, life]) => [id, { ...withoutOutcome(life), ...fresh, replaced: true }]))
  if (phase === null) return { ...programme, lives }
  const life = lives[phase] ?? unborn
  const anew = how !== 'started' || life.spans.length > 0
  const next: Life = { ...withoutOutcome(life), ...(anew && (how !== 'started' || life.since === undefined) && fresh), replaced: false, spans: [...life.spans, { from: at, how, by, why, ...(checkpoint !== undefined && { checkpoint }), ...(despite && { despite }) }] }
  return { ...programme, lives: { ...lives, [phase]: next } }
}

const withOutcome = (programme: Programme, phase: string, outcome: Life['outcome']): Programme['lives'] => {
  const life = withoutOutcome(programme.lives[phase] ?? unborn)
  return { ...programme.lives, [phase]: outcome === undefined ? life : { ...life, outcome } }
}

/** What stood before it in the one order, and its decider did not know: two consoles that decide at once. */
function overtaken(programme: Programme, { phase, upon }: EntryData<'decision.decided'>): string | undefined {
  if (upon === undefined) return undefined
  const before = decisionInForce(programme, phase)
  if (before !== undefined && before.id !== upon.decision) return `${before.by} had decided ${before.outcome} before it, at ${before.console}`
  return (programme.lives[phase]?.spans.length ?? 0) === upon.runs ? undefined : 'the phase had begun anew before it, at another console'
}

/** Whether an entry that sets an action of a decision off is the one that does: the decision held, and its console was the first. */
export function takesEffect({ decisions }: Pick<Programme, 'decisions'>, entry: Entry): boolean {
  if (entry.kind !== 'phase.set' && entry.kind !== 'phase.extended') return true
  const { carries } = entry.data
  const decision = carries && decisions.find(({ id }) => id === carries.decision)
  if (carries === undefined || decision === undefined) return true
  return decision.overtaken === undefined && (decision.carried[carries.action]?.console ?? entry.console) === entry.console
}

const without = <T>(record: Readonly<Record<string, T>>, key: string): Readonly<Record<string, T>> => {
  const { [key]: _, ...rest } = record
  return rest
}

/** @param present the phase that ran before the entry */
export function foldProgramme(programme: Programme, entry: Entry, present: string | null): Programme {
  switch (entry.kind) {
    case 'programme.started':
      return { ...programme, day1: entry.data.day1, started: { ...said(entry), moved: programme.started === undefined ? 0 : programme.started.moved + 1 } }
    case 'phase.set':
      return phaseSet(programme, entry, present)
    case 'phase.extended': {
      const { phase, days } = entry.data
      const life = programme.lives[phase] ?? unborn
      return { ...programme, lives: { ...programme.lives, [phase]: { ...life, extensions: [...life.extensions, { days, ...said(entry) }] } } }
    }
    case 'evidence.recorded':
      return { ...programme, evidence: { ...programme.evidence, [entry.data.criterion]: { ...entry.data, by: actorText(entry.who), at: entry.at.occurred, seq: entry.seq, console: entry.console } } }
    case 'bench.finished': {
      const { benchmark, bench, outcome, why, ended: how } = entry.data
      return how === 'done' ? { ...programme, benches: { ...programme.benches, [benchmark]: { bench, outcome, why, at: entry.at.occurred } } } : programme
    }
    case 'decision.proposed':
      return { ...programme, proposals: { ...programme.proposals, [entry.data.phase]: { ...entry.data, ...said(entry) } } }
    case 'decision.decided': {
      const { phase, outcome } = entry.data
      const never = overtaken(programme, entry.data)
      const decision: Decision = { ...entry.data, ...said(entry), id: entry.data.decision ?? `d-${entry.seq}`, seq: entry.seq, console: entry.console, carried: {}, ...(never !== undefined && { overtaken: never }) }
      if (never !== undefined) return { ...programme, decisions: [...programme.decisions, decision] }
      const lives = withOutcome(programme, phase, outcome === 'GO' ? 'passed' : outcome === 'NO-GO' ? 'failed' : undefined)
      return { ...programme, lives, proposals: without(programme.proposals, phase), decisions: [...programme.decisions, decision] }
    }
    case 'decision.withdrawn': {
      const decision = programme.decisions.find(({ id }) => id === entry.data.decision)
      // Another console was first: with this, or with what follows from the decision.
      if (decision === undefined || !mayWithdraw(decision, undefined)) return programme
      const decisions = programme.decisions.map((one) => (one === decision ? { ...one, withdrawn: said(entry) } : one))
      return { ...programme, decisions, lives: withOutcome(programme, decision.phase, undefined) }
    }
    case 'decision.carried': {
      const { decision, action, run } = entry.data
      const { by, at } = said(entry)
      return { ...programme, decisions: programme.decisions.map((one) => (one.id === decision && one.carried[action] === undefined ? { ...one, carried: { ...one.carried, [action]: { by, at, console: entry.console, ...(run !== undefined && { run }) } } } : one)) }
    }
    case 'risk.set': {
      const { risk, ...changes } = entry.data
      const before = programme.risks[risk] ?? { mitigation: 'open' as const }
      return { ...programme, risks: { ...programme.risks, [risk]: { ...before, ...changes, mitigation: changes.mitigation ?? before.mitigation, by: actorText(entry.who), at: entry.at.occurred } } }
    }
    default:
      return programme
  }
}

/** The decision on a phase that holds now: the last that was not withdrawn and is of its present run. */
export function decisionInForce({ decisions, lives }: Pick<Programme, 'decisions' | 'lives'>, phase: string): Decision | undefined {
  const before = lives[phase]?.before ?? 0
  return decisions.findLast((one, index) => index >= before && one.phase === phase && one.withdrawn === undefined && one.overtaken === undefined)
}

/** What in a GO's frozen evidence has gone stale. Derived from the decision alone: the plan may have changed since. */
export const decayOf = ({ evidence }: Pick<Decision, 'evidence'>, wall: number): Decision['evidence'] =>
  evidence.filter(({ freshUntil }) => freshUntil !== undefined && freshUntil < wall)

/** Nothing has followed from it yet, so that it can be taken back. `began`: wall ms at which the next phase last began. */
export const mayWithdraw = ({ carried, withdrawn, overtaken: never, at }: Decision, began: number | undefined): boolean =>
  withdrawn === undefined && never === undefined && Object.keys(carried).length === 0 && (began === undefined || began < at)
