/**
 * What the plan says of an application: where its health, its identity and its metrics are, which ways users go through it,
 * and what it offers a rollback. Without `sessions` or `notice` the application offers none, and the steps that need them ask a person.
 */
import { z } from 'zod'
import { environments } from '../../shared/metrics.ts'
import { address, methods } from './http.ts'
import { jsonCondition, place, statuses } from './journey-expect.ts'
import { journeys, path } from './journey-settings.ts'
import { jsonPath } from './json-endpoint-path.ts'
import { metricMap } from './metric-map.ts'

const call = (method: (typeof methods)[number], at: string) => z.strictObject({ method: z.enum(methods).default(method), path: path.default(at) })

export const appSettings = z.strictObject({
  environment: z.enum(environments),
  address,
  /** For sessions and notices: a reference such as ${LAB_TOKEN}. */
  token: z.string().min(1).optional(),
  /** Healthy is this status and every condition; another status below 500 is a mistake and no sickness. */
  health: z.strictObject({
    method: z.enum(methods).default('GET'),
    path: path.default('/health'),
    status: statuses.default([200]),
    json: z.array(jsonCondition).max(20).default([]),
  }).prefault({}),
  /** Where the build id is, and (where an answer says it) the environment: blue or green. */
  identity: z.strictObject({ path, build: place, environment: place.optional(), detail: z.record(z.string().min(1), place).default({}) })
    .prefault({ path: '/identity', build: { json: 'build' }, environment: { json: 'environment' }, detail: { archive: { json: 'archive' } } }),
  /** Of the page of metrics, which is asked for where `metrics` reads any off it. */
  metricsPath: path.default('/metrics'),
  metrics: metricMap.default({}),
  journeys,
  /** How sessions are taken along. `list` is where the answer holds them, without it the answer itself. */
  sessions: z.strictObject({
    export: call('GET', '/admin/sessions').prefault({}),
    import: call('PUT', '/admin/sessions').prefault({}),
    list: jsonPath.optional(),
    id: jsonPath.prefault('sessionId'),
    user: jsonPath.prefault('user'),
    imported: jsonPath.prefault('imported'),
  }).optional(),
  /** How a message is shown to everyone in the application: {text, severity} as JSON. */
  notice: call('POST', '/admin/notice').optional(),
})
export type AppSettings = z.infer<typeof appSettings>
