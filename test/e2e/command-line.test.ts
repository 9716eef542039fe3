/** `npm run fifteen` as a script runs it: beside a console that runs, and alone. Issue 3, "A command-line face for scripts". */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import Database from 'better-sqlite3'
import { existsSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Status } from '../../electron/cli/status-text.ts'
import type { DrillResult } from '../../electron/cli/drill-text.ts'
import type { BenchRecord, ChainCheck, PlannedBench } from '../../shared/contract.ts'
import type { Checkpoint } from '../../shared/checkpoint.ts'
import type { Entry } from '../../shared/journal.ts'
import { until } from '../real/parts/process.ts'
import { changed, story, toWrite, writeBundle } from '../real/electron/bundle/parts.ts'
import { lenient, newHome, removeHome, startApp, type App } from './app.ts'

const root = resolve(import.meta.dirname, '../..')
const home = newHome()
// How fast this machine is, is no part of these tests.
const [, plan = ''] = lenient(home)
let app: App | undefined

type Result = { readonly code: number | null; readonly out: string; readonly err: string }

/** @param during what happens while it runs; its standard error so far, and how to end it */
async function fifteen(args: readonly string[], during?: (running: { readonly err: () => string; readonly kill: (signal: NodeJS.Signals) => void }) => Promise<void>): Promise<Result> {
  const child = spawn(process.execPath, ['--import', './electron/shell/check-node.mjs', 'electron/cli.ts', ...args], {
    cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FIFTEEN_HOME: home },
  })
  let [out, err] = ['', '']
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const closed = once(child, 'close') as Promise<[number | null]>
  try {
    await during?.({ err: () => err, kill: (signal) => child.kill(signal) })
    const [code] = await closed
    return { code, out, err }
  } finally {
    child.kill('SIGKILL')
  }
}
const json = <T>({ out }: Result): T => JSON.parse(out) as T
const jsonLines = <T>({ out }: Result): readonly T[] => out.trimEnd().split('\n').map((line) => JSON.parse(line) as T)

afterAll(async () => {
  await app?.end()
  removeHome(home)
})

describe('a command line', () => {
  test.each([[['drill', '--fault', 'fire']], [['rollback', '--reason', 'no terminal to confirm on']]])(
    '%j is not understood: 2, and nothing on standard output', async (args) => {
      const { code, out, err } = await fifteen(args)
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(/--help|--yes/)
    })

  test('without a console, and without a plan to open one: 3', async () => {
    expect(await fifteen(['status'])).toMatchObject({ code: 3, out: '', err: expect.stringContaining('npm start') })
    expect(await fifteen(['rollback', '--reason', 'nobody is there', '--yes'])).toMatchObject({ code: 3, out: '' })
    expect(await fifteen(['verify'])).toMatchObject({ code: 3, out: '' })
    expect(existsSync(join(home, 'journal.sqlite'))).toBe(false)
  })

  test('--help tells the commands and exit codes on standard output', async () => {
    expect(await fifteen(['--help'])).toMatchObject({ code: 0, out: expect.stringMatching(/status[^]*rollback[^]*drill[^]*verify[^]*Exit codes: 0/), err: '' })
  })
})

