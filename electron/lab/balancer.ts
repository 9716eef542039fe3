/** The load balancer between blue and green, with HAProxy's semantics. A child of the lab. */
import { createServer, get, type IncomingMessage } from 'node:http'
import { z } from 'zod'
import { environments, type Environment } from '../../shared/metrics.ts'
import { BalancerState, drainSchema, flagsSchema, weightsSchema } from './balancer-state.ts'
import { childConfig, reportReady } from './child.ts'
import { HttpError, answerTo, json, listenLocal, readJson, requireBearer, send, text, urlOf, type Answer } from './local-http.ts'
import { openMetricsType } from './open-metrics.ts'
import { Proxy } from './proxy.ts'
import { seededRandom, seedOf } from './random.ts'

export type BalancerConfig = {
  readonly port: number
  readonly controlPort: number
  readonly seed: number
  readonly blue: string
  readonly green: string
  readonly adminToken: string
}

const closeSchema = z.strictObject({ environment: z.enum(environments), graceMs: z.int().min(0).max(60_000) })
const healthEveryMs = 1_000

const config = childConfig<BalancerConfig>()
const state = new BalancerState()
const proxy = new Proxy(state, config, seededRandom(seedOf(config.seed, 'balancer')))

const data = createServer((request, response) => {
  proxy.handle(request, response).catch((thrown) => send(response, answerTo(thrown)))
})

const fencingOf = (request: IncomingMessage): number => {
  const given = request.headers['x-fencing']
  if (typeof given !== 'string' || !/^\d{1,15}$/.test(given)) throw new HttpError(400, 'a write needs the header x-fencing: <integer>')
  return Number(given)
}

/** The body is read first: from the fencing check to the effect nothing may wait. */
const write = async <T>(request: IncomingMessage, schema: z.ZodType<T>, effect: (wanted: T) => void): Promise<Answer> => {
  const fencing = fencingOf(request)
  const wanted = await readJson(request, schema)
  state.write(fencing, () => effect(wanted))
  return json(200, state.report())
}

const controls: Readonly<Record<string, (request: IncomingMessage) => Promise<Answer> | Answer>> = {
  'GET /state': () => json(200, state.report()),
  'PUT /weights': (request) => write(request, weightsSchema, (weights) => state.setWeights(weights)),
  'PUT /flags': (request) => write(request, flagsSchema, (flags) => state.setFlags(flags)),
  'PUT /drain': (request) => write(request, drainSchema, (drain) => state.setDrain(drain)),
  'POST /noop': (request) => {
    state.checkFencing(fencingOf(request))
    return json(200, state.report())
  },
  'POST /close': (request) => write(request, closeSchema, ({ environment, graceMs }) => proxy.close(environment, graceMs)),
}

const control = createServer(async (request, response) => {
  try {
    const { pathname } = urlOf(request)
    if (request.method === 'GET' && pathname === '/metrics') {
      send(response, text(openMetricsType, state.metricsPage()))
      return
    }
    requireBearer(request, config.adminToken)
    const answer = controls[`${request.method} ${pathname}`]
    if (answer === undefined) throw new HttpError(404, 'no such control')
    send(response, await answer(request))
  } catch (thrown) {
    send(response, answerTo(thrown))
  }
})

const checkHealth = (environment: Environment): void => {
  const probe = get(`${config[environment]}/health`, { timeout: healthEveryMs }, (answer) => {
    answer.resume()
    state.healthy[environment] = answer.statusCode === 200
  })
  probe.on('timeout', () => probe.destroy(new Error('no answer')))
  probe.on('error', () => {
    state.healthy[environment] = false
  })
}
const checkBoth = (): void => environments.forEach(checkHealth)

checkBoth()
setInterval(checkBoth, healthEveryMs)
reportReady({ url: await listenLocal(data, config.port), control: await listenLocal(control, config.controlPort) })
