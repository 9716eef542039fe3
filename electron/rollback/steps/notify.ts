/**
 * Kind `notify`: tells an audience, on the record and in the app where users are. One failed channel does not fail the other.
 * Plan: "Stakeholder Notification", "User Notification: Inform affected users of system restoration".
 */
import { z } from 'zod'
import type { Environment } from '../../../shared/metrics.ts'
import { audienceNamed } from '../../../shared/plan/channel-references.ts'
import { entriesOf } from '../runner-journal.ts'
import { ask, defineKind, reasonOf, StepFailure, utc, type Acting, type Look } from './kind.ts'

/** `people`: the plan's audience of this name, by its own channels. */
const channels = ['journal', 'app', 'people'] as const
const settings = z.strictObject({
  audience: z.string().min(1),
  channels: z.array(z.enum(channels)).min(1).default(['journal']),
  text: z.string().min(1),
  severity: z.enum(['info', 'warning', 'critical']).default('info'),
})
type Settings = z.infer<typeof settings>

/** One way to the audience: the record, the app of one environment, or the channels that the plan has for people. */
type Way = { readonly channel: (typeof channels)[number]; readonly environment?: Environment }

const longest = 2_000

/** Where users are or will be: the target, and the other as long as anyone is there, or where the balancer can't say. */
async function whereUsersAre(ctx: Look): Promise<readonly Environment[]> {
  const { target, other } = ctx
  try {
    const { weights, flags, sticky } = await ask(ctx, 'the balancer', (signal) => ctx.targets.balancer().read(signal))
    return weights[other] > 0 || flags[other] > 0 || sticky[other] > 0 ? [target, other] : [target]
  } catch {
    ctx.signal.throwIfAborted()
    // Not knowing is a reason to tell everyone.
    return [target, other]
  }
}

const waysOf = async (ctx: Look<Settings>): Promise<readonly Way[]> => {
  const ways = await Promise.all(
    ctx.settings.channels.map(async (channel): Promise<readonly Way[]> =>
      channel !== 'app' ? [{ channel }] : (await whereUsersAre(ctx)).map((environment) => ({ channel, environment }))))
  return ways.flat()
}

export const fillIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole).slice(0, longest)

const textOf = ({ settings: { text }, run, target, clock }: Acting<Settings>): string =>
  fillIn(text, { trigger: run.trigger, run: run.id, incident: run.incident, target, time: utc(clock.wall()) })

/** The notices of this step are told from others by who gave them. */
const giver = (stepId: string) => ({ kind: 'rule', name: `step ${stepId}` }) as const

/** Ways by which this run's notice has gone out, and those that failed and did not go out since, as the record says. */
const toldBy = ({ journal, run, step }: Acting): { readonly sent: readonly Way[]; readonly failed: readonly Way[] } => {
  const entries = entriesOf(journal, run.incident, ['rollback.opened', 'notice.sent', 'notice.failed'])
  const opened = entries.find((entry) => entry.kind === 'rollback.opened' && entry.data.run === run.id)?.seq ?? 0
  const waysBy = (kind: 'notice.sent' | 'notice.failed'): readonly Way[] =>
    entries.flatMap((entry) =>
      entry.kind === kind && entry.seq > opened && entry.who.name === giver(step.id).name
        ? [{ channel: channels.find((one) => one === entry.data.channel) ?? 'journal', ...(entry.environment && { environment: entry.environment }) }]
        : [])
  const sent = waysBy('notice.sent')
  return { sent, failed: waysBy('notice.failed').filter((way) => !sent.some(same(way))) }
}
const same = (one: Way) => (other: Way): boolean => one.channel === other.channel && one.environment === other.environment
const waysText = (ways: readonly Way[]): string =>
  [...new Set(ways.map(({ channel, environment }) => (channel === 'people' ? 'by their own channels' : environment === undefined ? 'on the record' : `in the app of ${environment}`)))].join(', ')

const grades = { info: 'P2', warning: 'P1', critical: 'P0' } as const

/** Given to the outbox: under the run's own key, so that a second attempt tells nobody twice. */
function queue({ journal, run, step, plan, settings: { audience, severity } }: Acting<Settings>, text: string): void {
  const found = audienceNamed(plan, audience)
  if (found === undefined) throw new StepFailure(`the plan has no audience "${audience}" among people.audiences`)
  journal.append({
    kind: 'message.queued', who: giver(step.id), incident: run.incident,
    data: { message: `${run.id}/${step.id}`, kind: 'notice', to: found.id, channels: [...found.channels], title: step.title, text, severity: grades[severity] },
  })
}

async function send(ctx: Acting<Settings>, way: Way, text: string): Promise<void> {
  const { journal, run, step, settings: { audience, severity } } = ctx
  const { channel, environment } = way
  const common = { who: giver(step.id), incident: run.incident, ...(environment && { environment }) }
  try {
    if (channel === 'people') queue(ctx, text)
    // The same key in every attempt: one that was cut off between the message and its entry tells nobody twice.
    if (environment !== undefined) await ask(ctx, `the app of ${environment}`, (signal) => ctx.targets.app(environment).notice(text, severity, signal, `${run.id}/${step.id}`))
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
    const { sent } = toldBy(ctx)
    if (sent.length === 0) return undefined
    const ways = await waysOf(ctx)
    return ways.every((way) => sent.some(same(way))) ? { detail: 'It was sent before' } : undefined
  },
  apply: async (ctx) => {
    const { sent } = toldBy(ctx)
    const open = (await waysOf(ctx)).filter((way) => !sent.some(same(way)))
    const text = textOf(ctx)
    await Promise.all(open.map((way) => send(ctx, way, text)))
  },
  verify: async (ctx) => {
    const { sent, failed } = toldBy(ctx)
    const { audience } = ctx.settings
    if (sent.length === 0) throw new StepFailure(`${audience} could not be told by any channel. The record says why each failed.`)
    return { audience, sent: waysText(sent), ...(failed.length > 0 && { 'not sent': waysText(failed) }) }
  },
  would: async (ctx) => {
    const ways = await waysOf(ctx)
    return `tell ${ctx.settings.audience} ${waysText(ways)}`
  },
})
