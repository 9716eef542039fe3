/** What every room of the console stands on: where it lies, its clock and log, and who stops it. */
import type { Clock } from '../../../shared/clock.ts'
import type { Log } from '../../log.ts'
import type { Timers } from '../../observe/sampler.ts'

export type Stop = () => Promise<void> | void

export type Ground = {
  /** Folder of journal, logs and the lab's data. */
  readonly home: string
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
  /** What was started is stopped in reverse: said at once, so that what fails in the middle of a start is stopped too. */
  readonly onStop: (stop: Stop) => void
}

export type Stops = Pick<Ground, 'onStop'> & {
  /** @param farewell done when only the first is left to stop: the record, so that its last entry can still be written */
  readonly stopAll: (farewell?: () => void) => Promise<void>
}

export function createStops(): Stops {
  const stops: Stop[] = []
  return {
    onStop: (stop) => void stops.push(stop),
    stopAll: async (farewell) => {
      const [first, ...rest] = stops.splice(0)
      for (const stop of rest.toReversed()) await stop()
      farewell?.()
      await first?.()
    },
  }
}
