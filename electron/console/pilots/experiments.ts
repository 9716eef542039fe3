/**
 * What A/B tests count: requests and sessions as they are sampled, by the console that began the test and by no other, since two
 * counts of the same traffic would be two looks; workflows as they are recorded, at whichever. Time in which that console did not
 * run is not counted. Plan: "A/B Testing: Critical workflow optimization".
 */
import { z } from 'zod'
import { testOf, type Arms } from '../../../shared/always-valid.ts'
import type { PilotsNow } from '../../../shared/contract.ts'
import type { Measured } from '../../../shared/metrics.ts'
import type { Experiment, Pilots } from '../../../shared/pilot.ts'
import { armCount } from '../../../shared/pilot-entries.ts'

const noArms: Arms = { blue: { good: 0, of: 0 }, green: { good: 0, of: 0 } }
const keptSchema = z.record(z.string(), z.strictObject({ blue: armCount, green: armCount }))

/** A failed request is the numerator of one, a session that worked of the other. */
const counted = {
  requests: { metric: 'error_rate', good: (numerator: number, denominator: number) => denominator - numerator },
  sessions: { metric: 'session_success', good: (numerator: number) => numerator },
} as const

/** Its counts lie at another console. */
export const isElsewhere = ({ ended, outcome, console }: Pick<Experiment, 'ended' | 'outcome' | 'console'>, own: string): boolean =>
  ended === undefined && outcome !== 'workflows' && console !== own

export type Experiments = {
  readonly onMeasured: (measured: Measured) => void
  readonly countsOf: (experiment: Experiment) => Arms
  readonly view: () => PilotsNow['experiments']
  /** To be put down, so that a restart goes on counting. */
  readonly kept: () => unknown
}

/** @param saved what `kept` gave before a restart @param own this console */
export function createExperiments(pilots: () => Pilots, saved: unknown, own: string): Experiments {
  const read = keptSchema.safeParse(saved)
  const counts = new Map<string, Arms>(read.success ? Object.entries(read.data) : [])
  const countsOf = (one: Experiment): Arms => (one.ended ? one.ended.counts : one.outcome === 'workflows' ? one.workflows : (counts.get(one.experiment) ?? noArms))
  return {
    onMeasured: (measured) => {
      if (measured.kind !== 'ratio') return
      for (const one of pilots().experiments) {
        if (one.ended || one.outcome === 'workflows' || one.console !== own || counted[one.outcome].metric !== measured.metric) continue
        const { environment, numerator, denominator } = measured
        const before = counts.get(one.experiment) ?? noArms
        const arm = before[environment]
        const of = Math.max(0, Math.round(denominator))
        const good = Math.min(of, Math.max(0, Math.round(counted[one.outcome].good(numerator, denominator))))
        counts.set(one.experiment, { ...before, [environment]: { good: arm.good + good, of: arm.of + of } })
      }
    },
    countsOf,
    view: () => pilots().experiments.map((one) => {
      const arms = countsOf(one)
      return { experiment: one.experiment, counts: arms, ...testOf(arms, one), ...(isElsewhere(one, own) && { elsewhere: one.console }) }
    }),
    kept: () => Object.fromEntries(counts),
  }
}
