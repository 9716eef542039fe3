import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Pilot } from '../../../shared/pilot.ts'
import { experiences } from '../../../shared/pilot-entries.ts'
import { compareScores, proposeCohort, scoreOf } from '../../../shared/pilot-select.ts'

const pilot = (id: string, experience: Pilot['experience'], more: Partial<Pilot> = {}): Pilot => ({
  id, person: { name: id }, profile: 'Trader', experience, addedAt: 0, workflows: [], progress: { onboarding: { state: 'not begun' }, training: { state: 'not begun' } },
  consent: { given: true, on: '2026-01-05', at: 0, by: 'Ada' }, ...more,
})
const many = (count: number, experience: Pilot['experience']): readonly Pilot[] => Array.from({ length: count }, (_, at) => pilot(`${experience}-${at}`, experience))
const phase3 = { min: 10, max: 20, profiles: [], mix: { experienced: 0.6, 'new/intermediate': 0.4 } }

describe('a mixed cohort', () => {
  test('of plenty, 20 users: 12 experienced, 8 new or intermediate', () => {
    const roster = [...many(20, 'experienced'), ...many(5, 'new'), ...many(5, 'intermediate')]
    const { chosen, shortfalls } = proposeCohort(roster, phase3)
    const count = (start: string): number => chosen.filter((id) => id.startsWith(start)).length
    expect([chosen.length, count('experienced'), shortfalls]).toEqual([20, 12, []])
  })
  test('what can not be had is said', () => {
    const { chosen, shortfalls } = proposeCohort([...many(4, 'experienced'), ...many(1, 'new'), pilot('shy', 'new', { consent: { given: false, on: '2026-01-06', at: 0, by: 'Ada' } })], phase3)
    expect(chosen).toHaveLength(5)
    expect(shortfalls).toEqual(['5 of at least 10 users', 'new/intermediate: 1 of 5 users, 40 % are wanted', 'no further candidate is experienced', 'no further candidate is new or intermediate', '1 left out: no consent'])
  })

  const roster = fc.array(fc.record({ experience: fc.constantFrom(...experiences), willing: fc.boolean() }), { maxLength: 9 })
    .map((list) => list.map(({ experience, willing }, at) => pilot(`p${at}`, experience, willing ? {} : { consent: { given: false, on: '2026-01-06', at: 0, by: 'Ada' } })))
  const wanted = fc.record({ min: fc.integer({ min: 0, max: 6 }), more: fc.integer({ min: 0, max: 4 }), experienced: fc.integer({ min: 0, max: 10 }) })
    .map(({ min, more, experienced }) => ({ min, max: min + more, profiles: [], mix: { experienced: experienced / 10, 'new/intermediate': 1 - experienced / 10 } }))

  test('is as good as the best of all that there are, and the same in whatever order the candidates stand', () => {
    fc.assert(fc.property(roster, wanted, fc.integer({ min: 0, max: 8 }), (candidates, users, turn) => {
      const shares = Object.values(users.mix)
      const scored = (ids: readonly string[]): readonly number[] => {
        const own = candidates.filter(({ id }) => ids.includes(id))
        const experienced = own.filter(({ experience }) => experience === 'experienced').length
        return scoreOf([experienced, own.length - experienced], shares, users)
      }
      const willing = candidates.filter(({ consent }) => consent?.given === true)
      // Every subset there is.
      let best = scored([])
      for (let bits = 1; bits < 2 ** willing.length; bits += 1) {
        const ids = willing.filter((_, at) => (bits & (1 << at)) !== 0).map(({ id }) => id)
        if (ids.length <= users.max && compareScores(scored(ids), best) < 0) best = scored(ids)
      }
      const { chosen } = proposeCohort(candidates, users)
      expect(scored(chosen)).toEqual(best)
      expect(new Set(chosen).size).toBe(chosen.length)
      expect(chosen.every((id) => willing.some((one) => one.id === id)) && chosen.length <= users.max).toBe(true)
      expect(proposeCohort([...candidates.slice(turn), ...candidates.slice(0, turn)], users)).toEqual(proposeCohort(candidates, users))
    }), { numRuns: 150 })
  })
})

test('without a mix, each profile that the plan names comes first', () => {
  const users = { min: 3, max: 3, profiles: ['DevOps Engineer', 'QA Lead', 'Product Manager'] }
  const roster = [pilot('a', 'new'), pilot('b', 'experienced', { profile: 'qa lead' }), pilot('c', 'experienced', { profile: 'DevOps Engineer' }), pilot('d', 'new')]
  expect(proposeCohort(roster, users)).toEqual({ chosen: ['c', 'b', 'a'], shortfalls: ['no candidate with the profile “Product Manager”'] })
})
