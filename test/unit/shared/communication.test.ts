/** The communication tree on a simulated clock: exactly the messages that the plan asks for, at the times that it asks. */
import { describe, expect, test } from 'vitest'
import { startCommunication } from '../../../electron/people/communication.ts'
import { communicationDue, linesOf } from '../../../shared/communication.ts'
import type { Draft } from '../../../shared/journal.ts'
import type { Plan } from '../../../shared/plan.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { listeningJournal, type Left } from '../../doubles/listening-journal.ts'
import { tbsPlan } from './plan/tbs-plan.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const minute = 60_000
const hour = 60 * minute
const start = Date.UTC(2026, 0, 20, 14)

/** Without the practice: its messages say that it is one. */
const real = (): Plan => {
  const { lab: _lab, ...plan } = tbsPlan()
  return plan
}

function night(plan: Plan = real(), left?: Left, time = fakeTime({ wall: start })) {
  const journal = listeningJournal(time.clock, left)
  const stop = startCommunication({ journal, plan: () => plan, clock: time.clock, timers: time.timers, afterEntry: 0 })
  const said = (kind: 'message.drafted' | 'message.queued') => journal.of(kind).map(({ at, data }) => `${(at.occurred - start) / minute} ${data.message.replace(/^i-1\//, '')}`)
  return {
    plan, time, journal, stop, said,
    open: async (severity: 'P0' | 'P1' | 'P2' = 'P0'): Promise<void> => {
      journal.append({ kind: 'incident.opened', who: ada, incident: 'i-1', data: { title: 'Orders fail', severity, cause: 'every third order is refused' } })
      await time.advance(0)
    },
    close: async (): Promise<void> => {
      journal.append({ kind: 'incident.closed', who: ada, incident: 'i-1', data: { summary: 'The cache was full.' } })
      await time.advance(0)
    },
    /** As the screen's one press: what is a draft goes as it stands. */
    press: (test: RegExp): void => {
      const drafts = journal.state().messages.filter(({ id, state }) => state === 'draft' && test.test(id))
      journal.appendAll(drafts.map(({ id, kind, to, channels, title, text, due }): Draft => ({ kind: 'message.queued', who: ada, incident: 'i-1', data: { message: id, kind, to, channels: [...channels], title, text, ...(due !== undefined && { due }) } })))
    },
    message: (id: string) => journal.state().messages.find((one) => one.id === `i-1/${id}`),
  }
}

const atOnce = ['0 immediate/devops', '0 immediate/qa-lead', '0 immediate/product', '0 status-page/status-page']
const byHand = ['0 half-hour/engineering-manager', '0 half-hour/cto', '0 two-hours/business', '0 two-hours/user-representatives', '0 in-app/in-app']

