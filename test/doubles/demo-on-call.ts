/** People for looking at the on-call screens: named ones with numbers, a stand-in, a note, a trial that reached some, and a night call. */
import type { Clock } from '../../shared/clock.ts'
import { escalate } from '../../shared/escalate.ts'
import { onCallNow } from '../../shared/on-call.ts'
import { phoneTreeHtml, phoneTreeOf } from '../../shared/phone-tree.ts'
import type { Contact, Plan } from '../../shared/plan.ts'
import type { PhoneTreeRoom } from '../../electron/people/phone-tree.ts'
import { ada, type DemoRecord } from './demo-record.ts'

const minute = 60_000
const day = 1_440 * minute
const person = (id: string, name: string, role: string, phone: string, channels: readonly string[]): Contact => ({ id, name, role, phone, email: `${id}@example.com`, channels: [...channels], placeholder: false })

const people: readonly Contact[] = [
  person('devops-a', 'Ada Obi', 'DevOps Engineer', '+49 30 901820 11', ['desktop', 'mail']),
  person('devops-b', 'Bo Lindqvist', 'DevOps Engineer', '+49 30 901820 12', ['desktop', 'mail']),
  person('developer-a', 'Chiara Monti', 'Senior Developer', '+39 06 555 0142', ['desktop', 'mail']),
  person('developer-b', 'Dmitri Aslanov-Petrosyan', 'Senior Developer', '+374 10 555 018', ['desktop', 'mail']),
  { id: 'manager', name: 'Engineering Manager', role: 'Engineering Manager', channels: [], placeholder: true },
]

/** The plan as its team has filled it in, all but one. */
export const demoPeople = (plan: Plan): Plan => ({ ...plan, people: { ...plan.people, contacts: [...people] } })

const outbox = { kind: 'rule', name: 'outbox' } as const

/** @param calling the incident i-3 calls people, and nobody has answered */
export function onCallHistory({ add, state }: DemoRecord, plan: Plan, wall: number, calling: boolean): void {
  const tried = onCallNow(plan.people, [], wall).filter(({ contact }) => contact.channels.length > 0)
    .map(({ rotation: { duty }, contact: { id, channels } }) => ({ duty, contact: id, messages: channels.map((channel) => ({ message: `test/t-1/${id}/${channel}`, channel })) }))
  add({ kind: 'on-call.overridden', who: ada, why: 'at the dentist in the afternoon', data: { override: 'o-1', duty: 'secondary', contact: 'devops-a', from: wall + day, to: wall + day + 300 * minute } }, 700 * minute)
  add({ kind: 'on-call.noted', who: ada, data: { duty: 'primary', text: 'The archive lags when the nightly import runs (about 02:10). Wait for it to end before you call it a fault.' } }, 690 * minute)
  add({ kind: 'reach.tried', who: ada, data: { reach: 't-1', tried } }, 600 * minute)
  for (const { contact: to, messages } of tried)
    for (const { message, channel } of messages)
      add(message.includes('developer') ? { kind: 'message.failed', who: outbox, data: { message, to, channel, error: 'connection refused by mail.example.com:587', attempts: 3 } } : { kind: 'message.sent', who: outbox, data: { message, to, channel, proof: 'shown' } }, 599 * minute)
  if (!calling) return
  // As the rules themselves decide it, two minutes ago.
  const { incidents, ...known } = state()
  for (const draft of escalate(plan, { ...known, incidents: incidents.filter(({ id }) => id === 'i-3') }, { wall: wall - 2 * minute, mono: 0, boot: 'before' })) add(draft, 2 * minute)
  const first = state().messages.find(({ kind }) => kind === 'page')
  if (first) add({ kind: 'message.failed', who: outbox, data: { message: first.id, to: first.to, channel: 'desktop', error: 'no console of this person is open', attempts: 3, next: 'mail' } }, minute)
}

export const demoPhoneTree = ({ state }: DemoRecord, plan: Plan, clock: Clock): Pick<PhoneTreeRoom, 'file' | 'text'> => ({
  file: () => ({ path: '/home/ada/.local/share/fifteen/phone-tree.html', at: clock.wall() - 3 * minute }),
  text: () => phoneTreeHtml(phoneTreeOf(plan, state().onCall.duties.overrides, clock.wall()), clock.wall()),
})
