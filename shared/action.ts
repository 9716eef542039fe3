/** What is left to do after an incident, with an owner, a date and evidence. Plan: "Post-Incident Review Process". */
import { actorText, type Entry } from './journal.ts'

export type Action = {
  readonly id: string
  readonly incident: string
  readonly title: string
  /** Wall ms, or when the phase after this one begins. */
  readonly due: number | 'next phase'
  readonly from: 'plan' | 'person'
  readonly openedAt: number
  readonly owner?: string
  /** Wall ms at which it was found due and not done. */
  readonly remindedAt?: number
  readonly done?: { readonly by: string; readonly at: number; readonly evidence: string }
}
/** Open ones and the last done ones, oldest first. */
export type Actions = readonly Action[]

const doneKept = 200

export function foldActions(actions: Actions, entry: Entry): Actions {
  const change = (id: string, changed: Partial<Action>): Actions => actions.map((action) => (action.id === id ? { ...action, ...changed } : action))
  switch (entry.kind) {
    case 'action.opened': {
      const { action: id, ...data } = entry.data
      // Two consoles that were apart may both have opened it.
      if (actions.some((action) => action.id === id)) return actions
      return [...actions, { id, incident: entry.incident ?? '', ...data, openedAt: entry.at.occurred }]
    }
    case 'action.owned':
      return change(entry.data.action, { owner: entry.data.owner })
    case 'action.reminded':
      return change(entry.data.action, { remindedAt: entry.at.occurred })
    case 'action.done': {
      const next = change(entry.data.action, { done: { by: actorText(entry.who), at: entry.at.occurred, evidence: entry.data.evidence } })
      const done = next.filter((action) => action.done !== undefined)
      const gone = new Set(done.slice(0, Math.max(0, done.length - doneKept)))
      return next.filter((action) => !gone.has(action))
    }
    default:
      return actions
  }
}

/** What its alert is called, as if it were a gate's. */
export const alertOf = (action: string): string => `action/${action}`

/** @param now wall ms */
export const isOverdue = ({ due, done, remindedAt }: Action, now: number): boolean => done === undefined && (remindedAt !== undefined || (due !== 'next phase' && due <= now))
