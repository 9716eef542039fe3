/** The balancer's data plane: one request in, one environment chosen, the answer streamed back. */
import { Agent, request as httpRequest, type ClientRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { eachEnvironment, otherOf, type Environment, type PerEnvironment } from '../../shared/metrics.ts'
import type { BalancerState } from './balancer-state.ts'
import { cookieOf, json, readBody, send } from './local-http.ts'
import type { Random } from './random.ts'
import { environmentNamed } from './routing.ts'

const upstreamTimeoutMs = 30_000
// A PUT up to this size is held, so that it can be sent again; larger bodies are streamed once.
const heldBodyLimit = 64 * 1024
const hopHeaders = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade', 'te', 'trailer'])

type Exchange = {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly user: string | undefined
  readonly sticky: Environment | undefined
  /** The held body; undefined where it is streamed. */
  readonly body: Buffer | undefined
  readonly started: number
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0

const withoutHops = (headers: IncomingMessage['headers']): Record<string, string | string[]> => {
  const kept: Record<string, string | string[]> = {}
  for (const [name, value] of Object.entries(headers)) if (value !== undefined && !hopHeaders.has(name)) kept[name] = value
  return kept
}

export class Proxy {
  readonly #state: BalancerState
  readonly #upstream: PerEnvironment<URL>
  readonly #random: Random
  readonly #agents: Record<Environment, Agent>
  readonly #open = eachEnvironment(() => new Set<ClientRequest>())

  constructor(state: BalancerState, upstream: PerEnvironment<string>, random: Random) {
    this.#state = state
    this.#upstream = eachEnvironment((environment) => new URL(upstream[environment]))
    this.#random = random
    this.#agents = { blue: new Agent({ keepAlive: true }), green: new Agent({ keepAlive: true }) }
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method } = request
    const held = method === 'PUT' && Number(request.headers['content-length'] ?? Infinity) <= heldBodyLimit
    const body = held ? await readBody(request) : hasBody(request) ? undefined : Buffer.alloc(0)
    const exchange: Exchange = {
      request,
      response,
      user: cookieOf(request, 'user'),
      sticky: environmentNamed(cookieOf(request, 'route')),
      body,
      started: performance.now(),
    }
    // Chosen and dispatched in one turn: a write to the control API can't come in between.
    this.#dispatch(exchange, this.#state.choose(exchange, this.#random()), true)
  }

  /** Ends kept connections once idle, and what is in flight after the grace: then by force. */
  close(environment: Environment, graceMs: number): { readonly inFlight: number } {
    const old = this.#agents[environment]
    this.#agents[environment] = new Agent({ keepAlive: true })
    old.maxFreeSockets = 0
    for (const socket of Object.values(old.freeSockets).flat()) socket?.destroy()
    const open = [...this.#open[environment]]
    setTimeout(() => {
      for (const upstream of open) {
        if (!this.#open[environment].has(upstream)) continue
        this.#state.forced[environment] += 1
        upstream.destroy(new Error('closed by force'))
      }
      old.destroy()
    }, graceMs)
    return { inFlight: open.length }
  }

  #dispatch(exchange: Exchange, environment: Environment, mayRetry: boolean): void {
    const { request, response, body } = exchange
    const state = this.#state
    const { hostname, port } = this.#upstream[environment]
    const upstream = httpRequest({
      agent: this.#agents[environment], hostname, port, method: request.method, path: request.url,
      headers: withoutHops(request.headers), timeout: upstreamTimeoutMs,
    })
    const open = this.#open[environment]
    open.add(upstream)
    state.inFlight[environment] += 1
    let over = false
    const leave = (): void => {
      if (over) return
      over = true
      open.delete(upstream)
      state.inFlight[environment] -= 1
      response.off('close', hangUp)
    }
    const hangUp = (): void => {
      // The caller went away: nobody failed.
      leave()
      upstream.destroy()
    }
    response.on('close', hangUp)

    let written = false
    const write = (): void => {
      written = true
      if (body === undefined) request.pipe(upstream)
      else upstream.end(body)
    }
    upstream.on('socket', (socket) => {
      // A body is not read before there is someone to send it to: so it can still go to the other environment.
      if (socket.connecting) socket.once('connect', write)
      else write()
    })
    upstream.on('timeout', () => upstream.destroy(new Error(`no answer in ${upstreamTimeoutMs} ms`)))
    upstream.on('error', (error) => {
      if (over) return
      leave()
      const repeatable = body !== undefined && ['GET', 'HEAD', 'PUT'].includes(request.method ?? '')
      const other = otherOf(environment)
      if (mayRetry && (!written || repeatable) && !response.headersSent && !state.isDrained(other)) this.#dispatch(exchange, other, false)
      else this.#fail(exchange, `${environment} did not answer: ${error.message}`)
    })
    upstream.on('response', (answer) => this.#relay(exchange, environment, answer, leave, () => over))
  }

  #relay(exchange: Exchange, environment: Environment, answer: IncomingMessage, leave: () => void, isOver: () => boolean): void {
    const { response, user, sticky, started } = exchange
    const headers = withoutHops(answer.headers)
    headers['x-served-by'] = environment
    if (sticky !== environment) {
      const own = headers['set-cookie'] ?? []
      headers['set-cookie'] = [...(Array.isArray(own) ? own : [own]), `route=${environment}; Path=/; HttpOnly; SameSite=Strict`]
    }
    const code = answer.statusCode ?? 502
    response.writeHead(code, headers)
    answer.pipe(response)
    answer.on('end', () => {
      leave()
      this.#state.answered(environment, user, code, (performance.now() - started) / 1_000)
    })
    answer.on('close', () => {
      if (answer.complete || isOver()) return
      // Cut off in the middle: the caller must not take half an answer for a whole one.
      leave()
      this.#state.failed += 1
      response.destroy()
    })
  }

  #fail({ response }: Exchange, message: string): void {
    this.#state.failed += 1
    if (response.headersSent) response.destroy()
    else send(response, json(502, { error: message }))
  }
}
