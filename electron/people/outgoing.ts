/** A queued message as a channel gets it: with the addresses that the plan has for it, and with no others. */
import type { Message } from '../../shared/messages.ts'
import type { Plan } from '../../shared/plan.ts'
import { audienceNamed } from '../../shared/plan/channel-references.ts'
import { contactsOf } from '../../shared/plan/contacts.ts'
import type { State } from '../../shared/state.ts'
import type { Outgoing } from './channels/channel.ts'

/** Who is meant by a message's `to`: the name that people use, and e-mail addresses. */
export function recipientOf(plan: Pick<Plan, 'people'>, to: string): { readonly name: string; readonly addresses: readonly string[] } {
  const contacts = contactsOf(plan)
  const emailOf = (id: string): readonly string[] => [contacts.find((one) => one.id === id)?.email].flatMap((one) => one ?? [])
  const contact = contacts.find(({ id }) => id === to)
  if (contact !== undefined) return { name: contact.name, addresses: emailOf(to) }
  const audience = audienceNamed(plan, to)
  if (audience === undefined) return { name: to, addresses: [] }
  return { name: audience.title, addresses: [...new Set(audience.to.flatMap((one) => (one.includes('@') ? [one] : emailOf(one))))] }
}

export function outgoingOf(message: Message, { plan, state, repeat }: { readonly plan: Pick<Plan, 'people'>; readonly state: Pick<State, 'incidents'>; readonly repeat: boolean }): Outgoing {
  const { id, kind, to, title, text, severity, incident, queuedAt, at } = message
  const { name, addresses } = recipientOf(plan, to)
  const closing = incident !== undefined && state.incidents.find((one) => one.id === incident)?.closedAt !== undefined
  return { key: id, kind, to: name, addresses, title, text, repeat, closing, at: queuedAt ?? at, ...(severity && { severity }), ...(incident !== undefined && { incident }) }
}
