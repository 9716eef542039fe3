/** Which environment a request goes to. Pure, so that it is tested as a table. */
import { environments, type Environment, type PerEnvironment } from '../../shared/metrics.ts'

export const environmentNamed = (name: string | undefined): Environment | undefined =>
  environments.find((environment) => environment === name)

export type Routing = {
  readonly weights: PerEnvironment<number>
  readonly flags: ReadonlyMap<string, Environment>
  readonly drained: PerEnvironment<boolean>
}

/**
 * Flag, then sticky cookie, then weight. A weight of 0 takes no new user, yet flags and sticky cookies still
 * lead there (switched is not moved); a drained environment gets nothing at all. `chance` is in [0, 1).
 */
export const chooseEnvironment = (
  { weights, flags, drained }: Routing,
  caller: { readonly user: string | undefined; readonly sticky: Environment | undefined },
  chance: number,
): Environment => {
  if (drained.blue) return 'green'
  if (drained.green) return 'blue'
  const flagged = caller.user === undefined ? undefined : flags.get(caller.user)
  return flagged ?? caller.sticky ?? (chance * (weights.blue + weights.green) < weights.blue ? 'blue' : 'green')
}
