/** What the console does on the platform as a user: signs in, looks at its session, runs a whole journey. */
import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { environments } from '../../shared/metrics.ts'
import type { App, Journey, Way } from './connector.ts'
import type { Ask, Http } from './http.ts'

const environment = z.enum(environments)
const sessionSchema = z.object({ user: z.string(), environment, known: z.boolean() })
const backtestSchema = z.object({ id: z.string() })
const resultSchema = z.union([
  z.object({ state: z.literal('running') }),
  z.object({ state: z.literal('done'), result: z.object({ pnl: z.string(), rows: z.number() }) }),
])
const preferencesSchema = z.looseObject({ theme: z.string() }).nullable()

const pollMs = 50
const probeUser = 'fifteen-probe'
const probeRows = 2_000

/** A session's token as Set-Cookie brings it. */
const tokenOf = (cookies: readonly string[] = []): string | undefined =>
  cookies.map((cookie) => /^session=([^;]+)/.exec(cookie)?.[1]).find((token) => token !== undefined)

export function platformUser(http: Http): Pick<App, 'login' | 'session' | 'journey'> {
  const to = (signal: AbortSignal, { through }: Way): Pick<Ask, 'signal' | 'base' | 'fresh'> => ({ signal, fresh: through !== undefined, ...(through !== undefined && { base: through }) })
  const as = (user: string, token: string): Record<string, string> => ({ cookie: `session=${token}; user=${user}` })

  const signIn = async (user: string, signal: AbortSignal, way: Way) => {
    const ask = { ...to(signal, way), method: 'POST', path: '/login', body: { user }, headers: { cookie: `user=${user}` } } as const
    const { value, headers } = await http.json(ask, z.object({ environment }))
    const token = tokenOf(headers['set-cookie'])
    if (token === undefined) throw http.wrong(ask, 'signed in without a session cookie')
    return { token, environment: value.environment }
  }

  const session: App['session'] = async (token, signal, way = {}) =>
    (await http.json({ ...to(signal, way), path: '/session', headers: { cookie: `session=${token}` } }, sessionSchema)).value

  const journey: App['journey'] = async (signal, { user = probeUser, rows = probeRows, ...way } = {}) => {
    const steps: { readonly title: string; readonly ms: number }[] = []
    const timed = async <T>(title: string, work: () => Promise<T>): Promise<T> => {
      const begun = performance.now()
      const value = await work()
      steps.push({ title, ms: performance.now() - begun })
      return value
    }
    const signedIn = await timed('sign in', () => signIn(user, signal, way))
    const common = { ...to(signal, way), headers: as(user, signedIn.token) }
    const current = { ...common, path: '/session' }
    await timed('session', async () => {
      const { value } = await http.json(current, sessionSchema)
      if (value.user !== user) throw http.wrong(current, `the session is ${value.user}'s and not ${user}'s`)
      if (!value.known) throw http.wrong(current, 'the session that was just begun is not known')
      if (value.environment !== signedIn.environment) throw http.wrong(current, `${signedIn.environment} signed in, ${value.environment} answered`)
    })
    const submitted = await timed('submit a backtest', async () =>
      (await http.json({ ...common, method: 'POST', path: '/backtests', body: { strategy: 'sma-5-20', rows } }, backtestSchema)).value)
    const result = { ...common, path: `/backtests/${encodeURIComponent(submitted.id)}` }
    await timed('read its result', async () => {
      for (;;) {
        const { value } = await http.json(result, resultSchema)
        if (value.state === 'running') {
          await pause(pollMs, undefined, { signal }).catch(() => undefined)
          continue
        }
        if (value.result.rows !== rows) throw http.wrong(result, `asked for ${rows} rows, ${value.result.rows} were processed`)
        return
      }
    })
    await timed('preferences', () => http.json({ ...common, path: '/preferences' }, preferencesSchema))
    return { environment: signedIn.environment, rows, steps } satisfies Journey
  }

  return { login: async (user, signal, way = {}) => (await signIn(user, signal, way)).token, session, journey }
}
