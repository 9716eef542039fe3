/** Who is on call, and the calls: what a person changes of it. Plan: "24/7 On-Call Rotation", "Escalation Matrix". */
import { nextCall, type Escalation } from '../../shared/escalation.ts'
import type { Draft } from '../../shared/journal.ts'
import { onCallNow } from '../../shared/on-call.ts'
import { calendarOf } from '../../shared/on-call-calendar.ts'
import { phoneTreeHtml, phoneTreeOf } from '../../shared/phone-tree.ts'
import type { People } from '../../shared/plan.ts'
import { shownPlan } from '../plan/shown.ts'
import { fourLetters, newId } from '../rollback/runner.ts'
import { conflict, notFound, os, personOf, type CallContext } from './base.ts'

const day = 86_400_000
const longest = 366 * day
/** As far as people plan their holidays. */
const calendarAhead = 26 * 7 * day

type StandIn = { readonly duty: string; readonly contact: string; readonly from: number; readonly to: number }

const idOf = ({ console: { clock } }: CallContext, kind: 'o' | 't'): string => newId(kind, clock, fourLetters())

function checked({ console: { plan: { people }, clock } }: CallContext, { duty, contact, from, to }: StandIn): void {
  if (!people.rotation.some((one) => one.duty === duty)) throw notFound(`the plan rotates no duty ${duty}`)
  if (!people.contacts.some((one) => one.id === contact)) throw notFound(`the plan has no contact ${contact}`)
  if (to <= from) throw conflict('it ends before it begins')
  if (to <= clock.wall()) throw conflict('that is over: who had the duty then stays as it was')
  if (to - from > longest) throw conflict('that is longer than a year: change the rotation in the plan instead')
}

const overrideOf = (context: CallContext, standIn: StandIn, why: string): Draft<'on-call.overridden'> =>
  ({ kind: 'on-call.overridden', who: personOf(context), why, data: { override: idOf(context, 'o'), ...standIn } })

function escalationOf({ console: { journal } }: CallContext, id: string): Escalation {
  const found = journal.state().onCall.escalations.find((one) => one.id === id)
  if (found === undefined) throw notFound(`there is no escalation ${id}`)
  if (found.ended) throw conflict('it is over already')
  if (found.acknowledged) throw conflict(`${found.acknowledged.by} has it already`)
  return found
}

const within = ({ subject }: Escalation): { readonly incident?: string } => (subject.kind === 'incident' ? { incident: subject.id } : {})

/** Those who would be called, each once, with the duty by which. */
function toTry(people: People, on: ReturnType<typeof onCallNow>): ReturnType<typeof onCallNow> {
  const duties = new Set(people.escalation.flatMap(({ levels }) => levels.map(({ duty }) => duty)))
  return on.filter(({ rotation, contact }, index) => duties.has(rotation.duty) && on.findIndex((one) => duties.has(one.rotation.duty) && one.contact.id === contact.id) === index)
}

