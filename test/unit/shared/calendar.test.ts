import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { dayAt, daysOfActivity, placeMilestones, placePhases, wallOfDay, weekOf } from '../../../shared/calendar.ts'
import { noProgramme, type Life } from '../../../shared/programme.ts'
import { tbsPlan } from './plan/tbs-plan.ts'

const plan = tbsPlan()
const day1 = '2026-01-05'
const at = (day: number): number => wallOfDay(day1, day) + 43_200_000
/** `to`: its last day; the next begins on the day after. */
const life = (from: number, to?: number, extended = 0): Life => ({
  replaced: false, spans: [{ from: at(from), how: 'started', by: 'Ada', why: '', ...(to !== undefined && { to: at(to + 1) }) }],
  extensions: extended === 0 ? [] : [{ days: extended, at: at(from), by: 'Ada', why: '' }],
})
const lie = (lives: Readonly<Record<string, Life>>, today: number) => placePhases(plan, { ...noProgramme, day1, lives }, today).map(({ now, slip }) => [now.from, now.to, slip])

test('a moment lies in the day that begins before it, over every date', () => {
  fc.assert(fc.property(fc.integer({ min: -400, max: 400 }), fc.integer({ min: 0, max: 86_399_999 }), (day, into) => {
    expect(dayAt(day1, wallOfDay(day1, day) + into)).toBe(day)
  }))
})

test('63 days are nine weeks, the first of which prepares', () => {
  expect([-6, 0, 1, 7, 8, 14, 56].map(weekOf)).toEqual([0, 0, 1, 1, 2, 2, 8])
})

describe('phases', () => {
  it('lie as planned before anything has happened', () => {
    expect(placePhases(plan, noProgramme, undefined).map(({ now, slip }) => [now.from, now.to, slip])).toEqual([[-6, 0, 0], [1, 7, 0], [8, 21, 0], [22, 49, 0], [50, 56, 0]])
    expect(lie({}, -6)).toEqual([[-6, 0, 0], [1, 7, 0], [8, 21, 0], [22, 49, 0], [50, 56, 0]])
  })
  it('an extension moves what follows, by as much', () =>
    expect(lie({ preparation: life(-6, 0), 'phase-1': life(1, 7), 'phase-2': life(8, undefined, 7) }, 17)).toEqual([[-6, 0, 0], [1, 7, 0], [8, 28, 7], [29, 56, 7], [57, 63, 7]]))
  it('a phase that runs beyond its end moves what follows, day by day', () =>
    expect(lie({ preparation: life(-6, 0), 'phase-1': life(1) }, 10)).toEqual([[-6, 0, 0], [1, 10, 3], [11, 24, 3], [25, 52, 3], [53, 59, 3]]))
  it('a phase that ended early lets the next begin early', () =>
    expect(lie({ preparation: life(-6, 0), 'phase-1': life(1, 5) }, 5)[2]).toEqual([6, 19, -2]))
  it('a repetition has its full length again', () => {
    const twice: Life = { ...life(1, 7), since: at(8), spans: [...life(1, 7).spans, { from: at(8), how: 'repeated', by: 'Ada', why: '' }] }
    expect(lie({ preparation: life(-6, 0), 'phase-1': twice }, 9)[1]).toEqual([1, 14, 7])
  })
  it('no slip is lost: what follows is moved by all of it', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), (extended, late) => {
      const placed = placePhases(plan, { ...noProgramme, day1, lives: { preparation: life(-6, 0), 'phase-1': life(1 + late, undefined, extended) } }, 1 + late)
      expect(placed.map(({ slip }) => slip)).toEqual([0, ...Array.from({ length: 4 }, () => extended + late)])
    }))
  })
})

test('milestones go with their phase, the last with its end', () => {
  const placed = placePhases(plan, { ...noProgramme, day1, lives: { preparation: life(-6, 0), 'phase-1': life(1, 7), 'phase-2': life(8, undefined, 7) } }, 17)
  expect(placeMilestones(placed).filter(({ phase }) => phase === 'phase-2').map(({ day }) => day)).toEqual([10, 14, 17, 28])
  expect(placeMilestones(placed).find(({ title }) => title === 'Full user base onboarded')?.day).toBe(35)
})

test('activities lie in the days that their words say', () => {
  const of = (id: string, when: string) => {
    const found = placePhases(plan, noProgramme, undefined).find(({ phase }) => phase.id === id)
    return found && daysOfActivity(when, found)
  }
  expect(of('phase-1', 'Days 3-5')).toEqual({ from: 3, to: 5 })
  expect(of('phase-3', 'Weeks 2-3')).toEqual({ from: 29, to: 42 })
  expect(of('phase-2', 'Week 2')).toEqual({ from: 15, to: 21 })
  expect(of('preparation', 'Week 0')).toEqual({ from: -6, to: 0 })
  expect(of('phase-4', 'Week 8')).toEqual({ from: 50, to: 56 })
})
