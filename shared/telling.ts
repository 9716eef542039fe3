/**
 * Which of several consoles tells people: the one that has the turn, a lease in the shared database with a number of its own. It is
 * taken over when its holder is silent past its end, and passed on by a holder whose channels are out of its reach. Who can't ask the database tells people after a grace time without a word of
 * another console: one call too many is better than none. Decision 9. Pure.
 */

/** `number` goes up with each other holder; `until` by the database's clock. */
export type Turn = { readonly console: string; readonly number: number; readonly until: number }
/** A moment on a console's own clocks, ms. */
export type Instant = { readonly mono: number; readonly wall: number }

/** Ms that a turn lasts unless it is renewed. */
export const turnLasts = 10_000
/** Its holder stops so long before its end: what it has begun is not begun by the next one too. */
const endsBefore = 1_000
/** Ms without the database and without a word of another console, after which each tells people by itself. */
export const graceTime = 30_000

/** What the database's statement does, in `consoles/shared-database.ts`. */
export function claimed(turn: Turn | undefined, console: string, now: number): Turn {
  const until = now + turnLasts
  if (turn === undefined) return { console, number: 1, until }
  if (turn.console === console) return { ...turn, until }
  return turn.until < now ? { console, number: turn.number + 1, until } : turn
}

/** A holder that could not send gives it up before its end. The database's statement says the same. */
export const passed = (turn: Turn, console: string, now: number): Turn => (turn.console === console ? { ...turn, until: now - 1 } : turn)

/** Ms in which who passed it on leaves it to the others, and ms without a holder after which it asks all the same: nobody else is there. */
const restsFor = 60_000
const nobodyFor = 5_000
/** @param at when this console passed it on @param left ms until the end of the turn as the database has it, below 0 since then */
export const asksAgain = (at: Instant, left: number, now: Instant): boolean => elapsed(at, now) >= restsFor || left < -nobodyFor

export type TurnSeen = {
  /** This console's name. */
  readonly own: string
  /** Since when it takes part. */
  readonly since: Instant
  /** Whose turn it was when the database was last asked, and for how long (ms) from then. */
  readonly turn?: { readonly console: string; readonly number: number; readonly left: number; readonly asked: Instant }
  /** When another console was last there, as far as this one knows. */
  readonly heard?: number
}

/** `cut off`: tells people as well, and does not know what others tell them. */
export type Telling = 'has the turn' | 'waits' | 'cut off'

/** By whichever clock more has passed: a machine that slept has lost its turn. */
const elapsed = (from: Instant, to: Instant): number => Math.max(to.mono - from.mono, to.wall - from.wall)

export function tellingNow({ own, since, turn, heard }: TurnSeen, now: Instant): Telling {
  if (turn?.console === own && elapsed(turn.asked, now) < turn.left - endsBefore) return 'has the turn'
  if (turn !== undefined && turn.console !== own && now.mono - turn.asked.mono < turn.left) return 'waits'
  return now.mono - Math.max(since.mono, heard ?? -Infinity) < graceTime ? 'waits' : 'cut off'
}
