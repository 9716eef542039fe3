/**
 * The whole procedure with the plan's archive on two MariaDB servers: what is open is ended by a yes, what is apart is copied,
 * and a server that is killed in the middle of it and comes back costs nothing; what users have set up is kept.
 * Plan: "Database State Management", "Preference Preservation"; faults 13 and 15.
 */
import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { Browser } from '../../../electron/lab/browser.ts'
import type { EntryKind } from '../../../shared/journal.ts'
import { until } from '../lab/tools.ts'
import { divergeTrades, fillTrades, lostTrades, tradesRule } from '../parts/trades.ts'
import { databaseName, startStand, type Stand } from './archive/stand.ts'
import { startHaproxyConsole, type HaproxyConsole } from './haproxy-console.ts'

const [rows, apart] = [4_000, 600]
let databases: Stand
let stand: HaproxyConsole
/** One whom nobody simulates. */
const olga = 'olga'
beforeAll(async () => {
  databases = await startStand()
  await fillTrades(databases, rows)
  await divergeTrades(databases, rows, apart)
  // One who has set something on blue alone.
  await databases.sql('blue', "INSERT INTO preferences VALUES ('user21', 'contrast', 3, NOW(6))")
  stand = await startHaproxyConsole(['amara', 'bjorn', olga], {
    // What the application keeps itself comes along with the sessions, and by nothing else.
    replicates: false,
    archive: databases.section({ rules: tradesRule, queryTimeout: '20s' }),
    // A transaction that does not end is asked about soon.
    alter: (plan) => plan.replace(/(kind: transactions\n {10}after: \[drain\]\n {10}timeout: )60s/, '$14s'),
  })
}, 150_000)
afterAll(async () => {
  await stand?.stop()
  await databases?.stop()
})

const client = async (side: 'blue' | 'green') => {
  const connection = await createConnection({ socketPath: databases[side].socket, user: 'root', database: databaseName })
  connection.on('error', () => undefined)
  return connection
}
const stepOf = (id: string) => stand.console.journal.state().run?.stages.flatMap(({ steps }) => steps).find((step) => step.id === id)
const entries = <K extends EntryKind>(kind: K) => stand.console.journal.entries({ kinds: [kind], after: 0, limit: 100 }).entries
const waits = async (): Promise<boolean> => Number((await databases.blue.sql("SHOW GLOBAL STATUS LIKE 'Innodb_row_lock_current_waits'"))[0]?.['Value']) > 0

test('a rollback ends what is open by a yes, survives a server that is killed, and leaves no row behind', { timeout: 180_000 }, async () => {
  await until('ready, with users on green', () => {
    const frame = stand.console.lastFrame()
    return frame?.readiness.ready === true && frame.routing?.flags.green === 3 && frame.figures.blue.rows_per_second?.value !== undefined
  }, 60_000)
  expect(stand.console.opened.mistakes).toEqual([])
  expect(await lostTrades(databases)).toBe(apart + 1)
  // What a user sets on green through HAProxy is there; blue has never heard of it.
  const browser = new Browser(stand.haproxy.address, { user: olga })
  onTestFinished(() => browser.close())
  const set = { theme: 'light', symbol: 'BMW', lots: 7 } as const
  expect(await browser.ask('POST', '/login', { user: olga })).toMatchObject({ status: 200, servedBy: 'green' })
  expect(await browser.ask('PUT', '/preferences', set)).toMatchObject({ status: 200, servedBy: 'green', value: set })
  const preferencesOf = async (side: 'blue' | 'green') => (await databases.sql(side, 'SELECT user, theme, lots FROM preferences ORDER BY user')).map((one) => `${String(one['user'])} ${String(one['theme'])} ${String(one['lots'])}`)
  const [onBlue, onGreen] = [await preferencesOf('blue'), await preferencesOf('green')]
  expect([onBlue.includes('user7 dark 7'), onGreen.includes('user7 light 7')]).toEqual([true, true])

  const [endless, guard] = [await client('green'), await client('blue')]
  await endless.query('START TRANSACTION')
  await endless.query("UPDATE trades SET note = 'never committed', changed = NOW(6) WHERE id = 1")
  // A row that the copy comes to: it stands in the middle of a chunk.
  await guard.query('START TRANSACTION')
  await guard.query('SELECT id FROM trades WHERE note = \'x\' OR id % 13 = 0 FOR UPDATE')

  const { run } = await stand.window.client.rollback.press({ trigger: 'button' })
  await until('it asks about the open transaction', () => stepOf('transactions')?.question !== undefined, 60_000)
  const asked = stepOf('transactions')
  expect(asked?.question?.endable).toMatchObject({ environment: 'green', pending: [{ user: 'root', statement: 'idle in its transaction' }] })
  const answer = { run, step: 'transactions', choice: 'end', reason: 'the client is gone', asked: asked?.asked ?? 0 } as const
  // Two presses at once: one is taken.
  const presses = await Promise.allSettled([stand.window.client.rollback.answer(answer), stand.window.client.rollback.answer(answer)])
  expect(presses.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  await until('the copy waits for the row', waits, 60_000)
  await databases.blue.kill()
  await until('the copy has failed', () => entries('step.outcome').some(({ data }) => 'step' in data && data.step === 'sync' && 'result' in data && data.result !== 'ok'), 30_000)
  await databases.blue.start()
  await until('the run has ended', () => stand.console.activeRun() === undefined, 120_000)

  const { state, summary } = stand.console.journal.state().run ?? {}
  expect(state, summary).toBe('completed')
  expect(entries('step.skipped')).toEqual([])
  expect(entries('transaction.ended')).toMatchObject([{ who: { kind: 'person' }, why: 'the client is gone', data: { result: 'ended', transaction: { user: 'root' } } }])
  expect(await databases.sql('green', "SELECT COUNT(*) AS n FROM trades WHERE note = 'never committed'")).toEqual([{ n: 0 }])
  expect(await lostTrades(databases)).toBe(0)
  expect(await databases.sql('blue', 'SELECT COUNT(*) AS n FROM trades')).toEqual([{ n: rows + apart / 2 }])
  // "Preference Preservation": the step has compared them, each row of green is on blue, and blue's own stays.
  expect(stepOf('preferences')).toMatchObject({ state: 'ok' })
  expect(await preferencesOf('blue')).toEqual([...onGreen, 'user21 contrast 3'].toSorted())
  // The same user, with the session of before, is answered by blue with what was set on green.
  expect(await browser.ask('GET', '/session')).toMatchObject({ status: 200, servedBy: 'blue', value: { known: true } })
  expect(await browser.ask('GET', '/preferences')).toMatchObject({ status: 200, servedBy: 'blue', value: set })
})
