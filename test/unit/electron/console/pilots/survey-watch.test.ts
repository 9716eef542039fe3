/** Surveys of the calendar on the console's own rooms: told of, opened by one press or by themselves, ticked in the checklists. */
import { expect, test } from 'vitest'
import { watchFacts } from '../../../../../electron/console/programme/facts.ts'
import { createPilots } from '../../../../../electron/console/pilots/pilots.ts'
import { surveyDrafts } from '../../../../../electron/console/pilots/survey-watch.ts'
import { createLog } from '../../../../../electron/log.ts'
import { wallOfDay } from '../../../../../shared/calendar.ts'
import type { Frame } from '../../../../../shared/contract.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'
import { memoryJournal } from '../../../../doubles/memory-journal.ts'
import { tbsPlan } from '../../../shared/plan/tbs-plan.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const day1 = '2026-01-05'
const hour = 3_600_000
const unused = (): never => {
  throw new Error('not used here')
}

function stand({ itself = false, served = true, mine = true, people = ['a', 'b', 'c'] }: { readonly itself?: boolean; readonly served?: boolean; readonly mine?: boolean; readonly people?: readonly string[] } = {}) {
  const plan = tbsPlan((raw) => {
    if (itself) for (const one of (raw['pilots'] as unknown as { surveys: { calendar: Record<string, unknown>[] } }).surveys.calendar) one['opens'] = 'by itself'
  })
  const time = fakeTime({ wall: wallOfDay(day1, 8) + hour })
  const journal = memoryJournal(time.clock)
  journal.append({ kind: 'programme.started', who: ada, why: 'agreed', data: { day1 } })
  journal.append({ kind: 'phase.set', who: ada, why: 'begins', data: { phase: 'phase-2' } })
  for (const pilot of people) {
    journal.append({ kind: 'pilot.added', who: ada, data: { pilot, person: { name: `Person ${pilot}` }, profile: 'Trader', experience: 'experienced' } })
    journal.append({ kind: 'pilot.consented', who: ada, data: { pilot, given: true, on: '2026-01-05' } })
  }
  const room = createPilots({
    plan: () => plan, journal: { ...journal, kept: () => undefined, keep: () => undefined } as never, lab: () => undefined, clock: time.clock, log: createLog({ write: () => undefined, level: 'error', clock: time.clock }),
    secret: () => undefined, balancer: unused, app: unused, activeRun: () => undefined, seenFencing: () => 0, timers: time.timers, turn: { mine: () => mine },
  })
  if (served) room.serves('http://127.0.0.1:1')
  const facts = watchFacts()
  return {
    journal, room, time,
    to: (day: number, at = 10): void => time.sleep(wallOfDay(day1, day) + at * hour - time.clock.wall()),
    /** One second of the console. */
    look: (): readonly string[] => {
      const before = journal.all().length
      room.onFrame()
      const state = journal.state()
      journal.appendAll([...facts(plan, state, { wall: time.clock.wall(), gates: [], figures: { blue: {}, green: {} } } as unknown as Frame), ...surveyDrafts(plan, state, time.clock.wall())])
      return journal.all().slice(before).map(({ kind, data, why }) => `${kind} ${'gate' in data ? data.gate : 'item' in data ? `${data.checklist}/${data.item}` : 'title' in data ? data.title : ''}${why === undefined ? '' : `: ${why}`}`)
    },
  }
}
const textOf = ({ journal }: ReturnType<typeof stand>): string => journal.of('alert.raised').at(-1)?.data.text ?? ''

