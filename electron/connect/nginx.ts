/**
 * Kind `nginx`: routing by two included files and a checked reload. The whole configuration is checked with the new
 * files in place; the old ones come back where it fails, or where the running nginx does not take them on.
 * What is reported is what the running nginx says it was loaded with.
 *
 * Fencing: the number stands in the file that is written under a lock, so two consoles on one machine exclude each
 * other; what the running nginx reports is checked again afterwards.
 *
 * nginx does not tell environments apart in what it counts: requests belong to an environment while all users go
 * there, and to none while they are split. Plan: "Load Balancer Configuration".
 */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { errorText } from '../../shared/error-text.ts'
import { eachEnvironment, environments, otherOf, type Environment, type MetricName, type PerEnvironment } from '../../shared/metrics.ts'
import { writeAtomic } from '../atomic-file.ts'
import { ConnectError, FencingError, type Balancer, type ConnectContext, type Reading, type Routing } from './connector.ts'
import { createHttp, type Answer } from './http.ts'
import { metricMap, readMetrics } from './metric-map.ts'
import { flagsAfter, isUser, nginxStateSchema, NginxFileError, readFlags, readSplit, readStubStatus, writeFlags, writeSplit, type Flags, type NginxState, type StubStatus } from './nginx-files.ts'
import { locked, LockError } from './nginx-lock.ts'
import { createNginxProcess } from './nginx-process.ts'
import type { NginxSettings } from './nginx-settings.ts'
import { readPage } from './open-metrics.ts'
import { probeMany } from './probe.ts'
import { createScraper } from './scraper.ts'

export { firstNginxFiles, nginxSettings, type NginxSettings } from './nginx-settings.ts'

const sampled = ['traffic_share', 'balancer_in_flight', 'balancer_requests'] as const satisfies readonly MetricName[]
const mapOf = (environment: Environment) =>
  metricMap.parse({ balancer_in_flight: { gauge: `in_flight{environment="${environment}"}` }, balancer_requests: { counter: `answers{environment="${environment}"}` } })
const maps = { blue: mapOf('blue'), green: mapOf('green') } as const

const answerWithin = 2_000
/** Less than a step gives a write, so that what failed is undone in time. */
const reloadWithin = 1_500
/** Fresh connections that must all be answered by the new configuration. */
const inARow = 4
const lookEvery = 20

/** Everything a look brings. */
type Seen = { readonly state: NginxState; readonly flags: Flags; readonly status: StubStatus; readonly generation: string; readonly leaving: number; readonly server: string }

/** Where users may be sent. */
const routedTo = ({ state: { weights, drained }, flags }: Pick<Seen, 'state' | 'flags'>): PerEnvironment<boolean> => {
  const named = new Set(flags.values())
  const wanted = (environment: Environment): boolean => weights[environment] > 0 || named.has(environment)
  return eachEnvironment((environment) => !drained[environment] && (wanted(environment) || (drained[otherOf(environment)] && wanted(otherOf(environment)))))
}

