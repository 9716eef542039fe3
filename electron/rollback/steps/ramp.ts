/**
 * Kind `ramp`: a share of the users is sent on, read back, and seen by who answers through the balancer.
 * Plan: "Traffic Routing: User-based flags and percentage distribution", "Session Affinity"; semantics 11 of the design.
 */
import { z } from 'zod'
import type { Environment } from '../../../shared/metrics.ts'
import { flagsByHand } from '../../../shared/pilot.ts'
import type { Balancer, MovedSession, Routing } from '../../connect/connector.ts'
import { ask, count, defineKind, nameOf, StepFailure, type Acting } from './kind.ts'
import { lookAtGates } from './hold.ts'
import { chosenOf, fitsShare, readRouting, sessionsWithin, shareSettings, shareWrong, signedIn, usersOf, type ShareSettings } from './share.ts'

const settings = z.strictObject({
  ...shareSettings.shape,
  /** The hold before it: its gates must still pass where more are sent. Without `gates` all of the phase. */
  after: z.strictObject({ step: z.string(), gates: z.array(z.string()).optional() }).optional(),
})
type Settings = z.infer<typeof settings>
type Ctx = Acting<Settings>

const toText = ({ percent, users }: ShareSettings): string =>
  [...(percent === undefined ? [] : [`${percent} % of the users`]), ...(users.length === 0 ? [] : [`${count(users.length, 'user')} by name`])].join(' and ')

const probesWithin = 20_000

const weightsFor = (target: Environment, percent: number): Routing['weights'] =>
  target === 'green' ? { blue: 100 - percent, green: percent } : { blue: percent, green: 100 - percent }

/**
 * The flags that the share wants: by name, and of those who are signed in as many as the share says. The rest of them are kept
 * where they are by name too: a balancer without affinity would send them to and fro by weight. Whom a person flagged stays
 * where that flag says, at every step: a share that took such a user along would undo an emergency disable.
 */
async function flagsFor(ctx: Ctx): Promise<{ readonly sent: readonly string[]; readonly kept: readonly string[]; readonly clear: readonly string[]; readonly returning: readonly MovedSession[] }> {
  const { target, other, settings: { ramp, percent, users, drop, everyone } } = ctx
  const { here, there } = everyone && percent !== undefined ? await signedIn(ctx) : { here: [], there: [] }
  const byHand = flagsByHand(ctx.journal.state().pilots)
  const free = (user: string): boolean => byHand[user] === undefined
  const flagged = (to: Environment): readonly string[] => Object.keys(byHand).filter((user) => byHand[user] === to)
  const { chosen, rest } = chosenOf(ramp, [...here, ...there].map(({ user }) => user).filter(free), percent ?? 0)
  const sent = new Set([...[...users, ...chosen].filter(free), ...flagged(target)])
  const kept = new Set([...rest.filter((user) => !sent.has(user)), ...flagged(other)])
  return { sent: [...sent], kept: [...kept], clear: drop.filter((user) => !sent.has(user) && !kept.has(user)), returning: there.filter(({ user }) => kept.has(user)) }
}

/**
 * A hold that passed may be long over where a person let the next step begin: more users are sent only while its gates pass.
 * Whoever skipped that hold has decided about it.
 */
function stillPasses({ settings: { after, percent }, run, target, plan, journal, monitoring, clock }: Ctx, before: Routing): void {
  const isMore = percent === undefined || percent > before.weights[target]
  const hold = run.stages.flatMap((stage) => stage.steps).find(({ id }) => id === after?.step)
  const isEmpty = before.weights[target] === 0 && before.flags[target] === 0
  if (after === undefined || !isMore || isEmpty || hold?.state === 'skipped') return
  const verdict = lookAtGates({ gates: plan.gates, named: after.gates, phase: journal.state().phase, held: journal.state().hold?.title, environment: target, views: monitoring().judged ?? [], now: clock.mono() })
  if (verdict.kind !== 'passes') throw new StepFailure(`Nobody more is sent to ${target}: ${verdict.why}.`)
}

