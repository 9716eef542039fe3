/** The text format that Prometheus reads: https://prometheus.io/docs/specs/om/open_metrics_spec/ */
export const openMetricsType = 'application/openmetrics-text; version=1.0.0; charset=utf-8'

export type Labels = Readonly<Record<string, string>>
export type Sample = { readonly suffix?: string; readonly labels?: Labels; readonly value: number }

/** One metric family. The name bears no `_total`; a counter's samples get it here. */
export type Family = {
  readonly name: string
  readonly type: 'counter' | 'gauge' | 'histogram' | 'info'
  readonly unit?: 'seconds' | 'bytes'
  readonly help: string
  readonly samples: readonly Sample[]
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"')

const labelled = (labels: Labels): string => {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`)
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`
}

const suffixOf = { counter: '_total', gauge: '', histogram: '', info: '_info' } as const

/** A whole page; `common` labels stand on every sample. */
export const renderOpenMetrics = (families: readonly Family[], common: Labels = {}): string => {
  const lines: string[] = []
  for (const { name, type, unit, help, samples } of families) {
    lines.push(`# TYPE ${name} ${type}`)
    if (unit !== undefined) lines.push(`# UNIT ${name} ${unit}`)
    lines.push(`# HELP ${name} ${escaped(help)}`)
    for (const sample of samples)
      lines.push(`${name}${sample.suffix ?? suffixOf[type]}${labelled({ ...common, ...sample.labels })} ${sample.value}`)
  }
  return `${lines.join('\n')}\n# EOF\n`
}

/** A counter of one or more label sets. */
export class Counter {
  readonly #values = new Map<string, { readonly labels: Labels; value: number }>()

  /** A counter that starts at 0 shows its first increment to whoever reads increments: so name the sets known beforehand. */
  constructor(known: readonly Labels[] = []) {
    for (const labels of known) this.add(labels, 0)
  }

  add(labels: Labels = {}, amount = 1): void {
    const key = JSON.stringify(labels)
    const held = this.#values.get(key)
    if (held === undefined) this.#values.set(key, { labels, value: amount })
    else held.value += amount
  }

  get samples(): readonly Sample[] {
    return [...this.#values.values()]
  }
}

// The specification wants floats here: 1 is written 1.0.
const boundText = (bound: number): string => (Number.isInteger(bound) ? `${bound}.0` : String(bound))

/** Counts values under each upper bound; rendered cumulative, the +Inf bucket last. */
export class Histogram {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = Array.from({ length: bounds.length + 1 }, () => 0)
  }

  observe(value: number): void {
    const found = this.#bounds.findIndex((bound) => value <= bound)
    const index = found === -1 ? this.#bounds.length : found
    this.#counts[index] = (this.#counts[index] ?? 0) + 1
    this.#sum += value
  }

  samples(labels: Labels = {}): readonly Sample[] {
    let count = 0
    const buckets = this.#counts.map((own, index) => {
      const bound = this.#bounds[index]
      count += own
      return { suffix: '_bucket', labels: { ...labels, le: bound === undefined ? '+Inf' : boundText(bound) }, value: count }
    })
    return [...buckets, { suffix: '_count', labels, value: count }, { suffix: '_sum', labels, value: this.#sum }]
  }
}
