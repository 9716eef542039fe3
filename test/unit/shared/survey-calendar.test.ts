import fc from 'fast-check'
import { expect, test } from 'vitest'
import { wallOfDay } from '../../../shared/calendar.ts'
import type { Draft } from '../../../shared/journal.ts'
import { askedIn, surveyDates, titleOfDate, type Occurrence } from '../../../shared/survey-calendar.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { memoryJournal } from '../../doubles/memory-journal.ts'
import { tbsPlan } from './plan/tbs-plan.ts'

const plan = tbsPlan()
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const day1 = '2026-01-05'
const hour = 3_600_000

/** The programme with phase 2 begun on its day; `on` says how all stands at an hour of a day. */
function stand(phase = 'phase-2', begins = 8) {
  const time = fakeTime({ wall: wallOfDay(day1, begins) + hour })
  const journal = memoryJournal(time.clock)
  journal.append({ kind: 'programme.started', who: ada, why: 'agreed', data: { day1 } })
  journal.append({ kind: 'phase.set', who: ada, why: 'begins', data: { phase } })
  const dates = (): readonly Occurrence[] => {
    const { programme, pilots, phase: present } = journal.state()
    return surveyDates({ plan, programme, pilots, phase: present, wall: time.clock.wall() }).filter(({ date }) => date.phase === phase)
  }
  const told = (): readonly string[] => dates().map((one) => `${titleOfDate(one)}, day ${one.day}: ${one.state}`)
  return { time, journal, dates, told, to: (day: number, at = 10): void => time.sleep(wallOfDay(day1, day) + at * hour - time.clock.wall()) }
}
const open = (due: string): Draft<'survey.opened'> => ({ kind: 'survey.opened', who: ada, data: { survey: `s-${due}`, title: due, questions: [{ id: 'q', text: 'How?', kind: 'text', positiveFrom: 4 }], asked: ['a'], closes: 9e15, due } })

test('the surveys of the document lie on its days', () => {
  const all = surveyDates({ plan, programme: { lives: {} }, pilots: { surveys: [], skipped: [] }, phase: null, wall: 0 })
  expect(all.map(({ key, day, state }) => `${key} ${day} ${state}`)).toEqual([
    ...[1, 2, 3, 4, 5, 6, 7].map((day) => `check-in/${day} ${day} planned`), 'interview/1 14 planned', 'satisfaction/1 17 planned', 'interview/2 21 planned', 'bi-weekly/1 35 planned', 'bi-weekly/2 49 planned',
  ])
})

test('one is due from its hour on, and no longer once it is open', () => {
  const { told, journal, to } = stand()
  to(17, 8)
  expect(told()).toContain('User satisfaction survey, day 17: planned')
  to(17, 9)
  expect(told()).toContain('User satisfaction survey, day 17: due')
  journal.append(open('satisfaction/1'))
  expect(told()).toContain('User satisfaction survey, day 17: open')
  journal.append({ kind: 'survey.closed', who: ada, data: { survey: 's-satisfaction/1' } })
  expect(told()).toContain('User satisfaction survey, day 17: closed')
})

test('it stays due until the phase is over or its next time has come; then it was missed', () => {
  const { told, journal, to } = stand()
  to(20)
  expect(told().filter((one) => /due|missed/.test(one))).toEqual(['Weekly interview and usability assessment 1, day 14: due', 'User satisfaction survey, day 17: due'])
  to(21)
  expect(told()).toEqual(['Weekly interview and usability assessment 1, day 14: missed', 'User satisfaction survey, day 17: due', 'Weekly interview and usability assessment 2, day 21: due'])
  journal.append({ kind: 'phase.set', who: ada, why: 'on', data: { phase: 'phase-3' } })
  expect(told().map((one) => one.split(': ')[1])).toEqual(['missed', 'missed', 'missed'])
})

test('one is left out with a reason', () => {
  const { dates, journal, to } = stand()
  to(14)
  journal.append({ kind: 'survey.skipped', who: ada, why: 'a holiday', data: { due: 'interview/1' } })
  expect(dates()[0]).toMatchObject({ state: 'skipped', skipped: { by: 'Ada', why: 'a holiday' } })
})

test('a late start moves them, an extension adds more, and a repetition asks all of them again', () => {
  const { told, journal, to } = stand('phase-2', 10)
  expect(told().map((one) => one.split(', day ')[1])).toEqual(['16: planned', '19: planned', '23: planned'])
  journal.append({ kind: 'phase.extended', who: ada, why: 'more', data: { phase: 'phase-2', days: 7 } })
  expect(told().at(-1)).toBe('Weekly interview and usability assessment 3, day 30: planned')
  to(16)
  journal.append(open('interview/1'))
  to(20)
  journal.append({ kind: 'phase.set', who: ada, why: 'again', data: { phase: 'phase-2', how: 'repeated' } })
  expect(told()[0]).toBe('Weekly interview and usability assessment 1, day 26: planned')
})

test('whatever the length and the pace, dates lie within the phase, in order, and at most one of a series is due', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 80 }), (every, length, later) => {
    const own = tbsPlan((raw) => {
      const phases = raw['phases'] as unknown as { days: { from: number; to: number } }[]
      const [, , second] = phases
      if (second) second.days = { from: 8, to: 7 + length }
      const { surveys } = raw['pilots'] as unknown as { surveys: { calendar: unknown[] } }
      surveys.calendar = [{ id: 'x', phase: 'phase-2', title: 'Every so often', every }]
    })
    const { journal, time } = stand()
    time.sleep(later * 24 * hour)
    const { programme, pilots, phase } = journal.state()
    const found = surveyDates({ plan: own, programme, pilots, phase, wall: time.clock.wall() })
    // Overdue, it runs on, and so do its surveys.
    const end = Math.max(7 + length, 8 + later)
    expect(found).toHaveLength(Math.floor((end - 7) / every))
    for (const [index, { day }] of found.entries()) expect(day).toBe(7 + (index + 1) * every)
    expect(found.filter(({ state }) => state === 'due').length).toBeLessThanOrEqual(1)
  }), { numRuns: 60 })
})

test('the cohort of the phase is asked, without who has withdrawn; where none was taken, all who take part', () => {
  const { journal } = stand()
  for (const pilot of ['a', 'b', 'c']) {
    journal.append({ kind: 'pilot.added', who: ada, data: { pilot, person: { name: pilot }, profile: 'Trader', experience: 'new' } })
    if (pilot !== 'c') journal.append({ kind: 'pilot.consented', who: ada, data: { pilot, given: true, on: '2026-01-05' } })
  }
  const asked = (): readonly string[] => askedIn(journal.state().pilots, 'phase-2').map(({ id }) => id)
  expect(asked()).toEqual(['a', 'b'])
  journal.append({ kind: 'pilot.selected', who: ada, data: { phase: 'phase-2', cohort: 'two', pilots: ['b', 'c'], shortfalls: [] } })
  expect(asked()).toEqual(['b'])
})
