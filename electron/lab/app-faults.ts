/** The faults of one app process; all begin off. */
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { between, type Random } from './random.ts'

export const appFaultNames = ['slow', 'errors', 'db-drops', 'memory', 'sessions'] as const
export type AppFaultName = (typeof appFaultNames)[number]

const mebibyte = 1024 * 1024

/** Holds real memory: 8 MiB more each second, up to 96 % of the limit. */
const memoryHog = (limitBytes: number) => {
  let held: Buffer[] = []
  let timer: NodeJS.Timeout | undefined
  const grow = () => {
    if (process.memoryUsage.rss() < limitBytes * 0.96) held.push(Buffer.alloc(8 * mebibyte, 1))
  }
  return {
    start: () => {
      timer ??= setInterval(grow, 1_000)
      grow()
    },
    stop: () => {
      clearInterval(timer)
      timer = undefined
      held = []
      // Without this the collector would come when it likes, and the fault would seem to go on.
      setFlagsFromString('--expose-gc')
      runInNewContext('gc')()
    },
  }
}

export type AppFaults = {
  readonly set: (name: AppFaultName, on: boolean) => void
  readonly read: () => Readonly<Record<AppFaultName, boolean>>
  /** What a user's request has to wait, in ms. */
  readonly delay: () => number
  readonly failsRequest: () => boolean
  readonly dropsConnection: () => boolean
  readonly refusesSession: (user: string) => boolean
  /** Factor on the processing speed. */
  readonly speed: () => number
}

/** `users` in a fixed order: every third, from the seeded first, is in the group whose sessions fail. */
export const appFaults = (options: {
  readonly random: Random
  readonly seed: number
  readonly users: readonly string[]
  readonly memoryLimitBytes: number
}): AppFaults => {
  const { random, seed, users } = options
  const on: Record<AppFaultName, boolean> = { slow: false, errors: false, 'db-drops': false, memory: false, sessions: false }
  const group = new Set(users.filter((_, index) => index % 3 === seed % 3))
  const hog = memoryHog(options.memoryLimitBytes)
  return {
    set: (name, wanted) => {
      if (name === 'memory' && wanted !== on.memory) (wanted ? hog.start : hog.stop)()
      on[name] = wanted
    },
    read: () => ({ ...on }),
    delay: () => (on.slow ? between(random, 350, 900) : 0),
    failsRequest: () => on.errors && random() < 0.2,
    dropsConnection: () => on['db-drops'] && random() < 0.3,
    refusesSession: (user) => on.sessions && group.has(user),
    speed: () => (on.slow ? 0.6 : 1),
  }
}
