import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decideHold, holdFor, holdProgress, idle, type Hold, type HoldEvent } from '../../../../renderer/parts/hold.ts'

const down = (at: number, repeat = false): HoldEvent => ({ kind: 'down', at, by: 'key', repeat })
const tick = (at: number): HoldEvent => ({ kind: 'tick', at })
const after = (...events: readonly HoldEvent[]): Hold => events.reduce(decideHold, idle)

describe('the hold', () => {
  test('acts after 1.2 s and not a millisecond before', () => {
    expect(holdFor).toBe(1_200)
    expect(after(down(0), tick(1_199)).state).toBe('holding')
    expect(after(down(0), tick(1_200)).state).toBe('fired')
  })
  test('starts nothing again before the release', () => {
    expect(after(down(0), tick(1_200), down(1_300), tick(5_000)).state).toBe('fired')
    expect(after(down(0), tick(1_200), { kind: 'up' })).toEqual(idle)
  })
  test('let go early is nothing, and a key that repeats starts nothing', () => {
    expect(after(down(0), { kind: 'up' }, down(500, true), tick(3_000))).toEqual(idle)
  })
  test('given up stays given up until the release', () => {
    expect(after(down(0), { kind: 'cancel' }, tick(3_000)).state).toBe('cancelled')
    expect(after(down(0), { kind: 'cancel' }, down(10, true), down(20)).state).toBe('cancelled')
    expect(after({ kind: 'cancel' })).toEqual(idle)
  })
  test('shows how far it is', () => {
    expect([0, 600, 1_200, 9_000].map((at) => holdProgress(after(down(0)), at))).toEqual([0, 0.5, 1, 1])
    expect(holdProgress(idle, 100)).toBe(0)
  })
})

test('whatever happens, it never acts unless it was held without a break for the whole time', () => {
  const event = fc.oneof(
    fc.record({ kind: fc.constant('down' as const), by: fc.constant('key' as const), repeat: fc.boolean() }),
    fc.record({ kind: fc.constant('up' as const) }), fc.record({ kind: fc.constant('cancel' as const) }), fc.record({ kind: fc.constant('tick' as const) }),
  )
  fc.assert(fc.property(fc.array(fc.tuple(event, fc.integer({ min: 0, max: 900 })), { maxLength: 40 }), (script) => {
    let [hold, at, heldSince]: [Hold, number, number | undefined] = [idle, 0, undefined]
    for (const [{ kind, ...more }, wait] of script) {
      at += wait
      const before = hold
      hold = decideHold(hold, kind === 'down' && 'repeat' in more ? { kind, at, ...more } : kind === 'tick' ? { kind, at } : { kind: kind === 'up' ? 'up' : 'cancel' })
      // The oracle: a fresh press begins, and anything else than waiting ends it.
      if (kind === 'down' && before.state === 'idle' && 'repeat' in more && !more.repeat) heldSince = at
      if (kind === 'up' || kind === 'cancel') heldSince = undefined
      if (hold.state === 'fired' && before.state !== 'fired') expect(heldSince !== undefined && at - heldSince >= holdFor).toBe(true)
    }
  }))
})
