/** Sentences for entries about messages to people: drafted, queued, sent, failed, withdrawn. Pure. */
import { actorText, type Entry, type EntryKind } from '../../shared/journal.ts'
import type { messageEntries } from '../../shared/message-entries.ts'
import { idsOnly, type TitleOf } from '../parts/titles.ts'
import type { Tone } from './states.ts'

type MessageKind = keyof typeof messageEntries
type MessageEntry = { readonly [K in MessageKind]: Entry<K> }[MessageKind]

export const isMessageEntry = (entry: Entry): entry is MessageEntry => entry.kind.startsWith('message.')
const kinds = ['message.drafted', 'message.queued', 'message.sent', 'message.failed', 'message.settled', 'message.withdrawn'] as const satisfies readonly EntryKind[]
export const messageGroups = Object.fromEntries(kinds.map((kind) => [kind, 'messages'])) as Readonly<Record<MessageKind, 'messages'>>

type Line = { readonly tone: Tone; readonly text: string; readonly detail?: string }

/** @param titleOf what the plan calls who is told, and by what */
export function messageLine(entry: MessageEntry, titleOf: TitleOf = idsOnly): Line {
  const who = entry.who.kind === 'rule' ? `Rule ${entry.who.name}` : actorText(entry.who)
  const { to } = entry.data
  const name = to && titleOf('recipient', to)
  const message = name === undefined ? 'a message' : `the message to ${name}`
  const first = name === undefined ? 'A message' : `The message to ${name}`
  // A page is not given the plan's channels: they hold secrets. Their ids are words.
  const way = (channel: string): string => titleOf('channel', channel).replaceAll('-', ' ')
  switch (entry.kind) {
    case 'message.drafted':
      return { tone: 'warn', text: `Draft for ${name}: ${entry.data.title}`, detail: entry.data.text }
    case 'message.queued':
      return { tone: 'busy', text: `${who} tells ${name}: ${entry.data.title}`, detail: entry.data.text }
    case 'message.sent':
      return { tone: 'calm', text: `${first} went out by ${way(entry.data.channel)}`, detail: entry.data.proof }
    case 'message.failed': {
      const { channel, next, error } = entry.data
      return { tone: 'bad', text: `${first} did not go out by ${way(channel)}${next === undefined ? '' : `; ${way(next)} is tried`}`, detail: error }
    }
    case 'message.settled':
      return { tone: 'calm', text: `${way(entry.data.channel)} was told that ${entry.data.how === 'resolve' ? 'it is over' : 'somebody has it'}: ${message}` }
    case 'message.withdrawn':
      return { tone: 'warn', text: `${who} withdrew ${message}`, ...(entry.why !== undefined && { detail: `Reason: ${entry.why}` }) }
  }
}
