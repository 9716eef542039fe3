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
  environment: z.enum(environments).meta({ title: 'Environment', description: 'Which of the two this system belongs to.' }),
  address: address.meta({ title: 'Address', description: 'Base address: the paths below are asked under it.', example: 'http://10.0.0.12:3000' }),
  token: z.string().min(1).optional().meta({ title: 'Token', description: 'Bearer token for carrying sessions over and for notices. Watching alone needs none.', secret: true }),
  /** Healthy is this status and every condition; another status below 500 is a mistake and no sickness. */
  health: z.strictObject({
    method: z.enum(methods).default('GET'),
    path: path.default('/health'),
    status: statuses.default([200]),
    json: z.array(jsonCondition).max(20).default([]),
  }).prefault({}).meta({ title: 'Health', description: 'What is asked to know whether it is well, and which answer says so.', example: '{ path: /health, status: [200] }' }),
  /** Where the build id is, and (where an answer says it) the environment: blue or green. */
  identity: z.strictObject({ path, build: place, environment: place.optional(), detail: z.record(z.string().min(1), place).default({}) })
    .prefault({ path: '/identity', build: { json: 'build' }, environment: { json: 'environment' }, detail: { archive: { json: 'archive' } } })
    .meta({ title: 'Identity', description: 'Where the build id stands, so that the right build is proven before anything is done to it.', example: '{ path: /version, build: { json: build.id } }' }),
  /** Of the page of metrics, which is asked for where `metrics` reads any off it. */
  metricsPath: path.default('/metrics').meta({ title: 'Metrics path', description: 'Its OpenMetrics or Prometheus page.', example: '/metrics' }),
  metrics: metricMap.default({}).meta({
    title: 'Metrics', description: 'What is read off its page of metrics, and how: {gauge, over?}, {rate}, {counter}, {ratio, of, complement?} or {histogram}.',
    example: 'requests: { counter: http_requests_total }\nerror_rate: { ratio: \'http_requests_total{code=~"5.."}\', of: http_requests_total }',
  }),
  journeys: journeys.meta({
    title: 'Journeys', description: "A user's ways through it: steps, each a request with what is expected of its answer; sampled where `every` is given.",
    example: '- id: visitor\n  title: A visitor\n  every: 30s\n  steps: [{ title: The first page, request: { path: / }, expect: { status: [200] } }]',
  }),
  /** How sessions are taken along. `list` is where the answer holds them, without it the answer itself. */
  sessions: z.strictObject({
    export: call('GET', '/admin/sessions').prefault({}),
    import: call('PUT', '/admin/sessions').prefault({}),
    list: jsonPath.optional(),
    id: jsonPath.prefault('sessionId'),
    user: jsonPath.prefault('user'),
    imported: jsonPath.prefault('imported'),
  }).optional().meta({ title: 'Sessions', description: 'How sessions are taken along at a rollback. Without it the steps that move them ask a person.', example: '{ export: { path: /admin/sessions }, import: { path: /admin/sessions } }' }),
  /** How a message is shown to everyone in the application: {text, severity} as JSON. */
  notice: call('POST', '/admin/notice').optional().meta({ title: 'Notice', description: 'How a message is shown to everyone in it. Without it nobody is told there.', example: '{ path: /admin/notice }' }),
}).meta({
  title: 'Web application', description: 'One environment of the application itself: is it well, which build answers, what does it measure.',
  brings: 'Health, identity, and any metric of its OpenMetrics or Prometheus page; journeys, sessions and notices where it offers them.',
})
export type AppSettings = z.infer<typeof appSettings>
