/** Kind `app`: a notice in the environments themselves. Plan: "In-App Messaging". Where one of them is down, the other's users are told all the same. */
import type { Environment } from '../../../shared/metrics.ts'
import type { Channel } from '../../../shared/plan.ts'
import { ConnectError, type App } from '../../connect/connector.ts'
import { failed, type Way } from './channel.ts'

export const appChannel = ({ id, kind, environments, severity }: Extract<Channel, { kind: 'app' }>, { app }: { readonly app: (environment: Environment) => App }): Way => ({
  id, kind, dedups: true,
  send: async ({ key, title, text }, signal) => {
    const told = await Promise.all(environments.map(async (environment) => {
      try {
        await app(environment).notice(`${title}. ${text}`.slice(0, 2_000), severity, signal, key)
        return { environment }
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error
        return { environment, error: error.detail, reason: error.reason }
      }
    }))
    const well = told.filter(({ error }) => error === undefined).map(({ environment }) => environment)
    const not = told.flatMap(({ environment, error }) => (error === undefined ? [] : [`${environment}: ${error}`]))
    if (well.length > 0) return { sent: true, proof: `taken by the app of ${well.join(' and ')}${not.length > 0 ? `; not by ${not.join(', ')}` : ''}`.slice(0, 500) }
    return failed(not.join('; '), { again: told.some(({ reason }) => reason !== 'none' && reason !== 'auth'), maybe: true })
  },
  stop: () => undefined,
})
