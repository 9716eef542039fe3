/** Kind `prometheus`: what a Prometheus server has scraped. Plan: "MONITORING INTEGRATION", "Resource Monitoring". */
import { metricInfo, type Measured } from '../../shared/metrics.ts'
import { ConnectError, type ConnectContext, type Connector, type Identity, type Missing, type Reading } from './connector.ts'
import { createHttp } from './http.ts'
import { NoValue } from './no-value.ts'
import { createPrometheusApi, type Answered, type RangeSeries, type Vector } from './prometheus-api.ts'
import { createGrowth, type Growth } from './prometheus-growth.ts'
import { nameIn, selectorsOf } from './prometheus-query.ts'
import { askedBy, type Asked, type PrometheusSettings } from './prometheus-settings.ts'

/** What the server added to an answer: it may be a part only. */
export type Warned = { readonly query: string; readonly warning: string }

export type Prometheus = Connector & {
  /** A query as it stands now, of any number of series. @throws ConnectError */
  instant(query: string, signal: AbortSignal): Promise<Answered<Vector>>
  /** A query over time. @param from,to wall ms @param step ms @throws ConnectError */
  range(query: string, from: number, to: number, step: number, signal: AbortSignal): Promise<Answered<readonly RangeSeries[]>>
  /** The warnings of the last sample. */
  warnings(): readonly Warned[]
}

/** A sample is stale by this many ms more than its scrape interval. */
const grace = 5_000
/** Prometheus looks this far back for a sample; what was there within it and is no more is stale, not empty. */
const lookBack = '5m'

const labelsText = (vector: Vector): string => vector.slice(0, 3).map(({ labels }) => JSON.stringify(labels)).join(', ')

const oneOf = (vector: Vector): number => {
  const [only] = vector
  if (only === undefined) throw new NoValue('empty', 'no series')
  if (vector.length > 1) throw new NoValue('invalid', `${vector.length} series where one is expected: ${labelsText(vector)}`)
  if (!Number.isFinite(only.value)) throw new NoValue('nan', `the value is ${only.value}`)
  return only.value
}

const allFinite = (vector: Vector): Vector => {
  const odd = vector.find(({ value }) => !Number.isFinite(value))
  if (odd !== undefined) throw new NoValue('nan', `a series is ${odd.value}: ${labelsText([odd])}`)
  return vector
}

