/**
 * Kind `notify`: tells an audience, on the record and in the app where users are. One failed channel does not fail the other.
 * Plan: "Stakeholder Notification", "User Notification: Inform affected users of system restoration".
 */
import { z } from 'zod'
import { environments, type Environment } from '../../../shared/metrics.ts'
import { entriesOf } from '../runner-journal.ts'
import { ask, defineKind, reasonOf, StepFailure, utc, type Acting, type Look } from './kind.ts'

const channels = ['journal', 'app'] as const
const settings = z.strictObject({
  audience: z.string().min(1),
  channels: z.array(z.enum(channels)).min(1).default(['journal']),
  text: z.string().min(1),
  severity: z.enum(['info', 'warning', 'critical']).default('info'),
})
type Settings = z.infer<typeof settings>

/** One way to the audience: the record, or the app of one environment. */
type Way = { readonly channel: (typeof channels)[number]; readonly environment?: Environment }

const longest = 2_000

/** Where users are now, the target first; both where the balancer can't say. */
async function whereUsersAre(ctx: Look): Promise<readonly Environment[]> {
  const { target, other } = ctx
  try {
    const { weights, flags, sticky } = await ask(ctx, 'the balancer', (signal) => ctx.targets.balancer().read(signal))
    return [target, other].filter((one) => weights[one] > 0 || flags[one] > 0 || sticky[one] > 0)
  } catch {
    ctx.signal.throwIfAborted()
    // Not knowing is a reason to tell everyone.
    return [target, ...environments.filter((one) => one !== target)]
  }
}

const waysOf = async (ctx: Look<Settings>): Promise<readonly Way[]> => {
  const ways = await Promise.all(
    ctx.settings.channels.map(async (channel): Promise<readonly Way[]> =>
      channel === 'journal' ? [{ channel }] : (await whereUsersAre(ctx)).map((environment) => ({ channel, environment }))))
  return ways.flat()
}

export const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole).slice(0, longest)

const textOf = ({ settings: { text }, run, target, clock }: Acting<Settings>): string =>
  fillIn(text, { trigger: run.trigger, run: run.id, incident: run.incident, target, time: utc(clock.wall()) })

/** The notices of this step are told from others by who gave them. */
const giver = (stepId: string) => ({ kind: 'rule', name: `step ${stepId}` }) as const

/** Ways by which this run's notice has gone out, as the record says. */
const sentBy = ({ journal, run, step }: Acting): readonly Way[] => {
  const entries = entriesOf(journal, run.incident, ['rollback.opened', 'notice.sent'])
  const opened = entries.find((entry) => entry.kind === 'rollback.opened' && entry.data.run === run.id)?.seq ?? 0
  return entries.flatMap((entry) =>
    entry.kind === 'notice.sent' && entry.seq > opened && entry.who.name === giver(step.id).name
      ? [{ channel: entry.data.channel === 'app' ? 'app' : 'journal', ...(entry.environment && { environment: entry.environment }) }]
      : [])
}
const same = (one: Way) => (other: Way): boolean => one.channel === other.channel && one.environment === other.environment
const wayText = ({ environment }: Way): string => (environment === undefined ? 'on the record' : `in the app of ${environment}`)

async function send(ctx: Acting<Settings>, way: Way, text: string): Promise<void> {
  const { journal, run, step, settings: { audience, severity } } = ctx
  const { channel, environment } = way
  const common = { who: giver(step.id), incident: run.incident, ...(environment && { environment }) }
  try {
    if (environment !== undefined) await ask(ctx, `the app of ${environment}`, (signal) => ctx.targets.app(environment).notice(text, severity, signal))
    journal.append({ kind: 'notice.sent', ...common, data: { audience, channel, text } })
  } catch (error) {
    ctx.signal.throwIfAborted()
    journal.append({ kind: 'notice.failed', ...common, data: { audience, channel, text, error: reasonOf(error) } })
  }
}

export const notify = defineKind<Settings>({
  settings,
  effect: ({ settings: { audience, channels: wanted } }) => `Tell ${audience}: ${wanted.join(' and ')}`,
  check: async (ctx) => {
    const sent = sentBy(ctx)
    if (sent.length === 0) return undefined
    const ways = await waysOf(ctx)
    return ways.every((way) => sent.some(same(way))) ? { detail: 'It was sent before' } : undefined
  },
  apply: async (ctx) => {
    const sent = sentBy(ctx)
    const open = (await waysOf(ctx)).filter((way) => !sent.some(same(way)))
    const text = textOf(ctx)
    await Promise.all(open.map((way) => send(ctx, way, text)))
  },
  verify: async (ctx) => {
    const sent = sentBy(ctx)
    const audience = ctx.settings.audience
    if (sent.length === 0) throw new StepFailure(`${audience} could not be told by any channel. The record says why each failed.`)
    const missing = (await waysOf(ctx)).filter((way) => !sent.some(same(way)))
    return {
      audience, sent: sent.map(wayText).join(', '),
      ...(missing.length > 0 && { 'not sent': missing.map(wayText).join(', ') }),
    }
  },
  would: async (ctx) => {
    const ways = await waysOf(ctx)
    return `tell ${ctx.settings.audience} ${ways.map(wayText).join(', ')}`
  },
})
