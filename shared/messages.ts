/** Messages to people, folded from entries: drafts, what is on its way, what arrived where, what failed. Plan: "Communication Tree". */
import { actorText, type Actor, type Entry, type EntryData } from './journal.ts'
import type { Plan } from './plan.ts'

/** `failed`: no channel is left, and the first is tried again later; `withdrawn`: taken back, or given up by the outbox. */
export type MessageState = 'draft' | 'queued' | 'failed' | 'sent' | 'withdrawn'
/** `at`: wall ms. `next`: the channel that was tried instead. */
export type Failure = { readonly channel: string; readonly error: string; readonly attempts: number; readonly next?: string; readonly at: number }

export type Message = Omit<EntryData<'message.queued'>, 'message'> & {
  readonly id: string
  readonly incident?: string
  readonly state: MessageState
  /** Wall ms of its first entry, and of its way to the outbox. */
  readonly at: number
  readonly queuedAt?: number
  /** Who let it go. */
  readonly queuedBy?: string
  /** It was a person who pressed: it is held back for a moment, so that it can be taken back. */
  readonly pressed?: boolean
  /** A person has written it: no rule writes it anew. */
  readonly edited: boolean
  readonly failures: readonly Failure[]
  readonly sent?: { readonly channel: string; readonly proof: string; readonly at: number }
  /** What the channel that keeps it open was told last. */
  readonly settled?: 'acknowledge' | 'resolve'
  readonly withdrawn?: { readonly by: string; readonly why?: string; readonly at: number }
}

/** Oldest first: all that are not over, and the last that are. */
export type Messages = readonly Message[]

/** An audience or a contact as the plan calls it. */
export const recipientText = (plan: Pick<Plan, 'people'> | undefined, to: string): string =>
  plan?.people.audiences.find(({ id }) => id === to)?.title ?? plan?.people.contacts.find(({ id }) => id === to)?.name ?? to

/** Messages that are over are kept as long as they may be queued again by someone who has not heard of it. */
const keptOver = 400
const isOver = ({ state }: Message): boolean => state === 'sent' || state === 'withdrawn'

function within(messages: Messages): Messages {
  const over = messages.filter(isOver).length
  if (over <= keptOver) return messages
  const first = messages.findIndex(isOver)
  return messages.toSpliced(first, 1)
}

const isPerson = (who: Actor): boolean => who.kind === 'person'

function written(messages: Messages, entry: Entry<'message.drafted'> | Entry<'message.queued'>): Messages {
  const { message: id, ...data } = entry.data
  const at = entry.at.occurred
  const present = messages.find((one) => one.id === id)
  // On its way or over: whoever queues it again has not heard of it.
  if (present !== undefined && present.state !== 'draft') return messages
  const queues = entry.kind === 'message.queued'
  // A rule on a console that did not know of a person's words.
  if (!queues && present?.edited === true && !isPerson(entry.who)) return messages
  const base = { ...data, id, ...(entry.incident !== undefined && { incident: entry.incident }), failures: [], at: present?.at ?? at }
  const changed = present !== undefined && (present.title !== data.title || present.text !== data.text)
  const made: Message = queues
    ? { ...base, state: 'queued', edited: (present?.edited ?? false) || (isPerson(entry.who) && changed), queuedAt: at, queuedBy: actorText(entry.who), pressed: isPerson(entry.who) }
    : { ...base, state: 'draft', edited: isPerson(entry.who) }
  return present === undefined ? within([...messages, made]) : messages.map((one) => (one === present ? made : one))
}

function changed(messages: Messages, id: string, change: (message: Message) => Message): Messages {
  const next = messages.map((one) => (one.id === id ? change(one) : one))
  return within(next)
}

export function foldMessages(messages: Messages, entry: Entry): Messages {
  const at = entry.at.occurred
  switch (entry.kind) {
    case 'message.drafted':
    case 'message.queued':
      return written(messages, entry)
    case 'message.sent': {
      const { message, channel, proof } = entry.data
      return changed(messages, message, (one) => ({ ...one, state: 'sent', sent: { channel, proof, at } }))
    }
    case 'message.settled': {
      const { message, how } = entry.data
      return changed(messages, message, (one) => (one.settled === 'resolve' ? one : { ...one, settled: how }))
    }
    case 'message.failed': {
      const { message, channel, error, attempts, next } = entry.data
      const failure: Failure = { channel, error, attempts, at, ...(next !== undefined && { next }) }
      return changed(messages, message, (one) => (isOver(one) ? one : { ...one, state: next === undefined ? 'failed' : one.state, failures: [...one.failures, failure] }))
    }
    case 'message.withdrawn':
      return changed(messages, entry.data.message, (one) => (one.state === 'sent' ? one : { ...one, state: 'withdrawn', withdrawn: { by: actorText(entry.who), at, ...(entry.why !== undefined && { why: entry.why }) } }))
    default:
      return messages
  }
}

/** Waits to go out: for its turn, for a channel, or for the network. */
export const isWaiting = ({ state }: Message): boolean => state === 'queued' || state === 'failed'
/** Its clock is over, and it did not go out. */
export const isLate = (message: Message, wall: number): boolean => !isOver(message) && message.due !== undefined && message.due < wall
/** What calls for a person: drafts whose clock runs, and what no channel took. */
export const forPeople = (messages: Messages): readonly Message[] => messages.filter(({ state }) => state === 'draft' || state === 'failed')
