/** Results of benchmarks as files that leave: CSV (RFC 4180) and JSON. Times are ISO 8601 in UTC. Pure. */
import type { BenchFile, BenchRecord } from './contract/bench.ts'

type Cell = string | number | boolean | undefined
type Row = readonly Cell[]

/** A text that a spreadsheet would take for a formula is told to be none. */
const harmless = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text)

const cell = (value: Cell): string => {
  if (value === undefined) return ''
  const text = typeof value === 'string' ? harmless(value) : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Every line ends with CR LF, the last one too. */
export const csvText = (rows: readonly Row[]): string => rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('')

const iso = (wall: number): string => new Date(wall).toISOString()

/** Every value of a nested object with the way to it: `latency.p95`, `steps.3.answered`. */
const flat = (value: unknown, path: string): readonly (readonly [string, Cell])[] => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, one]: [string, unknown]) => flat(one, path === '' ? key : `${path}.${key}`))
}

/** What every result has, one column each. */
const columns = {
  bench: ({ started }) => started.bench,
  benchmark: ({ started }) => started.benchmark,
  title: ({ started }) => started.title,
  kind: ({ started }) => started.kind,
  started: ({ started }) => iso(started.at),
  by: ({ started }) => started.by,
  reason: ({ started }) => started.why,
  does: ({ started }) => started.does,
  targets: ({ started }) => started.targets.join(' '),
  settings_hash: ({ started }) => started.hash,
  ended: ({ finished }) => finished?.ended,
  outcome: ({ finished }) => finished?.outcome,
  why: ({ finished }) => finished?.why,
  took_ms: ({ finished }) => finished?.ms,
  cpu: ({ finished }) => finished?.machine?.cpu,
  cpus: ({ finished }) => finished?.machine?.cpus,
  node: ({ finished }) => finished?.machine?.node,
} as const satisfies Record<string, (record: BenchRecord) => Cell>

const figuresOf = ({ finished }: BenchRecord): ReadonlyMap<string, Cell> => new Map(flat(finished?.figures ?? {}, ''))

/** One line a result; figures that some of them lack are empty there. */
function table(records: readonly BenchRecord[]): readonly Row[] {
  const figures = records.map(figuresOf)
  const names = [...new Set(figures.flatMap((one) => [...one.keys()]))].filter((name) => name !== 'kind' && !name.startsWith('steps.'))
  return [
    [...Object.keys(columns), ...names],
    ...records.map((record, index) => [...Object.values(columns).map((of) => of(record)), ...names.map((name) => figures[index]?.get(name))]),
  ]
}

/** @param name what the file is called after: a benchmark's id or that of one result */
export function benchFile(records: readonly BenchRecord[], format: 'csv' | 'json', name: string): BenchFile {
  const safe = name.replaceAll(/[^A-Za-z0-9-]/g, '-')
  if (format === 'json') return { name: `fifteen-bench-${safe}.json`, type: 'application/json', text: `${JSON.stringify(records, undefined, 2)}\n` }
  const [only] = records
  const load = records.length === 1 && only?.finished?.figures?.kind === 'load' ? only.finished.figures : undefined
  // Of one load its seconds follow as a table of their own, apart by an empty line.
  const steps: readonly Row[] = load ? [[], ['second', 'seconds', 'answered', 'errors', 'p95_ms'], ...load.steps.map(({ second, answered, errors, p95 }): Row => [second, load.every, answered, errors, p95])] : []
  return { name: `fifteen-bench-${safe}.csv`, type: 'text/csv; charset=utf-8; header=present', text: csvText([...table(records), ...steps]) }
}
