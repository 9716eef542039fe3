/** Connected systems in memory, for tests of the runner's time and order: one that hangs, refuses or dies when told. */
import { createJar } from '../../electron/connect/cookies.ts'
import type { App, Archives, Balancer, Comparison, JourneyInfo, Pending, Routing } from '../../electron/connect/connector.ts'
import { ConnectError, FencingError } from '../../electron/connect/connector.ts'
import type { StepTargets } from '../../electron/rollback/steps/kind.ts'
import type { Environment } from '../../shared/metrics.ts'

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] }
export type Trouble = 'none' | 'dead' | 'hangs'

export function fakeWorld() {
  const routing: Mutable<Routing> = {
    id: 'balancer-1', weights: { blue: 0, green: 100 }, flags: { blue: 0, green: 2 }, drained: { blue: false, green: false },
    inFlight: { blue: 0, green: 0 }, sticky: { blue: 0, green: 3 }, served: { blue: 0, green: 0 }, failed: 0,
    healthy: { blue: true, green: true }, fencing: 0, changed: 0,
  }
  const trouble: Record<'balancer' | 'blue' | 'green' | 'archives', Trouble> = { balancer: 'none', blue: 'none', green: 'none', archives: 'none' }
  const builds = { blue: 'build-blue', green: 'build-green' }
  const sessions: Record<Environment, { sessionId: string; user: string }[]> = { blue: [], green: [{ sessionId: 's-1', user: 'ada' }] }
  const notices: { environment: Environment; text: string }[] = []
  const calls: string[] = []
  const world = {
    routing, trouble, builds, sessions, notices, calls,
    /** Who answers through the balancer, where that is not who it says. */
    answeredBy: undefined as Environment | undefined,
    journeys: [
      { id: 'sign-in', title: 'Sign in', timeout: 5_000 }, { id: 'session', title: 'Use the session', after: 'sign-in', timeout: 5_000 },
    ] as readonly JourneyInfo[],
    movesSessions: true,
    pending: [] as Pending[],
    /** Why the archive's user may end none. */
    mayNotEnd: undefined as string | undefined,
    whole: true,
    lacking: 0,
    /** Users sent by name; and those who were at the beginning, nobody knows who. */
    named: new Map<string, Environment>(),
    unnamed: 2,
    /** Called before each call takes effect. */
    before: undefined as ((call: string) => void) | undefined,
  }

  const called = (target: keyof typeof trouble, call: string): Promise<void> => {
    calls.push(`${target} ${call}`)
    world.before?.(`${target} ${call}`)
    if (trouble[target] === 'hangs') return new Promise<never>(() => undefined)
    if (trouble[target] === 'dead')
      return Promise.reject(new ConnectError({ target, tried: call, reason: 'refused', detail: 'connection refused', mend: 'Start it.' }))
    return Promise.resolve()
  }
  const through = (): Environment => world.answeredBy ?? (routing.drained.green || routing.weights.blue > 0 ? 'blue' : 'green')

  const app = (environment: Environment): App => {
    const who = (way?: { readonly through?: string }): Environment => (way?.through === undefined ? environment : through())
    return {
      target: environment, kind: 'app', environment,
      identify: async () => ({ id: builds[environment], detail: {} }),
      health: async (_signal, way) => {
        await called(who(way), 'health')
        return { id: builds[who(way)], detail: {}, environment: who(way) }
      },
      exportSessions: async () => {
        await called(environment, 'export')
        return [...sessions[environment]]
      },
      importSessions: async (given) => {
        await called(environment, 'import')
        const fresh = given.filter(({ sessionId }) => !sessions[environment].some((one) => one.sessionId === sessionId))
        sessions[environment].push(...fresh)
        return { imported: fresh.length }
      },
      notice: async (text) => {
        await called(environment, 'notice')
        notices.push({ environment, text })
      },
      offers: { journeys: world.journeys, sessions: world.movesSessions, notice: true },
      journey: async (id, _signal, way) => {
        await called(who(way), `journey ${id}`)
        return { environment: who(way), steps: [{ title: 'sign in', ms: 1 }], carried: { jar: createJar(), values: {} } }
      },
      stop: async () => undefined,
    }
  }

  const write = async (call: string, fencing: number, effect: () => void): Promise<void> => {
    await called('balancer', call)
    if (fencing < routing.fencing) throw new FencingError({ target: 'balancer', tried: call, fencing, seen: routing.fencing })
    routing.fencing = fencing
    effect()
  }
  const changes = (change: () => void) => (): void => {
    change()
    routing.changed += 1
  }
  const balancer: Balancer = {
    target: 'balancer', kind: 'fake', through: 'http://balancer',
    identify: async () => ({ id: routing.id, detail: {} }),
    read: async () => {
      await called('balancer', 'read')
      return structuredClone(routing)
    },
    setWeights: (weights, fencing) => write('weights', fencing, changes(() => { routing.weights = { ...weights } })),
    setFlags: ({ set = {}, clear = [] }, fencing) => write('flags', fencing, changes(() => {
      if (clear === 'all') {
        world.named.clear()
        world.unnamed = 0
      } else for (const user of clear) world.named.delete(user)
      for (const [user, environment] of Object.entries(set)) world.named.set(user, environment)
      const of = (environment: Environment): number => [...world.named.values()].filter((one) => one === environment).length
      routing.flags = { blue: of('blue'), green: of('green') + world.unnamed }
    })),
    drain: (environment, on, fencing) => write('drain', fencing, changes(() => { routing.drained[environment] = on })),
    close: (environment, _grace, fencing) => write('close', fencing, () => { routing.inFlight[environment] = 0 }),
    noop: (fencing) => write('noop', fencing, () => undefined),
    probe: async (count) => {
      await called('balancer', 'probe')
      const { weights, drained } = routing
      if (world.answeredBy === undefined && weights.blue > 0 && weights.green > 0 && !drained.blue && !drained.green) {
        const green = Math.round((count * weights.green) / (weights.blue + weights.green))
        return { answered: { blue: count - green, green }, failed: 0 }
      }
      const by = through()
      return { answered: { blue: by === 'blue' ? count : 0, green: by === 'green' ? count : 0 }, failed: 0 }
    },
    stop: async () => undefined,
  }

  const comparison = (): Comparison => ({
    ms: 1,
    tables: [{ table: 'trades', blueRows: 10, greenRows: 10 + world.lacking, differing: { onlyBlue: 0, onlyGreen: world.lacking, changed: 0, newer: { blue: 0, green: 0 } }, sampleKeys: world.lacking > 0 ? ['11'] : [] }],
  })
  const archives: Archives = {
    target: 'archive', kind: 'fake',
    identify: async () => ({ id: 'archive', detail: {} }),
    compare: async () => {
      await called('archives', 'compare')
      return comparison()
    },
    syncInto: async () => {
      await called('archives', 'sync')
      const inserted = world.lacking
      world.lacking = 0
      return { inserted, updated: 0, beforeImages: 0, chunks: 1, kept: 0 }
    },
    mayNotEnd: async () => world.mayNotEnd,
    endTransaction: async (_environment, { id, user }, { who }) => {
      await called('archives', `end ${id} of ${user} for ${who}`)
      const was = world.pending.length
      world.pending = world.pending.filter((one) => one.id !== id)
      return world.pending.length < was ? 'ended' : 'gone'
    },
    pending: async () => {
      await called('archives', 'pending')
      return world.pending
    },
    integrity: async () => {
      await called('archives', 'integrity')
      return { whole: world.whole, problems: world.whole ? [] : ['page 7 is torn'] }
    },
    stop: async () => undefined,
  }
  const targets: StepTargets = { app, balancer: () => balancer, archives: () => archives }
  return Object.assign(world, { targets })
}
export type FakeWorld = ReturnType<typeof fakeWorld>
