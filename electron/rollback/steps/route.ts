/**
 * Kind `route`: everyone goes to the target. Switched is what the balancer reports and what answers through it, never
 * what it was told. Plan: "Load Balancer Switch: Redirect all traffic back to Blue environment"; faults 8, 11 and 12.
 */
import { z } from 'zod'
import { errorText } from '../../../shared/error-text.ts'
import { environments } from '../../../shared/metrics.ts'
import type { Run } from '../../../shared/rollback.ts'
import { ConnectError, type Routing } from '../../connect/connector.ts'
import { identityWrong } from '../prove.ts'
import { ask, count, defineKind, nameOf, StepFailure, type Acting, type Facts, type Look } from './kind.ts'

const settings = z.strictObject({ probes: z.int().min(1).max(200).default(20) })
type Settings = z.infer<typeof settings>

const read = (ctx: Look): Promise<Routing> => ask(ctx, 'the balancer', (signal) => ctx.targets.balancer().read(signal))

const parts = ({ target, other }: Look, { weights, flags, drained }: Routing) => ({
  drained: drained[target],
  weights: weights[target] !== 100 || weights[other] !== 0,
  flags: flags[other] > 0,
})
const isSwitched = (ctx: Look, routing: Routing): boolean => !Object.values(parts(ctx, routing)).includes(true)

/**
 * It ended a forward run, whose last order may still be on its way: weights and flags are set whatever is reported now, so that the
 * newer number stands where that order would take effect.
 */
const tookOver = ({ journal, run }: Acting): boolean => journal.state().forward?.ramp.takenOverBy === run.id

const routingText = ({ weights, flags }: Routing): string =>
  `weights blue ${weights.blue}, green ${weights.green}; by flag blue ${flags.blue}, green ${flags.green}`

/** What a person needs to know to decide where the target is not fit to take users. */
const knownText = async (ctx: Look): Promise<string> => {
  try {
    const { healthy, sticky } = await read(ctx)
    const health = environments.map((one) => `${one} ${healthy[one] ? 'healthy' : 'not healthy'}`).join(', ')
    return `The balancer sees ${health}; ${count(sticky[ctx.other], 'user')} of the last minute on ${ctx.other}.`
  } catch (error) {
    ctx.signal.throwIfAborted()
    return `The balancer can't be asked either: ${errorText(error)}`
  }
}

/** Users must not be sent to a dead place, nor to another build than the run was opened for. */
async function fitTarget(ctx: Look, run: Pick<Run, 'identity' | 'identities' | 'stages'>): Promise<Facts> {
  const { target, plan } = ctx
  const wanted = run.identity
  try {
    const app = ctx.targets.app(target)
    const { id } = await ask(ctx, `the health of ${target}`, (signal) => app.health(signal))
    const other = identityWrong(app.target, id, { run, plan })
    if (wanted === '' || id === wanted) {
      if (other === undefined) return { build: id }
      throw new StepFailure(`${other} Nothing was switched.`, { facts: { build: id }, final: true })
    }
    throw new StepFailure(`${nameOf(target)} answers as build ${id}, the run was opened for ${wanted}. Nothing was switched.`, { facts: { build: id } })
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (error instanceof StepFailure && error.facts['build'] !== undefined) throw error
    if (!(error instanceof ConnectError || error instanceof StepFailure)) throw error
    throw new StepFailure(`${nameOf(target)} is not fit to take users: ${error.message} ${await knownText(ctx)} Nothing was switched.`, { cause: error })
  }
}

type Seen = { readonly routing: Routing; readonly fit: PromiseSettledResult<Facts> }
/** What the check of an attempt saw, for its apply: users wait for no second look. An attempt has a signal of its own. */
const looks = new WeakMap<AbortSignal, Seen>()

/** Both beside each other: users wait for the slower of the two. */
async function look(ctx: Acting): Promise<Seen> {
  ctx.progress(`asking ${ctx.target} whether it is fit`)
  const [routing, fit] = await Promise.allSettled([read(ctx), fitTarget(ctx, ctx.run)])
  if (routing.status === 'rejected') throw routing.reason
  return { routing: routing.value, fit }
}

export const route = defineKind<Settings>({
  settings,
  effect: ({ target, other }) => `Set weights ${target} 100, ${other} 0, and clear every user's flag`,
  check: async (ctx) => {
    const seen = await look(ctx)
    if (isSwitched(ctx, seen.routing) && !tookOver(ctx)) return { detail: 'It was so already' }
    looks.set(ctx.signal, seen)
    return undefined
  },
  apply: async (ctx) => {
    const { target, other, targets, fencing } = ctx
    const { routing, fit } = looks.get(ctx.signal) ?? (await look(ctx))
    if (fit.status === 'rejected') throw fit.reason
    ctx.note({ ...fit.value, before: routingText(routing) })
    // Only what is not so yet: an attempt that was cut off in the middle is not done twice.
    const open = tookOver(ctx) ? { ...parts(ctx, routing), weights: true, flags: true } : parts(ctx, routing)
    const write = (what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> => {
      ctx.progress(what)
      return ask(ctx, 'the balancer', work)
    }
    if (open.drained) await write(`ending the drain of ${target}`, (signal) => targets.balancer().drain(target, false, fencing, signal))
    if (open.weights) await write('setting the weights', (signal) => targets.balancer().setWeights(target === 'blue' ? { blue: 100, green: 0 } : { blue: 0, green: 100 }, fencing, signal))
    if (open.flags) await write(`clearing ${count(routing.flags[other], 'flag')}`, (signal) => targets.balancer().setFlags({ clear: 'all' }, fencing, signal))
  },
  verify: async (ctx) => {
    const { target, settings: { probes } } = ctx
    const routing = await read(ctx)
    if (!isSwitched(ctx, routing)) throw new StepFailure(`The balancer does not report the switch: ${routingText(routing)}${routing.drained[target] ? `; ${target} is drained` : ''}.`)
    ctx.progress('probing through the balancer', 0, probes)
    const { answered, failed } = await ask(ctx, 'probes through the balancer', (signal) => ctx.targets.balancer().probe(probes, signal), 5_000)
    if (answered[target] !== probes || failed > 0)
      throw new StepFailure(
        `The balancer says ${target}, but of ${count(probes, 'probe')} through it ${answered[target]} were answered by ${target}, ${answered[ctx.other]} by ${ctx.other}, and ${failed} failed.`,
        { facts: { probes, answered: answered[target], failed } },
      )
    return { after: routingText(routing), probes: `${probes} of ${probes} answered by ${target}`, 'still sticky': routing.sticky[ctx.other] }
  },
  would: async (ctx) => {
    const [routing, { build }] = await Promise.all([read(ctx), fitTarget(ctx, { identity: '', stages: [] })])
    if (isSwitched(ctx, routing)) return `change nothing: all users go to ${ctx.target} already; probe ${ctx.settings.probes} times`
    return `set weights ${ctx.target} 100, ${ctx.other} 0 (now ${routing.weights[ctx.target]}, ${routing.weights[ctx.other]}), clear ${count(routing.flags[ctx.other], 'flag')}, and see ${ctx.settings.probes} probes answered by ${ctx.target}, build ${build}`
  },
})
