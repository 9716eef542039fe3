/**
 * Checkpoints of two MariaDB servers as a person uses them, over the contract of a whole console: taken and proven, a database taken back to
 * the second before its rows were emptied, put in place with a yes, taken back and put in place again; a phase that waits for its checkpoint;
 * and a rollback that restores a damaged table. Plan: "Backup Strategy", "Point-in-Time Recovery"; semantics 14 and 15; faults 17 and 18.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { Checkpoint, Recovery } from '../../../shared/checkpoint.ts'
import type { EntryKind } from '../../../shared/journal.ts'
import type { StepRun } from '../../../shared/rollback.ts'
import { until } from '../lab/tools.ts'
import { fillTrades, tradesRule } from '../parts/trades.ts'
import { checkpointRights, logged } from './archive/checkpoint-stand.ts'
import { databaseName, startStand, type Stand } from './archive/stand.ts'
import { startHaproxyConsole, type HaproxyConsole } from './haproxy-console.ts'

const [trades, ledger] = [3_000, 20_000]
let databases: Stand
let stand: HaproxyConsole
beforeAll(async () => {
  databases = await startStand({ blue: logged, green: logged })
  await Promise.all([databases.blue, databases.green].map((server) => server.sql(...checkpointRights)))
  await fillTrades(databases, trades)
  await databases.both('CREATE TABLE ledger (id INT PRIMARY KEY, v VARCHAR(200))', `INSERT INTO ledger SELECT seq, REPEAT('x', 150) FROM seq_1_to_${ledger}`)
  stand = await startHaproxyConsole([], {
    archive: databases.section({ rules: tradesRule, queryTimeout: '10s' }),
    // What a damaged table makes fail is asked about at once.
    alter: (text) => {
      const plan = parse(text) as { readonly rollback: { readonly stages: readonly { readonly steps: Record<string, unknown>[] }[] } }
      for (const step of plan.rollback.stages.flatMap(({ steps }) => steps)) if (step['kind'] === 'sync' || step['kind'] === 'verify') step['attempts'] = 1
      return stringify(plan)
    },
  })
  expect(stand.console.opened.mistakes).toEqual([])
  await until('it sees where users are', () => stand.console.lastFrame()?.routing !== undefined, 30_000)
}, 90_000)
afterAll(async () => {
  await stand?.stop()
  await databases?.stop()
})

const checkpointsNow = () => stand.console.journal.state().checkpoints
const client = () => stand.window.client.checkpoints
const find = (id: string): Checkpoint | undefined => checkpointsNow().checkpoints.find((one) => one.id === id)
const recovery = (id: string): Recovery | undefined => checkpointsNow().recoveries.find((one) => one.id === id)
const entries = <K extends EntryKind>(kind: K) => stand.console.journal.entries({ kinds: [kind], after: 0, limit: 100 }).entries
const count = async (table: string): Promise<number> => Number((await databases.sql('blue', `SELECT COUNT(*) AS n FROM ${table}`))[0]?.['n'])
const second = async (): Promise<number> => Number((await databases.sql('blue', 'SELECT UNIX_TIMESTAMP() AS s'))[0]?.['s'])
const takeBlue = async (): Promise<Checkpoint & Required<Pick<Checkpoint, 'taken' | 'proof'>>> => {
  const { checkpoint } = await client().take({ environments: ['blue'], reason: 'for the test' })
  const found = await until('it is proven', () => (stand.console.checkpoints.active() === undefined ? find(checkpoint) : undefined), 30_000)
  expect(found, found.problem?.text).toMatchObject({ state: 'proven' })
  return found as Checkpoint & Required<Pick<Checkpoint, 'taken' | 'proof'>>
}

test('rows that were emptied are there again: the second before is built, looked at, put in place, taken back, and put in place again', { timeout: 60_000 }, async () => {
  const checkpoint = await takeBlue()
  expect(checkpoint.taken.tables.map(({ table, rows }) => [table, rows])).toEqual(expect.arrayContaining([['trades', trades], ['ledger', ledger]]))
  await databases.sql('blue', "INSERT INTO trades SELECT NULL, symbol, price, quantity, at, 'after the checkpoint', changed FROM trades WHERE id <= 5")
  const written = await second()
  const emptied = await until('the next second', async () => {
    const now = await second()
    return now > written && now
  })
  await databases.sql('blue', 'DELETE FROM trades', "INSERT INTO ledger VALUES (1000001, 'after'), (1000002, 'after'), (1000003, 'after')")
  await until('the moment is over', () => Date.now() > emptied * 1_000 + 400)

  const { reach } = await client().reach({ checkpoint: checkpoint.id })
  expect(reach).toMatchObject({ from: checkpoint.taken.at })
  await expect(client().recover({ checkpoint: checkpoint.id, moment: checkpoint.taken.at - 60_000, reason: 'too early' })).rejects.toThrow(/can't be reached/)
  // What was committed before this second: the log knows no part of one.
  const { recovery: id } = await client().recover({ checkpoint: checkpoint.id, moment: emptied * 1_000 + 400, reason: 'someone emptied it' })
  await until('it is built', () => stand.console.checkpoints.active() === undefined && recovery(id)?.state !== 'building', 30_000)
  expect(recovery(id), recovery(id)?.problem).toMatchObject({ state: 'built', moment: emptied * 1_000 })
  expect(await count('trades')).toBe(0)

  const preview = await client().preview({ recovery: id })
  expect(preview).toMatchObject({ environment: 'blue', lost: 3 })
  expect(preview.tables.find(({ table }) => table === 'trades')).toEqual({ table: 'trades', rows: trades + 5, liveRows: 0 })
  await expect(client().promote({ recovery: id, preview: 'another', yes: true, reason: 'not looked at' })).rejects.toThrow(/look first/)
  const promoted = await client().promote({ recovery: id, preview: preview.id, yes: true, reason: 'the rows are wanted back' })
  expect(promoted).toMatchObject({ whole: true })
  expect([await count('trades'), await count('ledger')]).toEqual([trades + 5, ledger])
  expect(await databases.sql('blue', "SELECT COUNT(*) AS n FROM trades WHERE note = 'after the checkpoint'")).toEqual([{ n: 5 }])

  const back = await client().takeBack({ recovery: id, yes: true, reason: 'it was right after all' })
  // Under a name of its own: what is set aside tells, after a crash, whether it was done.
  expect(back.aside).not.toBe(promoted.aside)
  expect([await count('trades'), await count('ledger')]).toEqual([0, ledger + 3])
  const again = await client().takeBack({ recovery: id, yes: true, reason: 'it was not' })
  expect(new Set([promoted.aside, back.aside, again.aside]).size).toBe(3)
  expect([await count('trades'), await count('ledger')]).toEqual([trades + 5, ledger])
  expect(recovery(id)).toMatchObject({ state: 'promoted', aside: { name: again.aside } })

  // The log leads on to tables that are not live any more: said, and not offered.
  const cut = await client().reach({ checkpoint: checkpoint.id })
  expect(cut.reach?.to).toBe(find(checkpoint.id)?.until)
  await expect(client().recover({ checkpoint: checkpoint.id, moment: Date.now() - 1, reason: 'too late' })).rejects.toThrow(/something else was put in its place/)
  expect(await second()).toBeGreaterThanOrEqual(emptied)
  await client().discard({ recovery: id, reason: 'kept long enough' })
  expect(await databases.blue.sql("SELECT SCHEMA_NAME FROM information_schema.SCHEMATA WHERE SCHEMA_NAME LIKE 'fifteen\\_%'")).toEqual([])
})

test('a phase begins once both databases are dumped and proven', { timeout: 60_000 }, async () => {
  expect(await stand.window.client.programme.phase({ phase: 'phase-1', reason: 'all is ready' })).toEqual({ waits: true })
  expect(stand.console.journal.state().phase).toBeNull()
  await until('it has begun', () => stand.console.journal.state().phase === 'phase-1', 40_000)
  const proven = entries('checkpoint.proven').slice(-2).map(({ data }) => ('checkpoint' in data ? find(data.checkpoint ?? '')?.environment : undefined))
  expect(proven.toSorted()).toEqual(['blue', 'green'])
  expect(readdirSync(join(stand.home, 'checkpoints')).filter((name) => !name.endsWith('.sql.zst'))).toEqual([])
})

/** A leaf in the middle of the file; a page is 16 KiB. */
async function damageLedger(): Promise<void> {
  await databases.blue.sql('SET GLOBAL innodb_fast_shutdown = 0')
  await databases.blue.stop()
  const path = join(databases.blue.dir, 'data', databaseName, 'ledger.ibd')
  const bytes = readFileSync(path)
  bytes.fill(0xa5, 100 * 16_384 + 200, 100 * 16_384 + 400)
  writeFileSync(path, bytes)
  await databases.blue.start()
}

