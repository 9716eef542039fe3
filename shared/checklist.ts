/** Ticks of the plan's checklists, folded from entries. Plan: "DEPLOYMENT PLAYBOOK CHECKLIST". */
import { actorText, type Entry } from './journal.ts'

/** `seq`: the number in the chain of `console`. */
export type Tick = { readonly by: string; readonly at: number; readonly evidence: string; readonly seq: number; readonly console?: string }
/** Why an item that was ticked no longer is. */
export type Untick = { readonly by: string; readonly at: number; readonly why: string }
export type ItemState = { readonly tick?: Tick; readonly unticked?: Untick }

/** By `checklist/item`. An item without a key was never touched. */
export type Checklists = Readonly<Record<string, ItemState>>

export const itemKey = (checklist: string, item: string): string => `${checklist}/${item}`

export function foldChecklists(lists: Checklists, entry: Entry): Checklists {
  if (entry.kind === 'checklist.ticked') {
    const { checklist, item, evidence } = entry.data
    const key = itemKey(checklist, item)
    // Of two consoles that tick it at once the first did.
    return lists[key]?.tick ? lists : { ...lists, [key]: { tick: { by: actorText(entry.who), at: entry.at.occurred, evidence, seq: entry.seq, console: entry.console } } }
  }
  if (entry.kind === 'checklist.unticked') {
    const { checklist, item } = entry.data
    return { ...lists, [itemKey(checklist, item)]: { unticked: { by: actorText(entry.who), at: entry.at.occurred, why: entry.why ?? '' } } }
  }
  return lists
}
