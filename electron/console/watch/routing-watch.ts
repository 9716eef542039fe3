/**
 * Where users go, read back from the balancer once a second, and whether that is still where a finished
 * rollback left them: switched means also that it stays so. Plan: "Load Balancer Configuration"; semantics 11.
 */
import type { Clock } from '../../../shared/clock.ts'
import type { Routing } from '../../../shared/contract.ts'
import { environments, type Environment } from '../../../shared/metrics.ts'
import { ConnectError, FencingError, type Balancer, type Routing as Reported } from '../../connect/connector.ts'
import type { Log } from '../../log.ts'
import type { Timers } from '../../observe/sampler.ts'
import { everyTick } from '../timers.ts'

const every = 1_000
const readWithin = 2_000
/** The share of traffic is that of so long (ms) up to now. */
export const shareWindow = 5_000
/** The write path is tried this often by a change that changes nothing. */
const tryWriteEvery = 30_000

/** "blue 100, green 0; by flag blue 0, green 2" */
const routingText = ({ weights, flags }: Pick<Reported, 'weights' | 'flags'>): string =>
  `weights blue ${weights.blue}, green ${weights.green}; users by flag blue ${flags.blue}, green ${flags.green}`

/** Does the balancer send anyone elsewhere than to `expected`? */
const hasDrifted = (expected: Environment, { weights, flags }: Pick<Reported, 'weights' | 'flags'>): boolean =>
  environments.some((one) => one !== expected && (weights[one] > 0 || flags[one] > 0))

export type RoutingWatch = {
  /** Undefined before the first answer. Its age says how old it is; nothing here is guessed. */
  readonly view: (now: number) => Routing | undefined
  /** Why the last reading failed; undefined while it works. */
  readonly failure: () => ConnectError | undefined
  readonly drifted: () => boolean
  /** The largest fencing number seen; 0 before the first answer. */
  readonly fencing: () => number
  /** How the last harmless write went, and when (monotonic ms); undefined before the first. */
  readonly written: () => { readonly at: number; readonly error?: ConnectError } | undefined
  readonly stop: () => void
}

export function watchRouting(options: {
  readonly balancer: Balancer
  /** Share of the last seconds' requests that an environment answered. */
  readonly share: (environment: Environment, now: number) => number
  /** Where every user should be; undefined where none is expected, as during a run. */
  readonly expected: () => Environment | undefined
  readonly onDrift: (drift: { readonly expected: Environment; readonly found: string }) => void
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): RoutingWatch {
  const { balancer, share, expected, onDrift, clock, timers, log } = options
  const stopped = new AbortController()
  let last: { readonly at: number; readonly routing: Reported } | undefined
  let failure: ConnectError | undefined
  let drifted = false
  let busy = false
  let written: { readonly at: number; readonly error?: ConnectError } | undefined

  const signal = (): AbortSignal => AbortSignal.any([stopped.signal, AbortSignal.timeout(readWithin)])
  const tryWrite = async ({ fencing }: Reported): Promise<void> => {
    if (written !== undefined && written.error === undefined && clock.mono() - written.at < tryWriteEvery) return
    try {
      await balancer.noop(fencing, signal())
      written = { at: clock.mono() }
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error
      if (!(error instanceof FencingError)) written = { at: clock.mono(), error }
    }
  }
  const take = (routing: Reported): void => {
    last = { at: clock.mono(), routing }
    failure = undefined
    const wanted = expected()
    const now = wanted !== undefined && hasDrifted(wanted, routing)
    if (now && !drifted && wanted !== undefined) onDrift({ expected: wanted, found: routingText(routing) })
    drifted = now
  }
  const look = async (): Promise<void> => {
    if (busy) return
    busy = true
    try {
      const routing = await balancer.read(signal())
      take(routing)
      await tryWrite(routing)
    } catch (error) {
      if (stopped.signal.aborted) return
      if (error instanceof ConnectError) failure = error
      else log.error('routing.read failed', { error })
    } finally {
      busy = false
    }
  }
  void look()
  const stopTicks = everyTick({ every, now: clock.mono, timers, act: () => void look() })
  return {
    view: (now) => {
      if (last === undefined) return undefined
      const { id, weights, flags, drained, inFlight, sticky, healthy } = last.routing
      return {
        id, weights, flags, drained, inFlight, sticky, healthy,
        share: { blue: share('blue', now), green: share('green', now) }, age: now - last.at,
      }
    },
    failure: () => failure,
    drifted: () => drifted,
    fencing: () => last?.routing.fencing ?? 0,
    written: () => written,
    stop: () => {
      stopped.abort()
      stopTicks()
    },
  }
}
