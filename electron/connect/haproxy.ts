/**
 * Kind `haproxy`: HAProxy by its Runtime API. Users go by name (a map), then by weight; what is done is read back,
 * and written to the map files and the server-state file, so that a reload by someone else leaves it so.
 *
 * Fencing: HAProxy has no compare-and-set. The numbers stand in a map of their own to which they are only ever added;
 * the largest is read before each write and again after it. A stale driver is refused unless it writes within the
 * milliseconds between the newer one's look and its own: then it is told by a FencingError, after the fact.
 *
 * Plan: "Load Balancer Configuration"; semantics 11 and 12 of the design; faults 8, 9 and 10.
 */
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { errorText } from '../../shared/error-text.ts'
import { eachEnvironment, environments, type Environment, type MetricName, type PerEnvironment } from '../../shared/metrics.ts'
import { writeAtomic } from '../atomic-file.ts'
import { FencingError, type Balancer, type ConnectContext, type Reading, type Routing } from './connector.ts'
import { commandsTo, differing, outageOf, serverWeights, sharesOf, usersAfter, wantedFrom, type Wanted } from './haproxy-change.ts'
import { generationOf, identified, isInPlace, lookAt, namesOf, serversOf, stateOf, type Look } from './haproxy-look.ts'
import { createWorkers, type OldWorker } from './haproxy-workers.ts'
import { answerWithin, createRuntime } from './haproxy-runtime.ts'
import type { HaproxySettings } from './haproxy-settings.ts'
import { figuresOf, unanswered, type HaproxyFigures } from './haproxy-stat.ts'
import { readMapFile, readServerStates, writeMapFile, writeServerStates } from './haproxy-text.ts'
import { createHttp } from './http.ts'
import { metricMap, readMetrics } from './metric-map.ts'
import { readPage, type Page } from './open-metrics.ts'
import { probeMany, probeOnce } from './probe.ts'
import { createScraper } from './scraper.ts'

export { haproxySettings, type HaproxySettings } from './haproxy-settings.ts'

export type HaproxyBalancer = Balancer & {
  /** Old workers that still serve since a reload; empty without a `master` in the settings. @throws ConnectError */
  oldWorkers(signal: AbortSignal): Promise<readonly OldWorker[]>
  /** Sessions, queue, errors and times by environment, as `show stat` has them. @throws ConnectError */
  figures(signal: AbortSignal): Promise<PerEnvironment<HaproxyFigures>>
  /** Where a user by that name is sent, by a request through the data plane. @throws ConnectError */
  probeAs(user: string, signal: AbortSignal): Promise<Environment | undefined>
  /**
   * After a restart or reload: brings back what this console wrote last, or what the files say if it wrote nothing.
   * `changed` counts the commands that were needed. @throws ConnectError, FencingError
   */
  reassert(fencing: number, signal: AbortSignal): Promise<{ readonly reloaded: boolean; readonly changed: number }>
}

const sampled = ['traffic_share', 'balancer_in_flight', 'balancer_requests', 'balancer_errors'] as const satisfies readonly MetricName[]
const mapOf = (environment: Environment) => {
  const of = (name: string): string => `${name}{environment="${environment}"}`
  return metricMap.parse({ balancer_in_flight: { gauge: of('in_flight') }, balancer_requests: { counter: of('answers') }, balancer_errors: { ratio: of('errors'), of: of('answers') } })
}
const maps = eachEnvironment(mapOf)
const lookEvery = 50
const closedWithin = 1_500
/** Seen on 2.6: the retried request ignores every further shutdown. With another server to go to, it moves there instead. */
const uncuttable = ': a request that was cut is tried again by `retry-on`, and can then be cut no more. Give its backend a server of the other environment (backup) and `option redispatch 1`'

