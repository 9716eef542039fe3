/**
 * Criteria, evidence and decision rules. A criterion is met, not met, undecided or stale; a rule passes, fails or is
 * undecided: a missing answer neither counts as met nor shrinks the denominator. Pure.
 * Plan: "SUCCESS CRITERIA & DECISION FRAMEWORK"; semantics 18 and 19 of the design.
 */
import { itemKey, type Checklists } from './checklist.ts'
import { durationText } from './duration.ts'
import { thresholdValue, type Outcome } from './gate.ts'
import { shareInterval } from './interval.ts'
import { metricInfo } from './metrics.ts'
import type { Criterion, EvidenceKind, Phase, Plan } from './plan.ts'
import { percent, written } from './plan/written.ts'
import type { criterionStates, EvidenceFile, EvidenceResult, verdictStates } from './programme-entries.ts'
import type { Programme } from './programme.ts'

export type CriterionState = (typeof criterionStates)[number]
export type Result = EvidenceResult

/** What the judge found of a criterion's measure, at wall ms `at`. */
export type CriterionReading = { readonly outcome: Outcome; readonly value?: number; readonly threshold: number; readonly samples: number; readonly at: number; readonly source: string; readonly cause?: string }
/** By criterion. */
export type CriterionReadings = Readonly<Record<string, CriterionReading>>

export type Counted = { readonly positive: number; readonly answered: number; readonly asked: number; readonly low: number; readonly high: number }

/** A criterion with what it rests on now. */
export type Standing = {
  readonly criterion: Criterion
  readonly state: CriterionState
  /** "1.2 %", "6 of 8"; empty where nothing is known. */
  readonly value: string
  readonly count?: Counted
  readonly source: string
  /** Wall ms. */
  readonly measuredAt?: number
  /** Wall ms up to which it counts. */
  readonly freshUntil?: number
  readonly link?: string
  readonly attachment?: EvidenceFile
  /** What is missing, or what it would take. */
  readonly why: string
}

export type StandingFacts = {
  readonly plan: Pick<Plan, 'baselines' | 'evidence' | 'checklists' | 'benchmarks'>
  readonly programme: Pick<Programme, 'lives' | 'evidence' | 'benches'>
  readonly checklists: Checklists
  readonly readings: CriterionReadings
  readonly wall: number
}

/** How the evidence of a criterion comes in. `live`, `benchmark`, `items`: by itself; the others are recorded by a person. */
export function wayOf({ evidence, benchmark, items, share, measure }: Criterion): 'live' | 'benchmark' | 'items' | Result['kind'] {
  if (evidence === 'series') return 'live'
  if (evidence === 'benchmark' && benchmark !== undefined) return 'benchmark'
  if (evidence === 'checklist' && items !== undefined) return 'items'
  if (evidence === 'statement') return 'statement'
  if (share !== undefined) return 'count'
  return measure !== undefined ? 'value' : 'statement'
}

/** Groups up to this size (the plan's pilots) bear the warning whatever they say. */
export const smallGroup = 20

const reaches = (share: number, bar: NonNullable<Criterion['share']>): boolean => ('atLeast' in bar ? share >= bar.atLeast - 1e-12 : share > bar.above + 1e-12)
export const shareText = (bar: NonNullable<Criterion['share']>): string => ('atLeast' in bar ? `≥ ${percent(bar.atLeast)}` : `> ${percent(bar.above)}`)

/** Does a figure meet the criterion's bar, its margin and "or equal" taken in? */
export function meets({ measure, margin, orEqual }: Pick<Criterion, 'measure' | 'margin' | 'orEqual'>, value: number, bar: number): boolean {
  if (measure === undefined) return false
  const allowed = measure.direction === 'above' ? bar * (1 - (margin ?? 0)) : bar * (1 + (margin ?? 0))
  const rounding = Math.abs(allowed) * 1e-12
  if (Math.abs(value - allowed) <= rounding) return orEqual || (margin ?? 0) > 0
  return measure.direction === 'above' ? value > allowed : value < allowed
}

