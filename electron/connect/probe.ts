/** Probes the data plane: fresh requests, each on a connection of its own, counted by the environment that answered. */
import { z } from 'zod'
import { environments, type Environment } from '../../shared/metrics.ts'
import { ConnectError, type Probe } from './connector.ts'
import { jsonOf, type Answer, type Http } from './http.ts'

const field = z.string().regex(/^[\w-]+(\.[\w-]+)*$/, { error: 'expected a field such as environment or build.environment' })

/** Settings: the path to ask, and where its answer names its environment (`blue` or `green`). */
export const probeSettings = z.strictObject({
  path: z.string().regex(/^\/[^\s#]*$/, { error: 'expected a path such as /identity' }),
  named: z.union([z.strictObject({ header: z.string().regex(/^[\w-]+$/) }), z.strictObject({ json: field })]),
})
export type ProbeSettings = z.infer<typeof probeSettings>

/** At a time: enough to be quick, too few to be load. */
const probesAtOnce = 8

const fieldOf = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, step) => (typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[step] : undefined), value)

/** Who answered; undefined where the answer does not say, or is no success. */
function answeredBy({ status, headers, text }: Answer, { named }: ProbeSettings): Environment | undefined {
  if (status < 200 || status > 299) return undefined
  const name = 'header' in named ? headers[named.header.toLowerCase()] : fieldOf(jsonOf(text), named.json)
  return environments.find((environment) => environment === name)
}

/** @param headers such as the cookie of a user; @throws ConnectError */
export const probeOnce = async (
  http: Http, through: string, settings: ProbeSettings, signal: AbortSignal, headers: Readonly<Record<string, string>> = {},
): Promise<Environment | undefined> => answeredBy(await http.ask({ base: through, path: settings.path, headers, fresh: true, signal }), settings)

/** Probes so many times, a few at once. @param once who answered one fresh request; undefined where nobody did */
export async function countProbes(count: number, once: () => Promise<Environment | undefined>): Promise<Probe> {
  const answered = { blue: 0, green: 0 }
  let failed = 0
  let left = count
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      // A probe that fails is the very thing that is counted; why is for the health check to say.
      const environment = await once().catch((error: unknown) => {
        if (error instanceof ConnectError) return undefined
        throw error
      })
      if (environment === undefined) failed += 1
      else answered[environment] += 1
    }
  }
  await Promise.all(Array.from({ length: Math.min(probesAtOnce, count) }, lane))
  return { answered, failed }
}

export const probeMany = (http: Http, through: string, settings: ProbeSettings, count: number, signal: AbortSignal): Promise<Probe> =>
  countProbes(count, () => probeOnce(http, through, settings, signal))
