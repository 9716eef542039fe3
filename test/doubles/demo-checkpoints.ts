/** Checkpoints for looking at screens: what was taken before, what is under way, and what a recovery would do. */
import type { CheckpointProgress, CheckpointStatus, RecoveryPreview } from '../../shared/contract.ts'
import type { Environment } from '../../shared/metrics.ts'
import { ada, type DemoRecord } from './demo-record.ts'

const minute = 60_000
const tables = (more = 0) => [{ table: 'trades', rows: 184_220 + more, checksum: '9f21' }, { table: 'orders', rows: 20_118, checksum: '11ac' }, { table: 'preferences', rows: 18, checksum: '77b0' }]
const schedule = { kind: 'rule', name: 'checkpoint-schedule' } as const

/** @param wall of now, ms */
export function checkpointHistory({ add }: DemoRecord, wall: number, taking: boolean): void {
  const one = (id: string, environment: Environment, ago: number, { ms = 14_000, who = schedule, cause = 'schedule' }: { readonly ms?: number; readonly who?: typeof ada | typeof schedule; readonly cause?: 'person' | 'schedule' } = {}): void => {
    add({ kind: 'checkpoint.begun', who, environment, data: { checkpoint: id, environment, cause }, ...(cause === 'person' && { why: 'before the nightly import' }) }, ago)
    add({ kind: 'checkpoint.taken', who, environment, data: { checkpoint: id, identity: `${environment}-4c1e`, at: wall - ago, file: `${id}.sql.zst`, bytes: 48_120_400, sha256: '8c6976e5b5410415bde908bd4dee15dfb167a9c873fc4bb8a81f6f2ab448a918', tables: tables(), position: { file: 'binlog.000017', offset: 8_812 }, ms: 6_200 } }, ago - 7_000)
    add({ kind: 'checkpoint.proven', who, environment, data: { checkpoint: id, rows: 204_356, tables: 3, ms } }, ago - 30_000)
  }
  one('c-t5aa40-1c2d', 'blue', 1_560 * minute)
  one('c-t5ac80-77f0', 'green', 1_559 * minute)
  add({ kind: 'checkpoint.damaged', who: { kind: 'rule', name: 'checkpoint-watch' }, environment: 'green', data: { checkpoint: 'c-t5ac80-77f0', what: 'its sha256 is another one than when it was taken' } }, 1_200 * minute)
  add({ kind: 'checkpoint.begun', who: schedule, environment: 'blue', data: { checkpoint: 'c-t5b0c0-9e11', environment: 'blue', cause: 'schedule' } }, 1_200 * minute)
  add({ kind: 'checkpoint.failed', who: schedule, environment: 'blue', why: '61 MB are free in /home/ada/.fifteen/checkpoints, and 73 MB are wanted: make room, or keep fewer', data: { checkpoint: 'c-t5b0c0-9e11', at: 'take', ended: 'failed' } }, 1_199 * minute)
  one('c-t5b700-03be', 'blue', 560 * minute, { ms: 252_000 })
  one('c-t5c0a0-41aa', 'blue', 187 * minute, { who: ada, cause: 'person' })
  one('c-t5c0a4-be07', 'green', 186 * minute, { ms: 11_000, who: ada, cause: 'person' })
  const moment = wall - 200 * minute
  add({ kind: 'recovery.begun', who: ada, why: 'the import emptied orders', environment: 'green', data: { recovery: 'v-t5b900-10aa', checkpoint: 'c-t5aa40-1c2d', environment: 'green', moment } }, 190 * minute)
  add({ kind: 'recovery.built', who: ada, environment: 'green', data: { recovery: 'v-t5b900-10aa', scratch: 'fifteen_recovered_10aa', moment, tables: tables().map(({ table, rows }) => ({ table, rows, liveRows: rows - (table === 'orders' ? 20_000 : -40) })), ms: 21_000 } }, 189 * minute)
  add({ kind: 'recovery.swapping', who: ada, environment: 'green', data: { recovery: 'v-t5b900-10aa', back: false, aside: [] } }, 188 * minute)
  add({ kind: 'recovery.promoted', who: ada, environment: 'green', data: { recovery: 'v-t5b900-10aa', aside: { environment: 'green', name: 'fifteen_aside_10aa', tables: ['trades', 'orders', 'preferences'] } } }, 188 * minute)
  const now = wall - 60 * minute
  add({ kind: 'recovery.begun', who: ada, why: 'to look at what was there', environment: 'blue', data: { recovery: 'v-t5c400-2b90', checkpoint: 'c-t5c0a0-41aa', environment: 'blue', moment: now } }, 50 * minute)
  add({ kind: 'recovery.built', who: ada, environment: 'blue', data: { recovery: 'v-t5c400-2b90', scratch: 'fifteen_recovered_2b90', moment: now, tables: tables(310).map(({ table, rows }) => ({ table, rows, liveRows: rows + (table === 'preferences' ? 0 : 37) })), ms: 19_400 } }, 49 * minute)
  if (taking) add({ kind: 'checkpoint.begun', who: ada, why: 'before the nightly import', environment: 'blue', data: { checkpoint: 'c-t5c7f0-aa01', environment: 'blue', cause: 'person' } }, 20_000)
}

export const demoProgress: CheckpointProgress = { work: 'take', subject: 'c-t5c7f0-aa01', environment: 'blue', text: 'dumping trades', done: 76_000, total: 204_356 }

export const demoStatus = (wall: number, { taking, unable, phase }: { readonly taking: boolean; readonly unable: boolean; readonly phase: string | null }): CheckpointStatus =>
  unable ? { unable: 'archive (lab-archive) offers no checkpoints' } : { ...(phase !== null && { due: wall + 173 * minute }), free: 212_000_000_000, ...(taking && { active: demoProgress }) }

export function demoRecoveryPreview(record: DemoRecord, recovery: string): RecoveryPreview {
  const found = record.state().checkpoints.recoveries.find(({ id }) => id === recovery)
  const shown = (found?.tables ?? []).map((table) => ({ ...table }))
  return {
    id: 'p-1', recovery, environment: found?.environment ?? 'blue', moment: found?.moment ?? 0, checkpoint: found?.checkpoint ?? '', tables: shown,
    lost: shown.reduce((sum, { rows, liveRows = 0 }) => sum + Math.max(0, liveRows - rows), 0), users: 6,
    text: 'By their number 74 rows that are live now would not be; changed ones are not counted. 6 users of the last minute work there.',
  }
}
