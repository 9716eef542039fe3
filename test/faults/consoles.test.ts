/**
 * Three console processes, one MariaDB between them and one HAProxy before the environments: cut off, killed, pressed at random.
 * One run, one driver, chains equal at the end. Fault 30 of trust.md; semantics 7 and 12; issue 8.
 */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { runEnded } from '../../shared/rollback.ts'
import { startMariaDb, type MariaDb } from '../real/parts/mariadb.ts'
import { until } from '../real/parts/process.ts'
import { startProxy, type TcpProxy } from '../real/parts/tcp-proxy.ts'
import { httpReceiver, type HttpReceiver } from '../real/electron/people/receivers.ts'
import { startConsole, type Config, type ConsoleProcess, type ReplayedRun, type Shared } from './console.ts'
import { startFaultStand, type FaultStand } from './stand.ts'

const names = ['ada', 'bo', 'chen']
let stand: FaultStand
let server: MariaDb
let pager: HttpReceiver
type Member = { readonly name: string; readonly proxy: TcpProxy; readonly config: Config; process: ConsoleProcess; up: boolean }
let members: readonly Member[] = []

const start = async (member: Member): Promise<void> => {
  member.process = startConsole(member.config)
  await member.process.open
  member.up = true
  await until(`${member.name} sees where users are`, async () => (await member.process.look()).routing !== undefined, 30_000)
}

beforeAll(async () => {
  const [one, two, three] = await Promise.all([startFaultStand(), startMariaDb(), httpReceiver()])
  stand = one
  server = two
  pager = three
  await server.sql('CREATE DATABASE ops', "CREATE USER fifteen IDENTIFIED BY 's3cret'", 'GRANT ALL ON ops.* TO fifteen')
  const { plan, token } = stand.config()
  const file = join(stand.dir, 'team.yaml')
  const team = { deployment: 'orders', host: '127.0.0.1', port: '${TEAM_PORT}', database: 'ops', user: 'fifteen', password: '${TEAM_PASSWORD}', every: '200ms', timeout: '1s' }
  const whole = parse(readFileSync(plan, 'utf8')) as { readonly people: { readonly contacts: readonly object[]; readonly escalation: readonly object[] } }
  const people = {
    ...whole.people, channels: [...((whole.people as { readonly channels?: readonly object[] }).channels ?? []), { id: 'pager', kind: 'webhook', address: pager.address }],
    contacts: whole.people.contacts.map((one) => ({ ...one, channels: ['pager'] })),
    escalation: whole.people.escalation.map((one, at) => (at === 0 ? { ...one, levels: [{ duty: 'primary', within: '4s' }, { duty: 'secondary', within: '1h' }], repeat: undefined } : one)),
  }
  writeFileSync(file, stringify({ ...whole, people, team }))
  members = await Promise.all(names.map(async (name): Promise<Member> => {
    const proxy = await startProxy(server.port)
    const config = { home: mkdtempSync(join(stand.dir, `${name}-`)), plan: file, token, user: name, env: { TEAM_PORT: String(proxy.port), TEAM_PASSWORD: 's3cret' } }
    return { name, proxy, config, process: startConsole(config), up: true }
  }))
  for (const member of members) await member.process.open
  for (const member of members) await until(`${member.name} sees where users are`, async () => (await member.process.look()).routing !== undefined, 30_000)
}, 120_000)
afterAll(async () => {
  for (const member of members) {
    await member.process.end()
    await member.proxy.stop()
  }
  await pager?.stop()
  await server?.remove()
  await stand?.stop()
})

type Act = { readonly do: 'press' | 'both press' | 'cut' | 'heal' | 'kill' | 'start' | 'wait'; readonly who: number; readonly ms: number }
const act: fc.Arbitrary<Act> = fc.record({
  do: fc.constantFrom('press', 'press', 'both press', 'cut', 'cut', 'heal', 'kill', 'start', 'wait', 'wait'), who: fc.nat(2), ms: fc.constantFrom(5, 60, 300, 900),
})

const cut = ({ proxy }: Member): void => {
  proxy.refuse(true)
  proxy.lose()
}
/** A press that meets the end of its process is answered by nobody. */
const press = async ({ process, up }: Member): Promise<void> => {
  if (up) await process.tell({ do: 'press' }).catch(() => undefined)
}

async function play(acts: readonly Act[]): Promise<void> {
  const presses: Promise<void>[] = []
  for (const { do: what, who, ms } of acts) {
    const member = members[who]
    if (member === undefined) continue
    switch (what) {
      case 'press': presses.push(press(member)); break
      case 'both press': presses.push(press(member), press(members[(who + 1) % 3] ?? member)); break
      case 'cut': cut(member); break
      case 'heal': member.proxy.refuse(false); break
      case 'kill':
        member.up = false
        await member.process.end()
        break
      case 'start':
        if (!member.up) await start(member)
        break
      case 'wait': await new Promise((resolve) => setTimeout(resolve, ms))
    }
  }
  await Promise.all(presses)
}

const shared = (): Promise<readonly Shared[]> => Promise.all(members.map(({ process }) => process.tell<Shared>({ do: 'consoles' })))
const alike = (all: readonly Shared[]): boolean => new Set(all.map(({ chains }) => JSON.stringify(chains))).size === 1 && Object.keys(all[0]?.chains ?? {}).length === members.length

const firstShared = async (): Promise<Shared> => {
  const [first] = await shared()
  if (first === undefined) throw new Error('no console')
  return first
}

const runNow = async (): Promise<{ readonly id: string; readonly state: string } | undefined> => ((await firstShared()).folded as { readonly run?: { readonly id: string; readonly state: string } }).run

