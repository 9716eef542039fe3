/**
 * What was measured, on disk: `series.sqlite`, a file of its own, since samples are no entries. A row is five minutes of
 * one series. It is worth less than a running console: a full disk or a damaged file is told in the log and stops nothing.
 * Faults 20, 21 and 24 of trust.md, as far as the series go.
 */
import Database from 'better-sqlite3'
import { existsSync, renameSync } from 'node:fs'
import { metricInfo, metricNames, environments, type Environment, type MetricName } from '../../shared/metrics.ts'
import { isDamage, isTrouble, troubleText } from '../journal/error.ts'
import type { Log } from '../log.ts'
import { unpack } from './block.ts'
import type { Cut } from './ring.ts'
import { columnsOf } from './series.ts'

/** Slots of one block: five minutes. */
export const blockSlots = 300
const format = 1

/** One console's time from start to end, and how its clocks stood at its last write: what maps its times to others'. */
export type Session = {
  readonly id: number
  readonly boot: string
  /** Monotonic ms of slot 0, from which its blocks count, and of its first and last watched moment. */
  readonly start: number
  readonly from: number
  readonly mono: number
  /** Wall ms (UTC) at `mono`. */
  readonly wall: number
}

export type Packed = {
  readonly metric: MetricName
  readonly environment: Environment
  readonly slot: number
  /** How often it is sampled and how long an answer may take, in slots. */
  readonly every: number
  readonly grace: number
  readonly data: Uint8Array
}

export type Stored = Omit<Packed, 'data'> & { readonly session: Session; readonly cut: Pick<Cut, 'states' | 'values'> }

export type SeriesFile = {
  /** Oldest first; empty where nothing can be read. */
  readonly sessions: () => readonly Session[]
  /** @returns `anew` where a damaged file was set aside: what this session wrote before is gone with it. Never throws for the disk's sake. */
  readonly write: (session: Omit<Session, 'id'>, blocks: readonly Packed[]) => 'written' | 'not written' | 'anew'
  /**
   * Blocks of a session that touch slots `from` to `to`, in groups of the same five minutes, oldest group first. Each
   * group is read when it is asked for, so that a reader can leave the loop free between them. A block that can't be read is left out.
   */
  readonly groups: (session: Session, from: number, to: number) => Generator<readonly Stored[]>
  readonly bytes: () => number
  readonly close: () => void
}

export type SeriesFileOptions = {
  readonly file: string
  readonly log: Log
  readonly wall: () => number
  /** Ms that samples are kept, and bytes that they may take: the oldest go first. */
  readonly keep: number
  readonly largest?: number
}

/** Groups that one write may take away: a steady file loses one in five writes. */
const mostPruned = 10

type Row = { readonly series: string; readonly slot: number; readonly every: number; readonly grace: number; readonly data: Uint8Array }

