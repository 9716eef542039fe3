/**
 * The series of the last day, read back at a start. Down time is a gap; another boot's times are placed by the wall clock.
 * Semantics 3 and 8 of the design; docs/decisions/0006.
 */
import { setImmediate as turn } from 'node:timers/promises'
import type { Clock } from '../../shared/clock.ts'
import type { Environment, MetricName } from '../../shared/metrics.ts'
import { blockSlots, type SeriesFile, type Session } from './series-file.ts'
import { createSeriesStore, type SeriesStore } from './series.ts'
import type { Span } from './span.ts'

const slotMs = 1_000
const day = 86_400

/** What to add to a session's monotonic ms: sessions of one boot share it, as the newest of them saw the clocks. */
export type Placed = { readonly session: Session; readonly add: number; readonly span: Span }

/**
 * Sessions on one line of time, oldest first.
 * @param now a boot whose monotonic clock is that line; without it the line is the wall clock
 */
export function placeSessions(sessions: readonly Session[], now?: { readonly boot: string; readonly mono: number; readonly wall: number }): readonly Placed[] {
  const newest = new Map(sessions.map((session) => [session.boot, session.wall - session.mono]))
  const toWall = now === undefined ? 0 : now.wall - now.mono
  return sessions.map((session) => {
    const add = session.boot === now?.boot ? 0 : (newest.get(session.boot) ?? 0) - toWall
    return { session, add, span: { from: session.from + add, to: session.mono + add } }
  })
}

export type Fill = {
  readonly placed: readonly Placed[]
  readonly file: Pick<SeriesFile, 'groups'>
  readonly store: SeriesStore
  /** Of the store's own time, ms. */
  readonly from: number
  readonly to: number
  readonly wanted?: (metric: MetricName, environment: Environment) => boolean
  /** Sets the store's rhythm by what the blocks say. */
  readonly expect?: boolean
  readonly onGroup?: (at: number) => Promise<void> | void
}

/** Reads blocks into a store, a group at a time with the loop free between. */
export async function fillFrom({ placed, file, store, from, to, wanted = () => true, expect = false, onGroup = () => turn() }: Fill): Promise<void> {
  for (const { session, add, span } of placed) {
    if (span.to < from || span.from > to) continue
    const slotAt = (time: number): number => Math.floor((time - add - session.start) / slotMs)
    for (const group of file.groups(session, Math.max(0, slotAt(from)), slotAt(Math.min(to, span.to)))) {
      for (const { metric, environment, slot, every, grace, cut } of group) {
        if (!wanted(metric, environment)) continue
        if (expect) store.expect(metric, environment, every * slotMs, grace * slotMs, store.start)
        store.fill(metric, environment, session.start + slot * slotMs + add, cut, to)
      }
      await onGroup(session.start + (group[0]?.slot ?? 0) * slotMs + add + blockSlots * slotMs)
    }
  }
}

/** A store that holds what the file kept of the last `capacity` seconds, and goes on from now. */
export async function restoreSeries(file: SeriesFile, clock: Clock, capacity: number = day): Promise<SeriesStore> {
  const now = clock.mono()
  const placed = placeSessions(file.sessions(), { boot: clock.boot, mono: now, wall: clock.wall() })
    .filter(({ span }) => span.to > now - capacity * slotMs && span.from < now)
  if (placed.length === 0) return createSeriesStore({ capacity, start: now })
  // In step with the last session, so that a second of this boot is the same slot as before.
  const last = placed.at(-1)
  const step = last === undefined ? now : last.session.start + last.add
  const start = step + Math.floor((now - capacity * slotMs - step) / slotMs) * slotMs
  const spans = [...placed.map(({ span: { from, to } }) => ({ from, to: Math.min(to, now) })), { from: now, to: Infinity }]
  const store = createSeriesStore({ capacity, start, spans })
  await fillFrom({ placed, file, store, from: now - capacity * slotMs, to: now })
  return store
}
