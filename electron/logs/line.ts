/** One line of a log: its time, how grave it is, and what is masked in it before it is written. */
import type { LogLevel } from '../../shared/contract.ts'
import type { LogFormat, LogsPlan } from '../../shared/plan.ts'

export type Line = { readonly time: number; readonly level: LogLevel; readonly text: string }
export type Hide = LogsPlan['hide']

const masked = '[hidden]'

const words: Readonly<Record<string, LogLevel>> = {
  emerg: 'error', alert: 'error', crit: 'error', critical: 'error', fatal: 'error', panic: 'error', err: 'error', error: 'error', severe: 'error',
  warn: 'warn', warning: 'warn', notice: 'info', info: 'info', information: 'info', debug: 'debug', trace: 'debug', verbose: 'debug',
}

/** A word, a number of syslog (0 to 7), or one of pino and bunyan (10 to 60). */
export function levelOf(value: unknown): LogLevel {
  if (typeof value === 'string' && Number.isNaN(Number(value))) return words[value.toLowerCase()] ?? 'unknown'
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  if (typeof number !== 'number' || !Number.isFinite(number)) return 'unknown'
  if (number >= 10) return number >= 50 ? 'error' : number >= 40 ? 'warn' : number >= 30 ? 'info' : 'debug'
  return number <= 3 ? 'error' : number === 4 ? 'warn' : number <= 6 ? 'info' : 'debug'
}

const earliest = 946_684_800_000
const latest = 7_258_118_400_000
const plausible = (ms: number): number | undefined => (ms >= earliest && ms < latest ? ms : undefined)

/** ISO 8601, or a number: seconds, ms, µs or ns since 1970. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === 'string' && !/^\d+(?:\.\d+)?$/.test(value)) return plausible(Date.parse(value))
  const number = Number(value)
  if (!Number.isFinite(number) || value === null || value === '') return undefined
  return plausible(number < 1e11 ? number * 1_000 : number < 1e14 ? number : number < 1e17 ? number / 1e3 : number / 1e6)
}

const at = (value: unknown, path: string): unknown => {
  if (typeof value !== 'object' || value === null) return undefined
  if (Object.hasOwn(value, path)) return (value as Readonly<Record<string, unknown>>)[path]
  return path.split('.').reduce<unknown>((found, key) => (typeof found === 'object' && found !== null ? (found as Readonly<Record<string, unknown>>)[key] : undefined), value)
}

function withoutFields(value: unknown, fields: ReadonlySet<string>): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutFields(item, fields))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fields.has(key.toLowerCase()) ? masked : withoutFields(item, fields)]))
}

const parsed = (text: string): unknown => {
  if (text.charCodeAt(0) !== 123) return undefined
  try {
    return JSON.parse(text)
  } catch (error) {
    // A line that is no JSON is kept as it stands: a crash says its last word in plain text.
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

const stamp = /^\[?(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:[.,]\d+)?(?:Z|[+-]\d{2}:?\d{2})?)\]?/
const levelWord = /\b(emerg|crit(?:ical)?|fatal|panic|err(?:or)?|severe|warn(?:ing)?|notice|info|debug|trace)\b/i

export type ReadLine = (text: string, now: number) => Line

/** @returns a reader of lines; `now` (wall ms) is the time of a line that does not say its own */
export function lineReader(format: LogFormat, hide: Hide): ReadLine {
  const fields = new Set(hide.fields.map((field) => field.toLowerCase()))
  const patterns = hide.patterns.map((pattern) => new RegExp(pattern, 'gu'))
  const clean = (text: string): string => patterns.reduce((found, pattern) => found.replace(pattern, masked), text)
  return (text, now) => {
    // Fields are known by their names only in JSON, whatever the format says of times and levels.
    const value = format.kind === 'json' || fields.size > 0 ? parsed(text) : undefined
    const kept = clean(value !== undefined && fields.size > 0 ? JSON.stringify(withoutFields(value, fields)) : text)
    if (format.kind === 'json' && value !== undefined) return { time: timeOf(at(value, format.time)) ?? now, level: levelOf(at(value, format.level)), text: kept }
    const time = stamp.exec(text)?.[1]
    return { time: (time === undefined ? undefined : timeOf(time.replace(' ', 'T').replace(',', '.'))) ?? now, level: levelOf(levelWord.exec(text.slice(0, 120))?.[1]), text: kept }
  }
}

const primitive = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** What a person reads of a line: of JSON its message, and the other fields beside it. */
export function shownText(text: string, format: LogFormat): { readonly text: string; readonly rest?: string } {
  const value = format.kind === 'json' ? parsed(text) : undefined
  const message = value === undefined ? undefined : at(value, format.kind === 'json' ? format.message : '')
  if (typeof value !== 'object' || value === null || message === undefined || format.kind !== 'json') return { text }
  const rest = Object.entries(value).filter(([key]) => key !== format.message && key !== format.time && key !== format.level).map(([key, item]) => `${key}=${primitive(item)}`).join(' ')
  return { text: primitive(message), ...(rest !== '' && { rest }) }
}
