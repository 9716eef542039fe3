/** What `bench` prints. */
import type { BenchRecord, PlannedBench } from '../../shared/contract.ts'
import { durationText } from '../../shared/duration.ts'
import type { Paint } from './terminal.ts'

const paints = { pass: 'good', warn: 'warn', fail: 'bad', inconclusive: 'warn', 'no data': 'warn' } as const satisfies Record<NonNullable<PlannedBench['last']>['outcome'], Parameters<Paint>[0]>

/** One benchmark of the plan: what it is held against, and how it last ended. */
export const plannedLine = ({ id, kind, title, bars, last }: PlannedBench, paint: Paint): string =>
  `${id.padEnd(16)} ${kind.padEnd(8)} ${title}; ${bars.join(', ')}; ${last === undefined ? 'never run' : `last ${paint(paints[last.outcome], last.outcome)}: ${last.why}`}`

/** What it would do, before it is asked for. */
export function preflightLines({ preflight: { does, effects, targets, expectedMs, refused } }: PlannedBench): readonly string[] {
  return [
    does,
    ...effects.map((effect) => `  ${effect}`),
    ...targets.map(({ id, users, detail }) => `  ${id}: ${users === undefined ? 'whether users are on it is not known' : users ? 'users are on it now' : 'no users are on it'} (${detail})`),
    ...(expectedMs === undefined ? [] : [`  about ${durationText(Math.ceil(expectedMs / 1_000) * 1_000)}`]),
    ...(refused === undefined ? [] : [`It can't be started now: ${refused}`]),
  ]
}

const figureLines = ({ finished }: BenchRecord): readonly string[] => {
  const figures = finished?.figures
  const rounded = (value: number | undefined, unit: string): string => (value === undefined ? 'none' : `${Math.round(value * 10) / 10} ${unit}`)
  switch (figures?.kind) {
    case undefined:
      return []
    case 'rows':
      return [`  median ${rounded(figures.median, 'rows/s')}${figures.interval ? ` (${rounded(figures.interval.low, '')}to ${rounded(figures.interval.high, '')})` : ''}, baseline ${rounded(figures.bar.baseline, 'rows/s')}`]
    case 'load':
      return [
        `  ${figures.answered} answered of ${figures.sent} sent, ${rounded(figures.throughput, 'answers/s')}, p95 ${rounded(figures.latency?.p95, 'ms')}, p99 ${rounded(figures.latency?.p99, 'ms')}`,
        ...(figures.generator.limited ? [`  the generator was the limit: ${figures.generator.why ?? 'it was late'}`] : []),
      ]
    case 'compare':
      return [`  green over blue ${figures.ratio === undefined ? 'not known' : figures.ratio.toFixed(3)}${figures.p === undefined ? '' : `, p ${figures.p.toPrecision(2)}`}, median blue ${rounded(figures.blue?.p50, figures.unit)}, green ${rounded(figures.green?.p50, figures.unit)}`]
  }
}

export const recordLines = (record: BenchRecord, paint: Paint): readonly string[] =>
  record.finished === undefined
    ? [`${record.started.title} has no result.`]
    : [`${paint(paints[record.finished.outcome], record.finished.outcome)} ${record.started.title}: ${record.finished.why}`, ...figureLines(record)]
