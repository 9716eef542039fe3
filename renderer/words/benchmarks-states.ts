/** The word and the tone of a benchmark's verdict, and how its figures are written. */
import type { LastBench } from '../../shared/bench.ts'
import type { BenchRecord } from '../../shared/contract.ts'
import type { BenchKind } from '../../shared/plan/benchmarks.ts'
import { numberText, percentText } from '../parts/format.ts'
import { outcomeWords, type Worded } from './states.ts'

const endWords: Readonly<Record<LastBench['ended'], string | undefined>> = {
  done: undefined, cancelled: 'cancelled', rollback: 'ended by a rollback', failed: 'could not be run', interrupted: 'did not finish',
}

/** "pass"; "inconclusive, cancelled" where it ended before its time. */
export function verdictWord({ outcome, ended }: Pick<LastBench, 'outcome' | 'ended'>): Worded {
  const { tone, word } = outcomeWords[outcome]
  const end = endWords[ended]
  return { tone, word: end === undefined ? word : `${word}, ${end}` }
}

export const kindWords: Readonly<Record<BenchKind, string>> = { load: 'Load', rows: 'Rows a second', compare: 'Blue against green' }

/** "43.8 ms": three digits, so that small times keep a meaning. */
export const msText = (ms: number): string => `${ms === 0 ? '0' : ms < 10 ? numberText(ms, 2) : ms < 100 ? numberText(ms, 1) : numberText(ms)} ms`
export const rowsText = (value: number): string => `${numberText(value)} rows/s`

export type Point = { readonly value: number; readonly low?: number; readonly high?: number }

/** The one figure of a result that its history is drawn of. */
export function pointOf({ finished }: BenchRecord): Point | undefined {
  const figures = finished?.figures
  if (figures === undefined || finished?.ended !== 'done') return undefined
  if (figures.kind === 'rows') return figures.median === undefined ? undefined : { value: figures.median, ...figures.interval }
  if (figures.kind === 'load') return figures.latency && { value: figures.latency.p95 }
  return figures.ratio === undefined ? undefined : { value: figures.ratio, ...figures.interval }
}

const axes: Readonly<Record<BenchKind, { readonly title: string; readonly text: (value: number) => string }>> = {
  load: { title: '95th percentile of the answers', text: msText },
  rows: { title: 'Median, with its 95 % interval', text: rowsText },
  compare: { title: 'Green as a share of blue, with its 95 % interval', text: (ratio) => percentText(ratio) },
}
export const axisOf = (kind: BenchKind): (typeof axes)[BenchKind] => axes[kind]
