/** The console's own log: one JSON line an event. What happened to the deployment is in the journal, not here. */
import type { Clock } from '../shared/clock.ts'
import { formsOf, redact as hide, type Used } from './hide.ts'

const levels = ['debug', 'info', 'warn', 'error'] as const
export type Level = (typeof levels)[number]
export type Fields = Readonly<Record<string, unknown>> & { readonly time?: never; readonly level?: never; readonly event?: never }
/** `log.warn('target.lost', { target })`: an event's name, then what it was about. */
export type Log = Readonly<Record<Level, (event: string, fields?: Fields) => void>>

const secretKey = /token|password|secret|authorization|cookie/i
/** The same secrets where they stand inside a text: a link, a header. */
const secretText = /\b(bearer\s+|(?:token|password|secret)=)[^\s&"']+/gi
const hidden = '[hidden]'
const deepest = 6

const plainText = (text: string): string => text.replace(secretText, `$1${hidden}`)

/** A copy fit to be written: secrets hidden, errors as their parts, cut off six levels down. */
function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return plainText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value !== 'object' || value === null) return value
  if (depth >= deepest) return '[deeper]'
  if (Array.isArray(value)) return value.map((item) => redact(item, depth + 1))
  const own = value instanceof Error
    ? { ...value, name: value.name, message: value.message, stack: value.stack, cause: value.cause }
    : value
  return Object.fromEntries(
    Object.entries(own).map(([key, item]) => [key, secretKey.test(key) ? hidden : redact(item, depth + 1)]),
  )
}

/** A log that writes none of these values, wherever in an event they stand. @param values asked at each event: a secret may be set later */
export function withoutValues(log: Log, values: () => readonly Used[]): Log {
  const at = (level: Level) => (event: string, fields?: Fields): void => {
    const forms = values().flatMap(formsOf)
    if (forms.length === 0 || fields === undefined) return log[level](event, fields)
    // Errors are taken apart first, so that their messages are looked through as well.
    const clean = (value: unknown): unknown =>
      typeof value === 'string' ? hide(value, forms)
      : Array.isArray(value) ? value.map(clean)
      : typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([key, one]: [string, unknown]) => [key, clean(one)])) : value
    log[level](event, clean(redact(fields)) as Fields)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/**
 * @param write takes one line, its line feed included
 * @param level events below it are not written
 */
export function createLog(options: { readonly write: (line: string) => void; readonly level: Level; readonly clock: Clock }): Log {
  const from = levels.indexOf(options.level)
  const at = (level: Level) => (event: string, fields: Fields = {}): void => {
    if (levels.indexOf(level) < from) return
    const safe = redact(fields) as Fields
    options.write(`${JSON.stringify({ time: new Date(options.clock.wall()).toISOString(), level, event, ...safe })}\n`)
  }
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
