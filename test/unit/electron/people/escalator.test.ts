/** The plan's escalation matrix by a clock that is moved: exactly the calls that it asks for, at the times that it asks. */
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { startEscalator } from '../../../../electron/people/escalator.ts'
import { createLog } from '../../../../electron/log.ts'
import { alone, type TellingTurn } from '../../../../electron/people/turn.ts'
import type { Draft, Entry } from '../../../../shared/journal.ts'
import type { Plan } from '../../../../shared/plan.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { heardJournal, type HeardJournal } from '../../../doubles/heard-journal.ts'
import { tbsPlan, type Raw } from '../../shared/plan/tbs-plan.ts'

const minute = 60_000
const hour = 60 * minute
const three = Date.UTC(2026, 10, 26, 3)
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const

/** The plan of the document on real systems: its placeholders have a channel, and there is no practice lab. */
const night = (change: (raw: Raw) => void = () => undefined): Plan => tbsPlan((raw) => {
  delete (raw as Record<string, unknown>)['lab']
  for (const contact of raw['people']?.['contacts'] ?? []) (contact as Record<string, unknown>)['channels'] = ['phone', 'mail']
  change(raw)
})

type Stand = { readonly time: ReturnType<typeof fakeTime>; readonly journal: HeardJournal; readonly stop: () => void; readonly calls: () => readonly string[]; readonly restart: (after: number, boot?: string) => Stand }
let stands: Stand[] = []
afterEach(() => {
  for (const { stop } of stands) stop()
  stands = []
})

function stand(plan: Plan = night(), { wall = three, held = [] as readonly Entry[], boot = 'boot-1', mono = 1_000_000 } = {}, turn: TellingTurn = alone): Stand {
  const time = fakeTime({ wall, boot, mono })
  const journal = heardJournal(time.clock, held)
  const log = createLog({ write: (line) => { throw new Error(line) }, level: 'error', clock: time.clock })
  const stop = startEscalator({ journal, plan: () => plan, turn, clock: time.clock, timers: time.timers, log })
  const made: Stand = {
    time, journal, stop,
    calls: () => journal.of('message.queued').map(({ data, at }) => `${new Date(at.occurred).toISOString().slice(11, 19)} ${data.to}${data.text.includes(' late: ') ? ' late' : ''}`),
    restart: (after, next = boot) => {
      stop()
      // A boot's clock goes on over a restart of the process; another boot begins its own.
      return stand(plan, { wall: time.clock.wall() + after, held: journal.all(), boot: next, ...(next === time.clock.boot && { mono: time.clock.mono() + after }) })
    },
  }
  stands.push(made)
  return made
}
const open = ({ journal }: Stand, severity: 'P0' | 'P1' | 'P2' = 'P0', incident = 'i-1'): void => void journal.append({ kind: 'incident.opened', who: { kind: 'rule', name: 'error-burst' }, incident, data: { title: 'Error rate above 5 %', severity, cause: 'x' } })
const acknowledge = ({ journal }: Stand, escalation = 'i-1-P0'): void => void journal.append({ kind: 'escalation.acknowledged', who: ada, incident: 'i-1', data: { escalation } })

