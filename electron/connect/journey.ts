/** Goes one journey of a plan as a browser would: cookies kept, redirects followed on the same origin, every answer held against what is expected. */
import { setTimeout as pause } from 'node:timers/promises'
import { durationText } from '../../shared/duration.ts'
import { errorText } from '../../shared/error-text.ts'
import { environments, type Environment } from '../../shared/metrics.ts'
import { ConnectError, type Carried, type Journey, type Way } from './connector.ts'
import { createJar, type Jar } from './cookies.ts'
import type { Answer, Ask, Http } from './http.ts'
import { answerWrong, jsonWrong, placeText, readPlace, shownBy, type Show } from './journey-expect.ts'
import { chainOf, usualUser, type JourneySettings, type JourneyStep } from './journey-settings.ts'
import { fillJson, fillText, type Value, type Values } from './journey-template.ts'

const redirectLimit = 5

/** A journey did not come to its end. Its detail names the step, what was expected and what came; no value that was sent or saved. */
export class JourneyError extends ConnectError {
  override readonly name = 'JourneyError'
  /** Did anybody answer anything on the way? */
  readonly answered: boolean
  /** Who had answered until then, where an answer said so. */
  readonly environment?: Environment

  constructor(failure: ConstructorParameters<typeof ConnectError>[0], { answered, environment }: { readonly answered: boolean; readonly environment?: Environment | undefined }) {
    super(failure)
    this.answered = answered
    if (environment !== undefined) this.environment = environment
  }
}

/** A value that is shorter may stand anywhere by chance. */
const telling = 6

/** Takes every value that was sent or saved out of a text: an application may send it back. The user's name is none of them. */
const hider = (secrets: ReadonlySet<string>) => (text: string): string =>
  [...secrets].toSorted((a, b) => b.length - a.length).reduce((left, secret) => left.replaceAll(secret, '…'), text)

const textsIn = (value: unknown): readonly string[] =>
  typeof value === 'string' ? [value] : typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []

type Going = {
  readonly http: Http
  readonly base: string
  readonly signal: AbortSignal
  readonly jar: Jar
  readonly secrets: Set<string>
  readonly wall: () => number
  answered: boolean
}

/** @throws Error for what a browser would not follow either */
const nextOf = (from: URL, location: string): URL => {
  const next = new URL(location, from)
  if (next.origin !== from.origin) throw new Error('redirected to another host')
  return next
}

type Request = { readonly method: NonNullable<Ask['method']>; readonly headers: Readonly<Record<string, string>>; readonly body?: unknown; readonly form?: Readonly<Record<string, string>> }

/** One request and what it is redirected to. @throws ConnectError, Error */
async function send(going: Going, first: URL, asked: Request, isExpected: (status: number) => boolean, signal: AbortSignal): Promise<Answer> {
  const { http, jar, wall } = going
  let url = first
  let request = asked
  for (let hops = 0; ; hops += 1) {
    const { cookie: own, ...headers } = request.headers
    const cookie = [own, jar.line(url.pathname)].filter((line) => line !== undefined && line !== '').join('; ')
    const answer = await http.ask({
      ...request, base: url.origin, path: `${url.pathname}${url.search}`, headers: { ...headers, ...(cookie !== '' && { cookie }) }, asCame: true, signal,
      // A connection kept since the journey before may be closed just as a write goes out on it, and nobody could tell that from a failure.
      fresh: true,
    })
    going.answered = true
    jar.take(answer.headers['set-cookie'], url.pathname, wall())
    for (const value of jar.values()) if (value.length >= telling) going.secrets.add(value)
    const { location } = answer.headers
    if (answer.status < 300 || answer.status > 399 || location === undefined || isExpected(answer.status)) return answer
    if (hops === redirectLimit) throw new Error(`redirected more than ${redirectLimit} times`)
    url = nextOf(url, location)
    // As every browser does: what was written is not written again at another place.
    if (answer.status < 307 && request.method !== 'HEAD') request = { method: 'GET', headers: request.headers }
  }
}

const requestOf = ({ request: { method, headers, json, form } }: JourneyStep, values: Values): Request => ({
  method,
  headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), fillText(text, values)])),
  ...(json !== undefined && { body: fillJson(json, values) }),
  ...(form && { form: Object.fromEntries(Object.entries(form).map(([name, text]) => [name, fillText(text, values)])) }),
})

/** What went wrong in one step, in words. */
class Wrong extends Error {}