export function connectPrometheus(target: string, settings: PrometheusSettings, context: ConnectContext): Prometheus {
  const { address: base, token, scrapeInterval, environment } = settings
  const maxAge = settings.maxAge ?? scrapeInterval + grace
  const http = createHttp(target, base)
  const stopping = new AbortController()
  const api = createPrometheusApi(target, http, token, stopping.signal)
  const asking: readonly (Asked & { readonly growth: Growth })[] = askedBy(settings).map((one) => ({ ...one, growth: createGrowth(context) }))
  let warned: readonly Warned[] = []

  /** One sample's questions, each once however many metrics ask it. */
  const startAsking = (signal: AbortSignal) => {
    const asked = new Map<string, Promise<Vector>>()
    const warnings: Warned[] = []
    const ask = (query: string): Promise<Vector> => {
      const known = asked.get(query)
      if (known !== undefined) return known
      const answering = api.instant(query, signal).then(({ result, warnings: texts }) => {
        warnings.push(...texts.map((warning) => ({ query, warning })))
        return result
      })
      asked.set(query, answering)
      return answering
    }
    return { ask, warnings }
  }
  type Asking = ReturnType<typeof startAsking>['ask']

  /** @throws NoValue where the youngest sample of a selector is older than allowed, or where there is none */
  const checkAge = async (selector: string, ask: Asking): Promise<void> => {
    const [youngest] = await ask(`time() - max(timestamp(${selector}))`)
    const seconds = youngest?.value ?? (await ask(`time() - max(max_over_time(timestamp(${selector})[${lookBack}:${Math.max(scrapeInterval, 1_000)}ms]))`))[0]?.value
    if (seconds === undefined) throw new NoValue('empty', `no series ${selector}`)
    if (youngest === undefined || seconds * 1_000 > maxAge)
      throw new NoValue('stale', `the last sample of ${selector} is ${Math.round(seconds)} s old: Prometheus no longer gets any`)
  }
  const checkAges = async (query: string, ask: Asking): Promise<void> => {
    await Promise.all(selectorsOf(query).map((selector) => checkAge(selector, ask)))
  }

  /** No series of the part: none has happened yet, if the metric exists at all. */
  const isKnown = async (part: string, whole: string, ask: Asking): Promise<boolean> => {
    const name = nameIn(part)
    return name !== undefined && (name === nameIn(whole) || (await ask(`count(${name})`)).length > 0)
  }

  const countersOf = async ({ query, of }: Asked, ask: Asking): Promise<readonly Vector[]> => {
    const whole = of ?? query
    const [part, all] = await Promise.all([ask(query), ask(whole), checkAges(whole, ask)])
    if (part.length === 0 && !(await isKnown(query, whole, ask))) throw new NoValue('empty', `no series ${query}`)
    return of === undefined ? [allFinite(part)] : [allFinite(part), allFinite(all)]
  }

  const measure = async (one: Asked & { readonly growth: Growth }, ask: Asking): Promise<Measured> => {
    const { metric, environment: of, query, complement, growth } = one
    const name = { metric, environment: of } as const
    const { kind } = metricInfo(metric)
    if (kind !== 'counter' && kind !== 'ratio') {
      const [vector] = await Promise.all([ask(query), checkAges(query, ask)])
      return { ...name, kind: 'gauge', value: oneOf(vector) }
    }
    const grown = growth.grow(await countersOf(one, ask))
    if (grown === 'first') throw new NoValue('empty', 'no sample to count from: increments come with the next')
    if (grown === 'late') throw new NoValue('stale', 'too long since the sample before to count from it')
    const [part = 0, whole = 0] = grown
    return kind === 'counter' ? { ...name, kind, increment: part } : { ...name, kind, numerator: complement ? whole - part : part, denominator: whole }
  }

  const sample = async (signal: AbortSignal): Promise<Reading> => {
    const { ask, warnings } = startAsking(signal)
    if (asking.length === 0) await ask('vector(1)')
    const results = await Promise.allSettled(asking.map((one) => measure(one, ask)))
    warned = warnings
    const measured: Measured[] = []
    const missing: Missing[] = []
    const failures: ConnectError[] = []
    for (const [index, result] of results.entries()) {
      const one = asking[index]
      if (one === undefined) continue
      if (result.status === 'fulfilled') {
        measured.push(result.value)
        continue
      }
      const error: unknown = result.reason
      if (error instanceof ConnectError) failures.push(error)
      else if (!(error instanceof NoValue)) throw error
      missing.push({ metric: one.metric, environment: one.environment, reason: error.reason, detail: error.message })
    }
    // Not one answer: it is the server that is missing, not this metric or that.
    const [first] = failures
    if (first !== undefined && failures.length === results.length) throw first
    return { measured, missing }
  }

  /**
   * A Prometheus has no id of its own: its address for others, folder and store name it, which stay over a restart.
   * A server that only speaks the query API is known by its address.
   */
  const identify = async (signal: AbortSignal): Promise<Identity> => {
    const [build, runtime, flags] = await Promise.all([api.status('buildinfo', signal), api.status('runtimeinfo', signal), api.status('flags', signal)])
    // It may be anything that answers 404: a query it must answer.
    if (build === undefined) await api.instant('vector(1)', signal)
    const text = (from: Readonly<Record<string, unknown>> | undefined, key: string): string => (typeof from?.[key] === 'string' ? from[key] : '')
    const url = text(flags, 'web.external-url') || base
    const store = text(flags, 'storage.tsdb.path') || text(flags, 'storage.agent.path')
    const folder = text(runtime, 'CWD')
    return { id: `prometheus ${url} ${folder} ${store}`.trim(), detail: { url, folder, store, version: text(build, 'version') } }
  }

  return {
    target,
    kind: 'prometheus',
    ...(environment !== undefined && { environment }),
    provides: asking.map(({ metric, environment: of }) => ({ metric, environment: of })),
    identify,
    sample,
    instant: (query, signal) => api.instant(query, signal),
    range: (query, from, to, step, signal) => api.range(query, from, to, step, signal),
    warnings: () => warned,
    stop: async () => {
      stopping.abort()
      http.stop()
    },
  }
}