export const ramp = defineKind<Settings>({
  settings,
  effect: ({ settings, target }) => `Send ${toText(settings)} to ${target}`,
  // Whoever is signed in is counted anew at each attempt: the same orders twice are the same as once.
  check: async () => undefined,
  apply: async (ctx) => {
    const { target, other, targets, fencing, settings: { percent } } = ctx
    const write = (what: string, work: (balancer: Balancer, signal: AbortSignal) => Promise<void>): Promise<void> => {
      ctx.progress(what)
      return ask(ctx, 'the balancer', (signal) => work(targets.balancer(), signal))
    }
    const before = await readRouting(ctx)
    if (!before.healthy[target]) throw new StepFailure(`The balancer sees ${target} not healthy: nobody was sent there.`)
    stillPasses(ctx, before)
    const { sent, kept, clear, returning } = await flagsFor(ctx)
    ctx.note({ before: `${before.weights[target]} % and ${count(before.flags[target], 'user')} by name on ${target}`, 'by name': sent.length, ...(kept.length > 0 && { 'kept by name': kept.length }) })
    // The share first, so that a drain that ends lets in no more than it says.
    if (percent !== undefined) await write(`setting ${percent} % for ${target}`, (balancer, signal) => balancer.setWeights(weightsFor(target, percent), fencing, signal))
    if (before.drained[target]) await write(`ending the drain of ${target}`, (balancer, signal) => balancer.drain(target, false, fencing, signal))
    if (before.drained[other] && percent !== 100) await write(`ending the drain of ${other}`, (balancer, signal) => balancer.drain(other, false, fencing, signal))
    if (returning.length > 0) {
      // A share that gets smaller takes users back, and their sessions with them; one that is newer there stays.
      ctx.progress(`taking ${count(returning.length, 'session')} back to ${other}`)
      await ask(ctx, `taking sessions in at ${other}`, (signal) => targets.app(other).importSessions(returning, signal), sessionsWithin)
    }
    if (sent.length + kept.length + clear.length > 0) {
      const set = Object.fromEntries([...sent.map((user) => [user, target] as const), ...kept.map((user) => [user, other] as const)])
      await write(`sending ${count(sent.length, 'user')} by name`, (balancer, signal) => balancer.setFlags({ set, clear }, fencing, signal))
    }
  },
  verify: async (ctx) => {
    const { target, settings } = ctx
    const { percent, probes } = settings
    const routing = await readRouting(ctx)
    const wrong = shareWrong(routing, { percent: settings.percent, users: usersOf(ctx) }, target)
    if (wrong !== undefined) throw new StepFailure(`The balancer does not report the share: ${wrong}.`)
    const facts = { share: routing.weights[target], 'users by name': routing.flags[target] }
    if (percent === undefined) return facts
    ctx.progress('probing through the balancer', 0, probes)
    const { answered, failed } = await ask(ctx, 'probes through the balancer', (signal) => ctx.targets.balancer().probe(probes, signal), probesWithin)
    const seen = { ...facts, probes, answered: answered[target], failed }
    if (failed > 0) throw new StepFailure(`${count(failed, 'probe')} of ${probes} through the balancer failed.`, { facts: seen })
    if (!fitsShare(answered[target], probes, percent))
      throw new StepFailure(`The balancer says ${percent} % for ${target}, but ${answered[target]} of ${count(probes, 'probe')} through it were answered by ${nameOf(target)}: that is no ${percent} %.`, { facts: seen })
    return seen
  },
  would: async (ctx) => {
    const { weights, flags } = await readRouting(ctx)
    return `send ${toText(ctx.settings)} to ${ctx.target}; now ${weights[ctx.target]} % and ${count(flags[ctx.target], 'user')} by name are there`
  },
})
