/** Checks the entries of a range, in a thread of its own: with a connection that only reads. Fault 25 of trust.md. */
import { broken, genesis, holds, type Break, type Followed, type Link } from './chain.ts'
import { openForReading } from './database.ts'
import { isDamage, troubleText } from './error.ts'
import { checkRow, type Row } from './row.ts'

/** Entries with numbers in (after, upTo]; anchors in that range. */
export type CheckJob = { readonly file: string; readonly after: number; readonly upTo: number; readonly anchors: readonly Link[] }
/** `unread`: it could not be looked at, for a reason that says nothing about the chain. */
export type RangeCheck = Followed | Break | { readonly ok: false; readonly unread: string }

/** Rows that are read at once: a long read would keep the WAL from being written back. */
const slice = 4_000

/** @returns never throws */
export function checkRange({ file, after, upTo, anchors }: CheckJob): RangeCheck {
  let reached = after
  try {
    const db = openForReading(file, 2_000)
    if (!db) return { ok: false, unread: 'there is no journal' }
    try {
      const before = db.prepare<[number], Link>('SELECT seq, hash FROM entries WHERE seq <= ? ORDER BY seq DESC LIMIT 1')
      const rows = db.prepare<[number, number, number], Row>('SELECT seq, kind, incident, body, hash FROM entries WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?')
      const noted = Map.groupBy(anchors, ({ seq }) => seq)
      let head = before.get(after) ?? genesis
      for (;;) {
        const found = rows.all(head.seq, upTo, slice)
        for (const row of found) {
          const checked = checkRow(head, row)
          if (!checked.ok) return checked
          head = checked.head
          reached = head.seq
          const wrong = noted.get(head.seq)?.map((anchor) => holds(anchor, row.hash, row.seq)).find((one) => one !== undefined)
          if (wrong) return wrong
        }
        if (found.length < slice) return { ok: true, head }
      }
    } finally {
      db.close()
    }
  } catch (error) {
    return isDamage(error) ? broken(reached + 1, 'changed', `entries after ${reached} can not be read: ${troubleText(error)}`) : { ok: false, unread: troubleText(error) }
  }
}
