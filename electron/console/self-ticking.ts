/** Checklist items that tick themselves by a fact, and untick with the reason once it is gone. Pure. Plan: "DEPLOYMENT PLAYBOOK CHECKLIST". */
import { itemKey, type Checklists } from '../../shared/checklist.ts'
import { actorText, type Actor, type Draft } from '../../shared/journal.ts'
import type { Checklist, Plan } from '../../shared/plan.ts'

/** `at`: wall ms of what it rests on. `contradicts`: it not only lapsed, something said otherwise. */
export type Fact = { readonly proven: boolean; readonly text: string; readonly at: number; readonly contradicts: boolean }
export type By = NonNullable<Checklist['items'][number]['by']>

/** Longest evidence of a tick. */
const longest = 500

/**
 * @param factFor what is known of an item's fact, and the rule that says so; undefined says nothing: neither a tick nor its end
 * @param own this console, where the fact is of it alone: what another console has ticked does not lapse here
 */
export const itemDrafts = ({ checklists }: Pick<Plan, 'checklists'>, ticks: Checklists, factFor: (by: By, list: Checklist) => { readonly rule: Actor; readonly fact: Fact } | undefined, own?: string): readonly Draft[] =>
  checklists.flatMap((list) => list.items.flatMap(({ id, by }): readonly Draft[] => {
    const known = by === undefined ? undefined : factFor(by, list)
    if (known === undefined) return []
    const { rule, fact: { proven, at, contradicts } } = known
    const text = known.fact.text.slice(0, longest)
    const { tick, unticked } = ticks[itemKey(list.id, id)] ?? {}
    const about = { checklist: list.id, item: id }
    // What a person has unticked since needs a newer fact.
    if (tick === undefined) return proven && at > (unticked?.at ?? Number.NEGATIVE_INFINITY) ? [{ kind: 'checklist.ticked', who: rule, data: { ...about, evidence: text } }] : []
    // A person's own tick stands on evidence of theirs: only what came after it says otherwise.
    const fails = contradicts && at > tick.at
    const isOld = !proven && !contradicts && tick.by === actorText(rule) && (own === undefined || (tick.console ?? own) === own)
    return fails || isOld ? [{ kind: 'checklist.unticked', who: rule, why: text, data: about }] : []
  }))

/** The items of one fact that is the same for all checklists. */
export const tickDrafts = (rule: Actor, by: By, lists: Pick<Plan, 'checklists'>, ticks: Checklists, fact: Fact, own?: string): readonly Draft[] =>
  itemDrafts(lists, ticks, (of) => (of === by ? { rule, fact } : undefined), own)
