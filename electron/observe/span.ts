/**
 * When a console watched. Between two spans none ran: what happened then is not known, and is never filled in.
 * Faults 20 and 21 of trust.md; docs/decisions/0006.
 */

/** Monotonic ms. The present span has no end yet: Infinity. */
export type Span = { readonly from: number; readonly to: number }

/** A restart may cost so much of a window, and the rest still speaks for it: 15 s of five minutes, 72 min of a day. */
const mostUnwatched = 0.05

/** The span that `now` lies in, or the last before it. */
export const spanAt = (spans: readonly Span[], now: number): Span | undefined => {
  for (let index = spans.length - 1; index >= 0; index -= 1) {
    const span = spans[index]
    if (span !== undefined && span.from <= now) return span
  }
  return undefined
}

/**
 * How much of the window that ends now counts as watched, ms: all of it where it began in a span and at most
 * a twentieth of it was not seen; else no more than was really watched within it. Nothing before the first span counts.
 */
export function watchedIn(spans: readonly Span[], windowMs: number, now: number): number {
  const first = spans[0]
  const present = spanAt(spans, now)
  if (first === undefined || present === undefined) return 0
  // The usual case, and the only one until a file was read: one span.
  if (now - windowMs >= present.from || first === present) return now - present.from
  const begin = now - windowMs
  const watched = spans.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, now) - Math.max(from, begin)), 0)
  return first.from <= begin && windowMs - watched <= mostUnwatched * windowMs ? windowMs : watched
}
