/** What a person changes of on-call, through the router: refused with a reason, or on the record with who and why. */
import { call } from '@orpc/server'
import { describe, expect, test } from 'vitest'
import type { Console } from '../../../../electron/console.ts'
import type { CallContext } from '../../../../electron/router.ts'
import { onCall } from '../../../../electron/router/on-call.ts'
import { escalate } from '../../../../shared/escalate.ts'
import type { Draft } from '../../../../shared/journal.ts'
import { onCallNow } from '../../../../shared/on-call.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { memoryJournal } from '../../../doubles/memory-journal.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'

const hour = 3_600_000
const week = 168 * hour

function stand(role: CallContext['role'] = 'operator') {
  const time = fakeTime({ wall: Date.UTC(2026, 10, 26, 3) })
  const journal = memoryJournal(time.clock)
  const plan = tbsPlan((raw) => {
    delete (raw as Record<string, unknown>)['lab']
    for (const [index, contact] of (raw['people']?.['contacts'] ?? []).entries()) (contact as Record<string, unknown>)['channels'] = index < 4 ? ['phone', 'mail'] : []
  })
  const console = { journal, plan, clock: time.clock, phoneTree: { file: () => ({ path: '/x' }), text: () => '' } } as unknown as Console
  const context: CallContext = { console, role, me: { name: 'Ada' } }
  const wall = time.clock.wall()
  return {
    time, journal, plan, context, wall,
    primary: (at = wall) => onCallNow(plan.people, journal.state().onCall.duties.overrides, at)[0]?.contact.id,
    override: (more: Partial<{ duty: string; contact: string; from: number; to: number }> = {}) => call(onCall.override, { duty: 'primary', contact: 'manager', from: wall, to: wall + hour, reason: 'ill', ...more }, { context }),
    open: () => {
      journal.append({ kind: 'incident.opened', who: { kind: 'rule', name: 'x' }, incident: 'i-1', data: { title: 'Errors', severity: 'P0', cause: 'x' } })
      journal.appendAll(escalate(plan, journal.state(), { wall: time.clock.wall(), mono: time.clock.mono(), boot: time.clock.boot }) as Draft[])
    },
  }
}

describe('stand-ins', () => {
  test('one has the duty from then on, and no longer once it is taken back', async () => {
    const own = stand()
    const { override } = await own.override()
    expect(own.primary()).toBe('manager')
    expect(own.primary(own.wall + hour)).toBe('devops-b')
    await call(onCall.restore, { override, reason: 'well again' }, { context: own.context })
    expect(own.primary()).toBe('devops-b')
    expect(own.journal.all().map(({ kind, who, why }) => [kind, who.name, why])).toEqual([['on-call.overridden', 'Ada', 'ill'], ['on-call.restored', 'Ada', 'well again']])
  })
  test.each([
    ['a duty that is not rotated', { duty: 'tertiary' }, /rotates no duty/],
    ['a person whom the plan has not', { contact: 'zed' }, /no contact zed/],
    ['backwards', { to: 0 }, /ends before/],
    ['over', { from: 1, to: 2 }, /is over/],
    ['a year and more', { to: Date.UTC(2028, 0, 1) }, /longer than a year/],
  ])('refused: %s', async (_, more, message) => {
    const own = stand()
    await expect(own.override(more)).rejects.toThrow(message)
    expect(own.journal.all()).toEqual([])
  })
  test('a swap is both turns or none', async () => {
    const own = stand()
    const monday = Date.UTC(2026, 10, 30, 9)
    const one = { duty: 'primary', contact: 'devops-a', from: own.wall, to: monday }
    const other = { duty: 'primary', contact: 'devops-b', from: monday, to: monday + week }
    await expect(call(onCall.swap, { one, other: { ...other, from: monday - hour }, reason: 'holiday' }, { context: own.context })).rejects.toThrow(/overlap/)
    expect(own.journal.all()).toEqual([])
    await call(onCall.swap, { one, other, reason: 'holiday' }, { context: own.context })
    expect([own.primary(), own.primary(monday), own.primary(monday + week)]).toEqual(['devops-a', 'devops-b', 'devops-b'])
  })
})

describe('an acknowledgement', () => {
  test('is one person’s, takes back what did not go out, and is refused to the next', async () => {
    const own = stand()
    own.open()
    await call(onCall.acknowledge, { escalation: 'i-1-P0', note: 'on my way' }, { context: own.context })
    expect(own.journal.state().onCall.escalations[0]?.acknowledged).toMatchObject({ by: 'Ada', note: 'on my way' })
    expect(own.journal.state().messages.map(({ state }) => state)).toEqual(['withdrawn'])
    await expect(call(onCall.acknowledge, { escalation: 'i-1-P0' }, { context: own.context })).rejects.toThrow('Ada has it already')
    await expect(call(onCall.raise, { escalation: 'i-1-P0', reason: 'help me' }, { context: own.context })).rejects.toThrow('Ada has it already')
  })
  test('of what is not there is refused', async () => {
    await expect(call(onCall.acknowledge, { escalation: 'i-9-P0' }, { context: stand().context })).rejects.toThrow('no escalation')
  })
})

test('a trial writes to each channel of each who would be called, and names who has none', async () => {
  const own = stand()
  expect(await call(onCall.tryReach, undefined, { context: own.context })).toEqual({ messages: 4, without: ['Engineering Manager'] })
  const queued = own.journal.of('message.queued')
  expect(queued.map(({ data }) => [data.kind, data.to, data.channels.join()])).toEqual([['test', 'devops-b', 'phone'], ['test', 'devops-b', 'mail'], ['test', 'developer-b', 'phone'], ['test', 'developer-b', 'mail']])
  await call(onCall.tryReach, undefined, { context: own.context })
  expect(new Set(own.journal.of('message.queued').map(({ data }) => data.message)).size).toBe(8)
})

test('a calendar goes out and comes in again; a mistake in it changes nothing', async () => {
  const own = stand()
  const { text, name } = await call(onCall.calendar, undefined, { context: own.context })
  expect(name).toBe('on-call-tbs.ics')
  expect(await call(onCall.importCalendar, { text, reason: 'from our calendar' }, { context: own.context })).toMatchObject({ added: 0, mistakes: [] })
  const event = 'BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Primary On-Call: Engineering Manager\nDTSTART:20261127T080000Z\nDTEND:20261127T090000Z\nEND:VEVENT\nEND:VCALENDAR\n'
  expect(await call(onCall.importCalendar, { text: event.replace('Engineering Manager', 'Nobody'), reason: 'from our calendar' }, { context: own.context })).toMatchObject({ added: 0, mistakes: [{ line: 3 }] })
  expect(own.journal.all()).toEqual([])
  expect(await call(onCall.importCalendar, { text: event, reason: 'from our calendar' }, { context: own.context })).toMatchObject({ added: 1, mistakes: [] })
  expect(own.primary(Date.UTC(2026, 10, 27, 8, 30))).toBe('manager')
})

test('a viewer changes nothing', async () => {
  const own = stand('viewer')
  await expect(own.override()).rejects.toThrow(/viewer changes nothing/)
  await expect(call(onCall.tryReach, undefined, { context: own.context })).rejects.toThrow(/viewer changes nothing/)
  await expect(call(onCall.acknowledge, { escalation: 'i-1-P0' }, { context: own.context })).rejects.toThrow(/viewer changes nothing/)
  expect(own.journal.all()).toEqual([])
})
