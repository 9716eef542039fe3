/** A rule as people type it: figures in the unit they read, times as plan files write them. Pure. */
import { parseDuration } from '../../../shared/duration.ts'
import { metricInfo } from '../../../shared/metrics.ts'
import type { Gate } from '../../../shared/plan.ts'
import type { GateChange } from '../../../shared/replay.ts'
import { rule as words } from '../../words/replay.ts'

/** What stands in the fields; empty is as in the plan. */
export type Draft = { readonly bar: string; readonly for: string; readonly window: string; readonly keepFiringFor: string }
export const asInPlan: Draft = { bar: '', for: '', window: '', keepFiringFor: '' }
export const times = ['for', 'window', 'keepFiringFor'] as const

/** By how much a typed bar is divided to come to the metric's base unit, and that unit's name. */
export function barUnit({ metric, threshold }: Pick<Gate, 'metric' | 'threshold'>): { readonly divide: number; readonly unit: string } {
  if ('ratio' in threshold) return { divide: 100, unit: words.ofTheBaseline }
  const { unit } = metricInfo(metric)
  return unit === 'ratio' ? { divide: 100, unit: '%' } : unit === 'seconds' ? { divide: 1_000, unit: 'ms' } : { divide: 1, unit }
}

/** A figure without the dust of binary fractions. */
const tidy = (value: number): number => Number(value.toPrecision(12))

export const barText = (gate: Pick<Gate, 'metric' | 'threshold'>): string =>
  String(tidy(('ratio' in gate.threshold ? gate.threshold.ratio : gate.threshold.value) * barUnit(gate).divide))
const units = [['h', 3_600_000], ['m', 60_000], ['s', 1_000]] as const
/** "90s", "10m", "24h" */
export function timeText(ms: number): string {
  const [unit, length] = units.find(([, length]) => ms > 0 && ms % length === 0) ?? (ms === 0 ? ['s', 1_000] : ['ms', 1])
  return `${ms / length}${unit}`
}

export type Mistakes = Partial<Record<keyof Draft, string>>

const longest = 86_400_000

/** The change that a draft makes; undefined where it makes none. */
export function changeOf(gate: Gate, draft: Draft): { readonly change?: GateChange; readonly mistakes: Mistakes } {
  const mistakes: { -readonly [K in keyof Mistakes]: Mistakes[K] } = {}
  const own = draft.bar.trim().replace(',', '.')
  const bar = tidy(Number(own) / barUnit(gate).divide)
  if (own !== '' && !Number.isFinite(bar)) mistakes.bar = words.expectedANumberOf(barUnit(gate).unit)
  if (own !== '' && 'ratio' in gate.threshold && bar <= 0) mistakes.bar = words.expectedAboveZero
  const changed: { for?: number; window?: number; keepFiringFor?: number } = {}
  for (const key of times) {
    const text = draft[key].trim()
    if (text === '') continue
    const ms = parseDuration(text)
    if (ms === undefined) mistakes[key] = words.expectedDuration
    else if (ms > longest || (key === 'window' && ms < 1_000)) mistakes[key] = key === 'window' ? words.windowLimits : words.aDayAtMost
    else if (ms !== gate[key]) changed[key] = ms
  }
  const threshold = 'ratio' in gate.threshold ? { ...gate.threshold, ratio: bar } : { value: bar }
  const same = own === '' || bar === ('ratio' in gate.threshold ? gate.threshold.ratio : gate.threshold.value)
  if (Object.keys(mistakes).length > 0 || (same && Object.keys(changed).length === 0)) return { mistakes }
  return { mistakes, change: { gate: gate.id, ...changed, ...(!same && { threshold }) } }
}

/** The changed lines as they stand in a plan file. */
export const yamlOf = (changes: readonly GateChange[]): string =>
  ['gates:', ...changes.flatMap(({ gate, threshold, ...rest }) => [
    words.id(gate),
    ...(threshold ? [words.threshold('value' in threshold ? words.value(threshold.value) : words.ratioOf(threshold.ratio, threshold.of))] : []),
    ...times.flatMap((key) => { const ms = rest[key]; return ms === undefined ? [] : [`    ${key}: ${timeText(ms)}`] }),
  ]), ''].join('\n')
