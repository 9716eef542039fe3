/** What the channels over HTTP have in common: one POST, and what its answer means. */
import { ConnectError } from '../../connect/connector.ts'
import type { Answer, Http } from '../../connect/http.ts'
import { formsOf, redact, type Used } from '../../hide.ts'
import { failed, type Outcome } from './channel.ts'

/** Ms of a `Retry-After`, in seconds or as a date; undefined where it says nothing that one could wait for. */
export function retryAfterOf(value: string | undefined, wall: number): number | undefined {
  if (value === undefined) return undefined
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1_000
  const at = Date.parse(value)
  return Number.isFinite(at) ? Math.max(0, at - wall) : undefined
}

/** Refused before anything of it arrived. */
const notArrived: ReadonlySet<string> = new Set(['refused', 'tls', 'none'])

export type Post = {
  readonly http: Http
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
  readonly signal: AbortSignal
  readonly wall: () => number
  /** Kept out of what is told of a failure. */
  readonly secrets: readonly Used[]
  readonly proof: (answer: Answer) => string
}

export async function post({ http, body, headers, signal, wall, secrets, proof }: Post): Promise<Outcome> {
  const clean = (text: string): string => redact(text, secrets.flatMap(formsOf), (name) => `(${name})`)
  try {
    const answer = await http.ask({ method: 'POST', path: '', body, asCame: true, signal, ...(headers && { headers }) })
    const { status } = answer
    if (status >= 200 && status <= 299) return { sent: true, proof: clean(proof(answer)).slice(0, 500) }
    const said = `answered ${status}${answer.text.trim() === '' ? '' : `: ${answer.text.trim().slice(0, 200)}`}`
    // Nothing of it was taken: it asks for another time.
    if (status === 429) return failed(clean(said), { again: true, retryAfter: retryAfterOf(answer.headers['retry-after'], wall()) })
    // It may have been taken before something behind it broke.
    if (status >= 500) return failed(clean(said), { again: true, maybe: true, retryAfter: retryAfterOf(answer.headers['retry-after'], wall()) })
    return failed(clean(said), { again: status === 408 })
  } catch (error) {
    if (!(error instanceof ConnectError)) throw error
    return failed(clean(error.detail), { again: true, maybe: !notArrived.has(error.reason) })
  }
}
