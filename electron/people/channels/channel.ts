/** A way to people: one file a kind, one conformance suite for all (test/real/electron/people/channels.test.ts). */
import type { Draft } from '../../../shared/journal.ts'

export type Outgoing = {
  /** The same in every attempt, also after a restart. */
  readonly key: string
  readonly kind: Extract<Draft, { kind: 'message.queued' }>['data']['kind']
  /** The audience or the contact, as people call it. */
  readonly to: string
  /** E-mail addresses that the plan has for them, and no others. */
  readonly addresses: readonly string[]
  readonly title: string
  readonly text: string
  readonly severity?: 'P0' | 'P1' | 'P2'
  readonly incident?: string
  /** Its incident is closed. */
  readonly closing: boolean
  /** Wall ms at which it was let go. */
  readonly at: number
  /** It may have gone out before: a channel that can't tell says so in the text. */
  readonly repeat: boolean
}

/**
 * `proof`: what the other side answered. `again`: another attempt may succeed, after `retryAfter` ms where the other side says
 * so. `maybe`: it may have gone out all the same, since no answer came.
 */
export type Outcome =
  | { readonly sent: true; readonly proof: string }
  | { readonly sent: false; readonly detail: string; readonly again: boolean; readonly maybe: boolean; readonly retryAfter?: number }

export type Way = {
  readonly id: string
  readonly kind: string
  /** The other side takes one message once, however often it is sent. */
  readonly dedups: boolean
  /** Never rejects; a signal that ends makes it a failure. */
  readonly send: (message: Outgoing, signal: AbortSignal) => Promise<Outcome>
  /** Where the other side keeps what it was told open until it is told of its end. */
  readonly settle?: (key: string, how: 'acknowledge' | 'resolve', signal: AbortSignal) => Promise<Outcome>
  readonly stop: () => void
}

export const failed = (detail: string, { again = false, maybe = false, retryAfter }: { readonly again?: boolean; readonly maybe?: boolean; readonly retryAfter?: number | undefined } = {}): Outcome =>
  ({ sent: false, detail: detail.slice(0, 900), again, maybe, ...(retryAfter !== undefined && { retryAfter }) })

/** For channels that would show it twice. */
const repeatText = 'This may be a repeat: whether it went out before is not known.'
export const bodyText = ({ text, repeat }: Outgoing): string => (repeat ? `${text}\n\n${repeatText}` : text)
