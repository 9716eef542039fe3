/** Kind `lab-balancer`: the practice environment's balancer, over its control API. Plan: "Load Balancer Configuration". */
import { z } from 'zod'
import { environments, type Environment, type Measured, type MetricName, type PerEnvironment } from '../../shared/metrics.ts'
import { FencingError, type Balancer, type ConnectContext, type FlagChange, type Reading, type Routing } from './connector.ts'
import { address, createHttp, jsonOf, type Ask } from './http.ts'
import { metricMap, readMetrics } from './metric-map.ts'
import { countProbes } from './probe.ts'
import { createScraper } from './scraper.ts'

export const labBalancerSettings = z.strictObject({
  address: address.meta({ title: 'Address', description: 'Data plane: where users come in.', example: '${LAB_BALANCER}' }),
  control: address.meta({ title: 'Control address', description: 'Where it takes orders.', example: '${LAB_CONTROL}' }),
  token: z.string().min(1).meta({ title: 'Token', description: 'Of its control address.', secret: true }),
}).meta({
  title: 'Practice balancer', description: "The practice lab's own balancer, for drills.",
  brings: 'Routing by user flag and by weight, draining, requests and errors of each environment.',
  practice: true,
})
export type LabBalancerSettings = z.infer<typeof labBalancerSettings>

const count = z.number().nonnegative()
const perEnvironment = <T>(one: z.ZodType<T>) => z.object({ blue: one, green: one })
const stateSchema = z.object({
  id: z.string(),
  weights: perEnvironment(count),
  flags: z.record(z.string(), z.enum(environments)),
  drained: perEnvironment(z.boolean()),
  inFlight: perEnvironment(count),
  sticky: perEnvironment(count),
  served: perEnvironment(count),
  failed: count,
  healthy: perEnvironment(z.boolean()),
  fencing: count,
  changed: count,
})
const answeredSchema = z.object({ environment: z.enum(environments) })
const refusedSchema = z.object({ seen: z.number() })

const sampled = ['traffic_share', 'balancer_in_flight', 'balancer_requests', 'balancer_errors'] as const satisfies readonly MetricName[]
const mapOf = (environment: Environment) =>
  metricMap.parse({
    balancer_in_flight: { gauge: `balancer_in_flight{environment="${environment}"}` },
    balancer_requests: { counter: `balancer_requests_total{environment="${environment}"}` },
    balancer_errors: {
      ratio: `balancer_requests_total{environment="${environment}",code=~"5.."}`,
      of: `balancer_requests_total{environment="${environment}"}`,
    },
  })
const maps = { blue: mapOf('blue'), green: mapOf('green') } as const

const sharesOf = (requests: PerEnvironment<number>): readonly Measured[] => {
  const total = requests.blue + requests.green
  if (total === 0) return []
  return environments.map((environment) => ({ metric: 'traffic_share', environment, kind: 'gauge', value: requests[environment] / total }))
}

export function connectLabBalancer(target: string, { address: through, control, token }: LabBalancerSettings, context: ConnectContext): Balancer {
  const http = createHttp(target, control)
  const headers = { authorization: `Bearer ${token}` }
  const scraper = createScraper(http, context)

  const state = async (signal: AbortSignal) => (await http.json({ path: '/state', headers, signal }, stateSchema)).value

  const write = async (ask: Ask, fencing: number): Promise<void> => {
    const fenced = { ...ask, headers: { ...headers, 'x-fencing': String(fencing) } }
    const { status, text } = await http.ask(fenced)
    if (status >= 200 && status <= 299) return
    const refused = refusedSchema.safeParse(jsonOf(text))
    if (status === 409 && refused.success) throw new FencingError({ target, tried: `${ask.method} ${control}${ask.path}`, fencing, seen: refused.data.seen })
    throw http.wrong(fenced, `answered ${status}: ${text.slice(0, 200)}`)
  }

  const sample = async (signal: AbortSignal): Promise<Reading> => {
    const [{ id }, page] = await Promise.all([state(signal), scraper.fetch(signal)])
    const since = scraper.follow(page, id)
    const readings = environments.map((environment) => readMetrics(maps[environment], environment, page, since))
    const measured = readings.flatMap((reading) => reading.measured)
    const requestsOf = (environment: Environment): number => {
      const found = measured.find((one) => one.metric === 'balancer_requests' && one.environment === environment)
      return found?.kind === 'counter' ? found.increment : 0
    }
    const shares = sharesOf({ blue: requestsOf('blue'), green: requestsOf('green') })
    const noShare = shares.length > 0 ? [] : environments.map((environment) => ({ metric: 'traffic_share', environment, reason: since.cut ?? 'empty' } as const))
    return { measured: [...measured, ...shares], missing: [...readings.flatMap((reading) => reading.missing), ...noShare] }
  }

  /** Both the balancer and the body must say who answered, and say the same. */
  const probeOnce = async (signal: AbortSignal): Promise<Environment | undefined> => {
    const { value, headers: given } = await http.json({ base: through, path: '/identity', fresh: true, signal }, answeredSchema)
    return given['x-served-by'] === value.environment ? value.environment : undefined
  }

  return {
    target,
    kind: 'lab-balancer',
    through,
    provides: environments.flatMap((environment) => sampled.map((metric) => ({ metric, environment }))),
    identify: async (signal) => {
      // Made anew with each start of the console: only its kind stays, and what changes is told as a detail.
      const { id: start } = await state(signal)
      return { id: 'lab-balancer', detail: { start } }
    },
    sample,
    read: async (signal): Promise<Routing> => {
      const { flags, ...rest } = await state(signal)
      const users = Object.values(flags)
      const flagged = (environment: Environment): number => users.filter((one) => one === environment).length
      return { ...rest, flags: { blue: flagged('blue'), green: flagged('green') } }
    },
    userFlags: async (signal) => (await state(signal)).flags,
    setWeights: (weights, fencing, signal) => write({ method: 'PUT', path: '/weights', body: weights, signal }, fencing),
    setFlags: (change: FlagChange, fencing, signal) => write({ method: 'PUT', path: '/flags', body: change, signal }, fencing),
    drain: (environment, on, fencing, signal) => write({ method: 'PUT', path: '/drain', body: { environment, on }, signal }, fencing),
    close: (environment, graceMs, fencing, signal) => write({ method: 'POST', path: '/close', body: { environment, graceMs }, signal }, fencing),
    noop: (fencing, signal) => write({ method: 'POST', path: '/noop', signal }, fencing),
    probe: (count, signal) => countProbes(count, () => probeOnce(signal)),
    stop: async () => http.stop(),
  }
}
