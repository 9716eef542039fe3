/** Kind `json`: a JSON document over HTTP, metrics by their path in it. Plan: "MONITORING INTEGRATION". */
import { z } from 'zod'
import { duration } from '../../shared/duration.ts'
import { environments, metricInfo, metricNames, type Measured, type MetricName } from '../../shared/metrics.ts'
import type { ConnectContext, Connector, Identity, Missing, Reading } from './connector.ts'
import { address, createHttp } from './http.ts'
import { jsonPath, valueAt, type JsonPath } from './json-endpoint-path.ts'
import { NoValue } from './no-value.ts'
import { createTotals, type Grown } from './totals.ts'

const asked = z.strictObject({
  /** A gauge's value, a counter's running total, a ratio's part. */
  path: jsonPath,
  /** A ratio's whole; a gauge is divided by it. */
  of: jsonPath.optional(),
  /** The two figures of a ratio are running totals: what they grew by counts. */
  totals: z.boolean().default(false),
})
type Asked = z.infer<typeof asked>

export const jsonEndpointSettings = z
  .strictObject({
    environment: z.enum(environments).meta({ title: 'Environment', description: 'Which of the two this system belongs to.' }),
    address: address.meta({ title: 'Address', description: 'Of the document itself.', example: 'http://10.0.0.12:3000/stats.json' }),
    token: z.string().min(1).optional().meta({ title: 'Token', description: 'A bearer token, where the address asks for one.', secret: true }),
    identity: jsonPath.optional().meta({ title: 'Identity', description: 'Path where the document names who wrote it. Without it the address is all that is known.', example: 'build.id' }),
    time: jsonPath.optional().meta({ title: 'Time', description: 'Path where it says when it was written: seconds or ms since 1970, or ISO 8601.', example: 'written' }),
    maxAge: duration.prefault('20s').meta({ title: 'Oldest document', description: 'A document older than this is stale.' }),
    metrics: z.partialRecord(z.enum(metricNames), asked).meta({
      title: 'Metrics', description: 'For each metric the path of its figure; for a ratio {path, of}.', example: 'active_users: { path: sessions.active }',
    }),
  })
  .superRefine(({ metrics }, context) => {
    for (const [metric, one] of Object.entries(metrics) as [MetricName, Asked][]) {
      const { kind } = metricInfo(metric)
      const wrong = (message: string): void => context.addIssue({ code: 'custom', path: ['metrics', metric], message, input: one })
      if (metric === 'up') wrong('up is measured by the console itself: leave it out')
      else if (kind === 'histogram') wrong(`${metric} is a histogram: it can't be read from a document`)
      else if (kind === 'ratio' && one.of === undefined) wrong(`${metric} is a ratio: expected {path, of}`)
      else if (kind === 'counter' && one.of !== undefined) wrong(`of belongs to a ratio or a gauge: ${metric} is a counter`)
      else if (one.totals && kind !== 'ratio') wrong(`totals belongs to a ratio: ${metric} is a ${kind}`)
    }
  })
  .meta({
    title: 'JSON page', description: 'A page that answers with a JSON document.',
    brings: 'Any figure of the document by its path.',
  })
export type JsonEndpointSettings = z.infer<typeof jsonEndpointSettings>

const figureAt = (document: unknown, path: JsonPath): number => {
  const value = valueAt(document, path)
  if (value === undefined || value === null) throw new NoValue('empty', `nothing at ${path.text}`)
  // 1e999 is read as infinite; NaN has no other way into JSON than as a text.
  if ((typeof value === 'number' && !Number.isFinite(value)) || (typeof value === 'string' && /^(nan|[+-]?inf(inity)?)$/i.test(value)))
    throw new NoValue('nan', `${path.text} is ${value}`)
  if (typeof value !== 'number') throw new NoValue('invalid', `${path.text} is no number: ${JSON.stringify(value).slice(0, 40)}`)
  return value
}

/** Wall ms. */
const timeAt = (document: unknown, path: JsonPath): number => {
  const value = valueAt(document, path)
  // Seconds until the year 5138, ms from 1973 on.
  const time = typeof value === 'number' ? (Math.abs(value) < 1e11 ? value * 1_000 : value) : typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (!Number.isFinite(time)) throw new NoValue('invalid', `no time at ${path.text}`)
  return time
}

const increment = (grown: Grown): number => {
  if ('by' in grown) return grown.by
  throw new NoValue(grown.reason, grown.detail)
}

export function connectJsonEndpoint(target: string, settings: JsonEndpointSettings, context: ConnectContext): Connector {
  const { environment, address: base, token, identity, time, maxAge, metrics } = settings
  const http = createHttp(target, base)
  const stopping = new AbortController()
  const totals = createTotals(context)
  const sources = Object.entries(metrics) as readonly (readonly [MetricName, Asked])[]
  const fetch = async (signal: AbortSignal): Promise<unknown> =>
    (await http.json({ path: '', signal: AbortSignal.any([signal, stopping.signal]), headers: { accept: 'application/json', ...(token !== undefined && { authorization: `Bearer ${token}` }) } }, z.unknown())).value

  const measure = (document: unknown, metric: MetricName, { path, of, totals: areTotals }: Asked): Measured => {
    const name = { metric, environment } as const
    const { kind } = metricInfo(metric)
    const value = figureAt(document, path)
    const whole = of === undefined ? undefined : figureAt(document, of)
    if (kind === 'counter') return { ...name, kind, increment: increment(totals.grow(metric, value)) }
    if (kind === 'ratio') {
      if (!areTotals) return { ...name, kind, numerator: value, denominator: whole ?? 0 }
      // Both are followed before either is missed.
      const [part, all] = [totals.grow(`${metric} part`, value), totals.grow(`${metric} whole`, whole ?? 0)]
      return { ...name, kind, numerator: increment(part), denominator: increment(all) }
    }
    if (whole === 0) throw new NoValue('empty', `${of?.text ?? ''} is 0`)
    return { ...name, kind: 'gauge', value: whole === undefined ? value : value / whole }
  }

  const checkAge = (document: unknown): void => {
    if (time === undefined) return
    const age = context.clock.wall() - timeAt(document, time)
    if (age > maxAge) throw new NoValue('stale', `the document is ${Math.round(age / 1_000)} s old`)
  }

  return {
    target,
    kind: 'json',
    environment,
    provides: sources.map(([metric]) => ({ metric, environment })),
    identify: async (signal): Promise<Identity> => {
      const document = await fetch(signal)
      if (identity === undefined) return { id: base, detail: { address: base } }
      const id = valueAt(document, identity)
      if (typeof id !== 'string' && typeof id !== 'number') throw http.wrong({ path: '', signal }, `nothing at ${identity.text}, where the plan has the identity`)
      return { id: String(id), detail: { [identity.text]: String(id) } }
    },
    sample: async (signal): Promise<Reading> => {
      const document = await fetch(signal)
      const measured: Measured[] = []
      const missing: Missing[] = []
      for (const [metric, one] of sources) {
        try {
          checkAge(document)
          measured.push(measure(document, metric, one))
        } catch (error) {
          if (!(error instanceof NoValue)) throw error
          missing.push({ metric, environment, reason: error.reason, detail: error.message })
        }
      }
      return { measured, missing }
    },
    stop: async () => {
      stopping.abort()
      http.stop()
    },
  }
}
