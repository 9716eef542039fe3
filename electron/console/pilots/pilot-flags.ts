/**
 * Sends single users to an environment by their flag: on the record before, fenced, read back after. Their sessions come along
 * where the plan says how. Plan: "Feature Flag Management: user-based flags, emergency disable"; semantics 9, 11 and 12.
 */
import type { Actor } from '../../../shared/journal.ts'
import { otherOf, type Environment } from '../../../shared/metrics.ts'
import { takesPart, type Pilot } from '../../../shared/pilot.ts'
import { runEnded, type Run } from '../../../shared/rollback.ts'
import { ConnectError, type App, type Balancer } from '../../connect/connector.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Timers } from '../../observe/sampler.ts'
import { Refusal } from '../../refusal.ts'

const answerWithin = 5_000

export type FlagDeps = {
  readonly journal: Pick<Journal, 'append' | 'nextFencing' | 'state'>
  readonly balancer: () => Balancer
  readonly app: (environment: Environment) => App
  /** Where a rollback goes. */
  readonly home: () => Environment
  readonly activeRun: () => Pick<Run, 'id'> | undefined
  readonly seenFencing: () => number
  readonly timers: Timers
  readonly newId: () => string
}

export type Flags = {
  /** By user. @throws ConnectError where the balancer does not answer, or can't tell */
  readonly read: () => Promise<Readonly<Record<string, Environment>>>
  /** @throws Refusal, ConnectError; what was tried is on the record either way */
  readonly set: (pilots: readonly Pilot[], to: Environment, by: { readonly who: Actor; readonly why: string }) => Promise<{ readonly detail: string }>
}

export function createFlags(deps: FlagDeps): Flags {
  const { journal, balancer, app, home, activeRun, seenFencing, timers, newId } = deps
  let turn: Promise<unknown> = Promise.resolve()

  const ask = async <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    const limit = new AbortController()
    const cancel = timers.after(answerWithin, () => limit.abort())
    try {
      return await work(limit.signal)
    } finally {
      cancel()
    }
  }
  const read: Flags['read'] = () =>
    ask(async (signal) => {
      const found = balancer()
      if (found.userFlags === undefined) throw new ConnectError({ target: found.target, tried: 'read the flags of users', reason: 'none', detail: 'this balancer does not tell which user is flagged where', mend: 'Look at its own map.' })
      return found.userFlags(signal)
    })

  /** A user who is moved should not have to sign in anew; where no session can be moved that is said and holds nothing up. */
  async function takeSessions(users: readonly string[], to: Environment): Promise<string> {
    const from = otherOf(to)
    try {
      if (!app(from).offers.sessions || !app(to).offers.sessions) return 'sessions stay where they are: the plan does not say how they move'
      const own = (await ask((signal) => app(from).exportSessions(signal))).filter(({ user }) => users.includes(user))
      if (own.length === 0) return 'no open session'
      const { imported } = await ask((signal) => app(to).importSessions(own, signal))
      return `${imported} of ${own.length} sessions came along`
    } catch (error) {
      if (!(error instanceof ConnectError)) throw error
      return `sessions did not come along: ${error.detail}`
    }
  }

  const refuse = (pilots: readonly Pilot[], to: Environment): void => {
    const run = activeRun()
    if (run !== undefined) throw new Refusal('CONFLICT', `run ${run.id} is under way and sends users itself: flags are set after it`)
    const nameless = pilots.filter(({ user }) => user === undefined)
    if (nameless.length > 0) throw new Refusal('CONFLICT', `${nameless.map((one) => one.person.name).join(', ')}: the roster does not say which user of the platform this is`)
    const unwilling = to === home() ? [] : pilots.filter((one) => !takesPart(one))
    if (unwilling.length > 0) throw new Refusal('CONFLICT', `${unwilling.map((one) => one.person.name).join(', ')} has not consented to take part`)
  }

  async function set(pilots: readonly Pilot[], to: Environment, { who, why }: { readonly who: Actor; readonly why: string }): Promise<{ readonly detail: string }> {
    refuse(pilots, to)
    const before = await ask((signal) => balancer().read(signal))
    if (before.drained[to]) throw new Refusal('CONFLICT', `${to} is drained: the balancer sends nobody there`)
    const users = pilots.flatMap(({ user }) => user ?? [])
    const sessions = await takeSessions(users, to)
    // It took its time: a rollback that began meanwhile goes first.
    refuse(pilots, to)
    // A ramp of ours that is under way drives on: the same driver, the same number.
    const { forward } = journal.state()
    const fencing = forward !== undefined && !runEnded(forward) ? forward.fencing : journal.nextFencing(Math.max(seenFencing(), before.fencing))
    const flag = newId()
    journal.append({ kind: 'flag.intended', who, why, data: { flag, users, to, fencing } })
    try {
      await ask((signal) => balancer().setFlags({ set: Object.fromEntries(users.map((user) => [user, to])) }, fencing, signal))
      const flags = await read()
      const missing = users.filter((user) => flags[user] !== to)
      if (missing.length > 0) throw new Refusal('CONFLICT', `the balancer took the flags and does not report them for ${missing.join(', ')}`)
    } catch (error) {
      const told = error instanceof ConnectError || error instanceof Refusal
      journal.append({ kind: 'flag.outcome', who, data: { flag, result: 'failed', detail: told ? error.message : 'a fault of the console: keep its log' } })
      throw error
    }
    const detail = `read back: ${users.length === 1 ? `${users[0]} goes` : `${users.length} users go`} to ${to}; ${sessions}`
    journal.append({ kind: 'flag.outcome', who, data: { flag, result: 'done', detail } })
    return { detail }
  }

  return {
    read,
    set: (pilots, to, by) => {
      const mine = turn.then(() => set(pilots, to, by))
      // Only the order is kept here: whoever asked gets the error.
      turn = mine.then(() => undefined, () => undefined)
      return mine
    },
  }
}

