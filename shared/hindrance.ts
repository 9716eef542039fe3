/** What stands in the way of the next phase: a decision that is missing or has decayed, checklists that are not whole, people who can't be reached. Pure. */
import { itemKey, type Checklists } from './checklist.ts'
import type { OnCall } from './on-call-state.ts'
import type { Plan } from './plan.ts'
import { decayOf, decisionInForce, type Programme } from './programme.ts'
import { reachHindrances } from './reach.ts'

type Known = { readonly plan: Pick<Plan, 'phases' | 'checklists' | 'people' | 'lab' | 'staging'>; readonly onCall: OnCall; readonly programme: Programme; readonly checklists: Checklists; readonly wall: number }

/** Items of a phase's checklists that are not ticked. */
const openItems = ({ plan, checklists }: { readonly plan: Pick<Plan, 'checklists'>; readonly checklists: Checklists }, phase: string): readonly { readonly checklist: string; readonly title: string }[] =>
  plan.checklists.filter((list) => list.phase === phase).flatMap((list) =>
    list.items.filter(({ id }) => checklists[itemKey(list.id, id)]?.tick === undefined).map(({ title }) => ({ checklist: list.title, title })))

/** @param phase that would begin; @returns sentences, none where nothing stands in its way or no programme has started */
export function hindrancesOf(known: Known, phase: string): readonly string[] {
  const { plan: { phases }, programme, onCall, wall } = known
  const before = phases[phases.findIndex(({ id }) => id === phase) - 1]
  if (programme.day1 === undefined || before === undefined) return []
  const open = openItems(known, before.id)
  const lists = [...new Set(open.map(({ checklist }) => checklist))].map((list) => {
    const own = open.filter(({ checklist }) => checklist === list).map(({ title }) => title)
    return `the checklist “${list}” has ${own.length === 1 ? 'an open item' : `${own.length} open items`}: ${own.join(', ')}`
  })
  const unreached = reachHindrances(known.plan, onCall.duties.overrides, onCall.reach, wall)
  if (before.decision === undefined) return [...lists, ...unreached]
  const decision = decisionInForce(programme, before.id)
  const stale = decision?.outcome === 'GO' ? decayOf(decision, wall) : []
  const decided = decision?.outcome !== 'GO' ? [`“${before.decision.title}” has no GO`]
    : stale.length > 0 ? [`the GO of “${before.decision.title}” has decayed: ${stale.map(({ title }) => title).join(', ')} went stale`] : []
  return [...decided, ...lists, ...unreached]
}
