/** One channel of the outbox: whether it may send now, and how it has been. Pure but for what it remembers. */
import type { Channel } from '../../shared/plan.ts'
import type { Way } from './channels/channel.ts'

export type Line = {
  readonly settings: Channel
  readonly way: Way
  /** Monotonic ms of what went out lately, as far as the limit looks back. */
  sendings: readonly number[]
  /** The other side asked for quiet until then: monotonic ms. */
  quietUntil: number
  /** One at a time: an answer that never comes holds up its own channel alone. */
  busy: boolean
  /** Messages in a row that it did not take: a dead channel is tried once, and not long. */
  dead: number
  last?: { readonly at: number; readonly ok: boolean; readonly text: string }
}

export const lineOf = (settings: Channel, way: Way): Line => ({ settings, way, sendings: [], quietUntil: 0, busy: false, dead: 0 })

/** Monotonic ms from which it may send again, by its limit and by what the other side asked for. */
export function freeAt({ settings: { limit }, sendings, quietUntil }: Line, now: number): number {
  const within = sendings.filter((at) => at > now - limit.per)
  const oldest = within.at(-limit.count)
  return Math.max(quietUntil, oldest === undefined ? 0 : oldest + limit.per)
}

export function noteSending(line: Line, now: number): void {
  line.sendings = [...line.sendings.filter((at) => at > now - line.settings.limit.per), now]
}

export const attemptsOf = ({ settings, dead }: Line): number => (dead > 0 ? 1 : settings.attempts)
