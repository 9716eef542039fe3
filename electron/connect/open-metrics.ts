/**
 * Reads a page of metrics: OpenMetrics text and the older Prometheus text format.
 * https://prometheus.io/docs/specs/om/open_metrics_spec/
 * Whatever the page holds, it gives series or a PageError, in time and memory bounded by these limits.
 */
export const pageLimits = { lines: 50_000, lineLength: 16_384, labels: 64, nameLength: 256 } as const

export type Series = {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  readonly value: number
  /** The same for the same name and labels, in whatever order they stand. */
  readonly key: string
}

export type Page = {
  /** By sample name, such as `http_requests_total`. */
  readonly series: ReadonlyMap<string, readonly Series[]>
  /** Declared types by family name, such as `http_requests`. */
  readonly types: ReadonlyMap<string, string>
}

/** The page can't be read. `line` counts from 1. */
export class PageError extends Error {
  override readonly name = 'PageError'
  readonly line: number

  constructor(line: number, what: string) {
    super(`line ${line}: ${what}`)
    this.line = line
  }
}

const sampleStart = /^([a-zA-Z_:][a-zA-Z0-9_:]*)/
const labelStart = /[ \t]*([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*"/y
const labelText = /((?:[^"\\]|\\["\\n])*)"/y
const labelEnd = /[ \t]*(,?)[ \t]*(\}?)/y
const number = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i
const typeLine = /^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) ([a-z]+)$/

const unescaped = (text: string): string => (text.includes('\\') ? text.replace(/\\(["\\n])/g, (_, one: string) => (one === 'n' ? '\n' : one)) : text)

/** A number as the format writes it; undefined for anything else. */
export function readNumber(text: string): number | undefined {
  if (number.test(text)) return Number(text)
  switch (text.toLowerCase()) {
    case 'nan':
      return Number.NaN
    case '+inf': case 'inf': case '+infinity': case 'infinity':
      return Infinity
    case '-inf': case '-infinity':
      return -Infinity
    default:
      return undefined
  }
}

const readLabels = (line: string, from: number, at: number): { readonly labels: ReadonlyMap<string, string>; readonly end: number } => {
  const labels = new Map<string, string>()
  let position = from
  if (/^[ \t]*\}/.test(line.slice(position, position + 16))) return { labels, end: line.indexOf('}', position) + 1 }
  for (;;) {
    labelStart.lastIndex = position
    const name = labelStart.exec(line)?.[1]
    if (name === undefined || name.length > pageLimits.nameLength) throw new PageError(at, 'expected a label such as name="value"')
    labelText.lastIndex = labelStart.lastIndex
    const text = labelText.exec(line)?.[1]
    if (text === undefined) throw new PageError(at, `label ${name} has no closing quote, or a wrong escape`)
    if (labels.has(name)) throw new PageError(at, `label ${name} stands twice`)
    if (labels.size === pageLimits.labels) throw new PageError(at, `more than ${pageLimits.labels} labels`)
    labels.set(name, unescaped(text))
    labelEnd.lastIndex = labelText.lastIndex
    const [, comma, brace] = labelEnd.exec(line) ?? []
    if (brace === '}') return { labels, end: labelEnd.lastIndex }
    if (comma !== ',') throw new PageError(at, 'expected "," or "}" after a label')
    position = labelEnd.lastIndex
  }
}

const keyOf = (name: string, labels: ReadonlyMap<string, string>): string =>
  labels.size === 0 ? name : JSON.stringify([name, ...[...labels].toSorted(([a], [b]) => (a < b ? -1 : 1))])

const readSample = (line: string, at: number): Series => {
  const name = sampleStart.exec(line)?.[1]
  if (name === undefined || name.length > pageLimits.nameLength) throw new PageError(at, 'expected a metric name')
  const braced = line[name.length] === '{'
  const { labels, end } = braced ? readLabels(line, name.length + 1, at) : { labels: new Map<string, string>(), end: name.length }
  // What stands after " # " is an exemplar: one single request, of no use here.
  const [rest = ''] = line.slice(end).split(' # ', 1)
  const [figure = '', time, ...more] = rest.trim().split(/[ \t]+/)
  const value = readNumber(figure)
  if (value === undefined) throw new PageError(at, `expected a number after ${name}`)
  if (more.length > 0 || (time !== undefined && readNumber(time) === undefined)) throw new PageError(at, `expected a time or nothing after the value of ${name}`)
  return { name, labels, value, key: keyOf(name, labels) }
}

/**
 * @param ended the page must end with `# EOF`, as OpenMetrics does: without it a page cut off would look whole
 * @throws PageError
 */
export function readPage(text: string, { ended }: { readonly ended: boolean }): Page {
  const series = new Map<string, Series[]>()
  const types = new Map<string, string>()
  const seen = new Set<string>()
  let eof = false
  let at = 0
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('\n', start)
    const end = found === -1 ? text.length : found
    at += 1
    if (at > pageLimits.lines) throw new PageError(at, `more than ${pageLimits.lines} lines`)
    if (end - start > pageLimits.lineLength) throw new PageError(at, `longer than ${pageLimits.lineLength} characters`)
    const line = text.slice(start, end).replace(/\r$/, '')
    start = end + 1
    if (line.trim() === '') continue
    if (eof) throw new PageError(at, 'something stands after # EOF')
    if (line === '# EOF') {
      eof = true
    } else if (line.startsWith('#')) {
      const [, name, type] = typeLine.exec(line) ?? []
      if (name !== undefined && type !== undefined) types.set(name, type)
    } else {
      const one = readSample(line, at)
      if (seen.has(one.key)) throw new PageError(at, `${one.name} stands twice with the same labels`)
      seen.add(one.key)
      const list = series.get(one.name)
      if (list === undefined) series.set(one.name, [one])
      else list.push(one)
    }
  }
  if (ended && !eof) throw new PageError(at, 'the page ends without # EOF: it was cut off')
  return { series, types }
}
