/** The two-minute drill is ticked by entries alone, in whatever way the drill really goes. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lessonNow, lessonSteps, type Lesson } from '../../../shared/lesson.ts'
import type { Draft } from '../../../shared/journal.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { memoryJournal } from '../../doubles/memory-journal.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const rule = { kind: 'rule', name: 'error-burst' } as const
const turned = (from: 'ok' | 'pending', to: 'pending' | 'firing', response = 'rollback'): Draft =>
  ({ kind: 'gate.turned', who: rule, environment: 'green', data: { gate: 'error-burst', title: 'Error burst', from, to, outcome: 'fail', threshold: 0.1, samples: 9, response } })

const facts = {
  begin: { kind: 'lesson.begun', who: ada, data: {} },
  leave: { kind: 'lesson.left', who: ada, data: {} },
  fault: { kind: 'lab.fault', who: ada, environment: 'green', data: { fault: 'errors', on: true } },
  off: { kind: 'lab.fault', who: ada, environment: 'green', data: { fault: 'errors', on: false } },
  pending: turned('ok', 'pending'),
  firing: turned('pending', 'firing'),
  warning: turned('ok', 'pending', 'alert'),
  opened: {
    kind: 'rollback.opened', who: rule, incident: 'i-1',
    data: { run: 'r-1', trigger: 'error-burst', manual: false, drill: true, plan: 'h', target: 'blue', identity: '', startedAt: 0, exposedSince: 0, deadline: 900_000, validation: 120_000,
      stages: [{ id: 'traffic', title: 'Traffic', from: 0, to: 300_000, steps: [{ id: 'route', title: 'Route to blue', kind: 'route' }, { id: 'verify', title: 'Verify', kind: 'health' }] }] },
  },
  confirmed: { kind: 'rollback.validated', who: ada, incident: 'i-1', data: { run: 'r-1', how: 'confirmed' } },
  silence: { kind: 'rollback.validated', who: rule, incident: 'i-1', data: { run: 'r-1', how: 'silence' } },
  vetoed: { kind: 'rollback.vetoed', who: ada, why: 'a practice', incident: 'i-1', data: { run: 'r-1', lapse: 60_000 } },
  failed: { kind: 'step.outcome', who: rule, incident: 'i-1', data: { run: 'r-1', step: 'route', attempt: 1, result: 'failed', detail: '', facts: {}, ms: 1 } },
  switched: { kind: 'step.outcome', who: rule, incident: 'i-1', data: { run: 'r-1', step: 'route', attempt: 2, result: 'ok', detail: 'blue 100 %', facts: {}, ms: 1 } },
  other: { kind: 'step.outcome', who: rule, incident: 'i-1', data: { run: 'r-1', step: 'verify', attempt: 1, result: 'ok', detail: '', facts: {}, ms: 1 } },
  finished: { kind: 'rollback.finished', who: rule, incident: 'i-1', data: { run: 'r-1', outcome: 'completed', ms: 1, text: '' } },
  note: { kind: 'incident.note', who: ada, incident: 'i-1', data: { text: 'It went well.' } },
  elsewhere: { kind: 'incident.note', who: ada, incident: 'i-2', data: { text: 'Another matter.' } },
} as const satisfies Record<string, Draft>
type Fact = keyof typeof facts

function after(...names: readonly Fact[]): Lesson | undefined {
  const journal = memoryJournal(fakeTime().clock)
  for (const name of names) journal.append(facts[name])
  return journal.state().lesson
}
const nowAfter = (...names: readonly Fact[]) => {
  const lesson = after(...names)
  return lesson && lessonNow(lesson)
}
const whole = ['begin', 'fault', 'pending', 'firing', 'opened', 'confirmed', 'switched', 'finished', 'note'] as const

describe('a step is done by its fact', () => {
  it('and the next waits for its own, to the end', () => {
    const walked = whole.map((_, index) => nowAfter(...whole.slice(0, index + 1)))
    expect(walked).toEqual(['fault', 'pending', 'firing', 'decision', 'decision', 'switch', 'end', 'note', undefined])
  })
  it('and by no other', () => {
    expect(nowAfter('begin', 'off')).toBe('fault')
    expect(nowAfter('begin', 'pending', 'firing')).toBe('fault')
    expect(nowAfter('begin', 'fault', 'warning')).toBe('pending')
    expect(nowAfter('begin', 'fault', 'pending', 'firing', 'opened', 'confirmed', 'failed', 'other')).toBe('switch')
    expect(nowAfter(...whole.slice(0, -1), 'elsewhere')).toBe('note')
  })
  it('nothing counts before it was taken up', () => {
    expect(after('fault', 'pending')).toBeUndefined()
    expect(nowAfter('fault', 'pending', 'begin')).toBe('fault')
  })
})

it('silence is an answer, and is told as one', () => {
  expect(after('begin', 'fault', 'pending', 'firing', 'opened', 'silence')?.done.decision).toMatchObject({ what: 'nobody answered, so it went ahead' })
})
it('a veto ends the run: there is no switch to watch, and the record is read all the same', () => {
  const lesson = after('begin', 'fault', 'pending', 'firing', 'opened', 'vetoed')
  expect([lesson && lessonNow(lesson), lesson?.done.switch, lesson?.done.end]).toEqual(['note', 'passed', { seq: 6, at: expect.any(Number), what: 'nothing was moved' }])
})
it('a press before any gate fires passes over what it did not wait for', () => {
  const lesson = after('begin', 'opened', 'confirmed')
  expect([lesson?.done.fault, lesson?.done.pending, lesson && lessonNow(lesson)]).toEqual(['passed', 'passed', 'switch'])
})
it('left, it still counts, and goes on where it is; once done it begins anew', () => {
  expect(after('begin', 'fault', 'leave', 'pending')).toMatchObject({ left: true, done: { pending: { what: 'Error burst is pending' } } })
  expect(nowAfter('begin', 'fault', 'leave', 'pending', 'begin')).toBe('firing')
  expect(nowAfter(...whole, 'leave', 'begin')).toBe('fault')
})
it('whatever happens, a step that is done stays done, and none before the present one is open', () => {
  const names = Object.keys(facts).filter((name) => name !== 'begin') as Fact[]
  fc.assert(fc.property(fc.array(fc.constantFrom(...names), { maxLength: 40 }), (happened) => {
    const journal = memoryJournal(fakeTime().clock)
    journal.append(facts.begin)
    let before: Lesson['done'] = {}
    for (const name of happened) {
      journal.append(facts[name])
      const lesson = journal.state().lesson
      expect(lesson?.done).toMatchObject(Object.fromEntries(Object.entries(before).filter(([, done]) => done !== 'passed')))
      const now = lesson && lessonNow(lesson)
      expect(lessonSteps.slice(0, now === undefined ? undefined : lessonSteps.indexOf(now)).every((step) => lesson?.done[step] !== undefined)).toBe(true)
      before = lesson?.done ?? {}
    }
  }))
})