/** What is asked, in words: what a decision freezes beside the answer. */
export function queryText(criterion: Criterion, { baselines }: Pick<Plan, 'baselines'>): string {
  const { measure, benchmark, items, share, margin, orEqual } = criterion
  if (measure !== undefined) {
    const bar = thresholdValue(measure.threshold, baselines)
    const sign = measure.direction === 'above' ? (orEqual ? '≥' : '>') : orEqual ? '≤' : '<'
    return `${metricInfo(measure.metric).title}, ${measure.statistic} over ${durationText(measure.window)} ${sign} ${bar === undefined ? 'a baseline that is not recorded' : written(measure, bar)}${margin === undefined ? '' : `, margin ${percent(margin)}`}`
  }
  if (benchmark !== undefined) return `benchmark ${benchmark} passes`
  if (items !== undefined) return `ticked: ${items.join(', ')}`
  return share === undefined ? 'the word of a person' : `${shareText(share)} of those asked`
}

/** "both", "all 3", "the one": how many answers that are missing. */
const missingText = (count: number): string => (count === 1 ? 'the missing answer is' : count === 2 ? 'both missing answers are' : `all ${count} missing answers are`)

/**
 * So many of those asked. The best case has every missing answer positive, the worst none: met or not met only where the
 * two agree.
 */
export function judgeCount({ positive, answered, asked }: Extract<Result, { kind: 'count' }>, bar: NonNullable<Criterion['share']>): { readonly state: CriterionState; readonly why: string } {
  const missing = asked - answered
  const [worst, best] = [reaches(positive / asked, bar), reaches((positive + missing) / asked, bar)]
  if (worst) return { state: 'met', why: missing === 0 ? '' : `met whatever the ${missing} missing say` }
  if (!best) return { state: 'not met', why: missing === 0 ? '' : `missed even if ${missingText(missing)} positive` }
  const needed = Array.from({ length: missing + 1 }, (_, more) => more).find((more) => reaches((positive + more) / asked, bar)) ?? missing
  return { state: 'undecided', why: needed === missing ? `met only if ${missingText(missing)} positive` : `met only if ${needed} of the ${missing} missing answers are positive` }
}

type Found = Omit<Standing, 'criterion' | 'freshUntil'>
const nothing = (why: string, source = ''): Found => ({ state: 'undecided', value: '', source, why })

function live(criterion: Criterion, { readings }: StandingFacts): Found {
  const reading = readings[criterion.id]
  const { measure } = criterion
  if (reading === undefined || measure === undefined) return nothing('it was not read yet')
  const { value, threshold, outcome, at, source, cause, samples } = reading
  const told = { value: value === undefined ? '' : written(measure, value), source, measuredAt: at }
  if (value === undefined || (outcome !== 'pass' && outcome !== 'fail')) return { ...told, state: 'undecided', why: `${outcome}${cause === undefined ? '' : `: ${cause}`}` }
  return { ...told, state: meets(criterion, value, threshold) ? 'met' : 'not met', why: `${samples.toLocaleString('en-GB')} observations` }
}

function benchmarked({ benchmark = '' }: Criterion, { programme, plan }: StandingFacts): Found {
  const title = plan.benchmarks.find(({ id }) => id === benchmark)?.title ?? benchmark
  const done = programme.benches[benchmark]
  if (done === undefined) return nothing(`the benchmark “${title}” was not run yet`, `benchmark ${benchmark}`)
  const state = done.outcome === 'pass' ? 'met' : done.outcome === 'fail' || done.outcome === 'warn' ? 'not met' : 'undecided'
  return { state, value: done.outcome, source: `benchmark ${done.bench}`, measuredAt: done.at, why: done.why }
}

function ticked({ items = [] }: Criterion, { checklists, plan }: StandingFacts): Found {
  const titles = new Map(plan.checklists.flatMap((list) => list.items.map(({ id, title }) => [itemKey(list.id, id), title])))
  const open = items.filter((key) => checklists[key]?.tick === undefined)
  const value = `${items.length - open.length} of ${items.length} ticked`
  if (open.length > 0) return { ...nothing(`open: ${open.map((key) => titles.get(key) ?? key).join(', ')}`, 'checklists'), value }
  // As old as its oldest part.
  const measuredAt = Math.min(...items.flatMap((key) => checklists[key]?.tick?.at ?? []))
  return { state: 'met', value, source: 'checklists', measuredAt, why: '' }
}

