/**
 * Folded states at some entries, `moments.sqlite`: so that a moment of a long journal is found by folding the few entries
 * after the nearest. Nothing is lost with the file: it is made anew from the entries.
 */
import Database from 'better-sqlite3'
import { promisify } from 'node:util'
import { gunzipSync, gzip } from 'node:zlib'
import { foldTurns, emptyMoment, type MomentFold } from '../../shared/moment.ts'
import type { Log } from '../log.ts'
import { isTrouble, troubleText } from './error.ts'
import { foldName } from './load.ts'

const zip = promisify(gzip)
const largest = 256_000_000
const format = 1
const name = `${format} ${foldName} ${String(foldTurns)}`

/** A state with the hash of its last entry: another journal, or one that was changed, does not match it. */
export type Kept = { readonly seq: number; readonly hash: string; readonly moment: MomentFold }
export type MomentFile = {
  /** The nearest at or before number `seq`. */
  readonly before: (seq: number) => Kept | undefined
  readonly put: (kept: Kept) => Promise<void>
  readonly close: () => void
}

type Row = { readonly seq: number; readonly hash: string; readonly data: Uint8Array }

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
    made.exec('CREATE TABLE IF NOT EXISTS moments (seq INTEGER PRIMARY KEY, hash TEXT NOT NULL, fold TEXT NOT NULL, data BLOB NOT NULL)')
    // States of another fold say nothing.
    made.prepare('DELETE FROM moments WHERE fold != ?').run(name)
    return made
  }
  return {
    before: (seq) => tried((opened) => {
      for (const { seq: at, hash, data } of opened.prepare<[number], Row>('SELECT seq, hash, data FROM moments WHERE seq <= ? ORDER BY seq DESC LIMIT 2').all(seq)) {
        try {
          const moment = JSON.parse(gunzipSync(data, { maxOutputLength: largest }).toString('utf8')) as MomentFold
          if (Object.keys(emptyMoment).every((key) => key in moment) && moment.state.seq === at && moment.state.head === hash) return { seq: at, hash, moment }
        } catch (error) {
          log.warn('moments.unreadable', { file, seq: at, error })
        }
      }
      return undefined
    }),
    put: async ({ seq, hash, moment }) => {
      const data = await zip(JSON.stringify(moment), { level: 1 })
      tried((opened) => opened.prepare('INSERT OR REPLACE INTO moments (seq, hash, fold, data) VALUES (?, ?, ?, ?)').run(seq, hash, name, data))
    },
    close: () => {
      db?.close()
      db = undefined
    },
  }
}
