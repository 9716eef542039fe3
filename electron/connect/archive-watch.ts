/**
 * Keeps count of the rows that differ, cheaply: each look re-reads what is known to differ, what changed lately,
 * and the next part of the table, so that all of it is compared again and again, a part at a time.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { keyText, sameRow, type Key } from './archive-file.ts'
import { differencesIn, keyOrder, nextChunk, readersOf, sameTable, withPair, type Side } from './archive-pair.ts'

const chunkRows = 500
const chunksALook = 4
const recentRows = 1_000
/** Looked back over again, for writes that were stamped before the last look and committed after it. */
const overlapMs = 10_000
/** A row this young may still be on its way to the other archive. */
const settleMs = 2_000
/** More known differences than this are counted and not re-read one by one: the passes find what is mended. */
const knownRows = 10_000

/** A row that differs, with the stamps of its versions; 0 where a side lacks it. */
type Known = { readonly key: Key; readonly blue: number; readonly green: number }
type Watched = { cursor: Key | undefined; readonly since: { blue: number; green: number }; readonly known: Map<string, Known> }

/** `lag`: seconds that the oldest row which is newer on the other side has been waiting to be copied here. */
export type Look = { readonly differing: number; readonly lag: Side<number> }

export function watchArchives(paths: Side<string>, tables: readonly string[], wall: () => number): (signal: AbortSignal) => Promise<Look> {
  const watched = new Map<string, Watched>()

  const lookAt = async (pair: Parameters<typeof readersOf>[0], name: string, signal: AbortSignal): Promise<Look> => {
    const table = sameTable(pair, name)
    const readers = readersOf(pair, table)
    const isUpTo = keyOrder(pair.blue, table)
    const held = watched.get(name) ?? { cursor: undefined, since: { blue: 0, green: 0 }, known: new Map() }
    watched.set(name, held)
    const suspects = new Map<string, Key>([...held.known].slice(0, knownRows).map(([text, { key }]) => [text, key]))
    for (const side of ['blue', 'green'] as const) {
      const rows = readers[side].recent(held.since[side] - overlapMs, recentRows)
      for (const { key } of rows) suspects.set(keyText(key), key)
      held.since[side] = Math.max(held.since[side], rows.at(-1)?.stamp ?? 0)
    }
    for (let chunk = 0; chunk < chunksALook; chunk += 1) {
      signal.throwIfAborted()
      const next = nextChunk(readers, isUpTo, held.cursor, chunkRows)
      for (const one of differencesIn(next)) suspects.set(one.keyText, one.key)
      held.cursor = next.end
      await nextTurn()
      if (next.end === undefined) break
    }
    let read = 0
    for (const [text, key] of suspects) {
      const [blue, green] = [readers.blue.one(key), readers.green.one(key)]
      if (blue && green ? sameRow(blue, green) : blue === green) held.known.delete(text)
      else held.known.set(text, { key, blue: blue?.stamp ?? 0, green: green?.stamp ?? 0 })
      read += 1
      if (read % chunkRows === 0) await nextTurn()
    }
    const now = wall()
    const differing = [...held.known.values()]
    const lag = (own: 'blue' | 'green', other: 'blue' | 'green'): number =>
      differing.reduce((longest, one) => (one[other] > one[own] ? Math.max(longest, (now - one[other]) / 1_000) : longest), 0)
    return {
      differing: differing.filter(({ blue, green }) => Math.max(blue, green) <= now - settleMs).length,
      lag: { blue: lag('blue', 'green'), green: lag('green', 'blue') },
    }
  }

  return (signal) =>
    withPair(paths, async (pair) => {
      let all: Look = { differing: 0, lag: { blue: 0, green: 0 } }
      for (const name of tables) {
        const one = await lookAt(pair, name, signal)
        all = {
          differing: all.differing + one.differing,
          lag: { blue: Math.max(all.lag.blue, one.lag.blue), green: Math.max(all.lag.green, one.lag.green) },
        }
      }
      return all
    })
}
