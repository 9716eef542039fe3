/**
 * Continuous validation: a slow walk over the tables, a part at a time, again and again. Each look re-reads what is known
 * to differ and compares the next parts, for no more than its share of the time. Plan: "Data Synchronization".
 */
import type { Clock } from '../../shared/clock.ts'
import { hashOf, versionsIn, type Hash } from './checksum.ts'
import { differencesOf, matched, newerSide, type Difference } from './differences.ts'
import { beginSnapshots, both, endSnapshots, withPair, type Sides } from './pair.ts'
import { isOneOf, type Key } from './ranges.ts'
import type { Session } from './session.ts'
import type { ArchiveSettings } from './settings.ts'
import { readTables, type Table } from './tables.ts'

export type Look = {
  /** Rows known to differ, but for those that only now began to. */
  readonly differing: number
  /** Seconds that the oldest row which is newer on the other side has been known to wait to be copied here. */
  readonly lag: Sides<number>
  /** Wall ms at which the last whole pass ended; undefined before the first one. */
  readonly lastFullPass: number | undefined
}

export type Watch = {
  /** One look; nothing is sent while it is paused. @throws ConnectError, ArchiveRefusal */
  readonly look: (signal: AbortSignal) => Promise<Look>
  /** @returns its end */
  readonly pause: () => () => void
  readonly isPaused: () => boolean
}

/** One part of the walk, in ms: so long is a server kept busy at once. */
const partMs = 50
/** A row that has differed for less may still be on its way. */
const settleMs = 2_000
/** More known differences than this are counted and not re-read one by one. */
const knownRows = 500

type Known = { readonly key: Key; readonly since: number; readonly newer: 'blue' | 'green' | undefined }
type Watched = { after: Key | undefined; readonly known: Map<string, Known> }

/** @param isBusy a run is under way: it stands still meanwhile */
export function watchArchives(settings: ArchiveSettings, { mono, wall }: Pick<Clock, 'mono' | 'wall'>, isBusy: () => boolean): Watch {
  const watched = new Map<string, Watched>()
  const held = (name: string): Watched => {
    const found = watched.get(name) ?? { after: undefined, known: new Map<string, Known>() }
    watched.set(name, found)
    return found
  }
  let turn = 0
  let lastFullPass: number | undefined
  let pauses = 0
  const isPaused = (): boolean => pauses > 0 || isBusy()

  const note = ({ known }: Watched, table: Table, one: Difference): void => {
    const side = one.blue === undefined ? 'green' : one.green === undefined ? 'blue' : newerSide(table, one)
    known.set(one.id, { key: one.key, since: known.get(one.id)?.since ?? mono(), newer: side })
  }

  /** What was known to differ: is it still so? */
  const reread = async (pair: Sides<Session>, table: Table, signal: AbortSignal): Promise<void> => {
    const own = held(table.name)
    const some = [...own.known].slice(0, knownRows)
    if (some.length === 0) return
    const where = isOneOf(table, some.map(([, { key }]) => key))
    const versions = await both((environment) => versionsIn(pair[environment], table, where, signal))
    const still = new Map(matched(versions.blue, versions.green).map((one) => [one.id, one]))
    for (const [id] of some) if (!still.has(id)) own.known.delete(id)
    for (const one of still.values()) note(own, table, one)
  }

  /** The next chunk of one table, in a snapshot of its own. @returns true at the table's end */
  const part = async (pair: Sides<Session>, table: Table, hash: Hash, signal: AbortSignal): Promise<boolean> => {
    const own = held(table.name)
    await beginSnapshots(pair, signal)
    for await (const { differences, upTo, rows } of differencesOf({ pair, table, hash, after: own.after, chunkMs: partMs, signal })) {
      for (const one of differences) note(own, table, one)
      if (rows.blue + rows.green > 0 || upTo === undefined) {
        own.after = upTo
        break
      }
    }
    await endSnapshots(pair, signal)
    return own.after === undefined
  }

  const figures = (): Look => {
    const now = mono()
    const known = [...watched.values()].flatMap((one) => [...one.known.values()])
    const lag = (side: 'blue' | 'green'): number =>
      known.reduce((longest, one) => (one.newer !== undefined && one.newer !== side ? Math.max(longest, (now - one.since) / 1_000) : longest), 0)
    return { differing: known.filter(({ since }) => now - since >= settleMs).length, lag: { blue: lag('blue'), green: lag('green') }, lastFullPass }
  }

  return {
    pause: () => {
      pauses += 1
      let over = false
      return () => {
        if (!over) pauses -= 1
        over = true
      }
    },
    isPaused,
    look: async (signal) => {
      if (isPaused()) return figures()
      const until = mono() + settings.every * settings.share
      return withPair(settings, signal, async (pair) => {
        const hash = await hashOf(pair, signal)
        const tables = await readTables(pair, settings, undefined, signal)
        for (const name of watched.keys()) if (!tables.some((table) => table.name === name)) watched.delete(name)
        for (const table of tables) await reread(pair, table, signal)
        do {
          const table = tables[turn % tables.length]
          if (table === undefined) break
          if (await part(pair, table, hash, signal)) {
            turn = (turn + 1) % tables.length
            if (turn === 0) lastFullPass = wall()
            // Once through everything is enough for one look.
            if (turn === 0) break
          }
        } while (mono() < until && !isPaused())
        return figures()
      })
    },
  }
}
