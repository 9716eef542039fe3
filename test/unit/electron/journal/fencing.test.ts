import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextNumber, resumedNumber } from '../../../../electron/journal/fencing.ts'

const act = fc.record({ who: fc.nat(2), act: fc.constantFrom('press', 'press beyond', 'resume'), ms: fc.nat(3) })

test('two consoles never take one number, whatever they press and resume, and their own only grow', () =>
  fc.assert(fc.property(fc.uniqueArray(fc.nat(99), { minLength: 3, maxLength: 3 }), fc.array(act, { maxLength: 60 }), (shares, acts) => {
    let wall = 1_759_320_000_000
    const taken: number[][] = [[], [], []]
    for (const { who, act: what, ms } of acts) {
      wall += ms
      const own = taken[who] ?? []
      const last = own.at(-1) ?? 0
      const beyond = what === 'press beyond' ? Math.max(0, ...taken.flat()) : undefined
      const number = what === 'resume' && last > 0 ? resumedNumber({ own: last, last }) : nextNumber({ wall, last, share: shares[who] ?? 0, beyond })
      expect(number).toBeGreaterThan(last)
      if (beyond !== undefined) expect(number).toBeGreaterThan(beyond)
      own.push(number)
    }
    expect(new Set(taken.flat()).size).toBe(taken.flat().length)
    expect(Number.isSafeInteger(Math.max(0, ...taken.flat()))).toBe(true)
  })))

test('a driver that resumes a few times stays below whoever went beyond it', () => {
  const own = nextNumber({ wall: 1_000, last: 0, share: 99 })
  const beyond = nextNumber({ wall: 1_000, last: 0, share: 0, beyond: own })
  let again = own
  for (let times = 0; times < 8; times += 1) again = resumedNumber({ own: again, last: again })
  expect(again).toBeLessThan(beyond)
})
