/**
 * The journeys of one application as a source of its own: `journey_success` (good of all) and `journey_time` (of the good ones).
 * Those that are due are gone beside each other, and their counts make one sample. Plan: "User Experience Tracking".
 *
 * A journey that somebody answered, or that was refused, counts: its users would have failed too. One that nobody
 * answered in time is not known, since that may be our own network, and no figure at all.
 * One that goes through a balancer counts for the environment that answered it; where nobody says who, it counts for none.
 */
import { responseBuckets, type Environment, type Measured } from '../../shared/metrics.ts'
import { ConnectError, type ConnectContext, type Connector, type Journey, type Reading, type SampledTarget, type Way } from './connector.ts'
import { JourneyError } from './journey.ts'
import type { JourneySettings } from './journey-settings.ts'

const longest = 600
/** More than the journeys' own time, so that they end in their words. */
const margin = 250

type Went =
  | { readonly kind: 'good'; readonly seconds: number }
  | { readonly kind: 'bad' | 'not known'; readonly error: JourneyError }
  /** Another environment answered: it is that one's. */
  | { readonly kind: 'elsewhere'; readonly text: string }

function histogramOf(seconds: readonly number[]): { readonly buckets: readonly number[]; readonly sum: number } {
  const buckets = Array.from({ length: responseBuckets.length + 1 }, () => 0)
  for (const one of seconds) {
    const found = responseBuckets.findIndex((bound) => one <= bound)
    const at = found === -1 ? responseBuckets.length : found
    buckets[at] = (buckets[at] ?? 0) + 1
  }
  return { buckets, sum: seconds.reduce((sum, one) => sum + one, 0) }
}

function judged(error: JourneyError, environment: Environment, through: string | undefined): Went {
  if (through !== undefined && error.environment !== environment)
    return error.environment === undefined ? { kind: 'not known', error } : { kind: 'elsewhere', text: `${error.tried} was answered by ${error.environment}` }
  return { kind: error.answered || !(error.reason === 'timeout' || error.reason === 'unreachable') ? 'bad' : 'not known', error }
}

/** @returns undefined where no journey is to be sampled */
export function journeySource(
  app: { readonly target: string; readonly environment: Environment; readonly address: string },
  journeys: readonly JourneySettings[],
  go: (id: string, signal: AbortSignal, way: Way) => Promise<Journey>,
  { clock }: Pick<ConnectContext, 'clock'>,
): SampledTarget | undefined {
  const sampled = journeys.flatMap((one) => (one.every === undefined ? [] : [{ ...one, every: one.every }]))
  if (sampled.length === 0) return undefined
  const { environment } = app
  const target = `${app.target} journeys`
  const every = Math.min(...sampled.map((one) => one.every))
  const lastAt = new Map<string, number>()

  const goOne = async ({ id, title, through }: JourneySettings, signal: AbortSignal): Promise<Went> => {
    try {
      const { environment: by, steps } = await go(id, signal, through === undefined ? {} : { through })
      if (through !== undefined && by !== environment) return { kind: 'elsewhere', text: `journey “${title}” was answered by ${by ?? 'nobody who says who'}` }
      return { kind: 'good', seconds: steps.reduce((sum, { ms }) => sum + ms, 0) / 1_000 }
    } catch (error) {
      if (error instanceof JourneyError) return judged(error, environment, through)
      throw error
    }
  }

  const sample = async (signal: AbortSignal): Promise<Reading> => {
    const now = clock.mono()
    // Half a sample early is on time: timers are late now and then.
    const due = sampled.filter((one) => now - (lastAt.get(one.id) ?? Number.NEGATIVE_INFINITY) >= one.every - every / 2)
    for (const { id } of due) lastAt.set(id, now)
    const went = await Promise.all(due.map((one) => goOne(one, signal)))
    const good = went.flatMap((one) => (one.kind === 'good' ? [one.seconds] : []))
    const bad = went.flatMap((one) => (one.kind === 'bad' ? [one.error] : []))
    const unknown = went.flatMap((one) => (one.kind === 'not known' ? [one.error] : []))
    const all = good.length + bad.length
    const success: readonly Measured[] = all === 0 ? [] : [{ metric: 'journey_success', environment, kind: 'ratio', numerator: good.length, denominator: all }]
    const [first] = [...bad, ...unknown]
    const elsewhere = went.flatMap((one) => (one.kind === 'elsewhere' ? [one.text] : []))
    const detail = [...[...bad, ...unknown].map((one) => `${one.tried}: ${one.detail}`), ...elsewhere].join('; ').slice(0, longest)
    if (good.length === 0 && first !== undefined) throw new ConnectError({ target, tried: first.tried, reason: first.reason, detail, mend: first.mend, known: success, cause: first })
    const [time] = good.length === 0 ? [] : [histogramOf(good)]
    return {
      measured: [...success, ...(time ? [{ metric: 'journey_time', environment, kind: 'histogram', ...time } as const] : [])],
      missing: time ? [] : (['journey_success', 'journey_time'] as const).map((metric) => ({ metric, environment, reason: 'empty', detail })),
      ...(detail !== '' && { detail }),
    }
  }

  const connector: Connector = {
    target, kind: 'journeys', environment,
    provides: [{ metric: 'journey_success', environment }, { metric: 'journey_time', environment }],
    // The application's own row proves who it is; this one only says where it goes.
    identify: async () => ({ id: app.address, detail: { address: app.address } }),
    sample,
    stop: async () => undefined,
  }
  return { connector, every, timeout: Math.max(...sampled.map((one) => one.timeout)) + margin }
}
