/**
 * Puts on disk what the series store records, once a minute and at the end: a kill loses no more than that.
 * Packing is done beside the loop; what stays on it is one transaction.
 */
import type { Clock } from '../../shared/clock.ts'
import type { Timers } from '../clock.ts'
import type { Log } from '../log.ts'
import { pack } from './block.ts'
import { blockSlots, type Packed, type SeriesFile } from './series-file.ts'
import type { SeriesStore } from './series.ts'

const every = 60_000

export type Recorder = {
  /** Writes what changed. @returns whether all that was recorded is on disk now */
  readonly flush: () => Promise<boolean>
  /** Writes the rest and ends; the file is the caller's to close. */
  readonly stop: () => Promise<void>
}

/** @param from monotonic ms since when this console watches */
export function startRecorder({ series, file, clock, timers, log, from }: {
  readonly series: SeriesStore
  readonly file: SeriesFile
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  readonly from: number
}): Recorder {
  /** Monotonic ms from which on nothing is known to be on disk: after a write that failed. */
  let unwritten = Infinity
  let last: Promise<unknown> = Promise.resolve()

  const write = async (): Promise<boolean> => {
    const [mono, wall, also] = [clock.mono(), clock.wall(), unwritten]
    const changed = series.takeChanged(blockSlots, also)
    const blocks: Packed[] = []
    for (const { cuts, ...of } of changed) for (const cut of cuts) blocks.push({ ...of, slot: cut.slot, data: await pack(cut) })
    const done = file.write({ boot: clock.boot, start: series.start, from, mono, wall }, blocks)
    if (done === 'written') unwritten = Infinity
    else if (done === 'anew') unwritten = from
    else unwritten = Math.min(also, ...blocks.map(({ slot }) => series.start + slot * 1_000))
    // On a new file everything is there to be written again, from memory.
    return done === 'anew' && also !== from ? write() : done === 'written'
  }
  const flush = (): Promise<boolean> => {
    const done = last.then(write)
    last = done.catch((error: unknown) => log.error('series.write failed', { error }))
    return done
  }
  const schedule = (): (() => void) =>
    timers.after(every, () => {
      cancel = schedule()
      void flush()
    })
  let cancel = schedule()
  return {
    flush,
    stop: async () => {
      cancel()
      await flush()
    },
  }
}
