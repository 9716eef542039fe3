/** A disk that is full in the middle of a rollback (fault 24 of trust.md): it goes on, and says what is not recorded. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { until } from '../real/parts/process.ts'
import { startConsole, startReady, type Config, type ConsoleProcess } from './console.ts'
import { kindsOf, recordOf, startFaultStand, type FaultStand } from './stand.ts'

const aMinute = 60_000
const run = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0
/** Says so where it can't be tried: a container without the right to mount. */
const mountable = process.platform === 'linux' && process.getuid?.() === 0 && run('unshare', '-m', 'true')

let stand: FaultStand
let one: ConsoleProcess
let config: Config
let disk: string
beforeAll(async () => {
  stand = await startFaultStand()
}, 60_000)
afterAll(() => stand?.stop())
beforeEach(async () => {
  await stand.reset()
  disk = mkdtempSync(join(stand.dir, 'disk-'))
  if (mountable) expect(run('mount', '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', disk)).toBe(true)
  const home = join(disk, 'home')
  mkdirSync(home)
  config = { ...stand.config(), home }
})
afterEach(async () => {
  stand.haproxy.thaw()
  await one?.end()
  if (mountable) run('umount', '-l', disk)
})

const filler = (): string => join(disk, 'filler')
function fill(): void {
  const piece = Buffer.alloc(4_096)
  expect(() => {
    for (;;) writeFileSync(filler(), piece, { flag: 'a' })
  }).toThrow('ENOSPC')
}

const stepsOf = async () => ((await one.look()).run?.stages ?? []).flatMap(({ steps }) => steps)
const isAsking = async (id: string): Promise<boolean> => (await stepsOf()).find((step) => step.id === id)?.state === 'asking'
async function everyoneIsOnBlue(): Promise<void> {
  expect(await stand.haproxy.type(`show map ${stand.haproxy.users}`)).not.toMatch(/green/)
  expect((await stand.haproxy.type('show stat')).split('\n').filter((line) => line.startsWith('split,green,')).join()).toMatch(/DRAIN/)
}

describe.runIf(mountable)('a disk that is full in the middle of a rollback', () => {
  test('lets the rollback go on, is told in the banner, and takes every entry once there is room', { timeout: 3 * aMinute }, async () => {
    one = await startReady(config)
    // The disk fills up between the press, which is on record, and the switch.
    stand.ledger.onEffect((when, place) => {
      if (when === 'before' && place === 1) fill()
    })
    await one.tell({ do: 'press' })
    // What can only be done with a disk asks: a row is never overwritten without its before-image.
    await until('the copying asks', () => isAsking('sync'), 45_000)
    await everyoneIsOnBlue()
    const told = await one.look()
    expect(told.banner).toMatchObject({ error: expect.stringMatching(/the disk is full: make room/) as string })
    expect(told.health).toMatchObject({ buffered: expect.any(Number) as number })
    expect((told.health as { readonly buffered: number }).buffered).toBeGreaterThan(10)
    expect(told.run?.stages.flatMap(({ steps }) => steps).find(({ id }) => id === 'sync')?.question?.text).toMatch(/the disk of this console is full: make room, then retry/)
    rmSync(filler())
    await until('all is on disk', async () => (await one.look()).health === 'durable', 30_000)
    await one.tell({ do: 'answer', step: 'sync', choice: 'retry' })
    await one.tell({ do: 'idle' })
    const seen = await one.tell<number>({ do: 'count' })
    one.kill()
    await one.ended
    const { state, entries, check } = await recordOf(config.home)
    expect([state.run?.state, check.ok, entries.length]).toEqual(['completed', true, seen])
    expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => index + 1))
    expect(stand.onBlue().missing).toBe(0)
  })

  test('and the console killed and started on it: it takes the run up, does nothing twice, and nothing acknowledged is lost', { timeout: 3 * aMinute }, async () => {
    one = startConsole(config)
    await one.open
    stand.ledger.onEffect((when, place, what) => {
      if (when === 'before' && place === 1) fill()
      if (when === 'after' && what === 'clear map') one.kill()
    })
    await one.tell({ do: 'press' }).catch(() => undefined)
    expect(await one.ended).toBe('SIGKILL')
    stand.ledger.onEffect()
    one = startConsole(config)
    await one.open
    await until('the copying asks', () => isAsking('sync'), 45_000)
    await everyoneIsOnBlue()
    const commands = stand.ledger.effects().map(({ sent }) => sent).filter((sent) => / state drain$| weight \d+$|^clear map/.test(sent))
    expect(commands.toSorted()).toEqual([...new Set(commands)].toSorted())
    expect((await one.look()).banner).toMatchObject({ error: expect.stringMatching(/disk is full/) as string })
    rmSync(filler())
    await until('all is on disk', async () => (await one.look()).health === 'durable', 30_000)
    await one.tell({ do: 'answer', step: 'sync', choice: 'retry' })
    await one.tell({ do: 'idle' })
    await one.tell({ do: 'close' })
    await one.ended
    const record = await recordOf(config.home)
    expect([record.state.run?.state, record.check.ok]).toEqual(['completed', true])
    expect(kindsOf(record, 'rollback.opened')).toHaveLength(1)
    expect(record.entries.filter(({ kind }) => kind === 'journal.repaired')).toEqual([])
  })
})
test.skipIf(mountable)('a full disk was not tried: this machine lets nobody mount one', () => expect(mountable).toBe(false))