export const onCall = {
  override: os.onCall.override.handler(({ context, input: { reason, ...standIn } }) => {
    checked(context, standIn)
    const draft = overrideOf(context, standIn, reason)
    context.console.journal.append(draft)
    return { override: draft.data.override }
  }),
  swap: os.onCall.swap.handler(({ context, input: { one, other, reason } }) => {
    for (const standIn of [one, other]) checked(context, standIn)
    if (one.duty === other.duty && one.from < other.to && other.from < one.to) throw conflict('the two turns overlap: one duty is had by one person')
    const drafts = [overrideOf(context, one, reason), overrideOf(context, other, reason)]
    context.console.journal.appendAll(drafts)
    return { overrides: drafts.map(({ data }) => data.override) }
  }),
  restore: os.onCall.restore.handler(({ context, input: { override, reason } }) => {
    const { journal } = context.console
    if (!journal.state().onCall.duties.overrides.some(({ id }) => id === override)) throw notFound('there is no such stand-in any more')
    journal.append({ kind: 'on-call.restored', who: personOf(context), why: reason, data: { override } })
  }),
  note: os.onCall.note.handler(({ context, input }) => {
    if (!context.console.plan.people.rotation.some(({ duty }) => duty === input.duty)) throw notFound(`the plan rotates no duty ${input.duty}`)
    context.console.journal.append({ kind: 'on-call.noted', who: personOf(context), data: input })
  }),
  acknowledge: os.onCall.acknowledge.handler(({ context, input: { escalation: id, note } }) => {
    const { journal } = context.console
    const one = escalationOf(context, id)
    const who = personOf(context)
    const waiting = journal.state().messages.filter((message) => (message.state === 'queued' || message.state === 'failed') && one.calls.some((call) => call.message === message.id))
    journal.appendAll([
      { kind: 'escalation.acknowledged', who, ...within(one), ...(note !== undefined && note !== '' && { why: note }), data: { escalation: id } },
      // Nobody is called any more for what somebody has.
      ...waiting.map((message) => ({ kind: 'message.withdrawn' as const, who, ...within(one), why: 'acknowledged before it went out', data: { message: message.id, to: message.to } })),
    ])
  }),
  raise: os.onCall.raise.handler(({ context, input: { escalation: id, reason } }) => {
    const one = escalationOf(context, id)
    const next = nextCall(one)
    if (next === undefined || next.round > 0) throw conflict('there is no further level to call')
    context.console.journal.append({ kind: 'escalation.raised', who: personOf(context), why: reason, ...within(one), data: { escalation: id } })
  }),
  tryReach: os.onCall.tryReach.handler(({ context }) => {
    const { journal, plan: { people }, clock } = context.console
    const wall = clock.wall()
    const on = toTry(people, onCallNow(people, journal.state().onCall.duties.overrides, wall))
    if (on.length === 0) throw conflict('the plan has no level of escalation to try')
    const who = personOf(context)
    const reach = idOf(context, 't')
    const tried = on.map(({ rotation, contact }) => ({ duty: rotation.duty, contact: contact.id, messages: contact.channels.map((channel) => ({ message: `test/${reach}/${contact.id}/${channel}`, channel })) }))
    journal.appendAll([
      { kind: 'reach.tried', who, data: { reach, tried } },
      ...tried.flatMap(({ duty, contact, messages }) => messages.map(({ message, channel }) => ({
        kind: 'message.queued' as const, who,
        data: {
          message, kind: 'test' as const, to: contact, channels: [channel], title: 'Fifteen tries whether you can be reached',
          text: `You are called by this channel (${channel}) as ${people.rotation.find((one) => one.duty === duty)?.title ?? duty}. Nothing has happened: this is a trial.`,
        },
      }))),
    ])
    return { messages: tried.reduce((sum, { messages }) => sum + messages.length, 0), without: on.filter(({ contact }) => contact.channels.length === 0).map(({ contact }) => contact.name) }
  }),
  calendar: os.onCall.calendar.handler(({ context }) => {
    const { journal, plan, clock } = context.console
    const wall = clock.wall()
    const text = calendarOf(shownPlan(plan, context.role).people, journal.state().onCall.duties.overrides, { from: wall - 7 * day, to: wall + calendarAhead, stamp: wall, title: plan.title })
    return { name: `on-call-${plan.id}.ics`, type: 'text/calendar', text }
  }),
  importCalendar: os.onCall.importCalendar.handler(async ({ context, input: { text, reason } }) => {
    // Its parser is loaded with the first file: few consoles are given any.
    const { readCalendar } = await import('../people/calendar-in.ts')
    const { journal, plan: { people }, clock } = context.console
    const { standIns, already, mistakes } = readCalendar(text, people, journal.state().onCall.duties.overrides, clock.wall())
    const drafts = standIns.map(({ line: _, ...standIn }) => overrideOf(context, standIn, reason))
    if (drafts.length > 0) journal.appendAll(drafts)
    return { added: drafts.length, already, mistakes }
  }),
  phoneTree: os.onCall.phoneTree.handler(({ context: { role, console: { phoneTree, plan, journal, clock } } }) => {
    const file = phoneTree.file()
    if (role === 'operator') return { file, text: phoneTree.text() }
    // Who only looks has the names.
    return { file, text: phoneTreeHtml(phoneTreeOf(shownPlan(plan, role), journal.state().onCall.duties.overrides, clock.wall()), clock.wall()) }
  }),
}
