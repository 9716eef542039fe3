/**
 * Folded states at some entries, `moments.sqlite`: so that a moment of a long journal is found by folding the few entries
 * after the nearest. Nothing is lost with the file: it is made anew from the entries.
 */
import Database from 'better-sqlite3'
import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import { entryKinds } from '../../shared/journal.ts'
import { foldFrom, isShared } from '../../shared/merge.ts'
import { foldTurns, emptyMoment, type MomentFold } from '../../shared/moment.ts'
import type { Log } from '../log.ts'
import { isTrouble, troubleText } from './error.ts'
import { foldName } from './load.ts'
import { countOf, type Reach, type Reached, type Until } from './merged.ts'

const zip = promisify(gzip)
const largest = 256_000_000
const format = 2
/** A kind that counts everywhere from now on makes other states of the same entries. */
const name = `${format} ${foldName} ${String(foldTurns)} ${String(foldFrom)} ${entryKinds.filter(isShared).join(' ')}`

/**
 * A state with the ends of all chains that are folded in it: another journal, or one that was changed, does not match them.
 * @field beyond number in the one order of what of others stands after this console's entry `seq`; 0 where nothing does
 */
export type Kept = Reached & { readonly beyond: number; readonly moment: MomentFold }
export type MomentFile = {
  /** The nearest at or before there that stands and goes further than `than`; one that does not stand goes. */
  readonly before: (until: Until, stands: (kept: Reached) => boolean, than?: Reach) => Kept | undefined
  readonly put: (kept: Kept) => Promise<void>
  readonly close: () => void
}

type Row = { readonly seq: number; readonly count: number; readonly hash: string; readonly place: number; readonly beyond: number; readonly others: string; readonly data: Uint8Array }

export function openMomentFile(file: string, log: Log): MomentFile {
  let db: Database.Database | undefined
  let told = false
  const tried = <T>(work: (db: Database.Database) => T): T | undefined => {
    try {
      db ??= open()
      return work(db)
    } catch (error) {
      if (!isTrouble(error)) throw error
      if (!told) log.warn('moments.not kept', { file, why: `${troubleText(error)}. A replay folds more entries meanwhile` })
      told = true
      return undefined
    }
  }
  const open = (): Database.Database => {
    const made = new Database(file, { timeout: 50 })
    made.pragma('journal_mode = WAL')
    made.pragma('synchronous = OFF')
    made.exec('DROP TABLE IF EXISTS moments; CREATE TABLE IF NOT EXISTS states (seq INTEGER NOT NULL, count INTEGER NOT NULL, hash TEXT NOT NULL, place INTEGER NOT NULL, beyond INTEGER NOT NULL, others TEXT NOT NULL, fold TEXT NOT NULL, data BLOB NOT NULL, PRIMARY KEY (seq, count))')
    // States of another fold say nothing.
    made.prepare('DELETE FROM states WHERE fold != ?').run(name)
    return made
  }
  const readable = <T>(seq: number, parse: () => T | undefined): T | undefined => {
    try {
      return parse()
    } catch (error) {
      log.warn('moments.unreadable', { file, seq, error })
      return undefined
    }
  }
  const read = ({ seq, count, hash, place, beyond, others: ends, data }: Row, stands: (kept: Reached) => boolean): Kept | undefined => {
    const reached = readable(seq, (): Reached | undefined => {
      const made: Reached = { seq, hash, order: place, others: JSON.parse(ends) as Reached['others'] }
      return countOf(made) === count ? made : undefined
    })
    if (reached === undefined || !stands(reached)) return undefined
    return readable(seq, () => {
      const moment = JSON.parse(gunzipSync(data, { maxOutputLength: largest }).toString('utf8')) as MomentFold
      return Object.keys(emptyMoment).every((key) => key in moment) && moment.state.seq === seq && moment.state.head === hash ? { ...reached, beyond, moment } : undefined
    })
  }
  return {
    before: (until, stands, than) => tried((opened) => {
      const nearest = opened.prepare<Until & { least: number; count: number }, Row>(
        'SELECT seq, count, hash, place, beyond, others, data FROM states WHERE seq BETWEEN @least AND @seq AND (seq < @seq OR beyond <= @order) AND count > @count ORDER BY seq DESC, count DESC LIMIT 1')
      const forget = opened.prepare<[number, number]>('DELETE FROM states WHERE seq = ? AND count = ?')
      const asked = { ...until, least: than?.seq ?? 0, count: than === undefined ? 0 : countOf(than) }
      for (let row = nearest.get(asked); row !== undefined; row = nearest.get(asked)) {
        const found = read(row, stands)
        if (found !== undefined) return found
        forget.run(row.seq, row.count)
      }
      return undefined
    }),
    put: async ({ moment, ...reached }) => {
      const data = await zip(JSON.stringify(moment), { level: 1 })
      const { seq, hash, order, beyond, others } = reached
      tried((opened) => opened.prepare('INSERT OR REPLACE INTO states (seq, count, hash, place, beyond, others, fold, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(seq, countOf(reached), hash, order, beyond, JSON.stringify(others), name, data))
    },
    close: () => {
      db?.close()
      db = undefined
    },
  }
}