test('one that is due is told of once, with whom to ask; opened by one press it is told of no more, and its item ticks', () => {
  const own = stand()
  own.to(13)
  expect(own.look()).toEqual([])
  own.to(14)
  expect(own.look()).toEqual(['alert.raised survey/interview/1'])
  expect(textOf(own)).toBe('Weekly interview and usability assessment 1 of Phase 2: Limited Pilot is due since day 14. 3 users are to be asked. Open it on Pilot users, Surveys, or leave it out with a reason.')
  expect(own.look()).toEqual([])
  const { links } = own.room.openDue('interview/1', ada)
  expect(links.map(({ pilot }) => pilot)).toEqual(['a', 'b', 'c'])
  expect(own.journal.of('survey.opened')[0]?.data).toMatchObject({ title: 'Weekly interview and usability assessment 1', due: 'interview/1', asked: ['a', 'b', 'c'], questions: [{ id: 'usable' }, { id: 'hard' }, { id: 'missing' }] })
  expect(own.look()).toEqual(['checklist.ticked phase-2/feedback', 'alert.ended survey/interview/1'])
  expect(own.look()).toEqual([])
  expect(() => own.room.openDue('interview/1', ada)).toThrow('“Weekly interview and usability assessment 1” is open, and not due')
  expect(() => own.room.openDue('interview/9', ada)).toThrow('the plan has no survey interview/9')
})

test('the item unticks with the reason once the next one is due and not open, and ticks again when it is', () => {
  const own = stand()
  own.to(14)
  own.room.openDue('interview/1', ada)
  own.look()
  own.to(21)
  expect(own.look()).toContain('checklist.unticked phase-2/feedback: “Weekly interview and usability assessment 2” is due since day 21 and is not open')
  own.time.sleep(hour)
  own.room.openDue('interview/2', ada)
  expect(own.look()).toContain('checklist.ticked phase-2/feedback')
})

test('who has not answered is told of before it closes, and not once all have', () => {
  const own = stand()
  own.to(17)
  own.look()
  const { survey } = own.room.openDue('satisfaction/1', ada)
  own.look()
  own.to(21)
  own.look()
  expect(own.journal.of('alert.raised').map(({ data }) => data.gate)).not.toContain(`survey/${survey}`)
  own.to(22, 11)
  expect(own.look()).toEqual([`alert.raised survey/${survey}`])
  expect(textOf(own)).toMatch(/^3 of 3 have not answered “User satisfaction survey”, which closes in 47 h|^3 of 3 have not answered “User satisfaction survey”, which closes in/)
  for (const pilot of ['a', 'b', 'c']) own.journal.append({ kind: 'survey.answered', who: { kind: 'rule', name: 'survey-link' }, data: { survey, pilot, answers: { satisfied: '5' }, via: 'link' } })
  expect(own.look()).toEqual([`alert.ended survey/${survey}`])
})

test('left out with a reason, it is told of no more and ticks nothing', () => {
  const own = stand()
  own.to(17)
  own.room.skipDue('satisfaction/1', { who: ada, why: 'asked in person' })
  expect(own.look()).toEqual(['alert.raised survey/interview/1'])
  expect(own.journal.of('checklist.ticked')).toEqual([])
})

test('one that opens by itself does so once, on one console; nobody has its links yet, and that is told', () => {
  const own = stand({ itself: true })
  own.to(17)
  const { journal } = own
  expect(own.look().filter((one) => one.startsWith('survey.'))).toEqual(['survey.opened Weekly interview and usability assessment 1', 'survey.opened User satisfaction survey'])
  expect(journal.of('survey.opened').map(({ who }) => who)).toEqual([{ kind: 'rule', name: 'survey-calendar' }, { kind: 'rule', name: 'survey-calendar' }])
  expect(textOf(own)).toContain('is open, and nobody has a link to it')
  expect(own.look()).toEqual([])
  own.room.newLinks(journal.state().pilots.surveys[0]?.id ?? '', ada)
  expect(own.look()).toHaveLength(1)
  const other = stand({ itself: true, mine: false })
  other.to(17)
  other.look()
  expect(other.journal.of('survey.opened')).toEqual([])
})

test('where nobody takes part it is due all the same, opens by nobody, and says why', () => {
  const own = stand({ itself: true, people: [] })
  own.to(14)
  own.look()
  expect(textOf(own)).toContain('Nobody takes part yet: add users with their consent first.')
  expect(() => own.room.openDue('interview/1', ada)).toThrow('nobody takes part who could be asked')
})

test('where no form is served it opens without links: its answers come by a file', () => {
  const own = stand({ served: false })
  own.to(14)
  expect(own.room.openDue('interview/1', ada).links).toEqual([])
  own.look()
  expect(textOf(own)).toContain('or bring the answers by a file')
})
