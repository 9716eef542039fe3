/**
 * What A/B tests count: requests and sessions as they are sampled, workflows as they are recorded. Time in which no console ran
 * is not counted. Plan: "A/B Testing: Critical workflow optimization".
 */
import { z } from 'zod'
import { testOf, type Arms } from '../../shared/always-valid.ts'
import type { PilotsNow } from '../../shared/contract.ts'
import type { Measured } from '../../shared/metrics.ts'
import type { Experiment, Pilots } from '../../shared/pilot.ts'
import { armCount } from '../../shared/pilot-entries.ts'

const noArms: Arms = { blue: { good: 0, of: 0 }, green: { good: 0, of: 0 } }
const keptSchema = z.record(z.string(), z.strictObject({ blue: armCount, green: armCount }))

/** A failed request is the numerator of one, a session that worked of the other. */
const counted = {
  requests: { metric: 'error_rate', good: (numerator: number, denominator: number) => denominator - numerator },
  sessions: { metric: 'session_success', good: (numerator: number) => numerator },
} as const

export type Experiments = {
  readonly onMeasured: (measured: Measured) => void
  readonly countsOf: (experiment: Experiment) => Arms
  readonly view: () => PilotsNow['experiments']
  /** To be put down, so that a restart goes on counting. */
  readonly kept: () => unknown
}

/** @param saved what `kept` gave before a restart */
export function createExperiments(pilots: () => Pilots, saved: unknown, workflows: (since: number) => Arms): Experiments {
  const read = keptSchema.safeParse(saved)
  const counts = new Map<string, Arms>(read.success ? Object.entries(read.data) : [])
  const countsOf = (one: Experiment): Arms => (one.ended ? one.ended.counts : one.outcome === 'workflows' ? workflows(one.startedAt) : (counts.get(one.experiment) ?? noArms))
  return {
    onMeasured: (measured) => {
      if (measured.kind !== 'ratio') return
      for (const one of pilots().experiments) {
        if (one.ended || one.outcome === 'workflows' || counted[one.outcome].metric !== measured.metric) continue
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
      return { experiment: one.experiment, counts: arms, ...testOf(arms, one) }
    }),
    kept: () => Object.fromEntries(counts),
  }
}
