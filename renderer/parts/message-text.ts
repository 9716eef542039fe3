/** Sentences for entries about messages to people: drafted, queued, sent, failed, withdrawn. Pure. */
import { actorText, type Entry, type EntryKind } from '../../shared/journal.ts'
import type { messageEntries } from '../../shared/message-entries.ts'
import type { Tone } from './words.ts'

type MessageKind = keyof typeof messageEntries
type MessageEntry = { readonly [K in MessageKind]: Entry<K> }[MessageKind]

export const isMessageEntry = (entry: Entry): entry is MessageEntry => entry.kind.startsWith('message.')
const kinds = ['message.drafted', 'message.queued', 'message.sent', 'message.failed', 'message.settled', 'message.withdrawn'] as const satisfies readonly EntryKind[]
export const messageGroups = Object.fromEntries(kinds.map((kind) => [kind, 'messages'])) as Readonly<Record<MessageKind, 'messages'>>

type Line = { readonly tone: Tone; readonly text: string; readonly detail?: string }

export function messageLine(entry: MessageEntry): Line {
  const who = entry.who.kind === 'rule' ? `Rule ${entry.who.name}` : actorText(entry.who)
  switch (entry.kind) {
    case 'message.drafted':
      return { tone: 'warn', text: `Draft for ${entry.data.to}: ${entry.data.title}`, detail: entry.data.text }
    case 'message.queued':
      return { tone: 'busy', text: `${who} tells ${entry.data.to}: ${entry.data.title}`, detail: entry.data.text }
    case 'message.sent':
      return { tone: 'calm', text: `Message ${entry.data.message} went out by ${entry.data.channel}`, detail: entry.data.proof }
    case 'message.failed':
      return { tone: 'bad', text: `Message ${entry.data.message} did not go out by ${entry.data.channel}${entry.data.next === undefined ? '' : `; ${entry.data.next} is tried`}`, detail: entry.data.error }
    case 'message.settled':
      return { tone: 'calm', text: `${entry.data.channel} was told that ${entry.data.how === 'resolve' ? 'it is over' : 'somebody has it'}: ${entry.data.message}` }
    case 'message.withdrawn':
      return { tone: 'warn', text: `${who} withdrew the message ${entry.data.message}`, ...(entry.why !== undefined && { detail: `Reason: ${entry.why}` }) }
  }
}
