import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createGrowth } from '../../../../electron/connect/prometheus-growth.ts'

const started = () => {
  let mono = 0
  const growth = createGrowth({ clock: { mono: () => mono, wall: () => 0, boot: 'test' }, every: 1_000 })
  return {
    /** A second later. */
    then: (...parts: readonly Readonly<Record<string, number>>[]) => {
      mono += 1_000
      return growth.grow(parts.map((part) => Object.entries(part).map(([name, value]) => ({ labels: { instance: name.split(' ')[0] ?? '', code: name.split(' ')[1] ?? '' }, value }))))
    },
    pass: (ms: number) => void (mono += ms),
  }
}

describe('raw counters', () => {
  it('grow series by series: one that starts anew counts from zero, and takes nothing from the others', () => {
    const { then } = started()
    expect(then({ one: 100, two: 1_000 })).toBe('first')
    expect(then({ one: 101, two: 1_003 })).toEqual([4])
    expect(then({ one: 102, two: 2 })).toEqual([3])
  })
  it('that are new at a known instance count from zero; at an unknown one from where they stand', () => {
    const { then } = started()
    then({ 'one 200': 5 })
    expect(then({ 'one 200': 5, 'one 500': 2 })).toEqual([2])
    expect(then({ 'one 200': 5, 'one 500': 2, 'new 200': 1_000, 'new 500': 70 })).toEqual([0])
    expect(then({ 'one 200': 5, 'one 500': 2, 'new 200': 1_001, 'new 500': 72 })).toEqual([3])
  })
  it('know an instance by any part of the metric, from the answer after the first', () => {
    const { then } = started()
    then({}, { 'one 200': 5 })
    expect(then({ 'one 500': 1 }, { 'one 200': 5, 'one 500': 1 })).toEqual([1, 1])
    expect(then({ 'one 500': 1, 'new 500': 9 }, { 'one 200': 5, 'one 500': 1, 'new 200': 50, 'new 500': 9 })).toEqual([0, 0])
  })
  it('of an instance that was away for long do not count what they grew meanwhile', () => {
    const { then } = started()
    then({ one: 1, two: 10 })
    for (let second = 0; second < 5; second += 1) then({ one: 1 })
    expect(then({ one: 1, two: 500 })).toEqual([0])
    expect(then({ one: 1, two: 501 })).toEqual([1])
  })
  it('are late after more than three missed samples', () => {
    const { then, pass } = started()
    then({ one: 1 })
    pass(3_500)
    expect(then({ one: 2 })).toEqual([1])
    pass(3_501)
    expect(then({ one: 9 })).toBe('late')
    expect(then({ one: 10 })).toEqual([1])
  })
  it('add up to what was counted, however instances restart', () => {
    const step = fc.record({ instance: fc.integer({ min: 0, max: 3 }), by: fc.integer({ min: 0, max: 50 }), restart: fc.boolean() })
    fc.assert(fc.property(fc.array(fc.array(step, { maxLength: 6 }), { minLength: 1, maxLength: 20 }), (seconds) => {
      const { then } = started()
      const values = [10, 20, 30, 40]
      const named = () => Object.fromEntries(values.map((value, index) => [`i${index}`, value]))
      then(named())
      for (const steps of seconds) {
        const before = [...values]
        let counted = 0
        for (const [index] of values.entries()) {
          const mine = steps.filter(({ instance }) => instance === index)
          const restarts = mine.some(({ restart }) => restart)
          const by = mine.reduce((sum, one) => sum + one.by, 0)
          // A restart shows only where the counter has not yet passed its old value; what it counted before its end is lost to everyone.
          const now = restarts ? Math.min(by, (before[index] ?? 0) - 1) : (before[index] ?? 0) + by
          values[index] = Math.max(now, 0)
          counted += restarts ? (values[index] ?? 0) < (before[index] ?? 0) ? (values[index] ?? 0) : 0 : by
        }
        expect(then(named())).toEqual([counted])
      }
    }), { seed: 15 })
  })
})
