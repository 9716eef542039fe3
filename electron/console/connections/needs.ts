/** What only one target brings: what would be without it once it is gone. Pure. */
import type { Removal } from '../../../shared/contract/connections.ts'
import type { Environment, MetricName } from '../../../shared/metrics.ts'
import type { Plan, StepKind } from '../../../shared/plan.ts'
import type { Connector } from '../../connect/connector.ts'
import { isApp, isArchives, isBalancer } from '../../connect/registry.ts'

type Part = 'the application of where users go back to' | 'the application of where they come from' | 'the balancer' | 'the archives'
const [back, from, balancer, archives] = ['the application of where users go back to', 'the application of where they come from', 'the balancer', 'the archives'] as const

/** The systems that each kind of step works on; a new kind does not compile without its line. */
const worksOn: Readonly<Record<StepKind, readonly Part[]>> = {
  record: [], confirm: [], notify: [back, balancer], route: [back, balancer], drain: [balancer], 'sessions-kept': [back, from, balancer],
  health: [back, balancer], transactions: [archives], verify: [archives], sync: [archives], restore: [archives], sessions: [back, from],
  auth: [back, balancer], preferences: [archives], performance: [], journeys: [back, balancer], 'monitoring-reset': [], report: [], command: [],
  ramp: [balancer], gate: [balancer],
}

const partOf = (connector: Connector, target: Environment): Part | undefined =>
  isBalancer(connector) ? balancer : isArchives(connector) ? archives : isApp(connector) ? (connector.environment === target ? back : from) : undefined

/** @param connectors of the whole plan */
export function needsOf(id: string, plan: Pick<Plan, 'gates' | 'rollback' | 'dashboard'>, connectors: readonly Connector[]): Removal {
  const others = connectors.filter(({ target }) => target !== id)
  const own = connectors.find(({ target }) => target === id)
  const key = (metric: MetricName, environment: Environment): string => `${metric}/${environment}`
  const brought = new Set(others.flatMap(({ provides = [] }) => provides.map(({ metric, environment }) => key(metric, environment))))
  const lost = new Set((own?.provides ?? []).map(({ metric, environment }) => key(metric, environment)).filter((one) => !brought.has(one)))
  const part = own && partOf(own, plan.rollback.target)
  const stays = others.some((other) => partOf(other, plan.rollback.target) === part)
  const gone = part === undefined || stays ? undefined : part
  return {
    gates: plan.gates.flatMap(({ id: gate, title, metric, environments }) => {
      const blind = environments.filter((environment) => lost.has(key(metric, environment)))
      return blind.length === 0 ? [] : [{ id: gate, title: blind.length === environments.length && blind.length === 1 ? title : `${title} (${blind.join(', ')})` }]
    }),
    steps: gone === undefined ? [] : plan.rollback.stages.flatMap(({ steps }) => steps).filter(({ kind }) => worksOn[kind].includes(gone)).map(({ id: step, title }) => ({ id: step, title, needs: gone })),
    tiles: plan.dashboard.tiles.flatMap(({ id: tile, title, metric, environment }) => (metric !== undefined && lost.has(key(metric, environment)) ? [{ id: tile, title }] : [])),
  }
}
