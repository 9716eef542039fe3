/** Values that no screen, log or entry may hold. Semantics 20 of the design. */
import { channelSecrets, type Plan } from '../../../shared/plan.ts'
import { secretsInPlan } from '../../connect/registry.ts'
import type { Used } from '../../hide.ts'
import type { SecretStore } from '../../secrets/store.ts'

/** @param plan the one in use; undefined until there is one */
export const hiddenValues = (secrets: SecretStore, plan: Plan | undefined): readonly Used[] => [
  ...secrets.names().map((name) => ({ name, value: secrets.get(name) ?? '' })),
  ...(plan === undefined ? [] : [...secretsInPlan(plan), ...tokensOf(plan), ...secretsOfChannels(plan)]),
]

const tokensOf = ({ logs, team }: Pick<Plan, 'logs' | 'team'>): readonly Used[] => [
  ...(team?.password === undefined ? [] : [{ name: 'password of the shared database', value: team.password }]),
  ...(logs?.sources ?? []).flatMap((source) => (source.kind === 'http' && source.token !== undefined ? [{ name: `token of ${source.id}`, value: source.token }] : [])),
]

const secretsOfChannels = ({ people }: Pick<Plan, 'people'>): readonly Used[] =>
  people.channels.flatMap((one) => channelSecrets(one).map(({ name, value }) => ({ name: `${name} of ${one.id}`, value })))
