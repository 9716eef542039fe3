/** A bundle's series, as series.sqlite has them, and read as the console reads its own. */
import type Database from 'better-sqlite3'
import { environments, metricInfo, metricNames } from '../../shared/metrics.ts'
import { canonical } from '../journal/chain.ts'
import { unpack } from '../observe/block.ts'
import { blockSlots, type SeriesFile, type Session, type Stored } from '../observe/series-file.ts'
import { columnsOf } from '../observe/series.ts'
import { largest } from './format.ts'

export type SessionRow = Session
export type BlockRow = { readonly session: number; readonly slot: number; readonly series: string; readonly every: number; readonly grace: number; readonly data: Uint8Array }

/** What the manifest's digest covers of each row. */
export const sessionText = ({ id, boot, start, from, mono, wall }: SessionRow): string => canonical({ id, boot, start, from, mono, wall })
export const blockText = ({ session, slot, series, every, grace, data }: Omit<BlockRow, 'data'> & { readonly data: { readonly length: number } }): string => canonical({ session, slot, series, every, grace, bytes: data.length })

const seriesOf = (name: string) => {
  const [first, second] = name.split('/')
  const metric = metricNames.find((one) => one === first)
  const environment = environments.find((one) => one === second)
  return metric && environment && { metric, environment }
}

/** @returns what readers of the console's own series take, as far as it goes; a block that is none is left out */
export function bundleSeries(db: Database.Database): Pick<SeriesFile, 'sessions' | 'groups'> {
  const read = db.prepare<[number, number], BlockRow>(`SELECT session, slot, series, every, grace, data FROM blocks WHERE session = ? AND slot = ? AND octet_length(data) <= ${largest.block} LIMIT 200`)
  const slots = db.prepare<[number, number, number], number>('SELECT DISTINCT slot FROM blocks WHERE session = ? AND slot BETWEEN ? AND ? ORDER BY slot LIMIT 2000').pluck()
  const isWhole = (session: Session): boolean => [session.id, session.start, session.from, session.mono, session.wall].every(Number.isFinite) && typeof session.boot === 'string'
  return {
    sessions: () => db.prepare<[], Session>('SELECT id, boot, start, "from", mono, wall FROM sessions WHERE octet_length(boot) < 200 ORDER BY id LIMIT 500').all().filter(isWhole),
    *groups(session, from, to) {
      // The places that there are, and not every one that there could be: a bundle may claim any length of time.
      for (const slot of slots.all(session.id, Math.floor(from / blockSlots) * blockSlots, to)) {
        const group = read.all(session.id, slot).flatMap(({ series, data, every, grace }): readonly Stored[] => {
          const named = seriesOf(String(series))
          if (named === undefined || !(data instanceof Uint8Array) || !Number.isSafeInteger(slot) || !Number.isSafeInteger(every) || !Number.isSafeInteger(grace)) return []
          try {
            return [{ ...named, slot, every, grace, session, cut: unpack(data, blockSlots, columnsOf[metricInfo(named.metric).kind]) }]
          } catch {
            // Verification names it; a chart shows a gap.
            return []
          }
        })
        if (group.length > 0) yield group
      }
    },
  }
}
