/** The consoles' shared database on a real MariaDB: what is added, who has the lease, and journals that meet there. Fault 30 of trust.md. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { systemClock } from '../../../../electron/clock.ts'
import { ConnectError } from '../../../../electron/connect/connector.ts'
import { systemTimers } from '../../../../electron/console/timers.ts'
import { openOthers } from '../../../../electron/consoles/others.ts'
import { createRecord } from '../../../../electron/consoles/record.ts'
import { startReplication } from '../../../../electron/consoles/replicate.ts'
import { openSharedDatabase, type SharedDatabase } from '../../../../electron/consoles/shared-database.ts'
import { createMomentAt } from '../../../../electron/journal/moment.ts'
import { openJournal } from '../../../../electron/journal/journal.ts'
import { team as teamSchema, type Team } from '../../../../shared/plan.ts'
import { turnLasts } from '../../../../shared/telling.ts'
import { startMariaDb, type MariaDb } from '../../parts/mariadb.ts'
import { until } from '../../parts/process.ts'
import { startProxy, type TcpProxy } from '../../parts/tcp-proxy.ts'
import { quietLog } from '../shell/transports.ts'

let server: MariaDb
let deployments = 0
const ends: (() => Promise<unknown> | void)[] = []
const { signal } = new AbortController()
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const

beforeAll(async () => {
  server = await startMariaDb()
  await server.sql('CREATE DATABASE ops', "CREATE USER fifteen IDENTIFIED BY 's3cret'", 'GRANT ALL ON ops.* TO fifteen', "CREATE USER plain IDENTIFIED BY 's3cret'", 'GRANT SELECT, INSERT, UPDATE ON ops.* TO plain')
})
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})
afterAll(() => server?.remove())

const teamOn = (port: number, more: Partial<Team> = {}): Team =>
  teamSchema.parse({ deployment: `d-${(deployments += 1)}`, host: '127.0.0.1', port, database: 'ops', user: 'fifteen', password: 's3cret', every: '50ms', timeout: '500ms', ...more })
async function opened(team: Team): Promise<SharedDatabase> {
  const one = await openSharedDatabase(team, signal)
  ends.push(one.close)
  return one
}
const entry = (seq: number, text = '') => ({ seq, body: `{"text":"${text}"}`, hash: String(seq % 10).repeat(64) })

describe('entries', () => {
  it('are added once and come back to the letter, in pages, each deployment\'s apart', async () => {
    const team = teamOn(server.port)
    const [one, two] = [await opened(team), await opened(team)]
    await one.push('c-a', [entry(1, 'naïve 🚀 \\u0000'), entry(2), entry(3)], signal)
    await two.push('c-b', [entry(1)], signal)
    expect(await two.heads(signal)).toEqual(new Map([['c-a', { seq: 3, hash: '3'.repeat(64) }], ['c-b', { seq: 1, hash: '1'.repeat(64) }]]))
    expect(await two.pull('c-a', 0, 2, signal)).toEqual([entry(1, 'naïve 🚀 \\u0000'), entry(2)])
    expect(await two.pull('c-a', 2, 2, signal)).toEqual([entry(3)])
    // Another one by the same name: the key refuses it, and nothing of it stays.
    await expect(two.push('c-a', [entry(4), entry(3, 'another')], signal)).rejects.toThrow(ConnectError)
    expect((await one.heads(signal)).get('c-a')?.seq).toBe(3)
    expect(await (await opened(teamOn(server.port))).heads(signal)).toEqual(new Map())
  })

  it('need no right to make tables where those are there', async () => {
    await opened(teamOn(server.port))
    const plain = await opened(teamOn(server.port, { user: 'plain' }))
    await plain.push('c-a', [entry(1)], signal)
    expect((await plain.heads(signal)).get('c-a')?.seq).toBe(1)
  })
})

describe('the lease', () => {
  const driving = (console: string, fencing: number) => ({ run: `r-${console}`, console, holder: console, fencing })
  it('goes to the greatest number, whoever comes when, and is renewed by its holder alone', async () => {
    const team = teamOn(server.port)
    const [one, two] = [await opened(team), await opened(team)]
    expect(await one.lease(undefined, signal)).toBeUndefined()
    const big = 175_931_040_000_042
    expect(await one.lease(driving('c-a', big), signal)).toMatchObject({ console: 'c-a', fencing: big })
    expect(await two.lease(driving('c-b', big - 1), signal)).toMatchObject({ console: 'c-a', run: 'r-c-a', fencing: big })
    // The same number in another's name is not another's lease.
    expect(await two.lease(driving('c-b', big), signal)).toMatchObject({ console: 'c-a', holder: 'c-a' })
    await server.sql(`UPDATE ops.fifteen_lease SET until = UTC_TIMESTAMP(3) + INTERVAL 3 SECOND WHERE deployment = '${team.deployment}'`)
    expect(await one.lease(driving('c-a', big), signal)).toMatchObject({ console: 'c-a' })
    expect((await one.lease(undefined, signal))?.left).toBeGreaterThan(3_000)
    expect(await two.lease(driving('c-b', big + 1), signal)).toMatchObject({ console: 'c-b', holder: 'c-b', run: 'r-c-b', fencing: big + 1 })
    await server.sql(`UPDATE ops.fifteen_lease SET until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE deployment = '${team.deployment}'`)
    expect((await one.lease(undefined, signal))?.left).toBeLessThan(0)
  })
  it('has one holder after many asked at once', async () => {
    const team = teamOn(server.port)
    const all = await Promise.all(Array.from({ length: 8 }, () => opened(team)))
    await Promise.all(all.map((one, at) => one.lease(driving(`c-${at}`, 100 + ((at * 5) % 8)), signal)))
    const found = await Promise.all(all.map((one) => one.lease(undefined, signal)))
    expect(new Set(found.map((lease) => `${lease?.console} ${lease?.fencing} ${lease?.run}`))).toEqual(new Set(['c-3 107 r-c-3']))
  })
})

describe('the turn to tell people', () => {
  it('is its holder\'s until its end, as `claimed` says it; then it is the next one\'s, with the next number, of many at once one alone', async () => {
    const team = teamOn(server.port)
    const all = await Promise.all(Array.from({ length: 6 }, () => opened(team)))
    const [one, two] = all
    const lapse = (): Promise<unknown> => server.sql(`UPDATE ops.fifteen_people SET until = UTC_TIMESTAMP(3) - INTERVAL 1 SECOND WHERE deployment = '${team.deployment}'`)
    expect(await one?.turn('c-a', signal)).toMatchObject({ console: 'c-a', number: 1 })
    expect(await two?.turn('c-b', signal)).toMatchObject({ console: 'c-a', number: 1 })
    await lapse()
    // Nobody else came: it is renewed, and still the same turn.
    const renewed = await one?.turn('c-a', signal)
    expect(renewed).toMatchObject({ console: 'c-a', number: 1 })
    expect(renewed?.left).toBeGreaterThan(turnLasts - 2_000)
    await lapse()
    expect(await two?.turn('c-b', signal)).toMatchObject({ console: 'c-b', number: 2 })
    expect(await one?.turn('c-a', signal)).toMatchObject({ console: 'c-b', number: 2 })
    await lapse()
    const found = await Promise.all(all.map((each, at) => each.turn(`c-${at}`, signal)))
    expect(new Set(found.map(({ console, number }) => `${console} ${number}`)).size).toBe(1)
    expect(found[0]?.number).toBe(3)
  })
  it('is passed on by its holder alone, and the next one has it at once; a look asks for nothing', async () => {
    const team = teamOn(server.port)
    const [one, two] = [await opened(team), await opened(team)]
    expect(await one.turnNow(signal)).toEqual({ console: '', number: 0, left: 0 })
    expect((await one.passTurn('c-a', signal)).console).toBe('')
    await one.turn('c-a', signal)
    const kept = await two.passTurn('c-b', signal)
    expect(kept).toMatchObject({ console: 'c-a', number: 1 })
    expect(kept.left).toBeGreaterThan(turnLasts - 2_000)
    expect((await one.passTurn('c-a', signal)).left).toBeLessThan(0)
    const free = await two.turnNow(signal)
    expect(free).toMatchObject({ console: 'c-a', number: 1 })
    expect(free.left).toBeLessThan(0)
    expect(await two.turn('c-b', signal)).toMatchObject({ console: 'c-b', number: 2 })
    expect(await one.turn('c-a', signal)).toMatchObject({ console: 'c-b', number: 2 })
  })
})

describe('who is there', () => {
  it('is told with the time since it was last heard of, by the database\'s clock', async () => {
    const team = teamOn(server.port)
    const one = await opened(team)
    await one.beat({ console: 'c-a', person: 'Ådá', version: '0.1.0', machine: 'desk', seq: 7 }, signal)
    await server.sql(`UPDATE ops.fifteen_presence SET seen = seen - INTERVAL 90 SECOND WHERE deployment = '${team.deployment}'`)
    const found = await one.beat({ console: 'c-b', person: 'bo', version: '0.1.0', machine: 'laptop', seq: 1 }, signal)
    expect(found.map(({ console, person, seq }) => [console, person, seq])).toEqual([['c-a', 'Ådá', 7], ['c-b', 'bo', 1]])
    expect(found[0]?.silentFor).toBeGreaterThan(89_000)
    expect(found[1]?.silentFor).toBeLessThan(5_000)
  })
})

describe('two journals', () => {
  function member(team: Team, name: string) {
    const dir = mkdtempSync(join(tmpdir(), 'fifteen-consoles-'))
    const clock = systemClock()
    const journal = openJournal({ file: join(dir, 'journal.sqlite'), clock, log: quietLog(), console: name })
    const others = openOthers(join(dir, 'others.sqlite'))
    const record = createRecord(journal, others)
    const replication = startReplication({
      console: name, person: name, version: 'test', machine: 'test', record, head: journal.state, driving: () => undefined, onLease: () => undefined, onTelling: () => undefined,
      open: (ended) => openSharedDatabase(team, ended), every: team.every, clock, timers: systemTimers, log: quietLog(),
    })
    ends.push(async () => {
      await replication.stop()
      others.close()
      journal.close()
      rmSync(dir, { recursive: true, force: true })
    })
    const note = (text: string): void => void journal.append({ kind: 'incident.opened', who: ada, incident: `i-${text}`, data: { title: text, severity: 'P1', cause: 'test' } })
    return { journal, record, replication, note, has: (console: string, seq: number) => until(`${name} has ${seq} entries of ${console}`, () => Promise.resolve((record.heads().get(console)?.seq ?? 0) === seq), 10_000) }
  }
  it('write on while the wire between is cut, and have one state after it is whole again', async () => {
    const proxy: TcpProxy = await startProxy(server.port)
    ends.push(proxy.stop)
    const team = teamOn(server.port)
    const [desk, home] = [member(team, 'c-desk'), member({ ...team, port: proxy.port }, 'c-home')]
    desk.note('one')
    await home.has('c-desk', 1)
    proxy.refuse(true)
    proxy.lose()
    for (let number = 0; number < 40; number += 1) desk.note(`desk-${number}`)
    for (let number = 0; number < 40; number += 1) home.note(`home-${number}`)
    await until('it is noticed', () => Promise.resolve(home.replication.status().link.state === 'cut off'), 10_000)
    expect(home.replication.status().unsent).toBe(40)
    expect(home.record.state().incidents).toHaveLength(41)
    proxy.refuse(false)
    await Promise.all([home.has('c-desk', 41), desk.has('c-home', 40)])
    const ids = [desk, home].map(({ record }) => record.state().incidents.map(({ id }) => id))
    expect(ids[0]).toHaveLength(81)
    expect(ids[1]).toEqual(ids[0])
    expect([desk, home].flatMap(({ record }) => record.faults())).toEqual([])
    expect(await home.journal.verify()).toMatchObject({ ok: true, entries: 40 })
    // The database is emptied: each chain is sent anew from its own journal.
    await server.sql(`DELETE FROM ops.fifteen_entries WHERE deployment = '${team.deployment}'`)
    await until('both chains are there again', async () => Number((await server.sql(`SELECT COUNT(*) AS n FROM ops.fifteen_entries WHERE deployment = '${team.deployment}'`))[0]?.['n']) === 81, 10_000)
  })

  it('have one programme: what each decides, ticks, adds and answers counts at the other, and of two decisions at once one', async () => {
    const proxy: TcpProxy = await startProxy(server.port)
    ends.push(proxy.stop)
    const team = teamOn(server.port)
    const [desk, home] = [member(team, 'c-desk'), member({ ...team, port: proxy.port }, 'c-home')]
    const decide = ({ journal }: typeof desk, outcome: 'GO' | 'NO-GO'): void => void journal.append({
      kind: 'decision.decided', who: ada, why: 'as it stands',
      data: {
        decision: `d-${journal.console}-1`, upon: { decision: null, runs: 1 }, phase: 'phase-2', title: 'Phase 2', outcome, role: 'QA Engineer', authority: [], verdict: { state: 'undecided', met: 0, needed: 1, of: 1, text: '' },
        against: true, evidence: [], plan: 'x', dissent: [], actions: [],
      },
    })
    desk.journal.appendAll([
      { kind: 'phase.set', who: ada, why: 'it begins', data: { phase: 'phase-2' } },
      { kind: 'pilot.added', who: ada, data: { pilot: 'u-1', person: { name: 'Nia' }, user: 'nia', profile: 'Trader', experience: 'new' } },
      { kind: 'survey.opened', who: ada, data: { survey: 's-1', title: 'How is it?', questions: [{ id: 'satisfied', text: 'Satisfied?', kind: 'yes-no', positiveFrom: 4 }], asked: ['u-1'], closes: Date.now() + 60_000 } },
    ])
    await home.has('c-desk', 3)
    proxy.refuse(true)
    proxy.lose()
    desk.journal.append({ kind: 'checklist.ticked', who: ada, data: { checklist: 'daily', item: 'x', evidence: 'at the desk' } })
    decide(desk, 'NO-GO')
    home.journal.append({ kind: 'survey.answered', who: { kind: 'rule', name: 'survey-link' }, data: { survey: 's-1', pilot: 'u-1', answers: { satisfied: 'yes' }, via: 'link' } })
    home.journal.append({ kind: 'checklist.ticked', who: ada, data: { checklist: 'daily', item: 'y', evidence: 'at home' } })
    decide(home, 'GO')
    proxy.refuse(false)
    await Promise.all([home.has('c-desk', 5), desk.has('c-home', 3)])
    const [one, other] = [desk, home].map(({ record }) => {
      const { programme, pilots, checklists, phase } = record.state()
      return { programme, pilots, checklists, phase }
    })
    expect(other).toEqual(one)
    expect(Object.keys(one?.checklists ?? {}).toSorted()).toEqual(['daily/x', 'daily/y'])
    expect(one?.pilots.surveys[0]?.answers).toMatchObject([{ pilot: 'u-1', answers: { satisfied: 'yes' } }])
    expect(one?.programme.decisions.filter(({ overtaken }) => overtaken === undefined)).toHaveLength(1)
    // As it was before any of that, from both chains.
    const begun = desk.journal.recent(5)[2]?.at.recorded ?? 0
    const momentAt = createMomentAt({ journal: home.journal, others: home.record, file: { before: () => undefined, put: async () => undefined } })
    expect((await momentAt(0, begun)).moment.state.pilots.surveys[0]?.answers).toEqual([])
  })

  it('of which one is an older copy of what it sent: it is named, and nothing of it is sent or mixed in', async () => {
    const team = teamOn(server.port)
    const shared = await opened(team)
    await shared.push('c-desk', [entry(1), entry(2)], signal)
    const desk = member(team, 'c-desk')
    desk.note('another first')
    await until('it is named', () => Promise.resolve(desk.record.faults().length === 1), 10_000)
    expect(desk.record.faults()[0]).toMatchObject({ console: 'c-desk', detail: expect.stringContaining('an older copy') as string })
    expect((await shared.heads(signal)).get('c-desk')).toEqual({ seq: 2, hash: '2'.repeat(64) })
  })
})