function recorded(criterion: Criterion, { programme, plan }: StandingFacts): Found {
  const found = programme.evidence[criterion.id]
  if (found === undefined) return nothing('nobody has recorded evidence')
  const { result, measuredAt, by, text, link, attachment } = found
  const told = { source: by, measuredAt, ...(link !== undefined && { link }), ...(attachment && { attachment }) }
  switch (result.kind) {
    case 'statement':
      return { ...told, state: result.met ? 'met' : 'not met', value: result.met ? 'yes' : 'no', why: text }
    case 'value': {
      const bar = criterion.measure && thresholdValue(criterion.measure.threshold, plan.baselines)
      if (criterion.measure === undefined || bar === undefined) return { ...told, state: 'undecided', value: String(result.value), why: 'the plan has no bar for this figure' }
      return { ...told, state: meets(criterion, result.value, bar) ? 'met' : 'not met', value: written(criterion.measure, result.value), why: text }
    }
    case 'count': {
      const { positive, answered, asked } = result
      if (criterion.share === undefined) return { ...told, state: 'undecided', value: `${positive} of ${asked}`, why: 'the plan has no share for this count' }
      const { state, why } = judgeCount(result, criterion.share)
      return { ...told, state, value: `${positive} of ${asked}`, count: { positive, answered, asked, ...shareInterval(positive, answered) }, why: why === '' ? text : `${why}; ${text}` }
    }
  }
}

/** Evidence of the phase's earlier run, or older than its kind stays fresh, is stale: it counts as missing. */
export function standingOf(criterion: Criterion, phase: string, facts: StandingFacts): Standing {
  const way = wayOf(criterion)
  const found = way === 'live' ? live(criterion, facts) : way === 'benchmark' ? benchmarked(criterion, facts) : way === 'items' ? ticked(criterion, facts) : recorded(criterion, facts)
  const { measuredAt } = found
  if (measuredAt === undefined) return { criterion, ...found }
  const kept = facts.plan.evidence.fresh[criterion.evidence satisfies EvidenceKind]
  const freshUntil = kept === undefined ? undefined : measuredAt + kept
  const since = facts.programme.lives[phase]?.since
  const known = { criterion, ...found, ...(freshUntil !== undefined && { freshUntil }) }
  if (since !== undefined && measuredAt < since && way !== 'live') return { ...known, state: 'stale', why: 'it is from before this phase began anew' }
  if (freshUntil !== undefined && freshUntil < facts.wall) return { ...known, state: 'stale', why: `older than ${durationText(kept ?? 0)}, and so it counts as missing` }
  return known
}

export const standingsOf = ({ id, criteria }: Pick<Phase, 'id' | 'criteria'>, facts: StandingFacts): readonly Standing[] =>
  criteria.map((criterion) => standingOf(criterion, id, facts))

export type Verdict = {
  readonly state: (typeof verdictStates)[number]
  readonly met: number
  readonly needed: number
  readonly of: number
  /** Criteria that are not known: undecided or stale. */
  readonly missing: readonly string[]
  /** Does it pass if all that is missing is met, and if none of it is? */
  readonly best: boolean
  readonly worst: boolean
}

/** The rule over the states of its criteria; one that the plan does not have counts as missing. */
export function verdictOf({ passes, criteria }: Pick<NonNullable<Phase['decision']>, 'passes' | 'criteria'>, stateOf: (criterion: string) => CriterionState | undefined): Verdict {
  const own = [...new Set(criteria)]
  const needed = passes === 'all' ? own.length : passes.atLeast
  const met = own.filter((id) => stateOf(id) === 'met').length
  const missing = own.filter((id) => !['met', 'not met'].includes(stateOf(id) ?? 'undecided'))
  const [worst, best] = [met >= needed, met + missing.length >= needed]
  return { state: worst ? 'passes' : best ? 'undecided' : 'fails', met, needed, of: own.length, missing, best, worst }
}

/** "2 of 4 met, 3 needed: passes only if one of the 2 missing is met (User Satisfaction, Training)" */
export function verdictText({ state, met, needed, of, missing }: Verdict, titleOf: (criterion: string) => string): string {
  const have = `${met} of ${of} met, ${needed === of ? 'all' : needed} needed`
  if (missing.length === 0) return have
  const named = missing.map(titleOf).join(', ')
  if (state === 'passes') return `${have}; it passes whatever comes of ${named}`
  if (state === 'fails') return `${have}; it fails whatever comes of ${named}`
  const lack = needed - met
  const what = lack < missing.length ? `${lack} of the ${missing.length} missing ${lack === 1 ? 'is' : 'are'} met` : missing.length === 1 ? 'the missing one is met' : missing.length === 2 ? 'both missing ones are met' : `all ${missing.length} missing ones are met`
  return `${have}: passes only if ${what} (${named})`
}