function openDatabase(file: string): Database.Database {
  const db = new Database(file, { timeout: 50 })
  try {
    db.pragma('journal_mode = WAL')
    // A power cut may cost the last minutes, never the file.
    db.pragma('synchronous = NORMAL')
    db.pragma('cache_size = -512')
    const found = Number(db.pragma('user_version', { simple: true }))
    if (found > format) throw new NewerError(found)
    db.exec(`
      CREATE TABLE IF NOT EXISTS sessions (id INTEGER PRIMARY KEY, boot TEXT NOT NULL, start REAL NOT NULL, "from" REAL NOT NULL, mono REAL NOT NULL, wall REAL NOT NULL);
      CREATE TABLE IF NOT EXISTS blocks (
        session INTEGER NOT NULL, slot INTEGER NOT NULL, series TEXT NOT NULL, every INTEGER NOT NULL, grace INTEGER NOT NULL, data BLOB NOT NULL,
        PRIMARY KEY (session, slot, series)
      ) WITHOUT ROWID;
      DELETE FROM sessions WHERE id NOT IN (SELECT DISTINCT session FROM blocks);
      PRAGMA user_version = ${format};`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

class NewerError extends Error {
  constructor(found: number) {
    super(`it is of version ${found}, and this console knows ${format}`)
  }
}

const seriesOf = (name: string): { readonly metric: MetricName; readonly environment: Environment } | undefined => {
  const [first, second] = name.split('/')
  const metric = metricNames.find((one) => one === first)
  const environment = environments.find((one) => one === second)
  return metric && environment && { metric, environment }
}

export function openSeriesFile({ file, log, wall, keep, largest = 2_000_000_000 }: SeriesFileOptions): SeriesFile {
  let db: Database.Database | undefined
  let current: number | undefined
  let trouble: string | undefined
  let closed = false

  const setAside = (error: unknown): void => {
    db?.close()
    db = undefined
    current = undefined
    const aside = `${file}.${error instanceof NewerError ? 'newer' : 'damaged'}-${Math.round(wall())}`
    for (const end of ['', '-wal', '-shm']) if (existsSync(`${file}${end}`)) renameSync(`${file}${end}`, `${aside}${end}`)
    log.error('series.set aside', { file, aside, why: troubleText(error) })
  }
  const failed = (error: unknown): void => {
    const text = troubleText(error)
    if (text !== trouble) log.error('series.not written', { file, why: `${text}. It goes on in memory, and is written once it can be` })
    trouble = text
  }
  /** @returns undefined where it can't be done now; damage sets the file aside first, and is tried once more on a new one. */
  const tried = <T>(work: (db: Database.Database) => T, again = true): T | undefined => {
    if (closed) return undefined
    try {
      db ??= openDatabase(file)
      return work(db)
    } catch (error) {
      if (!isTrouble(error) && !(error instanceof NewerError)) throw error
      if (again && (isDamage(error) || error instanceof NewerError)) {
        try {
          setAside(error)
        } catch (cause) {
          failed(cause)
          return undefined
        }
        return tried(work, false)
      }
      failed(error)
      return undefined
    }
  }

  const sessions = (): readonly Session[] => tried((db) => db.prepare<[], Session>('SELECT * FROM sessions ORDER BY id').all()) ?? []
  const used = (db: Database.Database): number => {
    const of = (name: string): number => Number(db.pragma(name, { simple: true }))
    return (of('page_count') - of('freelist_count')) * of('page_size')
  }
  const prune = (db: Database.Database): void => {
    const oldest = db.prepare<[], { readonly session: number; readonly slot: number; readonly start: number; readonly offset: number }>(
      'SELECT session, slot, start, wall - mono AS offset FROM blocks JOIN sessions ON id = session ORDER BY session, slot LIMIT 1')
    const remove = db.prepare('DELETE FROM blocks WHERE session = ? AND slot = ?')
    for (let count = 0; count < mostPruned; count += 1) {
      const one = oldest.get()
      if (one === undefined) return
      const end = one.start + one.offset + (one.slot + blockSlots) * 1_000
      if (end >= wall() - keep && used(db) <= largest) return
      remove.run(one.session, one.slot)
    }
  }

  // Found out at the start, and not at the first write: a damaged file is set aside before anything is read.
  sessions()
  return {
    sessions,
    write: (session, blocks) => {
      const [before, opened] = [current, db]
      const done = tried((db) =>
        db.transaction(() => {
          const { boot, start, from, mono, wall } = session
          if (current === undefined) {
            const { lastInsertRowid } = db.prepare('INSERT INTO sessions (boot, start, "from", mono, wall) VALUES (?, ?, ?, ?, ?)').run(boot, start, from, mono, wall)
            current = Number(lastInsertRowid)
          } else {
            db.prepare('UPDATE sessions SET mono = ?, wall = ? WHERE id = ?').run(mono, wall, current)
          }
          const put = db.prepare('INSERT OR REPLACE INTO blocks (session, slot, series, every, grace, data) VALUES (?, ?, ?, ?, ?, ?)')
          for (const { metric, environment, slot, every, grace, data } of blocks) put.run(current, slot, `${metric}/${environment}`, every, grace, data)
          prune(db)
          return true
        })())
      if (done === undefined) {
        // A session that was begun in this write went back with it, and one of a file that was set aside is gone.
        current = db === opened ? before : undefined
        return 'not written'
      }
      if (trouble !== undefined) log.info('series.written again', { file })
      trouble = undefined
      return before !== undefined && before !== current ? 'anew' : 'written'
    },
    *groups(session, from, to) {
      const first = Math.floor(from / blockSlots) * blockSlots
      for (let slot = first; slot <= to; slot += blockSlots) {
        const rows = tried((db) => db.prepare<[number, number], Row>('SELECT series, slot, every, grace, data FROM blocks WHERE session = ? AND slot = ?').all(session.id, slot)) ?? []
        const group = rows.flatMap(({ series, data, ...row }): readonly Stored[] => {
          const named = seriesOf(series)
          if (named === undefined) return []
          try {
            return [{ ...row, ...named, session, cut: unpack(data, blockSlots, columnsOf[metricInfo(named.metric).kind]) }]
          } catch (error) {
            log.warn('series.block unreadable', { file, series, slot, error })
            return []
          }
        })
        if (group.length > 0) yield group
      }
    },
    bytes: () => tried(used) ?? 0,
    close: () => {
      closed = true
      db?.close()
      db = undefined
    },
  }
}
