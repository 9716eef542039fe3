import { setTimeout as pause } from 'node:timers/promises'
import type { Environment } from '../../shared/metrics.ts'
import { symbols } from './archive.ts'
import { Browser, type Page } from './browser.ts'
import type { Person } from './people.ts'
import { between, pick, seededRandom, seedOf, whole, type Random } from './random.ts'
import { environmentNamed } from './routing.ts'

export type UserReport = {
  readonly user: string
  readonly profile: string
  readonly cohort: 'pilot' | 'other'
  /** Who answered last. */
  readonly environment: Environment | null
  readonly sessionsLost: number
  readonly requests: number
  readonly failures: number
  readonly workflows: number
  /** Waits for a session or a backtest to be moved to where the user is now. */
  readonly waiting: boolean
}

const pollEveryMs = 250
const moveWithinMs = 5 * 60_000
// Users call an answer slow from here on; the plan's bar is 300 ms.
const slowMs = 300
const strategies = ['sma-5-20', 'sma-10-50', 'sma-20-100'] as const

/** The session is gone: a 401 after a login, or a state which was never moved. */
class SessionLost extends Error {}
/** A request that was not answered, or with an error. The workflow is given up. */
class RequestFailed extends Error {}

/** One user: signs in, works, waits, answers, and signs in again when the session was lost. */
export class SimulatedUser {
  readonly #person: Person
  readonly #browser: Browser
  readonly #random: Random
  #environment: Environment | null = null
  #sessionsLost = 0
  #requests = 0
  #failures = 0
  #workflows = 0
  #waiting = false
  /** Something failed or was slow since the last answer. */
  #unhappy = false

  constructor(person: Person, balancer: string, seed: number) {
    this.#person = person
    this.#browser = new Browser(balancer, { user: person.user })
    this.#random = seededRandom(seedOf(seed, person.user))
  }

  report(): UserReport {
    const { user, profile, pilot } = this.#person
    return {
      user, profile, cohort: pilot ? 'pilot' : 'other', environment: this.#environment, sessionsLost: this.#sessionsLost,
      requests: this.#requests, failures: this.#failures, workflows: this.#workflows, waiting: this.#waiting,
    }
  }

  /** Goes on until the process ends. */
  async live(): Promise<never> {
    await pause(between(this.#random, 0, 1_500))
    let signedIn = false
    for (;;) {
      try {
        if (!signedIn) await this.#ask('POST', '/login', { user: this.#person.user })
        signedIn = true
        if (this.#unhappy) await this.#answer()
        await this.#workflow()
      } catch (error) {
        if (error instanceof SessionLost) {
          this.#sessionsLost += signedIn ? 1 : 0
          signedIn = false
        } else if (!(error instanceof RequestFailed)) throw error
        this.#unhappy = true
        await this.#think()
      }
    }
  }

  async #workflow(): Promise<void> {
    const random = this.#random
    await this.#session()
    await this.#think()
    await this.#ask('GET', '/preferences')
    await this.#ask('GET', `/quote?symbol=${pick(random, symbols)}`)
    await this.#think()
    const submitted = await this.#ask('POST', '/backtests', { strategy: pick(random, strategies), rows: whole(random, 4_000, 12_000) })
    await this.#result((submitted.value as { id: string }).id)
    await this.#think()
    if (random() < 0.25) {
      const preferences = { theme: random() < 0.5 ? 'dark' : 'light', symbol: pick(random, symbols), lots: whole(random, 1, 10) }
      await this.#ask('PUT', '/preferences', preferences)
    }
    await this.#ask('GET', '/notice')
    this.#workflows += 1
    await this.#answer()
    await this.#think()
  }

  /** Waits for the session's state: it was issued elsewhere and is moved by the rollback. */
  #session(): Promise<void> {
    return this.#until(async () => ((await this.#ask('GET', '/session')).value as { known: boolean }).known ? 'there' : 'elsewhere')
  }

  #result(id: string): Promise<void> {
    return this.#until(async () => {
      const page = await this.#ask('GET', `/backtests/${id}`)
      if (page.status === 404) return 'elsewhere'
      // One that an operator ended does not come: the user goes on without it.
      return (page.value as { state: string }).state === 'running' ? 'running' : 'there'
    })
  }

  /** Asks again until it is there; what is not there within five minutes is lost. */
  async #until(look: () => Promise<'there' | 'running' | 'elsewhere'>): Promise<void> {
    const deadline = performance.now() + moveWithinMs
    try {
      for (;;) {
        const found = await look()
        if (found === 'there') return
        if (performance.now() > deadline) throw new SessionLost()
        this.#waiting = found === 'elsewhere'
        await pause(pollEveryMs)
      }
    } finally {
      this.#waiting = false
    }
  }

  async #answer(): Promise<void> {
    await this.#ask('POST', '/feedback', { positive: this.#random() < (this.#unhappy ? 0.2 : 0.96) })
    this.#unhappy = false
  }

  async #ask(method: 'GET' | 'POST' | 'PUT', path: string, body?: unknown): Promise<Page> {
    const started = performance.now()
    this.#requests += 1
    let page: Page
    try {
      page = await this.#browser.ask(method, path, body)
    } catch (error) {
      this.#failures += 1
      throw new RequestFailed(`${method} ${path}`, { cause: error })
    }
    this.#environment = environmentNamed(page.servedBy) ?? this.#environment
    this.#unhappy ||= performance.now() - started > slowMs
    if (page.status === 401) {
      this.#failures += 1
      throw new SessionLost()
    }
    // A 404 is a backtest that is elsewhere: the caller waits for it.
    if (page.status >= 400 && page.status !== 404) {
      this.#failures += 1
      throw new RequestFailed(`${method} ${path}: ${page.status}`)
    }
    return page
  }

  #think(): Promise<void> {
    return pause(between(this.#random, 300, 2_000))
  }
}