async function settle(): Promise<void> {
  for (const member of members) {
    member.proxy.refuse(false)
    if (!member.up) await start(member)
  }
  const looks = () => Promise.all(members.map(({ process }) => process.look()))
  let still = 0
  await until('the run has ended everywhere', async () => {
    const runs = (await looks()).map(({ run }) => run)
    if (runs.every((run) => run === undefined || runEnded(run)) && new Set(runs.map((run) => run?.id)).size === 1) return true
    const before = runs.map((run) => JSON.stringify(run)).join()
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    still = (await looks()).map(({ run }) => JSON.stringify(run)).join() === before ? still + 1 : 0
    // Nobody drives what does not move: one press is enough.
    if (still >= 4) {
      still = 0
      await members[0]?.process.tell({ do: 'take over' }).catch(() => undefined)
    }
    return false
  }, 90_000)
  let all: readonly Shared[] = []
  await until('chains are equal', async () => {
    all = await shared()
    return alike(all)
  }, 30_000)
  for (const one of all) expect(one.folded).toEqual(all[0]?.folded)
}

const everything = process.env['FIFTEEN_FAULTS'] === 'all'
const schedules = Number(process.env['FIFTEEN_SCHEDULES'] ?? (everything ? 200 : 3))

describe('three consoles tell people once', () => {
  const pages = (incident: string): readonly string[] => pager.received.map(({ headers }) => String(headers['idempotency-key'])).filter((key) => key.startsWith(`page/${incident}-`))
  const tellers = async (among: readonly Member[]): Promise<readonly Member[]> => {
    const all = await Promise.all(among.map(async (member) => ({ member, consoles: (await member.process.tell<Shared>({ do: 'consoles' })).consoles })))
    return all.flatMap(({ member, consoles }) => (consoles.shared && consoles.tells.now === 'has the turn' ? [member] : []))
  }
  test('one page; who has it on another console ends the calls; the holder is killed, and another goes on', { timeout: 60_000 }, async () => {
    let holder: Member | undefined
    await until('one has the turn', async () => {
      const found = await tellers(members)
      holder = found[0]
      return found.length === 1
    })
    const [one, other] = members.filter((member) => member !== holder)
    if (holder === undefined || one === undefined || other === undefined) throw new Error('no three consoles')
    const first = await one.process.tell<string>({ do: 'incident' })
    await until('it is called for', () => pages(first).length > 0)
    await until('somebody has it', () => other.process.tell({ do: 'have it', incident: first }).then(() => true, () => false))
    holder.up = false
    await holder.process.end()
    const second = await one.process.tell<string>({ do: 'incident' })
    // The first level of the second, then its next, by the console that goes on; of the first nothing more in all that time.
    await until('the next console calls', () => pages(second).length > 1, 40_000)
    expect(pages(second).map((key) => key.split('/').slice(0, 3).join('/'))).toEqual([`page/${second}-P0/0`, `page/${second}-P0/1`])
    expect(pages(first)).toHaveLength(1)
    expect(await tellers([one, other])).toHaveLength(1)
    await start(holder)
  })
})

describe('three consoles, one of which is cut off, killed, pressed', () => {
  test('both press while neither sees the other: one run stays, the chains are equal at the end', { timeout: 120_000 }, async () => {
    await stand.reset()
    for (const member of members) cut(member)
    await Promise.all(members.slice(0, 2).map(press))
    await settle()
    const { folded, consoles } = await firstShared()
    const { run, pastRuns } = folded as { readonly run: { readonly id: string; readonly state: string; readonly fencing: number }; readonly pastRuns: readonly { readonly id: string; readonly gaveWay?: { readonly to: string; readonly written: boolean } }[] }
    expect(run.state).toBe('completed')
    expect(pastRuns.filter(({ gaveWay }) => gaveWay !== undefined).map(({ gaveWay }) => gaveWay)).toEqual([{ to: run.id, written: true }])
    expect(await stand.haproxy.type(`show map ${stand.haproxy.users}`)).not.toMatch(/green/)
    expect(consoles).toMatchObject({ shared: true, unsent: 0, link: { state: 'open' } })
    // Each replays what all of them did: at its end the run stands as it stands now, and who did not drive has the other's steps among its events.
    const replays = await Promise.all(members.map(({ process }) => process.tell<ReplayedRun>({ do: 'replay' })))
    for (const replay of replays) expect(replay.run).toEqual(folded && (folded as { readonly run: unknown }).run)
    const driver = (run as { readonly console?: string }).console
    expect(replays.map(({ others }) => driver !== undefined && others.includes(driver)).filter(Boolean)).toHaveLength(2)
  })

  test(`any of ${schedules} schedules ends in one run and equal chains`, { timeout: everything ? 3_600_000 : 240_000 }, async () => {
    let number = 0
    await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 12 }), async (acts) => {
      number += 1
      await stand.reset()
      const before = await runNow()
      await play(acts)
      await settle()
      if (everything) process.stderr.write(`schedule ${number}: ${acts.map(({ do: what, who }) => `${what} ${names[who]}`).join(', ')}\n`)
      const run = await runNow()
      // A press whose console was killed before it was on the record is none.
      if (run?.id !== before?.id && run?.state === 'completed') expect(await stand.haproxy.type(`show map ${stand.haproxy.users}`)).not.toMatch(/green/)
      // Each goes on writing of its own, a gate's turn as it may: what is not sent yet is on its way.
      const unsent = new Set(members)
      await until('all that was written is sent', async () => {
        for (const member of unsent) {
          const { consoles } = await member.process.tell<Shared>({ do: 'consoles' })
          if (consoles.shared && consoles.unsent === 0) unsent.delete(member)
        }
        return unsent.size === 0
      }, 30_000)
    }), { numRuns: schedules, endOnFailure: true, seed: everything ? Date.now() % 1_000_000 : 815 })
  })
})
