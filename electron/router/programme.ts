/** Phases and checklists. */
import { itemKey } from '../../shared/checklist.ts'
import { conflict, notFound, os, personOf, type CallContext } from './base.ts'

function itemOf({ console }: CallContext, { checklist, item }: { readonly checklist: string; readonly item: string }): void {
  const found = console.plan.checklists.find((one) => one.id === checklist)?.items.some((one) => one.id === item)
  if (found !== true) throw notFound(`the plan has no item ${item} in a checklist ${checklist}`)
}

export const programme = {
  tick: os.programme.tick.handler(({ context, input: { checklist, item, evidence } }) => {
    const { journal } = context.console
    itemOf(context, { checklist, item })
    const ticked = journal.state().checklists[itemKey(checklist, item)]?.tick
    if (ticked) throw conflict(`${ticked.by} has ticked this already`)
    journal.append({ kind: 'checklist.ticked', who: personOf(context), data: { checklist, item, evidence } })
  }),
  untick: os.programme.untick.handler(({ context, input: { checklist, item, reason } }) => {
    const { journal } = context.console
    itemOf(context, { checklist, item })
    if (!journal.state().checklists[itemKey(checklist, item)]?.tick) throw conflict('this item is not ticked')
    journal.append({ kind: 'checklist.unticked', who: personOf(context), why: reason, data: { checklist, item } })
  }),
  phase: os.programme.phase.handler(({ context, input: { phase, reason, withoutCheckpoint } }) => {
    if (phase !== null && !context.console.plan.phases.some(({ id }) => id === phase)) throw notFound(`the plan has no phase ${phase}`)
    const { hold } = context.console.journal.state()
    if (hold) throw conflict(`the phase is held by “${hold.title}”: release it first, with a reason`)
    return context.console.checkpoints.beginPhase({ phase, who: personOf(context), why: reason, without: withoutCheckpoint })
  }),
  release: os.programme.release.handler(({ context, input: { reason } }) => {
    const { journal } = context.console
    const { hold } = journal.state()
    if (hold === undefined) throw conflict('nothing holds the phase')
    journal.append({ kind: 'phase.released', who: personOf(context), why: reason, data: { phase: hold.phase } })
  }),
}