test('the button ends a checkpoint that is being taken, and its run restores a damaged table after a yes', { timeout: 120_000 }, async () => {
  await databases.sql('blue', "INSERT INTO ledger VALUES (2000001, 'since the checkpoint')")
  await damageLedger()
  await until('a rollback could begin', () => stand.console.lastFrame()?.readiness.ready === true, 30_000)
  const guard = await createConnection({ socketPath: databases.green.socket, user: 'root', database: databaseName })
  await guard.query('LOCK TABLES trades WRITE')
  const { checkpoint } = await client().take({ environments: ['green'], reason: 'one more' })
  const waiting = async (): Promise<boolean> => (await databases.green.sql("SELECT 1 FROM information_schema.PROCESSLIST WHERE INFO LIKE '%FLUSH TABLES WITH READ LOCK%' AND INFO NOT LIKE '%PROCESSLIST%'")).length > 0
  await until('the take waits for the lock', waiting)
  const { run } = await stand.window.client.rollback.press({ trigger: 'button' })
  await until('it is ended', () => find(checkpoint)?.state === 'failed')
  expect(find(checkpoint)?.problem).toMatchObject({ ended: 'rollback' })
  expect(await waiting()).toBe(false)
  await guard.end()

  const asked = new Map<string, StepRun>()
  const steps = (): readonly StepRun[] => stand.console.journal.state().run?.stages.flatMap((stage) => stage.steps) ?? []
  await until('the run has ended', async () => {
    for (const step of steps().filter(({ question }) => question !== undefined)) {
      if (asked.has(step.id)) continue
      asked.set(step.id, step)
      await stand.window.client.rollback.answer({ run, step: step.id, choice: step.id === 'restore' ? 'restore' : 'skip', reason: 'a table is damaged', asked: step.asked ?? 0 })
    }
    return stand.console.activeRun() === undefined
  }, 90_000)
  const { state, summary } = stand.console.journal.state().run ?? {}
  const told = [...asked].map(([id, { detail }]) => `${id}: ${detail ?? ''}`).join('\n')
  expect(state, `${summary}\n${told}`).toBe('completed')
  const question = asked.get('restore')
  expect(question?.detail).toMatch(/ledger: .*restored and compared in .*log of changes reaches from there.*Latest moment for a restore/is)
  const step = steps().find(({ id }) => id === 'restore')
  expect(step, told).toMatchObject({ state: 'ok', facts: { integrity: 'whole' } })
  expect([await count('ledger'), await count('trades')]).toEqual([ledger + 1, trades + 5])
  expect(await databases.blue.sql(`CHECK TABLE ${databaseName}.ledger`)).toMatchObject([{ Msg_text: 'OK' }])
})
