/** Checkpoints of two databases in memory: dumps are real files, the log of changes is every state that there was. */
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CheckpointFile, Checkpoints, Recovered, SetAside } from '../../electron/connect/checkpoints.ts'
import { ConnectError } from '../../electron/connect/connector.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/metrics.ts'

export type Rows = Readonly<Record<string, readonly string[]>>

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
const failing = (tried: string, detail: string): ConnectError => new ConnectError({ target: 'archive', tried, reason: 'invalid', detail, mend: 'Take another.' })

export function memoryCheckpoints(clock: Clock, first: Rows = { trades: ['1', '2', '3'], orders: ['1'] }) {
  const live: Record<Environment, Rows> = { blue: first, green: first }
  const history: { readonly at: number; readonly environment: Environment; readonly rows: Rows }[] = []
  const scratch = new Map<string, Rows>()
  const aside = new Map<string, { readonly aside: SetAside; readonly rows: Rows }>()
  let number = 0
  const world = {
    live, scratch, aside,
    calls: [] as string[],
    /** The server keeps a log of changes. */
    logged: true,
    /** Milliseconds that a restore is said to take. */
    takes: 12_000,
    /** Called before each call takes effect; what it throws or waits for is the archive's. */
    before: undefined as ((call: string, signal: AbortSignal) => Promise<void> | void) | undefined,
    /** Called once the effect is there, before its answer: the console may die here. */
    after: undefined as ((call: string) => Promise<void> | void) | undefined,
    write: (environment: Environment, rows: Rows): void => {
      live[environment] = { ...live[environment], ...rows }
      history.push({ at: clock.wall(), environment, rows: live[environment] })
    },
  }
  const called = async (call: string, signal: AbortSignal): Promise<void> => {
    world.calls.push(call)
    await world.before?.(call, signal)
    signal.throwIfAborted()
  }
  const done = async <T>(call: string, answer: T): Promise<T> => {
    await world.after?.(call)
    return answer
  }
  const whole = ({ path, sha256: sum, bytes }: CheckpointFile): Rows => {
    let text: string
    try {
      text = readFileSync(path, 'utf8')
    } catch (error) {
      throw failing('read it', `the file is gone (${error instanceof Error ? error.message : String(error)})`)
    }
    if (text.length !== bytes || sha256(text) !== sum) throw failing('read it', 'its sha256 is another one')
    return JSON.parse(text) as Rows
  }
  const keep = (environment: Environment, rows: Rows): SetAside => {
    const name = `aside_${(number += 1)}`
    const made = { environment, name, tables: Object.keys(rows) }
    aside.set(name, { aside: made, rows })
    return made
  }
  const checkpoints: Checkpoints = {
    take: async (environment, { id, folder }, signal, onProgress) => {
      onProgress?.({ what: 'dumping trades', done: 1, total: 2 })
      await called(`take ${environment}`, signal)
      const text = JSON.stringify(live[environment])
      const path = join(folder, `${id}.json`)
      writeFileSync(path, text)
      const tables = Object.entries(live[environment]).map(([table, rows]) => ({ table, rows: rows.length, checksum: sha256(rows.join()) }))
      return { id, environment, identity: `${environment}-uuid`, at: clock.wall(), path, bytes: text.length, sha256: sha256(text), tables, ms: 5, ...(world.logged && { position: { file: 'bin.1', offset: history.length } }) }
    },
    prove: async (checkpoint, signal, onProgress) => {
      onProgress?.({ what: 'restoring trades', done: 1, total: 2 })
      await called(`prove ${checkpoint.environment}`, signal)
      const rows = whole(checkpoint)
      return { rows: Object.values(rows).flat().length, tables: Object.keys(rows).length, ms: world.takes }
    },
    intact: async (checkpoint, signal) => {
      await called(`intact ${checkpoint.id}`, signal)
      whole(checkpoint)
    },
    reach: async ({ at }) => (world.logged ? { from: at, to: clock.wall() } : undefined),
    recover: async (checkpoint, moment, signal, onProgress): Promise<Recovered> => {
      onProgress?.({ what: 'replaying the log', done: 1, total: 2 })
      await called(`recover ${checkpoint.environment}`, signal)
      const { environment, id, at } = checkpoint
      const rows = history.findLast((one) => one.environment === environment && one.at > at && one.at <= moment)?.rows ?? whole(checkpoint)
      const name = `scratch_${(number += 1)}`
      scratch.set(name, rows)
      return done(`recover ${environment}`, { environment, scratch: name, checkpoint: id, moment, ms: 7, tables: Object.entries(rows).map(([table, own]) => ({ table, rows: own.length, liveRows: live[environment][table]?.length ?? 0 })) })
    },
    promote: async (recovered, signal) => {
      await called(`promote ${recovered.environment}`, signal)
      const rows = scratch.get(recovered.scratch)
      if (rows === undefined) throw failing('promote it', `there is no ${recovered.scratch}`)
      const made = keep(recovered.environment, live[recovered.environment])
      live[recovered.environment] = rows
      scratch.delete(recovered.scratch)
      return done(`promote ${recovered.environment}`, made)
    },
    takeBack: async ({ name, environment }, signal) => {
      await called(`take back ${environment}`, signal)
      const kept = aside.get(name)
      if (kept === undefined) throw failing('take it back', `there is no ${name}`)
      const made = keep(environment, live[environment])
      live[environment] = kept.rows
      aside.delete(name)
      return done(`take back ${environment}`, made)
    },
    discard: async ({ scratch: name, environment }, signal) => {
      await called(`discard ${environment}`, signal)
      scratch.delete(name)
    },
    aside: async (environment) => [...aside.values()].filter((one) => one.aside.environment === environment).map((one) => one.aside),
    drop: async ({ name, environment }, signal) => {
      await called(`drop ${environment}`, signal)
      aside.delete(name)
    },
  }
  return Object.assign(world, { checkpoints })
}
export type MemoryCheckpoints = ReturnType<typeof memoryCheckpoints>
