/** Checklist items that tick themselves by a fact, and untick with the reason once it is gone. Pure. Plan: "DEPLOYMENT PLAYBOOK CHECKLIST". */
import { itemKey, type Checklists } from '../../shared/checklist.ts'
import { actorText, type Actor, type Draft } from '../../shared/journal.ts'
import type { Plan } from '../../shared/plan.ts'

/** `at`: wall ms of what it rests on. `contradicts`: it not only lapsed, something said otherwise. */
export type Fact = { readonly proven: boolean; readonly text: string; readonly at: number; readonly contradicts: boolean }

export function tickDrafts(rule: Actor, by: NonNullable<Plan['checklists'][number]['items'][number]['by']>, { checklists }: Pick<Plan, 'checklists'>, ticks: Checklists, fact: Fact): readonly Draft[] {
  const { proven, text, at, contradicts } = fact
  return checklists.flatMap((list) => list.items.filter((item) => item.by === by).flatMap(({ id }): readonly Draft[] => {
    const { tick, unticked } = ticks[itemKey(list.id, id)] ?? {}
    const about = { checklist: list.id, item: id }
    // What a person has unticked since needs a newer fact.
    if (tick === undefined) return proven && at > (unticked?.at ?? Number.NEGATIVE_INFINITY) ? [{ kind: 'checklist.ticked', who: rule, data: { ...about, evidence: text } }] : []
    // A person's own tick stands on evidence of theirs: only what came after it says otherwise.
    const fails = contradicts && at > tick.at
    const isOld = !proven && !contradicts && tick.by === actorText(rule)
    return fails || isOld ? [{ kind: 'checklist.unticked', who: rule, why: text, data: about }] : []
  }))
}
