/** What the balancer must report for a step of a ramp: the share by weight, and the users by name. Parts of `ramp` and `gate`. */
import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Environment } from '../../../shared/metrics.ts'
import { flagsByHand } from '../../../shared/pilot.ts'
import { ConnectError, type MovedSession, type Routing } from '../../connect/connector.ts'
import { ask, StepFailure, type Look } from './kind.ts'

export const shareSettings = z.strictObject({
  ramp: z.string(),
  percent: z.number().min(0).max(100).optional(),
  users: z.array(z.string()),
  /** Users of later steps: not yet. */
  drop: z.array(z.string()),
  everyone: z.boolean(),
  probes: z.int().positive(),
})
export type ShareSettings = z.infer<typeof shareSettings>

export const readRouting = (ctx: Look): Promise<Routing> => ask(ctx, 'the balancer', (signal) => ctx.targets.balancer().read(signal))

/** Users whom a step names, but for those whom a person has flagged elsewhere. */
export function usersOf({ journal, target, settings: { users } }: Look & { readonly settings: ShareSettings }): readonly string[] {
  const byHand = flagsByHand(journal.state().pilots)
  return users.filter((user) => (byHand[user] ?? target) === target)
}

/** Servers share whole weights, so that a share may be read back a little beside what was set; nobody and everybody are exact. */
const within = 1

export const weightWrong = (is: number, wanted: number): boolean =>
  wanted === 0 || wanted === 100 ? is !== wanted : Math.abs(is - wanted) > within || is === 0 || is === 100

/** What is not as the step wants it, for people; undefined where all is. */
export function shareWrong({ weights, flags, drained }: Pick<Routing, 'weights' | 'flags' | 'drained'>, { percent, users }: { readonly percent?: number | undefined; readonly users: readonly string[] }, target: Environment): string | undefined {
  const wrong = [
    ...(percent !== undefined && weightWrong(weights[target], percent) ? [`${target} has a share of ${weights[target]} %, not ${percent} %`] : []),
    ...(flags[target] < users.length ? [`${flags[target]} of ${users.length} users by name are sent to ${target}`] : []),
    ...(drained[target] ? [`${target} is drained`] : []),
  ]
  return wrong.length === 0 ? undefined : wrong.join('; ')
}

/** The same users first at every step, whoever is signed in: nobody goes to and fro as a share grows. */
const orderOf = (ramp: string, user: string): string => createHash('sha256').update(`${ramp}\n${user}`).digest('hex')

/** Who of the signed-in users a share takes, and who stays. `percent` of none is none; of a few at least one. */
export function chosenOf(ramp: string, signedIn: readonly string[], percent: number): { readonly chosen: readonly string[]; readonly rest: readonly string[] } {
  const users = [...new Set(signedIn)].map((user) => ({ user, order: orderOf(ramp, user) })).toSorted((a, b) => (a.order < b.order ? -1 : 1)).map(({ user }) => user)
  const most = Math.floor((users.length * percent) / 100)
  const many = percent > 0 && users.length > 0 ? Math.max(1, most) : 0
  return { chosen: users.slice(0, many), rest: users.slice(many) }
}

export const sessionsWithin = 10_000

/** Sessions on either side; an application that gives none has no users that could be sent by name. */
export async function signedIn(ctx: Look): Promise<{ readonly here: readonly MovedSession[]; readonly there: readonly MovedSession[] }> {
  const of = async (environment: Environment): Promise<readonly MovedSession[]> => {
    try {
      const app = ctx.targets.app(environment)
      if (!app.offers.sessions) return []
      return await ask(ctx, `the sessions of ${environment}`, (signal) => app.exportSessions(signal), sessionsWithin)
    } catch (error) {
      ctx.signal.throwIfAborted()
      if (!(error instanceof ConnectError || error instanceof StepFailure)) throw error
      throw new StepFailure(`Who is signed in on ${environment} is not known, so nobody was sent: ${error.message}`, { cause: error })
    }
  }
  const [here, there] = await Promise.all([of(ctx.other), of(ctx.target)])
  return { here, there }
}

/** What chance brings less often than this is no chance. */
const unlikely = 1e-4

/** How often so many of `n` or fewer, and so many or more, come by chance: the binomial's two tails. */
function tails(k: number, n: number, p: number): readonly [number, number] {
  let log = n * Math.log(1 - p)
  let below = 0
  let here = 0
  for (let at = 0; at <= k; at += 1) {
    here = Math.exp(log)
    below += here
    log += Math.log((n - at) / (at + 1)) + Math.log(p / (1 - p))
  }
  return [below, 1 - below + here]
}

/** Do so many answers of so many probes fit a share in %? Nobody and everybody are exact. */
export function fitsShare(answered: number, probes: number, percent: number): boolean {
  if (percent === 0 || percent === 100) return answered === (percent === 0 ? 0 : probes)
  return tails(answered, probes, percent / 100).every((tail) => tail >= unlikely)
}
