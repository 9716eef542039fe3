/** Prometheus's HTTP API: instant and range queries, read strictly. https://prometheus.io/docs/prometheus/latest/querying/api/ */
import { z } from 'zod'
import type { MissingReason } from '../../shared/metrics.ts'
import { ConnectError } from './connector.ts'
import { jsonOf, type Ask, type Http } from './http.ts'
import { readNumber } from './open-metrics.ts'

export type Labels = Readonly<Record<string, string>>
/** `at` in wall ms of the server. */
export type Point = { readonly at: number; readonly value: number }
export type Vector = readonly { readonly labels: Labels; readonly value: number }[]
export type Answered<T> = { readonly result: T; readonly warnings: readonly string[] }
export type RangeSeries = { readonly labels: Labels; readonly points: readonly Point[] }

export type PrometheusApi = {
  /** A scalar is a vector of one without labels. @throws ConnectError */
  instant(query: string, signal: AbortSignal): Promise<Answered<Vector>>
  /** @param from,to wall ms @param step ms @throws ConnectError */
  range(query: string, from: number, to: number, step: number, signal: AbortSignal): Promise<Answered<readonly RangeSeries[]>>
  /** One of the status pages; undefined where the server has none, as those that only speak the query API. @throws ConnectError */
  status(page: 'buildinfo' | 'runtimeinfo' | 'flags', signal: AbortSignal): Promise<Readonly<Record<string, unknown>> | undefined>
}

/** Prometheus refuses more points a series than this. */
const mostPoints = 11_000

const point = z.tuple([z.number(), z.string()])
const labels = z.record(z.string(), z.string())
const answer = z.union([
  z.object({ status: z.literal('success'), data: z.unknown(), warnings: z.array(z.string()).default([]) }),
  z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() }),
])
const instantData = z.union([
  z.object({ resultType: z.literal('vector'), result: z.array(z.object({ metric: labels, value: point })) }),
  z.object({ resultType: z.literal('scalar'), result: point }),
])
const rangeData = z.object({ resultType: z.literal('matrix'), result: z.array(z.object({ metric: labels, values: z.array(point) })) })

/** By Prometheus's own kind of error. */
const byType: Readonly<Record<string, readonly [MissingReason, string]>> = {
  timeout: ['timeout', 'The query takes too long for the server: make it lighter, or record it by a rule.'],
  canceled: ['timeout', 'The query takes too long for the server: make it lighter, or record it by a rule.'],
  bad_data: ['invalid', 'Mend the query in the plan.'],
  execution: ['invalid', 'Mend the query in the plan.'],
  unavailable: ['unreachable', 'Prometheus is starting, stopping or overloaded: look at its log.'],
}

const numberOf = (text: string): number => readNumber(text) ?? Number.NaN

/** @param stopped ends whatever is under way */
export function createPrometheusApi(target: string, http: Http, token: string | undefined, stopped: AbortSignal): PrometheusApi {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }

  const failed = (tried: string, reason: MissingReason, detail: string, mend: string): ConnectError => new ConnectError({ target, tried, reason, detail, mend })

  const ask = async (path: string, tried: string, signal: AbortSignal): Promise<{ readonly data: unknown; readonly warnings: readonly string[] } | undefined> => {
    const request: Ask = { path, headers, signal: AbortSignal.any([signal, stopped]) }
    const { status, text } = await http.ask(request).catch((error: unknown) => {
      // A query in an address is hard to read.
      throw error instanceof ConnectError ? new ConnectError({ ...error, tried, cause: error }) : error
    })
    const parsed = answer.safeParse(jsonOf(text))
    if (parsed.success && parsed.data.status === 'success') return { data: parsed.data.data, warnings: parsed.data.warnings }
    if (parsed.success && parsed.data.status === 'error') {
      const [reason, mend] = byType[parsed.data.errorType] ?? ['invalid', 'See the detail and mend the query in the plan, or the server.']
      throw failed(tried, reason, parsed.data.error, mend)
    }
    if (status === 404) return undefined
    if (status === 503) throw failed(tried, 'unreachable', 'answered 503: it is starting, stopping or overloaded', 'Wait for it, or look at its log.')
    throw failed(tried, 'invalid', `answered ${status} with something else than Prometheus's answer`, 'See whether the address in the plan is a Prometheus server.')
  }

  const query = async <T>(path: string, tried: string, schema: z.ZodType<T>, signal: AbortSignal): Promise<Answered<T>> => {
    const got = await ask(path, tried, signal)
    if (got === undefined) throw failed(tried, 'invalid', 'answered 404: it has no query API', 'See whether the address in the plan is a Prometheus server.')
    const parsed = schema.safeParse(got.data)
    if (parsed.success) return { result: parsed.data, warnings: got.warnings }
    throw failed(tried, 'invalid', 'the answer is of another type: one number a series is expected', 'Mend the query in the plan: an instant vector or a scalar.')
  }

  return {
    instant: async (text, signal) => {
      const { result, warnings } = await query(`/api/v1/query?${new URLSearchParams({ query: text }).toString()}`, `query ${text}`, instantData, signal)
      const vector = result.resultType === 'scalar'
        ? [{ labels: {}, value: numberOf(result.result[1]) }]
        : result.result.map(({ metric, value }) => ({ labels: metric, value: numberOf(value[1]) }))
      return { result: vector, warnings }
    },
    range: async (text, from, to, step, signal) => {
      const tried = `query ${text} over time`
      if (!(step > 0) || !(to >= from)) throw failed(tried, 'invalid', 'the range is empty or its step is not above 0', 'Give a range from an earlier to a later time.')
      if ((to - from) / step > mostPoints) throw failed(tried, 'invalid', `more than ${mostPoints} points a series`, 'Take a longer step or a shorter range.')
      const parameters = new URLSearchParams({ query: text, start: String(from / 1_000), end: String(to / 1_000), step: String(step / 1_000) })
      const { result, warnings } = await query(`/api/v1/query_range?${parameters.toString()}`, tried, rangeData, signal)
      return { result: result.result.map(({ metric, values }) => ({ labels: metric, points: values.map(([at, value]) => ({ at: at * 1_000, value: numberOf(value) })) })), warnings }
    },
    status: async (page, signal) => {
      const got = await ask(`/api/v1/status/${page}`, `read the server's ${page}`, signal)
      const parsed = z.record(z.string(), z.unknown()).safeParse(got?.data)
      return parsed.success ? parsed.data : undefined
    },
  }
}