describe('a P0 night with nobody answering', () => {
  test('Critical Issue (P0) → Primary On-Call → Secondary On-Call → Engineering Manager: at once, after 5 minutes, after 15 more, then the manager every 15 until the morning', async () => {
    const own = stand()
    open(own)
    await own.time.advance(60 * minute)
    expect(own.calls()).toEqual([
      // "Response Time: <5 minutes for critical alerts"
      '03:00:00 devops-b',
      // "Response Time: <15 minutes for escalated issues"
      '03:05:00 developer-b',
      // "→ Engineering Manager"
      '03:20:00 manager',
      '03:35:00 manager', '03:50:00 manager',
    ])
    await own.time.advance(2 * hour)
    expect(own.calls()).toHaveLength(5 + 8)
    expect(new Set(own.journal.of('message.queued').map(({ data }) => data.message)).size).toBe(5 + 8)
    const [first] = own.journal.of('message.queued')
    expect(first?.data).toMatchObject({ message: 'page/i-1-P0/0/devops-b', kind: 'page', severity: 'P0', channels: ['phone', 'mail'], title: 'P0 Error rate above 5 %' })
    expect(first?.data.text).toContain('by 03:05 UTC')
    expect(own.journal.of('message.queued').every(({ incident }) => incident === 'i-1')).toBe(true)
  })

  test('an acknowledgement stops the clock, at every level', async () => {
    for (const [after, called] of [[4 * minute, 1], [6 * minute, 2], [21 * minute, 3]] as const) {
      const own = stand()
      open(own)
      await own.time.advance(after)
      acknowledge(own)
      await own.time.advance(hour)
      expect(own.calls()).toHaveLength(called)
    }
  })

  test('"Immediate notification to secondary on-call for assistance": the next level is called at once when a person asks, and the time of the others moves with it', async () => {
    const own = stand()
    open(own)
    await own.time.advance(2 * minute)
    own.journal.append({ kind: 'escalation.raised', who: ada, why: 'I need help', incident: 'i-1', data: { escalation: 'i-1-P0' } })
    await own.time.advance(20 * minute)
    expect(own.calls()).toEqual(['03:00:00 devops-b', '03:02:00 developer-b', '03:17:00 manager'])
  })

  test('once the incident is closed nobody is called any more, and that is on the record', async () => {
    const own = stand()
    open(own)
    await own.time.advance(6 * minute)
    own.journal.append({ kind: 'incident.closed', who: ada, incident: 'i-1', data: { summary: 'it was a test' } })
    await own.time.advance(2 * hour)
    expect(own.calls()).toHaveLength(2)
    expect(own.journal.of('escalation.ended').map(({ data }) => data.because)).toEqual(['over'])
    // What did not go out by then is taken back: nobody is woken for what is over.
    expect(own.journal.state().messages.map(({ state }) => state)).toEqual(['withdrawn', 'withdrawn'])
  })

  test('a level that no channel reaches is not waited for', async () => {
    const own = stand(night((raw) => void Object.assign(raw['people']?.['contacts']?.[1] ?? {}, { channels: [] })))
    open(own)
    await own.time.advance(16 * minute)
    expect(own.calls()).toEqual(['03:00:00 developer-b', '03:15:00 manager'])
    expect(own.journal.of('escalation.called').map(({ data }) => [data.contact, data.message !== undefined])).toEqual([['devops-b', false], ['developer-b', true], ['manager', true]])
  })

  test('nor one whose channels all fail', async () => {
    const own = stand()
    open(own)
    await own.time.advance(minute)
    own.journal.append({ kind: 'message.failed', who: { kind: 'rule', name: 'outbox' }, data: { message: 'page/i-1-P0/0/devops-b', channel: 'phone', error: 'refused', attempts: 3, next: 'mail' } })
    await own.time.advance(minute)
    expect(own.calls()).toHaveLength(1)
    own.journal.append({ kind: 'message.failed', who: { kind: 'rule', name: 'outbox' }, data: { message: 'page/i-1-P0/0/devops-b', channel: 'mail', error: 'refused', attempts: 3 } })
    await own.time.advance(minute)
    expect(own.calls()).toEqual(['03:00:00 devops-b', '03:02:00 developer-b'])
  })

  test.each([['reaches them: nobody else is called early', true], ['reaches them no more than the one before: the next level is called', false]])('a level that another console could not reach is tried by the one that takes over, and it %s', async (_, reaches) => {
    let mine = false
    let changed = (): void => undefined
    const own = stand(night(), {}, { ...alone, mine: () => mine, unsure: () => (mine ? 'what waits' : 'none'), onChange: (listener) => {
      changed = listener
      return () => undefined
    } })
    // What the other console has written by then.
    const before = stand()
    open(before)
    await before.time.advance(minute)
    for (const { kind, who, incident, data } of before.journal.all()) own.journal.append({ kind, who, data, ...(incident !== undefined && { incident }) } as Draft)
    own.journal.append({ kind: 'message.failed', who: { kind: 'rule', name: 'outbox' }, data: { message: 'page/i-1-P0/0/devops-b', channel: 'mail', error: 'refused', attempts: 3 } })
    mine = true
    changed()
    await own.time.advance(500)
    if (reaches) own.journal.append({ kind: 'message.sent', who: { kind: 'rule', name: 'outbox' }, data: { message: 'page/i-1-P0/0/devops-b', channel: 'phone', proof: 'taken' } })
    await own.time.advance(10_000)
    expect(own.calls().map((call) => call.split(' ')[1])).toEqual(reaches ? ['devops-b'] : ['devops-b', 'developer-b'])
  })
})

