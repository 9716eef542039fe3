/**
 * Series out of a CSV: `time,metric,environment,value[,denominator]`. Described in docs/replay.md.
 * Mistakes are told with line and column, up to twenty.
 */
import { environments, metricInfo, metricNames, responseBuckets, type Environment, type Measured, type MetricName } from '../../shared/metrics.ts'
import { CsvError, readCsv, type Field } from './csv.ts'
import { createSeriesStore, type SeriesStore } from './series.ts'

export type CsvSeries = {
  readonly store: SeriesStore
  /** Wall ms of the first and the last sample, on whole seconds. */
  readonly from: number
  readonly to: number
  /** Samples that shared a second with another of their series; the first one counts. */
  readonly doubles: number
}

const required = ['time', 'metric', 'environment', 'value'] as const
const known = [...required, 'denominator'] as const
type Column = (typeof known)[number]

const mostTold = 20
const second = 1_000
/** Two days: a day to look at, and the longest window before it. */
const longest = 172_800_000

type Sample = { readonly at: number; readonly metric: MetricName; readonly environment: Environment; readonly value: number | undefined; readonly weight: number | undefined; readonly field: Field }

const where = ({ line, column }: Pick<Field, 'line' | 'column'>): string => `line ${line}, column ${column}`

/** Seconds (since 1970, or since any zero), or ISO 8601 with its zone. Undefined for anything else. */
function timeOf(text: string): number | undefined {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text) * second
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/.test(text)) return undefined
  const found = Date.parse(text)
  return Number.isNaN(found) ? undefined : found
}

/** A sample's figure as its metric's kind has it; see docs/replay.md for what `value` and `denominator` are to each. */
function measuredOf({ metric, environment, value = 0, weight = 1 }: Sample): Measured {
  const { kind } = metricInfo(metric)
  switch (kind) {
    case 'gauge':
      return { metric, environment, kind, value }
    case 'counter':
      return { metric, environment, kind, increment: value }
    case 'ratio':
      return { metric, environment, kind, numerator: value, denominator: weight }
    case 'histogram': {
      const bucket = responseBuckets.findIndex((bound) => value <= bound)
      const own = bucket === -1 ? responseBuckets.length : bucket
      return { metric, environment, kind, buckets: [...responseBuckets, Infinity].map((_, index) => (index === own ? weight : 0)), sum: value * weight }
    }
  }
}

/** The step that most samples of a series are apart, in seconds. */
function stepOf(times: readonly number[]): number {
  const steps = times.slice(1).map((time, index) => Math.floor(time / second) - Math.floor((times[index] ?? time) / second)).filter((step) => step > 0).toSorted((a, b) => a - b)
  return steps[Math.floor(steps.length / 2)] ?? 1
}

/** @throws CsvError */
export function readSeriesCsv(text: string): CsvSeries {
  const [head, ...rows] = readCsv(text)
  const names = (head ?? []).map((field) => field.text.trim().toLowerCase())
  const mistakes: string[] = []
  for (const column of required) if (!names.includes(column)) mistakes.push(`line 1, column 1: there is no column "${column}"; the first line is ${known.join(',')}`)
  for (const [index, field] of (head ?? []).entries())
    if (!known.some((column) => column === names[index])) mistakes.push(`${where(field)}: unknown column "${field.text}"`)
    else if (names.indexOf(names[index] ?? '') !== index) mistakes.push(`${where(field)}: the column "${field.text}" stands here twice`)
  if (mistakes.length > 0) throw new CsvError(mistakes)

  const samples: Sample[] = []
  for (const row of rows) {
    if (mistakes.length >= mostTold) break
    const wrong = (field: Pick<Field, 'line' | 'column'>, what: string): void => void mistakes.push(`${where(field)}: ${what}`)
    const end = row.at(-1) ?? { line: 1, column: 1 }
    if (row.length > names.length) {
      wrong(row[names.length] ?? end, `the first line names ${names.length} columns, and this has ${row.length}`)
      continue
    }
    const field = (column: Column): Field => row[names.indexOf(column)] ?? { text: '', line: end.line, column: end.column }
    const [time, metricField, environmentField, valueField, weightField] = [field('time'), field('metric'), field('environment'), field('value'), field('denominator')]
    const before = mistakes.length
    const at = timeOf(time.text.trim())
    const metric = metricNames.find((one) => one === metricField.text.trim())
    const environment = environments.find((one) => one === environmentField.text.trim())
    if (at === undefined) wrong(time, `"${time.text}" is no time: write 2025-11-24T13:03:22Z, or seconds`)
    if (metric === undefined) wrong(metricField, `unknown metric "${metricField.text}"`)
    if (environment === undefined) wrong(environmentField, `"${environmentField.text}" is neither blue nor green`)
    const number = (from: Field, what: string): number | undefined => {
      const own = from.text.trim()
      if (own === '' || own.toLowerCase() === 'nan') return undefined
      const value = Number(own)
      if (Number.isFinite(value)) return value
      wrong(from, `"${from.text}" is no number: the ${what} of a sample`)
      return undefined
    }
    const value = number(valueField, 'value')
    const weight = number(weightField, 'denominator')
    if (weight !== undefined && weight < 0) wrong(weightField, 'a denominator is 0 or more')
    if (mistakes.length > before || at === undefined || metric === undefined || environment === undefined) continue
    samples.push({ at, metric, environment, value, weight, field: time })
  }
  if (mistakes.length > 0) throw new CsvError(mistakes.slice(0, mostTold))
  const sorted = samples.toSorted((a, b) => a.at - b.at)
  const [first, last] = [sorted[0], sorted.at(-1)]
  if (first === undefined || last === undefined) throw new CsvError(['line 2, column 1: there is no sample in it'])
  if (last.at - first.at > longest) throw new CsvError([`${where(last.field)}: this sample is more than two days after the first: cut the file`])
  return stored(sorted, Math.floor(first.at / second) * second, Math.floor(last.at / second) * second)
}

function stored(sorted: readonly Sample[], from: number, to: number): CsvSeries {
  const store = createSeriesStore({ capacity: (to - from) / second + 1, start: from, spans: [{ from, to }] })
  for (const series of Map.groupBy(sorted, ({ metric, environment }) => `${metric}/${environment}`).values()) {
    const [one] = series
    if (one !== undefined) store.expect(one.metric, one.environment, stepOf(series.map(({ at }) => at)) * second, 0, from)
  }
  for (const sample of sorted) {
    if (sample.value === undefined) store.miss(sample, 'empty', sample.at, sample.at)
    else store.record(measuredOf(sample), sample.at, sample.at)
  }
  return { store, from, to, doubles: store.dropped().doubles }
}