export function connectNginx(target: string, settings: NginxSettings, context: ConnectContext): Balancer {
  const { through, splitFile, flagsFile, upstreams, identity, health, probe } = settings
  const http = createHttp(target, through)
  const scraper = createScraper(http, context)
  const nginx = createNginxProcess(target, settings.pidFile, settings.check)
  const lock = `${splitFile}.lock`
  const stopped = new AbortController()
  let turn: Promise<unknown> = Promise.resolve()
  let looks: Promise<unknown> = Promise.resolve()
  let seenFencing = 0
  /** Requests of ours since the last status page, which counts them too. */
  let own = 0
  let counted: { readonly generation: string; readonly requests: number; readonly only: Environment | undefined } | undefined
  const served = { blue: 0, green: 0 }
  let split = false

  const within = (signal: AbortSignal, ms = answerWithin): AbortSignal => AbortSignal.any([signal, stopped.signal, AbortSignal.timeout(ms)])
  const wrong = (tried: string, detail: string, mend: string, cause?: unknown): ConnectError =>
    new ConnectError({ target, tried, reason: 'invalid', detail, mend, ...(cause !== undefined && { cause }) })
  const gaveUp = (tried: string, cause: unknown): ConnectError =>
    new ConnectError({ target, tried, reason: 'timeout', detail: 'given up while it waited', mend: 'Look at what it waited for, and try again.', cause })
  const reading = <T>(tried: string, read: () => T): T => {
    try {
      return read()
    } catch (error) {
      if (error instanceof NginxFileError) throw wrong(tried, error.message, 'nginx’s configuration includes the split file, maps users to $fifteen_flag by the flags file, and returns $fifteen_routing at the routing address: see whether it does, and whether the plan names the right ones.', error)
      throw error
    }
  }
  const fileAction = async <T>(tried: string, work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      if (error instanceof ConnectError) throw error
      if (error instanceof Error && error.name === 'AbortError') throw gaveUp(tried, error)
      if (error instanceof LockError) throw wrong(`take ${lock}`, error.message, 'Only one console at a time changes nginx.', error)
      throw new ConnectError({ target, tried, reason: 'auth', detail: errorText(error), mend: 'Give the console’s user the right to that file and its folder.', cause: error })
    }
  }
  const load = (path: string): Promise<string> => fileAction(`read ${path}`, () => readFile(path, 'utf8'))

  const fetched = async (base: string, signal: AbortSignal): Promise<Answer> => {
    own += 1
    const ask = { base, path: '', fresh: true, signal } as const
    const answer = await http.ask(ask)
    if (answer.status !== 200) throw http.wrong(ask, `answered ${answer.status}`)
    return answer
  }

  /** What the running nginx was loaded with. */
  const live = async (signal: AbortSignal): Promise<{ readonly state: NginxState; readonly server: string }> => {
    const { text, headers } = await fetched(settings.routing, signal)
    const state = reading(`GET ${settings.routing}`, () => {
      try {
        return nginxStateSchema.parse(JSON.parse(text))
      } catch (error) {
        throw new NginxFileError(`expected $fifteen_routing, got ${JSON.stringify(text.slice(0, 80))}`, { cause: error })
      }
    })
    if (state.identity !== identity) throw wrong(`GET ${settings.routing}`, `another nginx answers: ${state.identity}; the plan names ${identity}`, 'Mend the addresses in the plan.')
    return { state, server: String(headers['server'] ?? '') }
  }

  const account = (status: StubStatus, generation: string, routed: PerEnvironment<boolean>): void => {
    const only = environments.find((environment) => routed[environment] && !routed[otherOf(environment)])
    const grown = counted?.generation === generation ? Math.max(0, status.requests - counted.requests - own) : 0
    if (only !== undefined && only === counted?.only) served[only] += grown
    else if (counted !== undefined) split = true
    own = 0
    counted = { generation, requests: status.requests, only }
  }

  /** One after another, so that each status page is counted against the one before. */
  const look = (signal: AbortSignal): Promise<Seen> => {
    const mine = looks.then(() => lookNow(signal), () => lookNow(signal))
    looks = mine.then(() => undefined, () => undefined)
    return mine
  }
  const lookNow = async (signal: AbortSignal): Promise<Seen> => {
    const [running, splitText, flagsText, { pid, started }, leaving] = await Promise.all([live(signal), load(splitFile), load(flagsFile), nginx.master(), nginx.leaving()])
    const written = reading(`read ${splitFile}`, () => readSplit(splitText, upstreams))
    // The page is asked last: it counts what was asked before it.
    const status = await fetched(settings.status, signal).then(({ text }) => reading(`GET ${settings.status}`, () => readStubStatus(text)))
    const seen: Seen = {
      // What stands in the file counts where it is what is running, edits by hand included.
      state: written.generation === running.state.generation ? written : running.state,
      flags: reading(`read ${flagsFile}`, () => readFlags(flagsText, upstreams)),
      status, generation: `${pid}-${started}`, leaving: leaving.length, server: running.server,
    }
    seenFencing = Math.max(seenFencing, written.fencing, running.state.fencing)
    account(status, seen.generation, routedTo(seen))
    return seen
  }

  const inFlightOf = (seen: Seen): PerEnvironment<number> => {
    const routed = routedTo(seen)
    // One of those that are written to is this question itself.
    return eachEnvironment((environment) => (routed[environment] ? Math.max(0, seen.status.writing - 1) : seen.leaving))
  }

  const checkNumber = (tried: string, fencing: number, known: number): void => {
    if (!Number.isSafeInteger(fencing) || fencing < 0) throw wrong(tried, `${fencing} is no fencing number`, 'Take the lease anew.')
    seenFencing = Math.max(seenFencing, known)
    if (fencing < seenFencing) throw new FencingError({ target, tried, fencing, seen: seenFencing })
  }

  const rest = async (tried: string, signal: AbortSignal): Promise<void> => {
    const by = AbortSignal.any([signal, stopped.signal])
    try {
      await pause(lookEvery, undefined, { signal: by })
    } catch (error) {
      throw gaveUp(tried, error)
    }
  }
  const takenOn = async (generation: string, signal: AbortSignal): Promise<boolean> => {
    const by = context.clock.mono() + reloadWithin
    let row = 0
    while (row < inARow) {
      // While workers change, a connection may be refused or reset: asked again until the time is over.
      const found = await live(within(signal, 500)).catch((error: unknown) => {
        if (error instanceof ConnectError) return undefined
        throw error
      })
      row = found?.state.generation === generation ? row + 1 : 0
      if (row === inARow) return true
      if (context.clock.mono() >= by || signal.aborted) return false
      if (row === 0) await pause(lookEvery)
    }
    return true
  }

  type Change = { readonly weights?: PerEnvironment<number>; readonly flags?: Flags; readonly drained?: PerEnvironment<boolean> }
  const change = (tried: string, fencing: number, of: (state: NginxState, flags: Flags) => Change, signal: AbortSignal): Promise<void> => {
    const work = (): Promise<void> => fileAction(tried, () => locked(lock, context.clock, signal, async () => {
      const [splitText, flagsText] = await Promise.all([load(splitFile), load(flagsFile)])
      const before = reading(`read ${splitFile}`, () => readSplit(splitText, upstreams))
      const flags = reading(`read ${flagsFile}`, () => readFlags(flagsText, upstreams))
      // Nothing is done to another nginx, nor to one that does not answer.
      const running = await live(within(signal))
      checkNumber(tried, fencing, Math.max(before.fencing, running.state.fencing))
      const wanted = of(before, flags)
      const drained = wanted.drained ?? before.drained
      if (drained.blue && drained.green) throw wrong(tried, 'refused: both environments would be drained', 'End the drain of the other environment first.')
      const after: NginxState = { ...before, weights: wanted.weights ?? before.weights, drained, fencing, changed: before.changed + 1, generation: randomUUID() }
      const restore = async (): Promise<void> => {
        await writeAtomic(splitFile, splitText)
        await writeAtomic(flagsFile, flagsText)
      }
      try {
        await writeAtomic(splitFile, writeSplit(after, upstreams))
        await writeAtomic(flagsFile, writeFlags(wanted.flags ?? flags, upstreams))
        await nginx.check(AbortSignal.any([signal, stopped.signal]))
        await nginx.reload()
      } catch (error) {
        await restore()
        throw error
      }
      if (!(await takenOn(after.generation, signal))) {
        await restore()
        await nginx.reload()
        throw wrong(tried, 'the running nginx did not take on the new configuration; the old files are back', 'See its error log, and whether it hangs.')
      }
    }))
    const mine = turn.then(work, work)
    // Only the order is kept here: whoever asked for the work gets its error.
    turn = mine.then(() => undefined, () => undefined)
    return mine
  }

  const isHealthy = async (environment: Environment, signal: AbortSignal): Promise<boolean> => {
    try {
      const { status } = await http.ask({ base: health[environment], path: '', signal })
      return status >= 200 && status <= 299
    } catch (error) {
      // Why it does not answer is for the application's own connector to say.
      if (error instanceof ConnectError) return false
      throw error
    }
  }

  const sample = async (signal: AbortSignal): Promise<Reading> => {
    const seen = await look(within(signal))
    const inFlight = inFlightOf(seen)
    const lines = environments.flatMap((environment) => [`in_flight{environment="${environment}"} ${inFlight[environment]}`, `answers{environment="${environment}"} ${served[environment]}`])
    const page = readPage(`${lines.join('\n')}\n`, { ended: false })
    const since = scraper.follow(page, seen.generation)
    const routed = routedTo(seen)
    const apart = split || (routed.blue && routed.green)
    split = false
    const readings = environments.map((environment) => readMetrics(maps[environment], environment, page, since))
    const known = readings.flatMap(({ measured }) => measured).filter(({ metric }) => !apart || metric !== 'balancer_requests')
    const missing = readings.flatMap((reading) => reading.missing)
    const notApart = environments.flatMap((environment) => (['balancer_requests', 'traffic_share'] as const).map((metric) => ({ metric, environment, reason: 'none', detail: 'nginx does not tell environments apart while users are split' } as const)))
    if (apart) return { measured: known, missing: [...missing.filter(({ metric }) => metric !== 'balancer_requests'), ...notApart] }
    return { measured: [...known, ...environments.map((environment) => ({ metric: 'traffic_share', environment, kind: 'gauge', value: routed[environment] ? 1 : 0 } as const))], missing }
  }

  return {
    target,
    kind: 'nginx',
    through,
    provides: environments.flatMap((environment) => sampled.map((metric) => ({ metric, environment }))),
    identify: async (signal) => {
      const { server, generation } = await look(within(signal))
      return { id: `${server.split(' ')[0] || 'nginx'} ${identity}`, detail: { generation, server } }
    },
    sample,
    read: async (signal): Promise<Routing> => {
      const by = within(signal)
      const [seen, blue, green] = await Promise.all([look(by), isHealthy('blue', by), isHealthy('green', by)])
      const inFlight = inFlightOf(seen)
      const flagged = (environment: Environment): number => [...seen.flags.values()].filter((one) => one === environment).length
      return {
        id: seen.generation, weights: seen.state.weights, flags: eachEnvironment(flagged), drained: seen.state.drained, inFlight, sticky: inFlight,
        served: { ...served }, failed: 0, healthy: { blue, green }, fencing: seenFencing, changed: seen.state.changed,
      }
    },
    userFlags: async (signal) => Object.fromEntries((await look(within(signal))).flags),
    setWeights: async (weights, fencing, signal) => {
      const tried = `set weights blue ${weights.blue}, green ${weights.green}`
      const total = weights.blue + weights.green
      if (!Number.isFinite(total) || Math.min(weights.blue, weights.green) < 0 || total <= 0) throw wrong(tried, 'refused: weights are 0 or more, and one is above 0', 'Ask for other weights.')
      const exact = (weights.green / total) * 100
      // A few users never become none, nor nearly all all.
      const green = exact === 0 || exact === 100 ? exact : Math.min(99.99, Math.max(0.01, Math.round(exact * 100) / 100))
      await change(tried, fencing, () => ({ weights: { blue: Math.round((100 - green) * 100) / 100, green } }), signal)
    },
    setFlags: async (asked, fencing, signal) => {
      const names = [...Object.keys(asked.set ?? {}), ...(asked.clear === 'all' ? [] : (asked.clear ?? []))]
      const bad = names.find((one) => !isUser(one))
      if (bad !== undefined) throw wrong('change the user map', `a user can't be called ${JSON.stringify(bad.slice(0, 80))}`, 'No blanks, quotation marks, ; { } $ \\, and no ~ or # in front.')
      await change('change the user map', fencing, (_, flags) => ({ flags: flagsAfter(flags, asked) }), signal)
    },
    drain: (environment, on, fencing, signal) => change(`${on ? 'drain' : 'end the drain of'} ${environment}`, fencing, ({ drained }) => ({ drained: { ...drained, [environment]: on } }), signal),
    /** Old workers serve both environments: what is cut may be blue's too. It was begun before the last reload. */
    close: async (environment, graceMs, fencing, signal) => {
      await look(within(signal))
      checkNumber(`close ${environment}`, fencing, seenFencing)
      const by = context.clock.mono() + graceMs
      while ((await nginx.leaving()).length > 0 && context.clock.mono() < by) await rest(`close ${environment}`, signal)
      await look(within(signal))
      checkNumber(`close ${environment}`, fencing, seenFencing)
      await nginx.end()
      const gone = context.clock.mono() + answerWithin
      while ((await nginx.leaving()).length > 0) {
        if (context.clock.mono() >= gone) throw wrong(`close ${environment}`, 'old workers are still there', 'See nginx’s error log.')
        await rest(`close ${environment}`, signal)
      }
    },
    noop: async (fencing, signal) => {
      const by = within(signal)
      await look(by)
      checkNumber('try a write', fencing, seenFencing)
      await fileAction('try a write', () => locked(lock, context.clock, by, () => nginx.check(by)))
    },
    probe: (count, signal) => {
      own += count
      return probeMany(http, through, probe, count, AbortSignal.any([signal, stopped.signal]))
    },
    stop: async () => {
      stopped.abort()
      http.stop()
    },
  }
}