describe('the other ways of the matrix', () => {
  test('Major Issue (P1) → Primary On-Call → Next Business Day Review', async () => {
    const own = stand()
    open(own, 'P1')
    await own.time.advance(2 * hour)
    expect(own.calls()).toEqual(['03:00:00 devops-b'])
    expect(own.journal.of('action.opened').map(({ data }) => [data.title, new Date(data.due as number).toISOString()])).toEqual([['Next Business Day Review', '2026-11-27T17:00:00.000Z']])
  })
  test('Minor Issue (P2) → Logged for Next Business Day Resolution: nobody is woken; from a Friday it is Monday', async () => {
    const own = stand(night(), { wall: Date.UTC(2026, 10, 27, 3) })
    open(own, 'P2')
    await own.time.advance(2 * hour)
    expect(own.calls()).toEqual([])
    expect(own.journal.of('action.opened').map(({ data }) => [data.title, new Date(data.due as number).toISOString()])).toEqual([['Logged for Next Business Day Resolution', '2026-11-30T17:00:00.000Z']])
  })
  test('one that becomes more severe calls anew, although somebody had it; one that becomes less severe calls nobody more', async () => {
    const own = stand()
    open(own, 'P1')
    await own.time.advance(minute)
    acknowledge(own, 'i-1-P1')
    own.journal.append({ kind: 'incident.severity', who: ada, incident: 'i-1', data: { severity: 'P0' } })
    await own.time.advance(6 * minute)
    own.journal.append({ kind: 'incident.severity', who: ada, incident: 'i-1', data: { severity: 'P1' } })
    await own.time.advance(2 * hour)
    expect(own.calls()).toEqual(['03:00:00 devops-b', '03:01:00 devops-b', '03:06:00 developer-b'])
    expect(own.journal.of('action.opened')).toHaveLength(1)
  })
  test('alerts without an incident call by what they ask for; "I have it" on them stops the clock; one that only tells wakes nobody', async () => {
    const alert = (own: Stand, gate: string, response: string): void => void own.journal.append({ kind: 'alert.raised', who: { kind: 'rule', name: gate }, environment: 'green', data: { gate, title: gate, response, text: 'x' } })
    const quiet = stand()
    alert(quiet, 'cpu', 'alert')
    await quiet.time.advance(hour)
    expect(quiet.calls()).toEqual([])
    const own = stand()
    alert(own, 'error-burst', 'propose rollback')
    await own.time.advance(6 * minute)
    const [group] = own.journal.state().alerts
    own.journal.append({ kind: 'alert.acknowledged', who: ada, environment: 'green', data: { group: group?.id ?? '' } })
    await own.time.advance(hour)
    expect(own.calls()).toEqual(['03:00:00 devops-b', '03:05:00 developer-b'])
    // No number of this console's own is in what a pager knows it by.
    expect(own.journal.of('message.queued').map(({ data }) => data.message)).toEqual(['page/alerts-green-2026-11-26-1-P0/0/devops-b', 'page/alerts-green-2026-11-26-1-P0/1/developer-b'])
  })
  test('alerts that are over and come again call again, by another name; what another console called for goes on here, where they were never seen', async () => {
    const own = stand()
    const turned = (to: 'firing' | 'ok'): void => void own.journal.append(to === 'ok'
      ? { kind: 'alert.ended', who: { kind: 'rule', name: 'x' }, environment: 'green', data: { gate: 'x' } }
      : { kind: 'alert.raised', who: { kind: 'rule', name: 'x' }, environment: 'green', data: { gate: 'x', title: 'x', response: 'propose rollback', text: 'x' } })
    turned('firing')
    await own.time.advance(minute)
    turned('ok')
    await own.time.advance(minute)
    turned('firing')
    await own.time.advance(minute)
    expect(own.journal.of('escalation.started').map(({ data }) => data.escalation)).toEqual(['alerts-green-2026-11-26-1-P0', 'alerts-green-2026-11-26-2-P0'])
    const other = stand()
    other.journal.append({ kind: 'escalation.started', who: { kind: 'rule', name: 'escalation' }, data: { escalation: 'alerts-blue-2026-11-26-1-P0', subject: { kind: 'alert', id: 'blue' }, severity: 'P0', title: 'x', since: three, levels: [{ duty: 'primary', title: 'Primary', within: 5 * minute }] } })
    await other.time.advance(minute)
    expect(other.calls()).toEqual(['03:00:05 devops-b'])
    expect(other.journal.of('escalation.ended')).toEqual([])
  })
  test('two incidents that the rule of two consoles opened at once call once', async () => {
    const own = stand()
    open(own)
    await own.time.advance(2_000)
    open(own, 'P0', 'i-2')
    await own.time.advance(minute)
    expect(own.calls()).toEqual(['03:00:00 devops-b'])
  })
  test('on the practice lab a drill wakes nobody, and what a person rates P0 does', async () => {
    const own = stand(tbsPlan((raw) => { for (const contact of raw['people']?.['contacts'] ?? []) (contact as Record<string, unknown>)['channels'] = ['phone'] }))
    open(own, 'P2')
    await own.time.advance(hour)
    expect(own.journal.all()).toHaveLength(1)
    open(own, 'P0', 'i-2')
    await own.time.advance(minute)
    expect(own.calls()).toHaveLength(1)
  })
})

