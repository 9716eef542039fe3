/** Frames and series of now. */
import type { Console } from '../console.ts'
import { streamOf } from '../console/broadcast.ts'
import { os } from './base.ts'

async function* frames({ frames: sent, lastFrame }: Console, signal: AbortSignal | undefined) {
  const last = lastFrame()
  if (last) yield last
  // A reader that is slow gets the present, not a queue of the past.
  yield* streamOf(sent.subscribe, { signal, limit: 1, full: 'drop' })
}

export const live = {
  frames: os.live.frames.handler(({ context, signal }) => frames(context.console, signal)),
  series: os.live.series.handler(({ context: { console }, input: { metric, environment, statistic, last, points } }) => {
    const now = console.clock.mono()
    return console.series.range(metric, environment, statistic, now - last, now, points)
  }),
}
