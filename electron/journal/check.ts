/** Checks the whole chain as it lies in the file, in slices that leave the loop free. Fault 25 of trust.md. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import { broken, genesis, holds, type Break, type Followed, type Link } from './chain.ts'
import { isDamage, troubleText } from './error.ts'
import { checkRow, type Row } from './row.ts'
import type { Store } from './store.ts'

/** Rows of one slice: some milliseconds of work. */
export const checkSlice = 200

/** Rows up to a place, and what is wrong where they can't be read. */
function read(store: Store, after: number, upTo: number): readonly Row[] | Break {
  try {
    return store.rows({ after, limit: checkSlice }).filter(({ seq }) => seq <= upTo)
  } catch (error) {
    if (!isDamage(error)) throw error
    return broken(after + 1, 'changed', `entries after ${after} can not be read: ${troubleText(error)}`)
  }
}

/**
 * @param store asked anew for every slice; the connection may be another by then
 * @param upTo the last entry on disk as the journal knows it; later ones are not looked at
 * @param outside anchors that were noted elsewhere
 */
export async function checkStore(store: () => Store, upTo: Link, outside: readonly Link[]): Promise<Followed | Break> {
  const noted = Map.groupBy([...store().anchors(), upTo, ...outside], ({ seq }) => seq)
  let head = genesis
  for (;;) {
    const rows = read(store(), head.seq, upTo.seq)
    if ('ok' in rows) return rows
    for (const row of rows) {
      const checked = checkRow(head, row)
      if (!checked.ok) return checked
      head = checked.head
      const wrong = noted.get(head.seq)?.map((anchor) => holds(anchor, row.hash, row.seq)).find((one) => one !== undefined)
      if (wrong) return wrong
    }
    if (rows.length < checkSlice) break
    await nextTurn()
  }
  const farthest = Math.max(...noted.keys())
  const beyond = farthest > head.seq ? noted.get(farthest)?.[0] : undefined
  return (beyond && holds(beyond, undefined, head.seq)) ?? { ok: true, head }
}
