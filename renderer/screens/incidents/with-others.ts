/** One timeline of all consoles: their own entries in the one order. Decision 9. Pure. */
import type { Entry } from '../../../shared/journal.ts'
import { comparePlaces, merge, placed, placeOf } from '../../../shared/merge.ts'

/** @param own one page, oldest first. @param whole its end is the end: else what stands after it is not known yet */
export function withOthers(own: readonly Entry[], others: readonly Entry[], whole: boolean): readonly Entry[] {
  if (others.length === 0) return own
  const chains = [own, ...Map.groupBy(others, ({ console }) => console).values()].map((chain) => placed(chain))
  const all = merge(chains)
  const last = chains[0]?.at(-1)
  if (whole || last === undefined) return all.map(({ entry }) => entry)
  return all.filter((one) => comparePlaces(placeOf(one), placeOf(last)) <= 0).map(({ entry }) => entry)
}
