/** What a decision freezes and sets off. Pure; the same for the page that shows it and the engine that writes it. Semantics 19 of the design. */
import { queryText, standingsOf, verdictOf, verdictText, type CriterionState, type Standing, type StandingFacts, type Verdict } from './phase.ts'
import type { Phase, Plan } from './plan.ts'
import type { Decision } from './programme.ts'

type Outcome = Decision['outcome']

export type Standings = { readonly standings: readonly Standing[]; readonly verdict?: Verdict; readonly text: string }

export function standingOfPhase(phase: Phase, facts: StandingFacts): Standings {
  const standings = standingsOf(phase, facts)
  if (phase.decision === undefined) return { standings, text: 'this phase ends without a decision' }
  const stateOf = (id: string): CriterionState | undefined => standings.find(({ criterion }) => criterion.id === id)?.state
  const verdict = verdictOf(phase.decision, stateOf)
  const titleOf = (id: string): string => {
    const own = phase.criteria.find((one) => one.id === id)
    // Two may bear one title: then the target tells them apart.
    const alike = phase.criteria.filter(({ title }) => title === own?.title).length > 1
    return own === undefined ? id : alike ? `${own.title}: ${own.target}` : own.title
  }
  return { standings, verdict, text: verdictText(verdict, titleOf) }
}

/** Every criterion that the decision rests on, as it stands now. */
export const frozen = (phase: Phase, standings: readonly Standing[], plan: Pick<Plan, 'baselines'>): Decision['evidence'] =>
  standings.filter(({ criterion }) => phase.decision?.criteria.includes(criterion.id)).map(({ criterion, state, value, source, measuredAt, freshUntil, attachment, why }) => ({
    criterion: criterion.id, title: criterion.title, target: criterion.target, kind: criterion.evidence, state, source, query: queryText(criterion, plan),
    value: value === '' ? why : value,
    ...(measuredAt !== undefined && { measuredAt }), ...(freshUntil !== undefined && { freshUntil }), ...(attachment && { attachment }),
  }))

/** Who may decide: the roles that the decision names, else those that the phase allots, else whoever is on call. */
export function decidersOf({ decision, resources }: Phase, { people }: Pick<Plan, 'people'>): readonly string[] {
  const roles = decision?.by ?? resources.map(({ role }) => role)
  return roles.length > 0 ? roles : [...new Set(people.onCall.map(({ role }) => role))]
}

/** What the plan lets somebody in this role do. */
export function authorityOf(role: string, { decision }: Phase, { people }: Pick<Plan, 'people'>): string[] {
  const onCall = people.onCall.filter((one) => one.role === role).flatMap(({ title, authority }) => authority.map((text) => `${title}: ${text}`))
  return decision?.by?.includes(role) === true ? [`decides “${decision.title}”`, ...onCall] : onCall
}

/** What follows from a decision. A GO sets nothing off: the next phase begins by a command of its own. */
export function actionsOf({ decision }: Phase, outcome: Outcome, { schedule }: Pick<Plan, 'schedule'>): Decision['actions'] {
  if (decision === undefined || outcome === 'GO') return []
  const actions = decision.onFail.map((one) => {
    if (typeof one === 'string') return { text: one }
    return one.does === 'extend' ? { ...one, days: one.days ?? schedule.extensionDays } : { text: one.text, does: one.does }
  })
  // An EXTEND extends, whether the plan wrote it down or not.
  if (outcome !== 'EXTEND' || actions.some((one) => 'does' in one && one.does === 'extend')) return actions
  return [{ text: `Extend by ${schedule.extensionDays} days`, does: 'extend', days: schedule.extensionDays }, ...actions]
}