describe('beside a console that runs', () => {
  beforeAll(async () => {
    app = await startApp(home, ['--plan', plan])
  }, 120_000)

  test('its socket is for this user alone', () => {
    expect(statSync(join(home, 'control.sock')).mode & 0o777).toBe(0o600)
  })

  test('status --wait ready: 0 once a rollback could begin, in JSON and in words without colour', { timeout: 90_000 }, async () => {
    const waited = await fifteen(['status', '--wait', 'ready', '--json'])
    const found = json<Status>(waited)
    expect([waited.code, found.ok, found.readiness.ready, found.console, found.run]).toEqual([0, true, true, 'running', null])
    expect(found.routing?.weights).toEqual({ blue: 100, green: 0 })
    const { code, out } = await fifteen(['status'])
    expect(code).toBe(0)
    expect(out).toMatch(/Blue +answers, build \S+;.*weight 100[^]*Green +answers[^]*Rollback: ready[^]*Run: none/)
    expect(out).not.toContain('\u001b')
  })

  test('a script that names another plan than the open one is refused, and nothing is pressed', async () => {
    const other = join(home, 'other.yaml')
    writeFileSync(other, 'version: 1\n')
    expect(await fifteen(['rollback', '--plan', other, '--reason', 'not on this one', '--yes'])).toMatchObject({ code: 2, err: expect.stringContaining('has another plan open') })
    expect(json<Status>(await fifteen(['status', '--json', '--plan', plan])).run).toBeNull()
  })

  test('bench lists the benchmarks of the plan, and runs one to its result; without a yes it is not begun where users are', { timeout: 180_000 }, async () => {
    expect(json<readonly PlannedBench[]>(await fifteen(['bench', '--json'])).map(({ id }) => id)).toEqual(['users', 'rows', 'compare'])
    expect(await fifteen(['bench', 'compare'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--yes') })
    expect(await fifteen(['bench', 'nothing', '--yes'])).toMatchObject({ code: 2, err: expect.stringContaining('users, rows, compare') })
    const ran = await fifteen(['bench', 'compare', '--yes', '--json', '--reason', 'a script asks'])
    const record = json<BenchRecord>(ran)
    expect(record).toMatchObject({ started: { benchmark: 'compare', why: 'a script asks' }, finished: { ended: 'done', figures: { kind: 'compare' } } })
    expect(ran.code).toBe(record.finished?.outcome === 'pass' || record.finished?.outcome === 'warn' ? 0 : 1)
  })

  test('bench is cancelled by Ctrl+C: the record says so, and it is no pass', { timeout: 120_000 }, async () => {
    const ran = await fifteen(['bench', 'users', '--yes', '--json'], async ({ err, kill }) => {
      await until('it is under way', () => Promise.resolve(err().includes('%')))
      kill('SIGINT')
    })
    expect([ran.code, json<BenchRecord>(ran).finished?.ended]).toEqual([130, 'cancelled'])
  })

  test('checkpoint take proves one of each environment, and list tells them; a tick of the checklist follows', { timeout: 90_000 }, async () => {
    expect(await fifteen(['checkpoint', 'list'])).toMatchObject({ code: 0, out: '', err: expect.stringContaining('There is no checkpoint yet') })
    const taken = await fifteen(['checkpoint', 'take', '--json', '--reason', 'a script asks'])
    const shown = json<readonly Checkpoint[]>(taken)
    expect([taken.code, shown.map(({ environment, state }) => `${environment} ${state}`)]).toEqual([0, ['blue proven', 'green proven']])
    const { code, out } = await fifteen(['checkpoint'])
    expect([code, out.trimEnd().split('\n').length]).toEqual([0, 2])
    expect(out).toMatch(new RegExp(`${shown[0]?.id ?? ''}.*blue.*proven`, 'i'))
  })

  test('forward: a terminal or --yes, a run to act on, a ramp that the plan has; it is followed to a stop by another', { timeout: 120_000 }, async () => {
    expect(await fifteen(['forward', '--reason', 'no terminal'])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--yes') })
    expect(await fifteen(['forward', '--do', 'stop', '--reason', 'nothing to stop'])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('No forward run is under way') })
    expect(await fifteen(['forward', '--ramp', 'nowhere', '--reason', 'a slip', '--yes'])).toMatchObject({ code: 1, out: '' })
    const ran = await fifteen(['forward', '--reason', 'the fault is mended', '--yes', '--json'], async () => {
      await until('another stops it', async () => (await fifteen(['forward', '--do', 'stop', '--reason', 'not today'])).code === 0, 60_000)
    })
    const entries = jsonLines<Entry>(ran)
    expect([ran.code, entries[0]?.kind, entries.at(-1)?.kind]).toEqual([1, 'forward.opened', 'forward.finished'])
    expect(entries[0]).toMatchObject({ why: 'the fault is mended' })
  })

  test('drill --json: 0 where every stage was within its window', { timeout: 180_000 }, async () => {
    const { code, ...rest } = await fifteen(['drill', '--json'])
    const result = json<DrillResult>({ code, ...rest })
    expect([code, result.ok, result.state, result.stages.length]).toEqual([0, true, 'completed', 5])
    for (const { until: end, ended, within } of result.stages) expect([within, ended !== undefined && ended <= end]).toEqual([true, true])
    expect(rest.err).toMatch(/done +Load Balancer Switch/)
  })

  test('Ctrl+C while a drill is prepared calls it off, and takes its fault back', { timeout: 120_000 }, async () => {
    const ran = await fifteen(['drill', '--fault', 'memory'], async ({ err, kill }) => {
      await until('the fault is on', () => Promise.resolve(err().includes('Waiting for a gate')), 60_000)
      kill('SIGINT')
    })
    expect(ran).toMatchObject({ code: 130, out: '', err: expect.stringContaining('called off') })
    expect(json<Status>(await fifteen(['status', '--json'])).run).toBeNull()
    expect(readFaults().slice(-2)).toEqual([true, false])
  })

  test('two at once: the second joins the first, and both follow it to its end; Ctrl+C leaves it running', { timeout: 180_000 }, async () => {
    const { balancer } = app?.labPids() ?? { balancer: 0 }
    // A balancer that stands still holds the run in its switch, however fast this machine is.
    process.kill(balancer, 'SIGSTOP')
    const first = fifteen(['rollback', '--reason', 'the first of two', '--yes', '--json'])
    const run = async (): Promise<Status['run']> => json<Status>(await fifteen(['status', '--json'])).run
    await until('the first has pressed', async () => (await run()) !== null, 60_000)
    const left = await fifteen(['rollback', '--reason', 'the one who leaves', '--yes'], async ({ err, kill }) => {
      await until('it has joined', () => err().includes('joined'))
      kill('SIGINT')
    })
    expect(left).toMatchObject({ code: 130, out: '', err: expect.stringMatching(/Joined drill r-[^]* goes on in the console/) })
    expect(await run()).not.toBeNull()
    const second = await fifteen(['rollback', '--reason', 'the second of two', '--yes', '--json'], async ({ err }) => {
      await until('it has joined', () => err().includes('Joined drill'))
      process.kill(balancer, 'SIGCONT')
    })
    const done = await first
    expect([done.code, second.code]).toEqual([0, 0])
    const [entries, joined] = [jsonLines<Entry>(done), jsonLines<Entry>(second)]
    expect(entries[0]).toMatchObject({ kind: 'rollback.opened', why: 'the first of two' })
    expect(joined[0]).toMatchObject({ kind: 'rollback.joined', why: 'the second of two' })
    expect(entries.at(-1)).toMatchObject({ kind: 'rollback.finished', data: { outcome: 'completed' } })
    expect(joined.at(-1)).toEqual(entries.at(-1))
    expect(entries.filter(({ kind }) => kind === 'rollback.opened')).toHaveLength(1)
    // A joiner is told each entry from its press on, as the record has it.
    expect(entries.slice(-joined.length)).toEqual(joined)
  })

  test('verify asks the console: 0, with head and count', async () => {
    const found = await fifteen(['verify', '--json'])
    const check = json<ChainCheck>(found)
    expect([found.code, check.ok]).toEqual([0, true])
    if (check.ok) expect([check.entries > 50, check.head.length]).toEqual([true, 64])
  })

  test('killed, it leaves a socket that nobody answers: 3, and it is not waited for', async () => {
    await app?.end('SIGKILL')
    app = undefined
    expect(existsSync(join(home, 'control.sock'))).toBe(true)
    expect(await fifteen(['status'])).toMatchObject({ code: 3, out: '' })
  })
})

describe('alone, on what the killed console left', () => {
  test('a drill with a fault opens a console here, waits for the gate, and takes the fault back', { timeout: 240_000 }, async () => {
    let seen: Status | undefined
    const result = await fifteen(['drill', '--plan', plan, '--fault', 'errors'], async ({ err }) => {
      await until('the fault is on', () => err().includes('Waiting for a gate'), 120_000)
      // Others reach this process's console as they would any.
      seen = json<Status>(await fifteen(['status', '--json']))
    })
    expect(result).toMatchObject({ code: 0, out: expect.stringMatching(/A gate fired .* after the fault[^]*Traffic Routing .*within[^]*completed after/) })
    expect([seen?.console, seen?.home]).toEqual(['running', home])
    expect(existsSync(join(home, 'control.sock'))).toBe(false)
    const faults = readFaults()
    expect(faults.slice(-2)).toEqual([true, false])
  })

  test('a plan with mistakes is refused with each of them, and nothing else is opened in its place', { timeout: 60_000 }, async () => {
    expect(await fifteen(['rollback', '--plan', join(home, 'other.yaml'), '--reason', 'on a broken plan', '--yes'])).toMatchObject({
      code: 2, out: '', err: expect.stringMatching(/has \d+ mistakes?, and is not in use:\n +\d+:\d+ /),
    })
  })

  test('verify reads the file: 0 whole, 1 with the place where an entry was changed', async () => {
    expect(await fifteen(['verify'])).toMatchObject({ code: 0, out: expect.stringMatching(/^Whole: \d+ entries, head [0-9a-f]{64}\nSeals: \d+ good, the last at entry \d+, key [0-9a-f]{16}\n$/) })
    const db = new Database(join(home, 'journal.sqlite'))
    db.exec(`DROP TRIGGER IF EXISTS entries_never_change; UPDATE entries SET body = replace(body, '"kind"', '"kinD"') WHERE seq = 7`)
    db.close()
    const broken = await fifteen(['verify', '--json'])
    expect([broken.code, json<ChainCheck>(broken)]).toMatchObject([1, { ok: false, at: 7, what: 'changed' }])
    expect(await fifteen(['verify'])).toMatchObject({ code: 1, out: expect.stringMatching(/^Broken at entry 7 \(changed\)/) })
  })

  test('verify FILE.fifteen reads a bundle without console or journal: 0 whole, 1 with the places, 2 where it is none, 3 where there is none', async () => {
    const made = story(5, newHome())
    made.journal.close()
    await writeBundle(toWrite(made))
    const file = join(made.dir, 'i-1.fifteen')
    expect(await fifteen(['verify', file])).toMatchObject({ code: 0, out: expect.stringMatching(/^Whole: i-1, \d+ entries told of a chain of \d+, \d+ seals good\nMade .* signed by the key [0-9a-f]{16}/) })
    const broken = changed(file, made.dir, (db) => void db.prepare("UPDATE entries SET body = replace(body, 'note 3', 'note 9')").run())
    expect(await fifteen(['verify', broken])).toMatchObject({ code: 1, out: expect.stringMatching(/^Broken at 1 place:\n {2}entry \d+ \(changed\)/) })
    const found = await fifteen(['verify', broken, '--json'])
    expect([found.code, json<{ readonly state: string; readonly faults: readonly unknown[] }>(found)]).toMatchObject([1, { state: 'broken', faults: [{ what: 'changed' }] }])
    expect(await fifteen(['verify', plan])).toMatchObject({ code: 2, out: '', err: expect.stringContaining('no bundle of Fifteen') })
    expect(await fifteen(['verify', join(made.dir, 'none.fifteen')])).toMatchObject({ code: 3, out: '' })
    removeHome(made.dir)
  })
})

/** The faults that were switched, in order. */
function readFaults(): readonly boolean[] {
  const db = new Database(join(home, 'journal.sqlite'), { readonly: true })
  try {
    return db.prepare<[], { readonly body: string }>("SELECT body FROM entries WHERE kind = 'lab.fault' ORDER BY seq").all().map(({ body }) => (JSON.parse(body) as Entry<'lab.fault'>).data.on)
  } finally {
    db.close()
  }
}
