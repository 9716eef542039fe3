/** What a channel that keeps an alert open has to be told of it: that somebody has it, that it is over. Derived, so that no restart loses it. Pure. */
import type { Escalations } from './escalation.ts'
import type { Incidents } from './incident.ts'
import type { Message, Messages } from './messages.ts'

export type Settling = { readonly message: Message; readonly channel: string; readonly how: 'acknowledge' | 'resolve' }

/** What was asked for longer ago than this, ms, and could not be told, is told nobody any more. */
const toldFor = 86_400_000

/** Calls of an escalation are named after it: whoever has it ends the alert that called, and a closed incident all of its own. */
export function settlings({ messages, incidents, onCall: { escalations } }: { readonly messages: Messages; readonly incidents: Incidents; readonly onCall: { readonly escalations: Escalations } }, wall: number): readonly Settling[] {
  return messages.flatMap((message): readonly Settling[] => {
    if (message.sent === undefined || message.settled === 'resolve') return []
    const closed = message.incident === undefined ? undefined : incidents.find(({ id }) => id === message.incident)?.closedAt
    const call = escalations.find(({ id }) => message.id.startsWith(`page/${id}/`))
    const over = closed ?? call?.ended?.at
    const at = over ?? (message.settled === undefined ? call?.acknowledged?.at : undefined)
    return at === undefined || wall - at > toldFor ? [] : [{ message, channel: message.sent.channel, how: over === undefined ? 'acknowledge' : 'resolve' }]
  })
}
