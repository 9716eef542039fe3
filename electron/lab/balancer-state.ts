/** What the balancer holds and counts, and the writes that change it. In memory alone: a restart forgets it, as HAProxy does. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { eachEnvironment, environments, responseBuckets, type Environment, type PerEnvironment } from '../../shared/metrics.ts'
import { HttpError } from './local-http.ts'
import { Counter, Histogram, renderOpenMetrics } from './open-metrics.ts'
import { chooseEnvironment } from './routing.ts'

const weight = z.int().min(0).max(256)
const user = z.string().regex(/^[\w.-]{1,64}$/)
export const weightsSchema = z
  .strictObject({ blue: weight, green: weight })
  .refine(({ blue, green }) => blue + green > 0, 'one weight must be above 0')
export const flagsSchema = z.strictObject({
  set: z.record(user, z.enum(environments)).optional(),
  clear: z.union([z.literal('all'), z.array(user)]).optional(),
})
export const drainSchema = z.strictObject({ environment: z.enum(environments), on: z.boolean() })

/** What GET /state of the control API answers. `started` is in ms since 1970; `sticky` counts users of the last 60 s. */
export type BalancerReport = {
  readonly id: string
  readonly started: number
  readonly weights: PerEnvironment<number>
  readonly flags: Readonly<Record<string, Environment>>
  readonly drained: PerEnvironment<boolean>
  readonly inFlight: PerEnvironment<number>
  readonly sticky: PerEnvironment<number>
  readonly served: PerEnvironment<number>
  readonly forced: PerEnvironment<number>
  readonly failed: number
  readonly healthy: PerEnvironment<boolean>
  /** The largest fencing number that a write came with. */
  readonly fencing: number
  /** Changes of weights, flags and drains since the start. */
  readonly changed: number
}

const stickyForMs = 60_000
// Cookies come from outside: whoever makes up users must not fill the memory.
const usersKept = 10_000

export class BalancerState {
  readonly inFlight: Record<Environment, number> = { blue: 0, green: 0 }
  readonly served: Record<Environment, number> = { blue: 0, green: 0 }
  /** Requests that a forced close cut off. */
  readonly forced: Record<Environment, number> = { blue: 0, green: 0 }
  readonly healthy: Record<Environment, boolean> = { blue: false, green: false }
  /** Requests that no environment answered. */
  failed = 0
  readonly #id = randomUUID()
  readonly #started = Date.now()
  readonly #flags = new Map<string, Environment>()
  readonly #lastAnswer = new Map<string, { readonly environment: Environment; readonly at: number }>()
  readonly #requests = new Counter()
  readonly #seconds = eachEnvironment(() => new Histogram(responseBuckets))
  #weights: PerEnvironment<number> = { blue: 100, green: 0 }
  #drained: PerEnvironment<boolean> = { blue: false, green: false }
  #fencing = 0
  #changed = 0

  choose(caller: Parameters<typeof chooseEnvironment>[1], chance: number): Environment {
    return chooseEnvironment({ weights: this.#weights, flags: this.#flags, drained: this.#drained }, caller, chance)
  }

  isDrained(environment: Environment): boolean {
    return this.#drained[environment]
  }

  answered(environment: Environment, userName: string | undefined, code: number, seconds: number): void {
    this.served[environment] += 1
    this.#requests.add({ environment, code: String(code) })
    this.#seconds[environment].observe(seconds)
    if (userName === undefined) return
    // Deleted first, so that the map's order is the order of the last answers.
    this.#lastAnswer.delete(userName)
    this.#lastAnswer.set(userName, { environment, at: Date.now() })
    const [oldest] = this.#lastAnswer.keys()
    if (this.#lastAnswer.size > usersKept && oldest !== undefined) this.#lastAnswer.delete(oldest)
  }

  /**
   * One write: the fencing number is checked and the effect made in the same synchronous act.
   * HttpError 409 with the largest number seen when this one is smaller. A refused write changes nothing.
   */
  write(fencing: number, effect: () => void): void {
    this.checkFencing(fencing)
    effect()
    this.#fencing = fencing
  }

  /** HttpError 409 when a driver with a larger number has written. */
  checkFencing(fencing: number): void {
    if (fencing < this.#fencing)
      throw new HttpError(409, `fencing number ${fencing} is dead: another driver came with ${this.#fencing}`, { seen: this.#fencing })
  }

  setWeights(weights: z.infer<typeof weightsSchema>): void {
    this.#weights = weights
    this.#changed += 1
  }

  setFlags({ set = {}, clear = [] }: z.infer<typeof flagsSchema>): void {
    if (clear === 'all') this.#flags.clear()
    else for (const name of clear) this.#flags.delete(name)
    for (const [name, environment] of Object.entries(set)) this.#flags.set(name, environment)
    this.#changed += 1
  }

  setDrain({ environment, on }: z.infer<typeof drainSchema>): void {
    const drained = { ...this.#drained, [environment]: on }
    if (drained.blue && drained.green) throw new HttpError(409, 'draining both environments is an outage: end the other drain first')
    this.#drained = drained
    this.#changed += 1
  }

  report(): BalancerReport {
    const since = Date.now() - stickyForMs
    for (const [name, { at }] of this.#lastAnswer) if (at < since) this.#lastAnswer.delete(name)
    const last = [...this.#lastAnswer.values()]
    return {
      id: this.#id,
      started: this.#started,
      weights: this.#weights,
      flags: Object.fromEntries(this.#flags),
      drained: this.#drained,
      inFlight: { ...this.inFlight },
      sticky: eachEnvironment((environment) => last.filter((answer) => answer.environment === environment).length),
      served: { ...this.served },
      forced: { ...this.forced },
      failed: this.failed,
      healthy: { ...this.healthy },
      fencing: this.#fencing,
      changed: this.#changed,
    }
  }

  metricsPage(): string {
    return renderOpenMetrics([
      { name: 'balancer_requests', type: 'counter', help: 'Requests answered, by environment and status code.', samples: this.#requests.samples },
      {
        name: 'balancer_in_flight', type: 'gauge', help: 'Requests dispatched and not answered yet.',
        samples: environments.map((environment) => ({ labels: { environment }, value: this.inFlight[environment] })),
      },
      {
        name: 'balancer_response_seconds', type: 'histogram', unit: 'seconds', help: 'Time to the end of the answer.',
        samples: environments.flatMap((environment) => this.#seconds[environment].samples({ environment })),
      },
      { name: 'balancer_failed', type: 'counter', help: 'Requests that no environment answered.', samples: [{ value: this.failed }] },
    ])
  }
}
