/** The order of measuring two sides: A B B A and over again, so that a drift of the machine falls on both alike. Pure. */
import type { Environment } from '../../shared/metrics.ts'

export function interleaved(pairs: number): readonly Environment[] {
  return Array.from({ length: pairs }, (_, pair): readonly Environment[] => (pair % 2 === 0 ? ['blue', 'green'] : ['green', 'blue'])).flat()
}
