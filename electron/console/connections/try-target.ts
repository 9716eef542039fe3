/** Connects a draft once: who answers, and one sample, in a bounded time. Nothing is written to the system. */
import { stringify } from 'yaml'
import type { Clock } from '../../../shared/clock.ts'
import type { FieldMistake, Tested } from '../../../shared/contract/connections.ts'
import type { Measured, Statistic } from '../../../shared/metrics.ts'
import { target as targetSchema, type Target } from '../../../shared/plan.ts'
import { ConnectError, type Connector, type Identity, type Reading } from '../../connect/connector.ts'
import { checkTargets, connect } from '../../connect/registry.ts'
import { isSlow, troubleText } from '../../connect/trouble.ts'
import { redact } from '../../hide.ts'
import type { Timers } from '../../observe/sampler.ts'
import { withoutValue } from '../../plan/redact.ts'
import { readSource } from '../../plan/source.ts'
import type { WrittenTarget } from '../../plan/target-text.ts'
import type { Environment } from '../../plan/variables.ts'

/** A first connection may take longer than a sample on a kept one. */
const leastTime = 3_000
const mostTime = 10_000

type Settings = { readonly target: Target } | { readonly mistakes: readonly FieldMistake[] }

/** The draft with its references filled in and checked, as in a plan. */
export function settle(written: WrittenTarget, env: Environment): Settings {
  const source = readSource(stringify(written), env)
  const at = (path: readonly (string | number)[]): { readonly field?: string } => (path[0] === undefined ? {} : { field: String(path[0]) })
  const missing = source.mistakes.map(({ path, message, mend }): FieldMistake => ({ ...at(path === '' ? [] : path.split('.')), message, mend }))
  const clean = (text: string): string => withoutValue(redact(text, source.used), source.used, 'the value of a reference does not fit here')
  const parsed = targetSchema.safeParse(source.value)
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }): FieldMistake => ({ ...at(path.map(String)), message: clean(message) }))
    return { mistakes: [...missing, ...issues] }
  }
  const wrong = checkTargets({ targets: [parsed.data] })
    .filter(({ path }) => !source.isUnresolved(path.slice(2)))
    .map(({ path, message }): FieldMistake => ({ ...at(path.slice(2)), message: clean(message) }))
  const mistakes = [...missing, ...wrong]
  return mistakes.length > 0 ? { mistakes } : { target: parsed.data }
}

const figureOf = (one: Measured): { readonly value: number; readonly statistic: Statistic } | undefined => {
  switch (one.kind) {
    case 'gauge':
      return { value: one.value, statistic: 'last' }
    case 'counter':
      return { value: one.increment, statistic: 'sum' }
    case 'ratio':
      return one.denominator === 0 ? undefined : { value: one.numerator / one.denominator, statistic: 'ratio' }
    case 'histogram': {
      const count = one.buckets.reduce((sum, bucket) => sum + bucket, 0)
      return count === 0 ? undefined : { value: one.sum / count, statistic: 'avg' }
    }
  }
}

type Found = Extract<Tested, { readonly latency: number }>

/** Settles by its time whether or not the connector heeds its signal. */
async function tryOnce(connector: Connector, ms: number, timers: Timers): Promise<{ readonly identity: Identity; readonly reading: Reading }> {
  const controller = new AbortController()
  const { promise: over, reject } = Promise.withResolvers<never>()
  const cancel = timers.after(ms, () => {
    controller.abort()
    reject(new ConnectError({ target: connector.target, tried: 'connect', reason: 'timeout', detail: `no whole answer within ${ms / 1_000} s`, mend: 'The process may hang: look at its load and its log, or at the address.' }))
  })
  const work = async () => {
    const identity = await connector.identify(controller.signal)
    return { identity, reading: (await connector.sample?.(controller.signal)) ?? { measured: [], missing: [] } }
  }
  try {
    return await Promise.race([work(), over])
  } finally {
    cancel()
    controller.abort()
  }
}

export async function tryTarget(target: Target, { clock, timers }: { readonly clock: Clock; readonly timers: Timers }): Promise<Found> {
  const begun = clock.mono()
  const connector = connect(target, { clock })
  const ms = Math.min(mostTime, Math.max(leastTime, target.timeout))
  const nothing = { measured: [], missing: [] } as const
  try {
    const { identity, reading } = await tryOnce(connector, ms, timers)
    const latency = clock.mono() - begun
    const outcome = isSlow(latency, ms) ? 'slow' : 'ok'
    return {
      outcome, words: troubleText(outcome), latency, identity,
      measured: reading.measured.flatMap((one) => {
        const figure = figureOf(one)
        return figure ? [{ metric: one.metric, environment: one.environment, ...figure }] : []
      }),
      missing: reading.missing.map(({ metric, environment, reason, detail }) => ({ metric, environment, why: reason, ...(detail !== undefined && { detail }) })),
    }
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error
    return { outcome: error.reason, words: troubleText(error.reason), detail: error.detail, mend: error.mend, latency: clock.mono() - begun, ...nothing }
  } finally {
    // One that hangs is left to its end: nobody waits for it here.
    connector.stop().catch(() => undefined)
  }
}
