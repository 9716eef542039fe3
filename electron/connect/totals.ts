/** Turns figures that only grow into what they grew by since the sample before, each on its own. */
import type { MissingReason } from '../../shared/metrics.ts'
import type { ConnectContext } from './connector.ts'

/** As with a page of metrics: growth over more missed samples than this would be squeezed into one second. */
const missedSamples = 3

export type Grown = { readonly by: number } | { readonly reason: MissingReason; readonly detail: string }

export type Totals = {
  /** A smaller figure than before is a reset and counts from zero. */
  grow(key: string, total: number): Grown
  /** The source was restarted: what was counted before is no base any more. */
  restart(): void
}

export function createTotals({ clock, every }: ConnectContext): Totals {
  let last = new Map<string, { readonly total: number; readonly at: number }>()
  /** What was known before the last restart: its first growth is missing for that reason. */
  let restarted = new Set<string>()
  return {
    grow: (key, total) => {
      const at = clock.mono()
      const before = last.get(key)
      last.set(key, { total, at })
      if (before === undefined)
        return restarted.delete(key)
          ? { reason: 'restart', detail: 'restarted since the sample before' }
          : { reason: 'empty', detail: 'no sample to count from: increments come with the next' }
      // Half a sample more, for one that is a little late.
      if (at - before.at > (missedSamples + 1.5) * every) return { reason: 'stale', detail: 'too long since the sample before to count from it' }
      return { by: total >= before.total ? total - before.total : total }
    },
    restart: () => {
      restarted = new Set(last.keys())
      last = new Map()
    },
  }
}
