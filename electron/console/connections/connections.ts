/** Every connected system as the screen tells it: from the last frame, the plan and the record. Pure. */
import type { Connection, ConnectionState, Secrets } from '../../../shared/contract/connections.ts'
import type { Figure, Frame, Source } from '../../../shared/contract.ts'
import type { Expected } from '../../../shared/expected.ts'
import { environments, metricNames } from '../../../shared/metrics.ts'
import type { Plan, Target } from '../../../shared/plan.ts'
import { targetKinds } from '../../connect/describe.ts'
import { isSlow, troubleText } from '../../connect/trouble.ts'
import { redact, type Used } from '../../hide.ts'
import { namesIn } from '../../plan/variables.ts'
import type { References } from '../../secrets/store.ts'

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Where a target is, as its settings have it. No kind bears a secret in an address; one that is in it all the same is hidden. */
export function addressOf(target: Readonly<Record<string, unknown>>, secrets: readonly Used[] = []): string {
  const host = text(target['host'])
  const [blue, green] = [text(target['blue']), text(target['green'])]
  const files = blue === undefined || green === undefined ? undefined : `${blue}, ${green}`
  const found = text(target['address']) ?? text(target['runtime']) ?? (host === undefined ? undefined : `${host}${typeof target['port'] === 'number' ? `:${target['port']}` : ''}`)
    ?? text(target['socket']) ?? text(target['through']) ?? files ?? 'not written'
  return redact(found, secrets)
}

const knownOf = (identity: string | undefined, expected: string | undefined): Connection['known'] =>
  identity === undefined ? 'not proven' : expected === undefined ? 'not recorded' : identity === expected ? 'expected' : 'another'

function stateOf(source: Source | undefined, timeout: number): ConnectionState {
  if (source === undefined) return 'none'
  return source.state === 'ok' && source.latency !== undefined && isSlow(source.latency, timeout) ? 'slow' : source.state
}

const metricsOf = (id: string, frame: Frame | undefined): Connection['metrics'] =>
  environments.flatMap((environment) =>
    metricNames.flatMap((metric) => {
      const figure: Figure | undefined = frame?.figures[environment][metric]
      return figure?.source === id ? [{ metric, environment, figure }] : []
    }))

function connectionOf(target: Target, frame: Frame | undefined, expected: Expected, secrets: readonly Used[]): Connection {
  const { id, kind, environment, every, timeout } = target
  const source = frame?.sources.find((one) => one.target === id)
  const state = stateOf(source, timeout)
  const wanted = Object.hasOwn(expected, id) ? expected[id] : undefined
  const known = knownOf(source?.identity, wanted)
  return {
    target: id, kind, title: targetKinds().find((one) => one.kind === kind)?.title ?? kind, address: addressOf(target, secrets),
    state, words: troubleText(state), every, timeout, known, metrics: metricsOf(id, frame),
    ...(environment && { environment }), ...(source?.detail !== undefined && { detail: source.detail }), ...(source?.mend !== undefined && { mend: source.mend }),
    ...(source?.latency !== undefined && { latency: source.latency }), ...(source?.identity !== undefined && { identity: source.identity }),
    ...(source?.age !== undefined && frame && { lastGood: frame.wall - source.age }), ...(known === 'another' && wanted !== undefined && { expected: wanted }),
  }
}

export const connectionsOf = (plan: Pick<Plan, 'targets'>, frame: Frame | undefined, expected: Expected, secrets: readonly Used[]): readonly Connection[] =>
  plan.targets.map((target) => connectionOf(target, frame, expected, secrets))

/**
 * @param written the plan's targets with their references
 * @param practice names that only the running practice environment brings
 */
export function secretsOf({ store, from }: References, practice: readonly string[], written: readonly Readonly<Record<string, unknown>>[]): Secrets {
  const used = new Map<string, string[]>(store.names().map((name) => [name, []]))
  for (const target of written) {
    const fields = targetKinds().find(({ kind }) => kind === target['kind'])?.fields.filter(({ type }) => type === 'secret') ?? []
    for (const name of fields.flatMap((field) => namesIn(text(target[field.name]) ?? '')))
      used.set(name, [...new Set([...(used.get(name) ?? []), String(target['id'])])])
  }
  return { kind: store.kind, words: store.words, names: [...used].toSorted(([a], [b]) => a.localeCompare(b)).map(([name, usedBy]) => ({ name, from: from(name) === 'nowhere' && practice.includes(name) ? 'practice lab' : from(name), usedBy })) }
}