export function connectHaproxy(target: string, settings: HaproxySettings, context: ConnectContext): HaproxyBalancer {
  const { through, runtime: address, probe, userBy, users: userMap, fence, stateFile, stickTable, values, identity } = settings
  const runtime = createRuntime(target, address)
  const workers = createWorkers(target, settings.master)
  const http = createHttp(target, through)
  const scraper = createScraper(http, context)
  const stopped = new AbortController()
  const names = eachEnvironment((environment) => namesOf(serversOf(settings, environment)))
  const backends = new Set(environments.flatMap((environment) => serversOf(settings, environment)).map(({ backend }) => backend))

  /** What this console wrote last, and to which worker. */
  let wrote: { readonly generation: string; readonly wanted: Required<Wanted> } | undefined
  let seen = 0
  let changes: { readonly print: string; readonly count: number } | undefined
  let turn: Promise<unknown> = Promise.resolve()

  const within = (signal: AbortSignal, ms = answerWithin): AbortSignal => AbortSignal.any([signal, stopped.signal, AbortSignal.timeout(ms)])
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work)
    // Only the order is kept here: whoever asked for the work gets its error.
    turn = mine.then(() => undefined, () => undefined)
    return mine
  }

  const largest = ({ numbers }: Look): number => {
    seen = Math.max(seen, ...numbers)
    return seen
  }
  const look = async (signal: AbortSignal): Promise<Look> => {
    const found = await lookAt(runtime, settings, signal)
    const { weights, drained, users } = wantedFrom(found, settings)
    const print = JSON.stringify([[...weights], [...drained], [...users]])
    changes = { print, count: (changes?.count ?? 0) + (changes !== undefined && changes.print !== print ? 1 : 0) }
    return found
  }

  const checkNumber = (tried: string, fencing: number, found: Look): void => {
    if (!Number.isSafeInteger(fencing) || fencing < 0) throw runtime.wrong(tried, `${fencing} is no fencing number`)
    if (fencing < largest(found)) throw new FencingError({ target, tried: `${tried} at ${address}`, fencing, seen })
  }

  const save = async (found: Look): Promise<void> => {
    const files = [
      [userMap.file, writeMapFile(found.users)],
      [fence.file, writeMapFile(found.numbers.map((number) => ({ key: String(number), value: String(number) })))],
      [stateFile, writeServerStates(found.states)],
    ] as const
    for (const [file, text] of files) {
      try {
        await writeAtomic(file, text)
      } catch (error) {
        throw runtime.wrong(`write ${file}`, `HAProxy runs as wanted, but a reload would undo it: ${errorText(error)}`, 'auth', error)
      }
    }
  }

  /** Look, check the number, leave ours, act, read back, save. */
  const write = (tried: string, fencing: number, change: (found: Look) => Wanted, signal: AbortSignal, extra: readonly string[] = []): Promise<number> =>
    inTurn(async () => {
      const by = within(signal)
      const before = await look(by)
      checkNumber(tried, fencing, before)
      const wanted = change(before)
      const outage = outageOf(before, wanted, settings)
      if (outage !== undefined) throw runtime.wrong(tried, `refused: ${outage}`)
      const commands = commandsTo(runtime, before, wanted, settings)
      const older = before.numbers.filter((number) => number < fencing).map((number) => `del map ${fence.map} ${number}`)
      const own = before.numbers.includes(fencing) ? [] : [`add map ${fence.map} ${fencing} ${fencing}`]
      const said = await runtime.tell([...own, ...commands, ...extra, ...older], by)
      const after = await look(by)
      checkNumber(`${tried} (it was done, and a newer driver came in between)`, fencing, after)
      const wrong = differing(runtime, after, wanted, settings)
      if (wrong !== undefined) {
        const reloaded = after.generation === before.generation ? '' : 'it was reloaded in between; '
        throw runtime.wrong(tried, `HAProxy does not report the change: ${reloaded}${wrong}${said === '' ? '' : `; it said: ${said.slice(0, 300)}`}`)
      }
      if (!after.numbers.includes(fencing)) throw runtime.wrong(tried, `the fencing number was not kept: ${said.slice(0, 300)}`)
      wrote = { generation: after.generation, wanted: wantedFrom(after, settings) }
      await save(after)
      return commands.length
    })

  const read = async (signal: AbortSignal): Promise<Routing> => {
    const by = within(signal)
    const [found, old] = await Promise.all([look(by), workers.old(by)])
    const weightOf = (environment: Environment): number => settings.weighted[environment].reduce((sum, server) => sum + stateOf(runtime, found, server).weight, 0)
    const figures = eachEnvironment((environment) => figuresOf(found.stat, names[environment]))
    const oldSessions = (environment: Environment): number => old.reduce((sum, { stat }) => sum + figuresOf(stat, names[environment]).sessions, 0)
    const states = eachEnvironment((environment) => serversOf(settings, environment).map((server) => ({ server, state: stateOf(runtime, found, server) })))
    const flagged = (environment: Environment): number => new Set(found.users.filter(({ value }) => value === values[environment]).map(({ key }) => key)).size
    const stuck = (environment: Environment): number =>
      states[environment].reduce((sum, { state }) => sum + (state.backend === stickTable ? (found.stuck.get(state.id) ?? 0) : 0), 0)
    const inFlight = eachEnvironment((environment) => figures[environment].sessions + figures[environment].queued + oldSessions(environment))
    return {
      id: found.generation,
      weights: sharesOf(eachEnvironment(weightOf)),
      flags: eachEnvironment(flagged),
      drained: eachEnvironment((environment) => states[environment].every(({ state }) => state.drained)),
      inFlight,
      // Without a stick-table HAProxy knows no users: what is open now is the least that is known of them.
      sticky: stickTable === undefined ? inFlight : eachEnvironment(stuck),
      served: eachEnvironment((environment) => figures[environment].answers),
      failed: unanswered(found.stat, backends),
      healthy: eachEnvironment((environment) => states[environment].some(({ server, state }) => state.up && isInPlace(server, state))),
      fencing: largest(found),
      changed: changes?.count ?? 0,
    }
  }

  const pageOf = ({ stat }: Look): Page => {
    const lines = environments.flatMap((environment) => {
      const { sessions, queued, answers, serverErrors } = figuresOf(stat, names[environment])
      return [['in_flight', sessions + queued], ['answers', answers], ['errors', serverErrors]].map(([name, value]) => `${name}{environment="${environment}"} ${value}`)
    })
    return readPage(`${lines.join('\n')}\n`, { ended: false })
  }

  const sample = async (signal: AbortSignal): Promise<Reading> => {
    const found = await look(within(signal))
    const page = pageOf(found)
    const since = scraper.follow(page, found.generation)
    const readings = environments.map((environment) => readMetrics(maps[environment], environment, page, since))
    const measured = readings.flatMap((reading) => reading.measured)
    const answers = eachEnvironment((environment) => measured.reduce((sum, one) => sum + (one.metric === 'balancer_requests' && one.environment === environment && one.kind === 'counter' ? one.increment : 0), 0))
    const total = answers.blue + answers.green
    const shares = total === 0 ? [] : environments.map((environment) => ({ metric: 'traffic_share', environment, kind: 'gauge', value: answers[environment] / total } as const))
    const noShare = total > 0 ? [] : environments.map((environment) => ({ metric: 'traffic_share', environment, reason: since.cut ?? 'empty' } as const))
    return { measured: [...measured, ...shares], missing: [...readings.flatMap((reading) => reading.missing), ...noShare] }
  }

  const rest = async (tried: string, signal: AbortSignal): Promise<void> => {
    const by = AbortSignal.any([signal, stopped.signal])
    try {
      await pause(lookEvery, undefined, { signal: by })
    } catch (error) {
      throw runtime.wrong(tried, 'given up while it waited; nothing was cut yet, or not all', 'timeout', error)
    }
  }

  const close = async (environment: Environment, graceMs: number, fencing: number, signal: AbortSignal): Promise<void> => {
    const tried = `close ${environment}`
    checkNumber(tried, fencing, await look(within(signal)))
    const grace = context.clock.mono() + graceMs
    // A switch by someone else must not wait for the grace: only the cut itself is a turn.
    let { inFlight } = await read(signal)
    while (inFlight[environment] > 0 && context.clock.mono() < grace) {
      await rest(tried, signal)
      inFlight = (await read(signal)).inFlight
    }
    const own = serversOf(settings, environment)
    const cut = (found: Look): readonly string[] => [
      ...own.map(({ name }) => `shutdown sessions server ${name}`),
      ...(stickTable === undefined ? [] : own.filter(({ backend }) => backend === stickTable).map((server) => `clear table ${stickTable} data.server_id eq ${stateOf(runtime, found, server).id}`)),
    ]
    const by = context.clock.mono() + closedWithin
    for (;;) {
      await write(tried, fencing, () => ({}), signal, cut(await look(within(signal))))
      await workers.close(names[environment], within(signal))
      const { inFlight: left, drained } = await read(signal)
      // Where users still come in, new ones are no failure.
      if (left[environment] === 0 || !drained[environment]) return
      if (context.clock.mono() >= by) throw runtime.wrong(tried, `${left[environment]} sessions are still open on ${environment} after the close${uncuttable}`)
      await rest(tried, signal)
    }
  }

  const fromFiles = async (): Promise<Required<Wanted>> => {
    const tried = `read ${stateFile} and ${userMap.file}`
    try {
      const [states, users] = await Promise.all([readFile(stateFile, 'utf8'), readFile(userMap.file, 'utf8')])
      return runtime.reading(tried, () => wantedFrom({ states: readServerStates(states), users: readMapFile(users) }, settings))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error
      throw runtime.wrong(tried, errorText(error), 'auth', error)
    }
  }

  const needProbe = () => {
    if (probe === undefined) throw runtime.wrong('probe', 'the plan gives this balancer no probe')
    return probe
  }

  return {
    target,
    kind: 'haproxy',
    through,
    provides: environments.flatMap((environment) => sampled.map((metric) => ({ metric, environment }))),
    identify: async (signal) => {
      const by = within(signal)
      const [text = ''] = await runtime.ask(['show info'], by)
      const info = await identified(runtime, text, settings)
      const { name, version, node, description, pid, started } = info
      return {
        id: [name, version, node, identity ?? description].filter((part) => part !== '').join(' '),
        detail: {
          version, node, generation: generationOf(info), pid: String(pid), started: new Date(started * 1_000).toISOString(),
        },
      }
    },
    sample,
    read,
    userFlags: async (signal) => {
      const { users } = await look(within(signal))
      return Object.fromEntries(users.flatMap(({ key, value }) => {
        const environment = environments.find((one) => values[one] === value)
        return environment === undefined ? [] : [[key, environment]]
      }))
    },
    setWeights: async (weights, fencing, signal) => {
      const tried = `set weights blue ${weights.blue}, green ${weights.green}`
      if (environments.some((environment) => !Number.isFinite(weights[environment]) || weights[environment] < 0) || weights.blue + weights.green <= 0)
        throw runtime.wrong(tried, 'refused: weights are 0 or more, and one is above 0')
      await write(tried, fencing, () => ({ weights: serverWeights(settings, weights) }), signal)
    },
    setFlags: async (change, fencing, signal) => {
      await write('change the user map', fencing, ({ users }) => ({ users: usersAfter(runtime, users, change, values) }), signal)
    },
    drain: async (environment, on, fencing, signal) => {
      await write(`${on ? 'drain' : 'end the drain of'} ${environment}`, fencing, () => ({ drained: new Map([...names[environment]].map((name) => [name, on])) }), signal)
    },
    close,
    noop: (fencing, signal) =>
      inTurn(async () => {
        const by = within(signal)
        checkNumber('try a write', fencing, await look(by))
        const [server] = settings.weighted.blue
        // A weight without a number: only who may set one is told that it is missing.
        if (server) await runtime.tell([`set server ${server.name} weight`], by)
      }),
    probe: (count, signal) => probeMany(http, through, needProbe(), count, AbortSignal.any([signal, stopped.signal])),
    figures: async (signal) => {
      const { stat } = await look(within(signal))
      return eachEnvironment((environment) => figuresOf(stat, names[environment]))
    },
    oldWorkers: (signal) => workers.old(within(signal)),
    probeAs: (user, signal) => {
      const name = encodeURIComponent(user) === user ? user : ''
      if (name === '') throw runtime.wrong('probe', `a user can't be called ${JSON.stringify(user.slice(0, 80))} in a probe`)
      return probeOnce(http, through, needProbe(), within(signal), 'cookie' in userBy ? { cookie: `${userBy.cookie}=${name}` } : { [userBy.header]: name })
    },
    reassert: async (fencing, signal) => {
      const last = wrote
      const wanted = last?.wanted ?? (await fromFiles())
      const { generation } = await look(within(signal))
      const changed = await write('reassert what was set', fencing, () => wanted, signal)
      return { reloaded: last !== undefined && generation !== last.generation, changed }
    },
    stop: async () => {
      stopped.abort()
      http.stop()
    },
  }
}
