/** Every kind of target, by name. A new kind is a file of its own and a line here. */
import { z } from 'zod'
import type { Clock } from '../../shared/clock.ts'
import { environments } from '../../shared/metrics.ts'
import { channelSecrets, type Plan, type Target } from '../../shared/plan.ts'
import type { Used } from '../hide.ts'
import { connectApp } from './app.ts'
import { appSettings } from './app-settings.ts'
import type { App, Archives, Balancer, ConnectContext, Connector } from './connector.ts'
import { fieldsOf } from './fields.ts'
import { connectHaproxy } from './haproxy.ts'
import { haproxySettings } from './haproxy-settings.ts'
import { connectHeavyDb, heavyDbSettings } from './heavydb.ts'
import { connectJsonEndpoint, jsonEndpointSettings } from './json-endpoint.ts'
import { connectLabArchive, labArchiveSettings } from './lab-archive.ts'
import { connectLabBalancer, labBalancerSettings } from './lab-balancer.ts'
import { connectMysql } from './mysql.ts'
import { mysqlSettings } from './mysql-settings.ts'
import { connectNginx } from './nginx.ts'
import { nginxSettings } from './nginx-settings.ts'
import { connectPrometheus } from './prometheus.ts'
import { prometheusSettings } from './prometheus-settings.ts'
import { withoutSecrets } from './without-secrets.ts'

/** The values of a target's secret settings, by the name of the setting. */
const secretsIn = (schema: z.ZodType, settings: Readonly<Record<string, unknown>>): readonly Used[] =>
  fieldsOf(schema).flatMap(({ name, type }) => (type === 'secret' && typeof settings[name] === 'string' ? [{ name, value: settings[name] }] : []))

type Kind = {
  readonly settings: z.ZodType
  /** @param settings as its schema gave them */
  readonly connect: (target: string, settings: unknown, context: ConnectContext) => Connector
}

const kindOf = <S extends z.ZodType, C extends Connector>(
  settings: S, connect: (target: string, settings: z.infer<S>, context: ConnectContext) => C,
): { readonly settings: S; readonly connect: (target: string, settings: unknown, context: ConnectContext) => C } => ({
  settings,
  connect: (target, given, context) => connect(target, settings.parse(given), context),
})

const kinds = {
  app: kindOf(appSettings, connectApp),
  'lab-balancer': kindOf(labBalancerSettings, connectLabBalancer),
  haproxy: kindOf(haproxySettings, connectHaproxy),
  nginx: kindOf(nginxSettings, connectNginx),
  heavydb: kindOf(heavyDbSettings, connectHeavyDb),
  mysql: kindOf(mysqlSettings, connectMysql),
  prometheus: kindOf(prometheusSettings, connectPrometheus),
  json: kindOf(jsonEndpointSettings, connectJsonEndpoint),
  'lab-archive': kindOf(labArchiveSettings, connectLabArchive),
} as const satisfies Record<string, Kind>

/** Kinds by name, with the schema of their settings. */
export const settingsByKind: Readonly<Record<string, z.ZodType>> = Object.fromEntries(Object.entries(kinds).map(([name, { settings }]) => [name, settings]))

const findKind = (name: string): Kind | undefined => (Object.hasOwn(kinds, name) ? kinds[name as keyof typeof kinds] : undefined)

/** The settings of a target that belong to its kind. */
const settingsOf = (target: Target): Readonly<Record<string, unknown>> => {
  const { id: _id, kind: _kind, every: _every, timeout: _timeout, expect: _expect, ...settings } = target
  return settings
}

/** Every secret value of a plan's targets, each by the target and the setting that hold it. */
export const secretsInPlan = ({ targets }: Pick<Plan, 'targets'>): readonly Used[] =>
  targets.flatMap((target) => {
    const kind = findKind(target.kind)
    return kind === undefined ? [] : secretsIn(kind.settings, settingsOf(target)).map(({ name, value }) => ({ name: `${name} of ${target.id}`, value }))
  })

/** Where a plan's secrets stand, from its root: what stands there as plain text is on the record and in every export. */
export const secretPaths = ({ targets, archive, people, team }: Pick<Plan, 'targets' | 'archive' | 'people' | 'team'>): readonly (readonly (string | number)[])[] => [
  ...targets.flatMap((target, index) => secretsIn(findKind(target.kind)?.settings ?? z.unknown(), settingsOf(target)).map(({ name }) => ['targets', index, name])),
  ...(archive === undefined ? [] : environments.filter((one) => archive[one].password !== undefined).map((one) => ['archive', one, 'password'])),
  ...people.channels.flatMap((one, index) => channelSecrets(one).map(({ name }) => ['people', 'channels', index, name])),
  ...(team?.password === undefined ? [] : [['team', 'password']]),
]

export type TargetMistake = { readonly path: readonly (string | number)[]; readonly message: string }

/** What is wrong with the targets of a plan, each with its path from the plan's root; empty when they can all be connected. */
export function checkTargets(plan: Pick<Plan, 'targets'>): readonly TargetMistake[] {
  return plan.targets.flatMap((target, index): readonly TargetMistake[] => {
    const at = ['targets', index]
    const twice = plan.targets.findIndex(({ id }) => id === target.id) < index ? [{ path: [...at, 'id'], message: `there is a target ${target.id} already` }] : []
    const kind = findKind(target.kind)
    if (kind === undefined)
      return [...twice, { path: [...at, 'kind'], message: `unknown kind ${target.kind}: expected one of ${Object.keys(kinds).join(', ')}` }]
    const issues = kind.settings.safeParse(settingsOf(target)).error?.issues ?? []
    return [...twice, ...issues.map((issue) => ({ path: [...at, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))], message: issue.message }))]
  })
}

/**
 * Connects one target; nothing is sent yet.
 * @throws RangeError for a target that `checkTargets` finds a mistake in
 */
export function connect(target: Target, context: { readonly clock: Clock }): Connector {
  const [mistake] = checkTargets({ targets: [target] })
  const kind = findKind(target.kind)
  if (mistake !== undefined || kind === undefined) throw new RangeError(`target ${target.id}: ${mistake?.path.slice(2).join('.') ?? 'kind'}: ${mistake?.message ?? 'unknown'}`)
  return withoutSecrets(kind.connect(target.id, settingsOf(target), { ...context, every: target.every }), secretsIn(kind.settings, settingsOf(target)))
}

export const isApp = (connector: Connector): connector is App => connector.kind === 'app'
const balancers: ReadonlySet<string> = new Set(['lab-balancer', 'haproxy', 'nginx'])
export const isBalancer = (connector: Connector): connector is Balancer => balancers.has(connector.kind)
export const isArchives = (connector: Connector): connector is Archives => 'compare' in connector && 'syncInto' in connector
