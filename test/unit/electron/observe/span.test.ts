/** How much of a window was watched, over restarts: docs/decisions/0006. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { spanAt, watchedIn, type Span } from '../../../../electron/observe/span.ts'

const minute = 60_000
const day = 86_400_000
/** Watched for an hour, down for ten seconds, watched since. */
const restarted: readonly Span[] = [{ from: 0, to: 3_600_000 }, { from: 3_610_000, to: Infinity }]

describe('a window', () => {
  it('without a restart counts from the start on', () => {
    const spans = [{ from: 1_000, to: Infinity }]
    expect([5_000, 31_000, 500_000].map((now) => watchedIn(spans, 30_000, now))).toEqual([4_000, 30_000, 499_000])
  })
  it('of 30 s that has the down time in it is not full: it waits until all but a twentieth of that has left it', () => {
    expect(watchedIn(restarted, 30_000, 3_615_000)).toBe(20_000)
    expect(watchedIn(restarted, 30_000, 3_638_000)).toBe(28_000)
    expect(watchedIn(restarted, 30_000, 3_638_500)).toBe(30_000)
  })
  it('of five minutes speaks at once after ten seconds, and not after sixteen', () => {
    expect(watchedIn(restarted, 5 * minute, 3_610_000)).toBe(5 * minute)
    expect(watchedIn([{ from: 0, to: 3_600_000 }, { from: 3_616_000, to: Infinity }], 5 * minute, 3_616_000)).toBe(5 * minute - 16_000)
  })
  it('of a day is not full before a day of it was looked at, whatever its gaps', () => {
    expect(watchedIn(restarted, day, 2 * 3_600_000)).toBe(7_190_000)
    expect(watchedIn(restarted, day, day)).toBe(day)
  })
  it('never counts down time or time before the first span as watched', () => {
    const lengths = fc.array(fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.integer({ min: 1, max: 100_000 })), { minLength: 1, maxLength: 6 })
    fc.assert(fc.property(lengths, fc.integer({ min: 1_000, max: 300_000 }), fc.integer({ min: 0, max: 50_000 }), (pairs, window, later) => {
      let at = 0
      const spans = pairs.map(([down, up]): Span => { const from = at + down; at = from + up; return { from, to: at } })
      const now = at + later
      const last = spans.at(-1)
      const open = last === undefined ? spans : [...spans.slice(0, -1), { ...last, to: Infinity }]
      const really = open.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(to, now) - Math.max(from, now - window)), 0)
      const counted = Math.min(window, watchedIn(open, window, now))
      expect(counted).toBeGreaterThanOrEqual(Math.min(window, really))
      if (counted > really) expect(really).toBeGreaterThanOrEqual(0.95 * window)
    }))
  })
  it('has no span before the first', () => expect(spanAt(restarted, -1)).toBeUndefined())
})
