/** The hand-over page: what a colleague who just woke up is told, in few words, from the journal alone. */
import { describe, expect, test } from 'vitest'
import { escalate } from '../../../shared/escalate.ts'
import { handOverOf } from '../../../shared/hand-over.ts'
import type { Draft } from '../../../shared/journal.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { memoryJournal } from '../../doubles/memory-journal.ts'
import { tbsPlan } from './plan/tbs-plan.ts'

const minute = 60_000
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const burst = { kind: 'rule', name: 'error-burst' } as const

function stand() {
  const time = fakeTime({ wall: Date.UTC(2026, 10, 26, 3) })
  const journal = memoryJournal(time.clock)
  const plan = tbsPlan((raw) => {
    delete (raw as Record<string, unknown>)['lab']
    for (const contact of raw['people']?.['contacts'] ?? []) (contact as Record<string, unknown>)['channels'] = ['phone']
  })
  const now = () => ({ wall: time.clock.wall(), mono: time.clock.mono(), boot: time.clock.boot })
  return { time, journal, plan, now, told: () => handOverOf(plan, journal.state(), now()), look: () => journal.appendAll(escalate(plan, journal.state(), now()) as Draft[]) }
}
const stages = (plan: ReturnType<typeof tbsPlan>) => plan.rollback.stages.map(({ steps, ...stage }) => ({ ...stage, steps: steps.map(({ id, title, kind }) => ({ id, title, kind })) }))

test('a calm night: nothing is open, nothing waits, and who takes over next', () => {
  const { told } = stand()
  expect(told()).toMatchObject({ now: { title: 'No incident is open', more: 0 }, running: [], waits: [], happened: [], notes: [] })
  expect(told().people.map(({ what, who }) => `${what}: ${who}`)).toEqual(['Primary On-Call: Second DevOps Engineer', 'Secondary On-Call: Second Senior Developer', 'Engineering Manager: Engineering Manager'])
  expect(told().next.map(({ text }) => text)).toEqual(['First DevOps Engineer takes over as Primary On-Call', 'First Senior Developer takes over as Secondary On-Call'])
})

describe('in the middle of a rollback', () => {
  const own = stand()
  const about = { who: burst, incident: 'i-1' } as const
  own.journal.append({ kind: 'incident.opened', ...about, data: { title: 'Error burst on green', severity: 'P0', cause: 'x' } })
  own.journal.append({ kind: 'incident.opened', who: ada, incident: 'i-2', data: { title: 'Archive lags', severity: 'P2', cause: 'x' } })
  own.look()
  own.journal.append({ kind: 'rollback.opened', ...about, data: { run: 'r-1', trigger: 'error-burst', manual: false, drill: false, plan: 'x', target: 'blue', identity: 'build 1', startedAt: own.time.clock.mono(), exposedSince: own.time.clock.mono(), deadline: own.plan.rollback.deadline, validation: own.plan.rollback.validation, stages: stages(own.plan) } })

  test('the heaviest incident is named with its time; the run with its clock', async () => {
    await own.time.advance(minute)
    const told = own.told()
    expect(told.now).toMatchObject({ severity: 'P0', title: 'Error burst on green', more: 1, place: { screen: 'incidents', item: 'i-1' } })
    expect(told.running.map(({ text }) => text)).toEqual(['Rollback r-1 to blue, 14:00 left of 15:00, waits for its validation'])
  })
  test('what waits for a person, each with the way to it', () => {
    expect(own.told().waits.map(({ text, place }) => `${text} → ${place?.screen}`)).toEqual([
      'The rollback waits for a yes or a veto; without an answer it goes ahead → rollback',
      'Nobody has acknowledged P0: Error burst on green → on-call',
      'Nobody has acknowledged P2: Archive lags → on-call',
      'One message has not gone out yet → on-call',
    ].filter((line) => !line.includes('P2')))
  })
  test('who is called next, and by when', () => {
    expect(own.told().next[0]).toMatchObject({ text: 'Secondary On-Call is called for P0 Error burst on green', late: false, at: own.time.clock.wall() + 4 * minute })
  })
  test('the last turning points, newest first, and no step of the run among them', () => {
    own.journal.append({ kind: 'rollback.validated', who: ada, incident: 'i-1', data: { run: 'r-1', how: 'confirmed' } })
    const [first] = own.plan.rollback.stages.flatMap(({ steps }) => steps)
    own.journal.append({ kind: 'step.intended', ...about, data: { run: 'r-1', step: first?.id ?? '', attempt: 1, fencing: 1, effect: '' } })
    const told = own.told()
    expect(told.happened.map(({ kind }) => kind)).toEqual(['rollback.validated', 'rollback.opened', 'incident.opened', 'incident.opened'])
    expect(told.running[0]?.text).toMatch(/^Rollback r-1 to blue, 14:00 left of 15:00, stage 1 of 5 \(.+\): .+/)
  })
  test('whoever has it stands first', () => {
    own.journal.append({ kind: 'escalation.acknowledged', who: ada, why: 'on my way', incident: 'i-1', data: { escalation: 'i-1-P0' } })
    expect(own.told().people[0]).toEqual({ what: 'Has P0 i-1', who: 'Ada', note: 'on my way' })
    expect(own.told().waits.map(({ text }) => text).join()).not.toContain('acknowledged P0')
  })
  test('it is read in thirty seconds: at most 120 words beside the notes', () => {
    const { now, running, waits, people, next } = own.told()
    const words = [now.title, ...running.map(({ text }) => text), ...waits.map(({ text }) => text), ...people.map(({ what, who }) => `${what} ${who}`), ...next.map(({ text }) => text)].join(' ').split(/\s+/)
    expect(words.length).toBeLessThanOrEqual(120)
  })
})

test('notes of the last two weeks stand on it, the newest first', async () => {
  const { journal, time, told } = stand()
  journal.append({ kind: 'on-call.noted', who: ada, data: { duty: 'primary', text: 'old' } })
  time.sleep(15 * 1_440 * minute)
  journal.append({ kind: 'on-call.noted', who: ada, data: { duty: 'primary', text: 'the archive lags at two' } })
  expect(told().notes.map(({ text }) => text)).toEqual(['the archive lags at two'])
})
