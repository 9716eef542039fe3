/**
 * The figures of the pilot users: counts of those who take part, never shares that hide who is missing. They are evidence for
 * criteria, and series where the plan says so. Plan: "SUCCESS CRITERIA & DECISION FRAMEWORK"; semantics 18 of the design.
 */
import { thresholdValue } from './gate.ts'
import { otherOf } from './metrics.ts'
import { participants, type Pilot, type Pilots, type Workflow } from './pilot.ts'
import type { Criterion, PilotFigure, Plan } from './plan.ts'
import type { EvidenceResult } from './programme-entries.ts'
import type { Recorded } from './programme.ts'
import { answerOf, isPositive, surveyTally, tallyOf, type Survey, type Tally } from './survey.ts'

/** Longer than before, as a share: 0.1 is 10 % longer. */
export const slower = ({ seconds, baseline }: { readonly seconds: number; readonly baseline: number }): number => seconds / baseline - 1
const rounding = 1e-9

/** Did it go well, and within the share? */
export const workflowHolds = (one: Pick<Workflow, 'ok' | 'seconds' | 'baseline'>, within: number): boolean => one.ok && slower(one) <= within + rounding

/** Have all of a pilot's workflows on the new system gone well within the share; undefined where none was timed. */
export function workflowsHold({ workflows }: Pick<Pilot, 'workflows'>, within: number, environment: 'blue' | 'green'): boolean | undefined {
  const timed = workflows.filter((one) => one.environment === environment)
  return timed.length === 0 ? undefined : timed.every((one) => workflowHolds(one, within))
}

const tallied = (said: readonly (boolean | undefined)[]): Tally => tallyOf(said.filter((one) => one === true).length, said.filter((one) => one !== undefined).length, said.length)

type Dated = { readonly tally: Tally; readonly at: number; readonly source: string }

/** The last survey that anyone has answered. */
const lastAnswered = ({ surveys }: Pick<Pilots, 'surveys'>, counts: 'satisfaction' | 'preference' | 'adoption'): Survey | undefined =>
  surveys.find((one) => (surveyTally(one, counts)?.answered ?? 0) > 0)

function fromSurvey(pilots: Pilots, counts: 'satisfaction' | 'preference'): Dated | undefined {
  const survey = lastAnswered(pilots, counts)
  const tally = survey && surveyTally(survey, counts)
  return survey && tally && { tally, at: Math.max(...survey.answers.map(({ at }) => at)), source: `survey “${survey.title}”` }
}

/** Does a pilot go on using it: what was said last, by hand or in a survey. */
export function usesNow({ surveys }: Pick<Pilots, 'surveys'>, { id, adoption }: Pick<Pilot, 'id' | 'adoption'>): { readonly uses: boolean; readonly at: number } | undefined {
  const said = surveys.flatMap((survey) => {
    const asked = survey.questions.find((one) => one.counts === 'adoption')
    const answer = answerOf(survey, id)
    const uses = asked && answer && isPositive(asked, answer.answers[asked.id])
    return uses === undefined || answer === undefined ? [] : [{ uses, at: answer.at }]
  })
  return [...said, ...(adoption ? [adoption] : [])].toSorted((a, b) => b.at - a.at)[0]
}

const newest = (times: readonly (number | undefined)[]): number => Math.max(0, ...times.flatMap((one) => one ?? []))

/** Each figure as far as anything is known of it. `environment`: the one that is piloted. */
export function pilotTallies(pilots: Pilots, { pilots: plan, rollback }: Pick<Plan, 'pilots' | 'rollback'>): Partial<Record<PilotFigure, Dated>> {
  const there = participants(pilots)
  const environment = otherOf(rollback.target)
  // Who withdrew does not go on using it: to leave them out would make the share of those who stay look better.
  const left = pilots.roster.filter(({ consent }) => consent?.given === false)
  const used = [...there.map((one) => usesNow(pilots, one)), ...left.map(({ consent }) => ({ uses: false, at: consent?.at ?? 0 }))]
  const adoption = tallied(used.map((one) => one?.uses))
  const workflow = tallied(there.map((one) => workflowsHold(one, plan?.workflowWithin ?? 0, environment)))
  const satisfaction = fromSurvey(pilots, 'satisfaction')
  const preference = fromSurvey(pilots, 'preference')
  return {
    ...(satisfaction && { satisfaction }), ...(preference && { preference }),
    ...(adoption.answered > 0 && { adoption: { tally: adoption, at: newest(used.map((one) => one?.at)), source: 'roster and surveys' } }),
    ...(plan && workflow.answered > 0 && { workflow: { tally: workflow, at: newest(there.flatMap((one) => one.workflows.map(({ at }) => at))), source: 'timed workflows' } }),
  }
}

