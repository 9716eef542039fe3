/**
 * Growth of raw counters, series by series, as Prometheus's own rule has it: first each one's growth, then the sum. A sum
 * that falls because one of three instances was restarted would otherwise count as the growth of all.
 */
import type { Clock } from '../../shared/clock.ts'
import type { Labels, Vector } from './prometheus-api.ts'

const missedSamples = 3
/** A series not seen for this long is forgotten, in ms. */
const forgetAfter = 3_600_000

const keyOf = (part: number, labels: Labels): string => JSON.stringify([part, ...Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1))])
/** Whose counter it is. */
const instanceOf = (labels: Labels): string => JSON.stringify([labels['job'], labels['instance']])

export type Growth = {
  /**
   * What each part of one metric (a counter alone; a ratio's part and whole) grew by since the answer before;
   * `first` for the first answer, `late` after more than three missed ones.
   */
  grow(parts: readonly Vector[]): readonly number[] | 'first' | 'late'
}

/**
 * A series that is new at a known instance counts from zero, as a first error does. Those of an instance that was not known
 * count from where they stand: what they counted may be years old.
 */
export function createGrowth({ clock, every }: { readonly clock: Clock; readonly every: number }): Growth {
  const last = new Map<string, { readonly value: number; readonly at: number }>()
  const instances = new Map<string, number>()
  const allowed = (missedSamples + 1.5) * every
  let before: number | undefined
  return {
    grow: (parts) => {
      const now = clock.mono()
      const isRecent = (at: number | undefined): boolean => at !== undefined && now - at <= allowed
      const grown = parts.map((vector, part) =>
        vector.reduce((sum, { labels, value }) => {
          const known = last.get(keyOf(part, labels))
          // One that was away longer has a base too old to count from.
          if (known !== undefined) return isRecent(known.at) ? sum + (value >= known.value ? value - known.value : value) : sum
          return isRecent(instances.get(instanceOf(labels))) ? sum + value : sum
        }, 0))
      for (const [part, vector] of parts.entries()) {
        for (const { labels, value } of vector) {
          last.set(keyOf(part, labels), { value, at: now })
          instances.set(instanceOf(labels), now)
        }
      }
      for (const [key, { at }] of last) if (now - at > forgetAfter) last.delete(key)
      for (const [id, at] of instances) if (now - at > forgetAfter) instances.delete(id)
      const was = before
      before = now
      return was === undefined ? 'first' : isRecent(was) ? grown : 'late'
    },
  }
}