async function goStep(going: Going, step: JourneyStep, values: Values, show: Show): Promise<Values> {
  const { expect, until, save } = step
  const url = new URL(`${going.base.replace(/\/+$/, '')}${fillText(step.request.path, values, encodeURIComponent)}`)
  const request = requestOf(step, values)
  for (const text of textsIn([request.headers, request.body, request.form])) if (text.length >= telling && text !== values['user']) going.secrets.add(text)
  const once = async (): Promise<Answer> => {
    const begun = performance.now()
    const late = expect.within === undefined ? undefined : AbortSignal.timeout(expect.within)
    const tooLate = (): Wrong => new Wrong(`expected an answer within ${durationText(expect.within ?? 0)}, got none`)
    const answer = await send(going, url, request, (status) => expect.status?.includes(status) ?? false, late ? AbortSignal.any([going.signal, late]) : going.signal)
      .catch((error: unknown) => {
        throw late?.aborted && !going.signal.aborted ? tooLate() : error
      })
    if (expect.within !== undefined && performance.now() - begun > expect.within) throw tooLate()
    return answer
  }
  const begun = performance.now()
  let answer = await once()
  while (until) {
    const waiting = jsonWrong(answer.text, until.json, values, show)
    if (waiting === undefined) break
    // What is no success will not become one by waiting.
    if (answer.status > 299 || performance.now() - begun > until.limit) throw new Wrong(`${waiting}, still after ${durationText(performance.now() - begun)} (${answer.status})`)
    await pause(until.every, undefined, { signal: going.signal }).catch(() => undefined)
    answer = await once()
  }
  const wrong = answerWrong(answer, expect, values, show)
  if (wrong !== undefined) throw new Wrong(wrong)
  const saved: Record<string, Value> = {}
  for (const [name, from] of Object.entries(save)) {
    const value = 'cookie' in from ? going.jar.value(from.cookie) : readPlace(answer, from)
    if (value === undefined) throw new Wrong(`expected a value to save as ${name} at ${'cookie' in from ? `the cookie ${from.cookie}` : placeText(from)}, got nothing`)
    saved[name] = value
    if (typeof value === 'string' && value.length >= telling && value !== values['user']) going.secrets.add(value)
  }
  return { ...values, ...saved }
}

export type JourneyOptions = {
  readonly target: string
  readonly http: Http
  /** The application's own address. */
  readonly base: string
  readonly all: readonly JourneySettings[]
  readonly id: string
  readonly signal: AbortSignal
  readonly wall: () => number
  readonly way?: Way & { readonly user?: string; readonly carried?: Carried; readonly variables?: Values }
}

const timeoutOf = (chain: readonly JourneySettings[]): number => chain.reduce((sum, { timeout }) => sum + timeout, 0)

/** @throws JourneyError */
export async function goJourney({ target, http, base, all, id, signal, wall, way: { through, user, carried, variables: given = {} } = {} }: JourneyOptions): Promise<Journey> {
  const whole = chainOf(all, id)
  if (whole === undefined)
    throw new JourneyError({ target, tried: `journey ${id}`, reason: 'none', detail: `the plan gives ${target} no journey ${id}`, mend: 'Add it to the journeys of this target.' }, { answered: false })
  const chain = carried ? whole.slice(-1) : whole
  const first = whole.flatMap(({ cookies }) => Object.entries(cookies))
  let values: Values = { user: usualUser, ...Object.assign({}, ...whole.map(({ variables }) => variables)), ...given, ...(user !== undefined && { user }), ...carried?.values }
  const going: Going = {
    http, base: through ?? base, wall, answered: false, secrets: new Set(),
    signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutOf(chain))]),
    jar: carried?.jar.copy() ?? createJar(first.map(([name, value]) => ({ name, value: fillText(value, values), path: '/' }))),
  }
  for (const value of Object.values(carried?.values ?? {})) if (typeof value === 'string' && value.length >= telling && value !== values['user']) going.secrets.add(value)
  const hide = hider(going.secrets)
  const show = shownBy((text) => hide(text))
  const steps: { readonly title: string; readonly ms: number }[] = []
  const answeredBy = chain.findLast((one) => one.answeredBy !== undefined)?.answeredBy
  const environmentOf = (): Environment | undefined => environments.find((one) => answeredBy !== undefined && one === values[answeredBy])
  for (const { title, steps: own } of chain)
    for (const [index, step] of own.entries()) {
      const begun = performance.now()
      try {
        values = await goStep(going, step, values, show)
      } catch (error) {
        const known = error instanceof ConnectError ? { reason: error.reason, what: error.detail } : { reason: 'invalid' as const, what: errorText(error) }
        throw new JourneyError({
          target, tried: `journey “${title}”`, reason: known.reason,
          detail: `step ${index + 1} of ${own.length}, ${step.title} (${step.request.method} ${step.request.path}): ${hide(known.what).slice(0, 300)}`,
          // Without a cause: that one names the whole address, with what was filled into it.
          mend: 'See what the application answers there; mend it, or the journey in the plan.',
        }, { answered: going.answered, environment: environmentOf() })
      }
      steps.push({ title: step.title, ms: performance.now() - begun })
    }
  const environment = environmentOf()
  return { steps, carried: { jar: going.jar, values }, ...(environment && { environment }) }
}

/** What steps of a rollback need to know of each. */
export const journeyInfos = (all: readonly JourneySettings[]) =>
  all.map(({ id, title, after }) => ({ id, title, timeout: timeoutOf(chainOf(all, id) ?? []), ...(after !== undefined && { after }) }))
