/** One message on its way: which channel is tried, how often it was, and when again. Decisions alone; the outbox acts on them. */
import type { Message } from '../../shared/messages.ts'
import type { Outcome } from './channels/channel.ts'

export type Job = {
  readonly id: string
  /** Of the message's channels. */
  at: number
  attempts: number
  /** All channels failed so many times. */
  rounds: number
  /** Not before: monotonic ms. */
  notBefore: number
  busy: boolean
  /** An attempt went unanswered: it may have arrived. */
  maybe: boolean
}

const firstWait = 2_000
const longestWait = 60_000
const firstRound = 30_000
const longestRound = 900_000
/** A channel that asks to wait longer is passed over, where there is another. */
export const patience = 30_000

const backoff = (attempts: number): number => Math.min(longestWait, firstWait * 2 ** (attempts - 1))
export const roundWait = (rounds: number): number => Math.min(longestRound, firstRound * 2 ** (rounds - 1))

/** Where the record leaves it. @param unanswered an attempt had begun before the restart, and its outcome is not known */
export function jobOf({ id, channels, failures }: Message, now: number, unanswered: boolean): Job {
  const last = failures.at(-1)
  const next = last?.next === undefined ? -1 : channels.indexOf(last.next)
  const rounds = last !== undefined && last.next === undefined ? 1 : 0
  return { id, at: Math.max(0, next), attempts: 0, rounds, notBefore: now, busy: false, maybe: unanswered }
}

export type Step =
  | { readonly step: 'again'; readonly wait: number }
  | { readonly step: 'next'; readonly channel: string }
  | { readonly step: 'round'; readonly wait: number }

/** What follows an attempt that failed. @param allowed attempts of this channel */
export function afterFailure({ channels }: Pick<Message, 'channels'>, job: Job, outcome: Extract<Outcome, { readonly sent: false }>, allowed: number): Step {
  const next = channels[job.at + 1]
  const wait = Math.max(backoff(job.attempts), outcome.retryAfter ?? 0)
  // In a later round each channel is asked once: the wait is between the rounds.
  const more = outcome.again && job.rounds === 0 && job.attempts < allowed
  if (more && (wait <= patience || next === undefined)) return { step: 'again', wait }
  if (next !== undefined) return { step: 'next', channel: next }
  return { step: 'round', wait: Math.max(roundWait(job.rounds + 1), Math.min(longestRound, outcome.retryAfter ?? 0)) }
}

const weight = ({ kind, severity }: Message): number => (kind === 'page' || kind === 'test' ? 0 : severity === 'P0' ? 1 : 2)
/** Pages first, then what is gravest, then what has waited longest. */
export const inTurn = (a: Message, b: Message): number => weight(a) - weight(b) || (a.queuedAt ?? 0) - (b.queuedAt ?? 0)

/** Updates that a later one of the same incident to the same people stands in for: after a long silence one is sent, not six. */
export function overtaken(waiting: readonly Message[]): readonly Message[] {
  const newest = new Map<string, Message>()
  const key = ({ incident, to }: Message): string => `${incident ?? ''}/${to}`
  const updates = waiting.filter(({ kind, incident }) => kind === 'update' && incident !== undefined)
  for (const one of updates) if ((newest.get(key(one))?.queuedAt ?? -1) <= (one.queuedAt ?? 0)) newest.set(key(one), one)
  return updates.filter((one) => newest.get(key(one)) !== one)
}
