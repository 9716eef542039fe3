import type { Environment } from './metrics.ts'
import type { Gate } from './plan.ts'

/** Which gates a hold asks: those that it names, or every one that is judged of the environment in the phase that runs. */
export const inPhase = ({ gates, named, phase, environment }: {
  readonly gates: readonly Pick<Gate, 'id' | 'phases' | 'environments'>[]
  readonly named: readonly string[] | undefined
  readonly phase: string | null
  readonly environment: Environment
}): readonly string[] =>
  named ?? gates.filter((gate) => gate.environments.includes(environment) && (gate.phases?.includes(phase ?? 'none') ?? true)).map(({ id }) => id)
