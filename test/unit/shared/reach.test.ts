/** "Every level of the escalation is tried for reachability before a phase starts." */
import { describe, expect, test } from 'vitest'
import { readinessOf, type ReadinessFacts } from '../../../electron/console/watch/readiness.ts'
import { hindrancesOf } from '../../../shared/hindrance.ts'
import { emptyState } from '../../../shared/state.ts'
import { reachNow } from '../../../shared/reach.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { memoryJournal } from '../../doubles/memory-journal.ts'
import { tbsPlan } from './plan/tbs-plan.ts'

const day = 86_400_000
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const outbox = { kind: 'rule', name: 'outbox' } as const
const plan = (practice = false) => tbsPlan((raw) => {
  if (!practice) delete (raw as Record<string, unknown>)['lab']
  for (const contact of raw['people']?.['contacts'] ?? []) (contact as Record<string, unknown>)['channels'] = ['phone', 'mail']
})

function stand() {
  const time = fakeTime({ wall: Date.UTC(2026, 10, 25, 12) })
  const journal = memoryJournal(time.clock)
  const own = plan()
  const message = (contact: string, channel: string): string => `test/t/${contact}/${channel}`
  return {
    time, journal, own,
    try: () => journal.append({ kind: 'reach.tried', who: ada, data: { reach: 't', tried: [['primary', 'devops-b'], ['secondary', 'developer-b'], ['engineering-manager', 'manager']].map(([duty = '', contact = '']) => ({ duty, contact, messages: ['phone', 'mail'].map((channel) => ({ message: message(contact, channel), channel })) })) } }),
    sent: (contact: string, channel = 'phone') => journal.append({ kind: 'message.sent', who: outbox, data: { message: message(contact, channel), channel, proof: 'ok' } }),
    failed: (contact: string, channel: string) => journal.append({ kind: 'message.failed', who: outbox, data: { message: message(contact, channel), channel, error: 'refused', attempts: 3 } }),
    states: () => reachNow(own, journal.state().onCall.duties.overrides, journal.state().onCall.reach, time.clock.wall()).map(({ duty, state }) => `${duty} ${state}`),
    ways: (of = own) => {
      const { programme, checklists, onCall } = journal.state()
      const [, next] = of.phases
      return hindrancesOf({ plan: { ...of, checklists: [] }, programme: { ...programme, day1: '2026-11-01' }, checklists, onCall, wall: time.clock.wall() }, next?.id ?? '').filter((way) => way.includes('escalation'))
    },
  }
}

describe('a level', () => {
  test('is reached once one of the person’s channels took the message, and not before', () => {
    const own = stand()
    expect(own.states()).toEqual(['primary not tried', 'secondary not tried', 'engineering-manager not tried'])
    own.try()
    expect(own.states()[0]).toBe('primary trying')
    own.failed('devops-b', 'phone')
    own.sent('devops-b', 'mail')
    own.failed('developer-b', 'phone')
    own.failed('developer-b', 'mail')
    expect(own.states()).toEqual(['primary reached', 'secondary not reached', 'engineering-manager trying'])
  })
  test('without an answer it is not reached; after a week it must be tried again; another person on duty must be tried anew', async () => {
    const own = stand()
    own.try()
    own.sent('devops-b')
    await own.time.advance(11 * 60_000)
    expect(own.states()).toEqual(['primary reached', 'secondary not reached', 'engineering-manager not reached'])
    const wall = own.time.clock.wall()
    own.journal.append({ kind: 'on-call.overridden', who: ada, why: 'ill', data: { override: 'o', duty: 'primary', contact: 'devops-a', from: wall, to: wall + day } })
    expect(own.states()[0]).toBe('primary not tried')
    own.time.sleep(14 * day)
    expect(own.states()[0]).toBe('primary old')
  })
})

describe('before a phase', () => {
  test('each level that was not reached stands in its way, by name; all reached, nothing does', () => {
    const own = stand()
    expect(own.ways()[0]).toContain('Primary On-Call: Second DevOps Engineer was not tried yet')
    own.try()
    for (const contact of ['devops-b', 'developer-b', 'manager']) own.sent(contact)
    expect(own.ways()).toEqual([])
  })
  test('on the practice lab nobody is asked to be reachable', () => {
    expect(stand().ways(plan(true))).toEqual([])
  })
})

test('readiness tells it, and never blocks the way back for want of people', () => {
  const own = stand()
  const facts = { plan: own.own, sources: [], views: [], targetUp: 1, routing: undefined, routingFailure: undefined, drifted: false, written: undefined, archive: undefined, capacity: undefined, journal: 'durable', pastRuns: [], drills: emptyState.drills, wall: own.time.clock.wall(), now: 0 } satisfies Omit<ReadinessFacts, 'onCall'>
  const check = () => readinessOf({ ...facts, onCall: own.journal.state().onCall }).checks.find(({ id }) => id === 'people')
  expect(check()?.state).toBe('warn')
  own.try()
  for (const contact of ['devops-b', 'developer-b', 'manager']) own.sent(contact, 'mail')
  expect(check()).toMatchObject({ state: 'ok' })
})
