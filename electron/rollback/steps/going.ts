/** Parts of the steps that go a journey of the plan as a user. What the plan does not give, a person is asked for. */
import { ConnectError, type App, type Carried, type Journey, type JourneyInfo } from '../../connect/connector.ts'
import { ask, nameOf, probeUser, StepFailure, type Facts, type Look } from './kind.ts'

/** The journey of an application. @throws StepFailure, final, where the plan gives it none of that name */
export function journeyOf({ offers, environment, target }: App, id: string): JourneyInfo {
  const found = offers.journeys.find((one) => one.id === id)
  if (found !== undefined) return found
  const others = offers.journeys.map((one) => one.id).join(', ')
  throw new StepFailure(`The plan gives ${nameOf(environment)} no journey ${id}${others === '' ? '' : ` (it has ${others})`}, so this can't be tried by itself. Look at it yourself, then answer here; journeys belong to target ${target} of the plan.`, { final: true })
}

/** More than the journey's own time, so that it ends in its words. */
const margin = 500

/** Goes one journey; who answered must be `expected` where the answers say who. */
export async function go(ctx: Look, app: App, id: string, expected: App['environment'], way: { readonly through?: string; readonly carried?: Carried } = {}): Promise<Journey> {
  const { title, timeout } = journeyOf(app, id)
  const gone = await ask(ctx, `journey “${title}”`, (signal) => app.journey(id, signal, { user: probeUser(ctx), ...way }), timeout + margin)
  if (gone.environment !== undefined && gone.environment !== expected) throw new StepFailure(`Journey “${title}”${way.through === undefined ? '' : ' through the balancer'} was answered by ${gone.environment} and not by ${expected}.`)
  return gone
}

export const answeredBy = ({ environment }: Journey): string => environment ?? 'its answers do not say'

/** What is begun on the other environment and carried on: the journey that this one is after. */
const begunBy = (app: App, id: string): string => {
  const { after, title } = journeyOf(app, id)
  if (after !== undefined) return after
  throw new StepFailure(`Journey “${title}” carries nothing on, so it can't show that anything is kept: in the plan it needs \`after\`, the journey that begins. Look at it yourself, then answer here.`, { final: true })
}

/** Begins where users come from; why it could not otherwise. */
async function begin(ctx: Look, id: string): Promise<{ readonly carried: Carried } | { readonly why: string }> {
  try {
    return await go(ctx, ctx.targets.app(ctx.other), id, ctx.other)
  } catch (error) {
    ctx.signal.throwIfAborted()
    if (error instanceof StepFailure && error.final) throw error
    if (!(error instanceof ConnectError || error instanceof StepFailure)) throw error
    return { why: error.message }
  }
}

/** Begun on the other environment, carried on at the target, directly and, where everyone goes there, through the balancer. */
export async function carryOver(ctx: Look, id: string, everyone = true): Promise<Facts> {
  const { target, other, targets } = ctx
  const app = targets.app(target)
  const begun = await begin(ctx, begunBy(app, id))
  if ('why' in begun) return { proven: false, [other]: `nothing could be begun there: ${begun.why}` }
  const { carried } = begun
  const direct = await go(ctx, app, id, target, { carried })
  if (!everyone) return { proven: true, session: `begun on ${other}, accepted by ${target}`, 'answered by': answeredBy(direct) }
  const through = await go(ctx, app, id, target, { carried, through: targets.balancer().through })
  return { proven: true, session: `begun on ${other}, accepted by ${target} and through the balancer`, 'answered by': answeredBy(through) }
}

export async function wouldCarryOver(ctx: Look, id: string): Promise<string> {
  const app = ctx.targets.app(ctx.target)
  const first = journeyOf(app, begunBy(app, id)).title
  const answers = await ask(ctx, `the health of ${ctx.other}`, (signal) => ctx.targets.app(ctx.other).health(signal)).then(() => true, () => false)
  ctx.signal.throwIfAborted()
  return answers
    ? `go “${first}” on ${ctx.other} and carry on with “${journeyOf(app, id).title}” on ${ctx.target}, directly and through the balancer`
    : `prove nothing: ${nameOf(ctx.other)} does not answer, so nothing can be begun there`
}
