/** The plan's connected systems, by what they are for. */
import type { Clock } from '../../../shared/clock.ts'
import { environments, type Environment, type MetricName } from '../../../shared/metrics.ts'
import type { Plan } from '../../../shared/plan.ts'
import { connectArchive } from '../../archive/archive.ts'
import { archiveSettings, type ArchiveSettings } from '../../archive/settings.ts'
import { ConnectError, type App, type Archives, type Balancer, type Connector } from '../../connect/connector.ts'
import { connect, isApp, isArchives, isBalancer } from '../../connect/registry.ts'
import { withoutSecrets } from '../../connect/without-secrets.ts'
import type { Used } from '../../hide.ts'
import type { SampledTarget } from '../../observe/sampler.ts'
import type { SourceOf } from './figures.ts'

export type Targets = {
  readonly sampled: readonly SampledTarget[]
  /** The balancer, if the plan has one. */
  readonly anyBalancer: Balancer | undefined
  /** The archive, if the plan has one. */
  readonly anyArchives: Archives | undefined
  /** @throws ConnectError where the plan connects none */
  readonly app: (environment: Environment) => App
  readonly balancer: () => Balancer
  readonly archives: () => Archives
  readonly sourceOf: SourceOf
  readonly stop: () => Promise<void>
}

const missing = (what: string): ConnectError =>
  new ConnectError({
    target: what, tried: 'look it up in the plan', reason: 'none', detail: `the plan connects no ${what}`,
    mend: 'Add it to the targets of the plan.',
  })

/** A part of the archive is compared within its turn. */
const shareOfTurn = 0.9

const passwordsOf = ({ databases }: ArchiveSettings): readonly Used[] =>
  environments.flatMap((environment) => databases[environment].password ?? []).map((value) => ({ name: 'password', value }))

/**
 * @param isBusy a run is under way
 * @param more what is sampled beside the plan's targets
 */
export function connectTargets(plan: Pick<Plan, 'targets' | 'archive' | 'rollback'>, clock: Clock, isBusy: () => boolean, more: readonly SampledTarget[] = []): Targets {
  const settings = archiveSettings(plan)
  const archive = settings === undefined ? [] : [{ connector: withoutSecrets(connectArchive(settings, { clock, isBusy }), passwordsOf(settings)), every: settings.every, timeout: settings.every * shareOfTurn }]
  const own = plan.targets.map((target): SampledTarget => ({ connector: connect(target, { clock }), every: target.every, timeout: target.timeout }))
  const beside = own.flatMap(({ connector }) => (isApp(connector) && connector.beside ? [connector.beside] : []))
  const sampled = [...own, ...beside, ...archive, ...more]
  const connectors: readonly Connector[] = sampled.map(({ connector }) => connector)
  const anyBalancer = connectors.find(isBalancer)
  const anyArchives = connectors.find(isArchives)
  const need = <T>(found: T | undefined, what: string): T => {
    if (found === undefined) throw missing(what)
    return found
  }
  const brings = new Map(connectors.flatMap(({ target, provides = [] }) => provides.map(({ metric, environment }) => [`${metric}/${environment}`, target] as const)))
  return {
    sampled,
    anyBalancer,
    anyArchives,
    app: (environment) => need(connectors.filter(isApp).find((one) => one.environment === environment), `application of ${environment}`),
    balancer: () => need(anyBalancer, 'balancer'),
    archives: () => need(anyArchives, 'archive'),
    sourceOf: (metric: MetricName, environment: Environment) => brings.get(`${metric}/${environment}`),
    stop: async () => {
      await Promise.all(connectors.map((connector) => connector.stop()))
    },
  }
}