describe('the tree of the TBS plan', () => {
  test('has a line for every audience, with the time that the plan gives it', async () => {
    expect(linesOf(real()).map(({ id, audience, within, sends, when }) => `${id} ${audience.title} ${within / minute} ${sends} ${when}`)).toEqual([
      'immediate DevOps team 0 at once incident', 'immediate QA lead 0 at once incident', 'immediate Product manager 0 at once incident',
      'half-hour Engineering manager 30 by hand incident', 'half-hour CTO 30 by hand incident',
      'two-hours Business stakeholders 120 by hand incident', 'two-hours User representatives 120 by hand incident',
      'status-page Users on the status page 0 at once incident', 'in-app Users in the application 5 by hand incident', 'post-incident Users on the status page 4320 by hand closed',
    ])
  })

  test('an incident: at once what is immediate, drafts with their clocks for the rest, updates on the rhythm, then the closing', async () => {
    const { open, close, press, said, time, message, journal } = night()
    await open()
    expect(said('message.queued')).toEqual(atOnce)
    expect(said('message.drafted')).toEqual(byHand)
    expect(message('half-hour/cto')).toMatchObject({ state: 'draft', due: start + 30 * minute, title: 'P0: Orders fail' })
    expect(message('two-hours/business')).toMatchObject({ due: start + 2 * hour })
    await time.advance(10 * minute)
    press(/half-hour/)
    expect(journal.of('message.queued')).toHaveLength(6)

    // Ten minutes before it is due the update lies there to be read; all who were told get it, and nobody else.
    await time.advance(9 * minute)
    expect(said('message.drafted').filter((one) => one.includes('update'))).toEqual([])
    await time.advance(2 * minute)
    const toldSoFar = ['devops', 'qa-lead', 'product', 'engineering-manager', 'cto', 'status-page']
    expect(said('message.drafted').filter((one) => one.includes('update'))).toEqual(toldSoFar.map((to) => `20 update-1/${to}`))
    expect(message('update-1/cto')).toMatchObject({ kind: 'update', due: start + 30 * minute, text: expect.stringContaining('Next update: by 15:00 UTC') })
    press(/update-1/)
    await time.advance(hour + 9 * minute)
    // The second was not sent: it stays, is late, promises no moment that is past, and no third is written over it.
    expect([...new Set(said('message.drafted').filter((one) => /update-[23]/.test(one)))].map((one) => one.split('/')[0])).toEqual([...Array<string>(6).fill('50 update-2'), ...Array<string>(6).fill('90 update-2')])
    expect(message('update-2/cto')).toMatchObject({ state: 'draft', due: start + hour, text: expect.stringContaining('Next update: as soon as there is more to say') })

    await close()
    expect(said('message.queued').slice(-4)).toEqual(['90 closed/devops', '90 closed/qa-lead', '90 closed/product', '90 closed/status-page'])
    expect(message('closed/cto')).toMatchObject({ state: 'draft', due: start + 90 * minute + 30 * minute, title: 'Closed: Orders fail' })
    expect(message('post-incident/status-page')).toMatchObject({ state: 'draft', due: start + 90 * minute + 72 * hour })
    // Who was to be told within two hours and was not yet is told what is true now.
    expect(message('two-hours/business')).toMatchObject({ state: 'draft', text: expect.stringContaining('closed at 15:30 UTC: The cache was full.') })
    expect(message('update-2/cto')).toMatchObject({ state: 'withdrawn', withdrawn: { why: 'the incident is closed' } })
    const before = journal.all().length
    await time.advance(20 * hour)
    expect(journal.all().length).toBe(before)
  })

  test('a lesser incident tells nobody; one that becomes a greater one begins then', async () => {
    const { open, time, said, journal, message } = night()
    await open('P2')
    await time.advance(3 * hour)
    expect(journal.all()).toHaveLength(1)
    journal.append({ kind: 'incident.severity', who: ada, incident: 'i-1', data: { severity: 'P1' } })
    await time.advance(0)
    expect(said('message.queued')).toEqual(atOnce.map((one) => one.replace(/^0/, '180')))
    expect(message('half-hour/cto')).toMatchObject({ due: start + 3 * hour + 30 * minute })
  })

  test('a line that the plan has sent when it is due goes by itself then, and not before', async () => {
    const plan = real()
    const { open, time, said } = night({ ...plan, people: { ...plan.people, communication: { ...plan.people.communication, internal: plan.people.communication.internal.map((one) => ({ ...one, sends: 'when due' as const })) } } })
    await open()
    expect(said('message.queued')).toEqual(atOnce)
    await time.advance(30 * minute - 1)
    expect(said('message.queued')).toHaveLength(4)
    await time.advance(1)
    expect(said('message.queued').slice(4)).toEqual(['30 half-hour/engineering-manager', '30 half-hour/cto'])
  })

  test('a person’s words stay, whatever becomes of the incident', async () => {
    const { open, close, journal, message, time } = night()
    await open()
    const draft = message('half-hour/cto')
    if (draft === undefined) throw new Error('there is no draft')
    journal.append({ kind: 'message.drafted', who: ada, incident: 'i-1', data: { message: draft.id, kind: draft.kind, to: draft.to, channels: [...draft.channels], title: 'Mine', text: 'My words.', due: draft.due ?? 0 } })
    await time.advance(hour)
    await close()
    expect(message('half-hour/cto')).toMatchObject({ title: 'Mine', text: 'My words.', edited: true, state: 'draft' })
  })

  test('users read the public words: neither title nor cause, names or numbers of ours', async () => {
    const { open, message } = night()
    await open()
    expect(message('status-page/status-page')).toMatchObject({ title: 'Disturbances', text: 'Since 14:00 UTC you may notice disturbances. We are working on it. Next update: by 14:30 UTC.' })
  })

  test('a practice says that it is one, in every title', async () => {
    const { open, journal } = night(tbsPlan())
    await open()
    expect(journal.state().messages.filter(({ title }) => !title.startsWith('Drill: '))).toEqual([])
  })
})

describe('a restart', () => {
  test('in the middle says nothing twice, and after five hours away there is one update and not ten', async () => {
    const first = night()
    await first.open()
    await first.time.advance(5 * minute)
    first.stop()
    await first.time.advance(5 * hour)
    const second = night(first.plan, first.journal.left(), first.time)
    expect(second.journal.of('message.queued')).toHaveLength(4)
    expect(second.said('message.drafted').filter((one) => one.includes('update')).map((one) => one.split('/')[0])).toEqual(Array<string>(4).fill('305 update-10'))
  })

  test('what opened while the console was away is told with the clock of its opening', async () => {
    const first = night()
    first.stop()
    await first.open()
    await first.time.advance(10 * minute)
    const second = night(first.plan, first.journal.left(), first.time)
    expect(second.message('half-hour/cto')).toMatchObject({ at: start + 10 * minute, due: start + 30 * minute })
  })

  test('an incident that nobody closes for a week fills no journal, and one that is found open after days begins no tree', async () => {
    const first = night()
    await first.open()
    await first.time.advance(3 * hour)
    const before = first.journal.all().length
    await first.time.advance(7 * 24 * hour)
    expect(first.journal.all().length).toBe(before)
    const old = night(real(), undefined, fakeTime({ wall: start }))
    old.stop()
    await old.open()
    await old.time.advance(25 * hour)
    expect(night(old.plan, old.journal.left(), old.time).journal.all()).toHaveLength(1)
  })

  test('asked twice on the same record, the tree gives nothing the second time', async () => {
    const { open, plan, journal, time } = night()
    await open()
    const { incidents, messages } = journal.state()
    expect(communicationDue({ plan, state: { incidents, messages, runs: [] }, wall: time.clock.wall() }).drafts).toEqual([])
  })
})