const progressTally = (pilots: Pilots, part: keyof Pilot['progress']): Tally => tallied(participants(pilots).map(({ progress }) => progress[part].state === 'completed'))
export const onboardingTally = (pilots: Pilots): Tally => progressTally(pilots, 'onboarding')
export const trainingTally = (pilots: Pilots): Tally => progressTally(pilots, 'training')

/** A statement is met once all are and none is missing, and not met once one is not. */
function resultFor(criterion: Criterion, { positive, answered, asked }: Tally): EvidenceResult | undefined {
  if (criterion.share !== undefined) return asked === 0 ? undefined : { kind: 'count', positive, answered, asked }
  if (positive < answered) return { kind: 'statement', met: false }
  return answered === asked ? { kind: 'statement', met: true } : undefined
}

/**
 * The evidence that the figures are, by criterion: what a person recorded later stands before it.
 * @returns the programme's own evidence with them
 */
export function withPilotEvidence<T extends { readonly evidence: Readonly<Record<string, Recorded>> }>(programme: T, pilots: Pilots, plan: Pick<Plan, 'pilots' | 'rollback' | 'phases'>): T {
  const named = Object.entries(plan.pilots?.evidence ?? {}) as [PilotFigure, readonly string[]][]
  if (named.length === 0) return programme
  const tallies = pilotTallies(pilots, plan)
  const criteria = new Map(plan.phases.flatMap((phase) => phase.criteria).map((one) => [one.id, one]))
  const found = named.flatMap(([figure, ids]) => ids.flatMap((id): readonly [string, Recorded][] => {
    const criterion = criteria.get(id)
    const dated = tallies[figure]
    const result = criterion && dated && resultFor(criterion, dated.tally)
    if (dated === undefined || result === undefined || (programme.evidence[id]?.measuredAt ?? 0) > dated.at) return []
    const { positive, answered, asked } = dated.tally
    return [[id, { criterion: id, result, text: `${positive} of ${answered} who answered, ${asked} asked`, measuredAt: dated.at, at: dated.at, by: dated.source, seq: 0 }]]
  }))
  return found.length === 0 ? programme : { ...programme, evidence: { ...programme.evidence, ...Object.fromEntries(found) } }
}

/** Where the plan judges a metric: by a gate, or on a tile. */
const linesOf = ({ gates, dashboard, baselines }: Pick<Plan, 'gates' | 'dashboard' | 'baselines'>, metric: 'user_satisfaction'): readonly number[] =>
  [...gates.filter((one) => one.metric === metric).map(({ threshold }) => threshold), ...dashboard.tiles.flatMap((one) => (one.metric === metric && one.target ? [one.target.threshold] : []))]
    .flatMap((threshold) => thresholdValue(threshold, baselines) ?? [])

/**
 * The share as a series may bear it: only once no missing answer could carry it over a line at which the plan judges. Else
 * there is no value, which neither passes nor holds a phase.
 */
export function satisfactionFigure(pilots: Pilots, plan: Pick<Plan, 'gates' | 'dashboard' | 'baselines'>): { readonly value: number } | { readonly why: string } {
  const survey = lastAnswered(pilots, 'satisfaction')
  const tally = survey && surveyTally(survey, 'satisfaction')
  if (tally === undefined) return { why: 'no survey was answered' }
  const open = linesOf(plan, 'user_satisfaction').find((line) => tally.worst < line && tally.best >= line)
  return open === undefined ? { value: tally.positive / tally.answered } : { why: `${tally.answered} of ${tally.asked} answered: undecided at ${Math.round(open * 100)} %` }
}
