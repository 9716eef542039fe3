/** Settings of a benchmark as they may be kept: semantics 20 of the design, no secret in a journal, a log or an export. */
import type { BenchJob } from './job.ts'

const secret = /pass(word|wd)?|secret|token|key|auth|cookie|credential/i
const hidden = '(secret)'

const clean = (value: unknown, name: string): unknown => {
  if (typeof value === 'string') return secret.test(name) ? hidden : value
  if (Array.isArray(value)) return value.map((one: unknown) => clean(one, name))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]: [string, unknown]) => [key, clean(one, key)]))
}

/** Hides texts by their name, the values of what looks like a credential; and a request's body, which may hold anything. */
export function settingsWithoutSecrets(job: BenchJob): unknown {
  const hideBodies = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(hideBodies)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, one]: [string, unknown]) => [key, key === 'body' && typeof one === 'string' ? `(${Buffer.byteLength(one)} bytes)` : hideBodies(one)]))
  }
  return hideBodies(clean(job, ''))
}