describe('fault 28: an escalation while the console is off', () => {
  test('catches up once, in order, each level once, and says how late', async () => {
    const before = stand()
    open(before)
    await before.time.advance(2 * minute)
    const own = before.restart(58 * minute)
    await own.time.advance(16 * minute)
    expect(own.calls()).toEqual(['03:00:00 devops-b', '04:00:00 developer-b late', '04:00:00 manager late', '04:15:00 manager'])
    expect(own.journal.of('escalation.called').map(({ data }) => data.late)).toEqual([undefined, 55 * minute, 40 * minute, undefined])
    expect(own.journal.of('message.queued')[1]?.data.text).toContain('This call is 55 min late')
  })
  test('the same on another boot, and a second restart tells nobody twice', async () => {
    const before = stand()
    open(before)
    await before.time.advance(6 * minute)
    const again = before.restart(minute, 'boot-2')
    await again.time.advance(minute)
    const own = again.restart(0, 'boot-3')
    await own.time.advance(minute)
    expect(own.calls()).toEqual(['03:00:00 devops-b', '03:05:00 developer-b'])
  })
  test('no call months later', async () => {
    const before = stand()
    open(before)
    await before.time.advance(minute)
    const own = before.restart(60 * 24 * hour, 'boot-2')
    await own.time.advance(2 * hour)
    expect(own.calls()).toHaveLength(1)
    expect(own.journal.of('escalation.ended').map(({ data }) => data.because)).toEqual(['too late'])
  })
  test('a machine that slept wakes and calls once', async () => {
    const own = stand()
    open(own)
    await own.time.advance(minute)
    own.time.sleep(3 * hour)
    await own.time.advance(minute)
    expect(own.calls().map((call) => call.slice(9))).toEqual(['devops-b', 'developer-b late', 'manager late'])
  })
})

test('whoever looks, whenever, and however often it was restarted: no level twice, none before its time, none left out', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.record({ awake: fc.integer({ min: 0, max: 20 * minute }), off: fc.integer({ min: 0, max: 40 * minute }), boot: fc.boolean() }), { minLength: 1, maxLength: 6 }), async (parts) => {
    let own = stand()
    open(own)
    for (const [index, { awake, off, boot }] of parts.entries()) {
      await own.time.advance(awake)
      own = own.restart(off, boot ? `boot-${index + 2}` : undefined)
    }
    await own.time.advance(21 * minute)
    const called = own.journal.of('escalation.called')
    const queued = own.journal.of('message.queued').map(({ data }) => data.message)
    expect(new Set(queued).size).toBe(queued.length)
    expect(called.filter(({ data }) => data.round === 0).map(({ data }) => data.level)).toEqual([0, 1, 2])
    const due = [0, 5 * minute, 20 * minute]
    for (const { data, at } of called) {
      const elapsed = at.occurred - three
      if (data.round === 0) expect(elapsed).toBeGreaterThanOrEqual(due[data.level] ?? 0)
      if (data.round === 0) expect(elapsed - (data.late ?? 0) - (due[data.level] ?? 0)).toBeLessThan(31_000)
    }
    // Never more than one call of the rhythm in a quarter of an hour.
    const rounds = called.filter(({ data }) => data.level === 2).map(({ at }) => at.occurred)
    for (const [index, at] of rounds.entries()) if (index > 0) expect(at - (rounds[index - 1] ?? 0)).toBeGreaterThanOrEqual(15 * minute - 31_000)
  }), { numRuns: 25 })
})
