/** Sentences for entries about on-call: stand-ins, notes, calls and their answers, trials. Pure. */
import { durationText } from '../../shared/duration.ts'
import { actorText, type Entry, type EntryKind } from '../../shared/journal.ts'
import type { onCallEntries } from '../../shared/on-call-entries.ts'
import { countText, momentText } from '../parts/format.ts'
import type { TitleOf } from '../parts/titles.ts'
import type { Tone } from './states.ts'

type OnCallKind = keyof typeof onCallEntries
type OnCallEntry = { readonly [K in OnCallKind]: Entry<K> }[OnCallKind]

export const isOnCallEntry = (entry: Entry): entry is OnCallEntry => /^(?:on-call|escalation|reach)\./.test(entry.kind)
const kinds = ['on-call.overridden', 'on-call.restored', 'on-call.noted', 'escalation.started', 'escalation.called', 'escalation.acknowledged', 'escalation.raised', 'escalation.ended', 'reach.tried'] as const satisfies readonly EntryKind[]
export const onCallGroups = Object.fromEntries(kinds.map((kind) => [kind, 'people'])) as Readonly<Record<OnCallKind, 'people'>>

type Line = { readonly tone: Tone; readonly text: string; readonly detail?: string }

const endWords = { over: 'it is over', 'less severe': 'it is less severe now', 'too late': 'too late to call anybody: the console could not call for longer than the plan allows' } as const

export function onCallLine(entry: OnCallEntry, titleOf: TitleOf): Line {
  const who = entry.who.kind === 'rule' ? `Rule ${entry.who.name}` : actorText(entry.who)
  const because = entry.why === undefined ? {} : { detail: `Reason: ${entry.why}` }
  switch (entry.kind) {
    case 'on-call.overridden': {
      const { duty, contact, from, to } = entry.data
      return { tone: 'calm', text: `${who} has ${titleOf('contact', contact)} stand in as ${titleOf('duty', duty)}`, detail: [`${momentText(from)} to ${momentText(to)}`, ...(entry.why === undefined ? [] : [`Reason: ${entry.why}`])].join(' — ') }
    }
    case 'on-call.restored':
      return { tone: 'calm', text: `${who} took back the stand-in ${entry.data.override}`, ...because }
    case 'on-call.noted':
      return { tone: 'calm', text: `${who} left a note for the next ${titleOf('duty', entry.data.duty)}`, detail: entry.data.text }
    case 'escalation.started': {
      const { severity, title, levels } = entry.data
      return levels.length === 0 ? { tone: 'warn', text: `${severity} is logged, nobody is called: ${title}` } : { tone: 'bad', text: `${severity} calls ${levels.map((level) => level.title).join(', then ')}: ${title}` }
    }
    case 'escalation.called': {
      const { duty, contact, round, message, late } = entry.data
      return {
        tone: message === undefined ? 'bad' : 'busy', text: `${titleOf('contact', contact)} is called${round > 0 ? ' again' : ''} as ${titleOf('duty', duty)}`,
        ...((message === undefined || late !== undefined) && { detail: [...(message === undefined ? ['No channel reaches this person: the next is called'] : []), ...(late === undefined ? [] : [`${durationText(late)} late: the console could not call before`])].join(' — ') }),
      }
    }
    case 'escalation.acknowledged':
      return { tone: 'calm', text: `${who} has it: nobody else is called`, ...because }
    case 'escalation.raised':
      return { tone: 'warn', text: `${who} calls the next level now`, ...because }
    case 'escalation.ended':
      return { tone: entry.data.because === 'too late' ? 'bad' : 'calm', text: `Nobody is called any more: ${endWords[entry.data.because]}` }
    case 'reach.tried': {
      const messages = entry.data.tried.reduce((sum, one) => sum + one.messages.length, 0)
      return { tone: 'busy', text: `${who} tries whether the escalation reaches people: ${countText(messages, 'message')}` }
    }
  }
}
