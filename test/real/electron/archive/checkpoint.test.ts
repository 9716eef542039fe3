/** Semantics 15 of the design, "Point-in-Time Recovery" of the plan: taken, proven, built to a moment, put back, taken back. */
import { readdirSync } from 'node:fs'
import { createConnection, type Connection } from 'mysql2/promise'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startCheckpointStand, type CheckpointStand } from './checkpoint-stand.ts'
import { databaseName, soon } from './stand.ts'

let stand: CheckpointStand
beforeAll(async () => {
  stand = await startCheckpointStand()
})
afterAll(() => stand.stop())
beforeEach(async () => {
  await stand.empty()
})

let count = 0
const to = () => ({ id: `c${(count += 1)}`, folder: stand.folder })
/** A statement as of a second of the test's own: what the log is dated by. */
const at = (second: number, ...statements: readonly string[]) => stand.sql('blue', `SET timestamp = ${second}`, ...statements)
const seconds = (ms: number): number => Math.floor(ms / 1_000)

describe('a checkpoint', () => {
  it('is taken, proven, brought to each moment of the log, put back, and taken back', async () => {
    await stand.sql('blue', 'CREATE TABLE t (id INT PRIMARY KEY, v INT)', 'INSERT INTO t SELECT seq, 0 FROM seq_1_to_1000', 'CREATE TABLE `odd ``name` (a INT, b VARCHAR(9))', "INSERT INTO `odd ``name` VALUES (1, 'x'), (1, 'x'), (2, NULL)")
    const checkpoints = stand.checkpoints()
    const steps: string[] = []
    const checkpoint = await checkpoints.take('blue', to(), soon(), ({ what }) => steps.push(what))
    expect(checkpoint).toMatchObject({ environment: 'blue', position: { file: 'changes.000001' }, tables: [{ table: 'odd `name', rows: 3 }, { table: 't', rows: 1_000 }] })
    expect(new Set(steps)).toContain('dump the tables')
    await checkpoints.intact(checkpoint, soon())
    expect(await checkpoints.prove(checkpoint, soon())).toMatchObject({ rows: 1_003, tables: 2 })
    expect(await stand.schemas()).toEqual([])

    const base = seconds(checkpoint.at) + 3_600
    const noted = new Map<number, Readonly<Record<string, string>>>()
    for (let step = 0; step < 4; step += 1) {
      noted.set(base + step, await stand.held('blue'))
      await at(base + step, `UPDATE t SET v = v + ${step + 1} WHERE id <= 10`, `DELETE FROM t WHERE id = ${500 + step}`, `INSERT INTO \`odd \`\`name\` VALUES (${step}, 'n')`)
    }
    noted.set(base + 4, await stand.held('blue'))
    expect(await checkpoints.reach(checkpoint, soon())).toMatchObject({ from: checkpoint.at })
    for (const [second, state] of noted) {
      const recovered = await checkpoints.recover(checkpoint, second * 1_000, soon())
      expect(recovered).toMatchObject({ moment: second * 1_000, checkpoint: checkpoint.id })
      expect(await stand.held('blue', recovered.scratch)).toEqual(state)
    }
    const chosen = base + 2
    const recovered = await checkpoints.recover(checkpoint, chosen * 1_000 + 900, soon())
    expect(recovered.tables).toEqual([{ table: 'odd `name', rows: 5, liveRows: 7 }, { table: 't', rows: 998, liveRows: 996 }])
    const last = await stand.held('blue')
    const aside = await checkpoints.promote(recovered, soon())
    expect(await stand.held('blue')).toEqual(noted.get(chosen))
    expect(await checkpoints.aside('blue', soon())).toEqual([aside])
    const back = await checkpoints.takeBack(aside, soon())
    expect(await stand.held('blue')).toEqual(last)
    expect(await stand.held('blue', back.name)).toEqual(noted.get(chosen))
    expect(await checkpoints.aside('blue', soon())).toEqual([back])
    await checkpoints.drop(back, soon())
    await checkpoints.discard(recovered, soon())
    expect(await stand.schemas()).toEqual([])
    // The file itself, and nothing that was made on the way.
    expect(readdirSync(stand.folder)).toEqual([`blue-${checkpoint.id}.sql.zst`])
  })

  it('holds one moment under writers, and what they committed until a moment is what is built', async () => {
    await stand.sql('blue', 'CREATE TABLE account (id INT PRIMARY KEY, v INT NOT NULL)', 'CREATE TABLE book (id BIGINT AUTO_INCREMENT PRIMARY KEY, account INT, v INT)', 'INSERT INTO account SELECT seq, 0 FROM seq_1_to_200')
    const checkpoints = stand.checkpoints()
    let second = seconds(Date.now()) + 1_000
    let going = true
    let gate = Promise.resolve()
    let busy = 0
    let written = 0
    const write = async (connection: Connection, seed: number): Promise<void> => {
      for (let n = seed; going; n += 7) {
        await gate
        busy += 1
        await connection.query(`SET timestamp = ${second}`)
        await connection.beginTransaction()
        // The sum of the accounts is that of the book, at each commit alone.
        await connection.query(`UPDATE account SET v = v + ${n % 13} WHERE id = ${(n % 200) + 1}`)
        await connection.query(`INSERT INTO book (account, v) VALUES (${(n % 200) + 1}, ${n % 13})`)
        await (n % 5 === 0 ? connection.rollback() : connection.commit())
        busy -= 1
        written += 1
      }
    }
    const connections = await Promise.all([1, 2, 3].map(() => createConnection({ socketPath: stand.blue.socket, user: 'root', database: databaseName })))
    // Only what another writer's lock makes it wait for may end a transaction: none is lost on a deadlock here, each takes account before book.
    const writers = connections.map(write)
    const wrote = (more: number): Promise<void> => expect.poll(() => written, { interval: 5, timeout: 20_000 }).toBeGreaterThan(written + more) as unknown as Promise<void>
    await wrote(100)
    const checkpoint = await checkpoints.take('blue', to(), soon())
    const noted: { second: number; state: Readonly<Record<string, string>> }[] = []
    for (let note = 0; note < 3; note += 1) {
      await wrote(60)
      const held = Promise.withResolvers<void>()
      gate = held.promise
      await expect.poll(() => busy, { interval: 2 }).toBe(0)
      second += 1
      noted.push({ second, state: await stand.held('blue') })
      held.resolve()
    }
    await wrote(60)
    expect(await checkpoints.prove(checkpoint, soon())).toMatchObject({ tables: 2 })
    for (const { second: moment, state } of noted) {
      const { scratch } = await checkpoints.recover(checkpoint, moment * 1_000, soon())
      expect(await stand.held('blue', scratch)).toEqual(state)
      expect(await stand.blue.sql(`SELECT (SELECT SUM(v) FROM \`${scratch}\`.account) = (SELECT SUM(v) FROM \`${scratch}\`.book) AS same`)).toEqual([{ same: 1 }])
    }
    going = false
    await Promise.all(writers)
    await Promise.all(connections.map((one) => one.end()))
    expect(written).toBeGreaterThan(300)
  })
})
