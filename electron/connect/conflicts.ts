/** What targets can't be beside each other: two that answer for one thing would each be believed half the time. */
import type { Clock } from '../../shared/clock.ts'
import { otherOf } from '../../shared/metrics.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Connector } from './connector.ts'
import { checkTargets, connect, isApp, isArchives, isBalancer, type TargetMistake } from './registry.ts'

/** Nothing is asked of what is connected here: no time passes. */
const still: Clock = { wall: () => 0, mono: () => 0, boot: 'none' }

type Placed = { readonly index: number; readonly connector: Connector }
type Claim = { readonly what: string; readonly path: readonly (string | number)[]; readonly by: string }

const rolesOf = ({ connector }: Placed): readonly string[] => [
  ...(isBalancer(connector) ? ['the balancer'] : []),
  ...(isApp(connector) ? [`${connector.environment}'s application`] : []),
  ...(isArchives(connector) ? ['the archives'] : []),
]

function claimsOf(placed: Placed, { targets }: Pick<Plan, 'targets'>): readonly Claim[] {
  const { index, connector: { target: by, provides = [] } } = placed
  const at = ['targets', index]
  const metrics = targets[index]?.['metrics']
  const isNamed = (metric: string): boolean => typeof metrics === 'object' && metrics !== null && Object.hasOwn(metrics, metric)
  return [
    ...rolesOf(placed).map((what) => ({ what, path: [...at, 'kind'], by })),
    ...provides.map(({ metric, environment }) => ({ what: `${metric} of ${environment}`, path: isNamed(metric) ? [...at, 'metrics', metric] : [...at, 'kind'], by })),
  ]
}

/**
 * Two targets that stand for one thing, or bring one series. Each target's own mistakes come first: with them this finds nothing.
 * @returns each with its path from the plan's root
 */
export function targetConflicts(plan: Pick<Plan, 'targets'> & Partial<Pick<Plan, 'archive' | 'pilots' | 'rollback'>>): readonly TargetMistake[] {
  if (checkTargets(plan).length > 0) return []
  const claims = plan.targets.flatMap((target, index) => {
    const connector = connect(target, { clock: still })
    // Nothing was opened: there is nothing to wait for.
    void connector.stop()
    return claimsOf({ index, connector }, plan)
  })
  const archive: readonly Claim[] = plan.archive === undefined ? [] : [{ what: 'the archives', path: ['archive'], by: 'the section archive' }]
  const piloted = otherOf(plan.rollback?.target ?? 'blue')
  const fed = (plan.pilots?.feeds ?? []).map((metric, at): Claim => ({ what: `${metric} of ${piloted}`, path: ['pilots', 'feeds', at], by: 'the section pilots' }))
  const all = [...claims, ...archive, ...fed]
  return all.flatMap(({ what, path, by }, index): readonly TargetMistake[] => {
    const first = all.findIndex((one) => one.what === what)
    const other = all[first]?.by
    return first === index || other === by ? [] : [{ path, message: `${other} stands for ${what} already: which of the two would be believed?` }]
  })
}
