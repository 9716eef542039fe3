/** How figures, lengths of time and moments are written, on every screen the same. */
import { metricInfo, type MetricName, type Statistic } from '../../shared/metrics.ts'
import type { Gate, Plan, Threshold } from '../../shared/plan.ts'
import { thresholdValue } from '../../shared/gate.ts'
import { firstZone } from './zone.ts'
import { format as words } from '../words/parts.ts'

/** A figure and its unit, apart so that the unit can be set smaller. */
export type Written = { readonly number: string; readonly unit: string }

const grouped = (digits: number): Intl.NumberFormat =>
  new Intl.NumberFormat('en-GB', { minimumFractionDigits: digits, maximumFractionDigits: digits })
const formats = [grouped(0), grouped(1), grouped(2)] as const

/** "37,245" */
export const numberText = (value: number, digits: 0 | 1 | 2 = 0): string => formats[digits].format(value === 0 ? 0 : value)

/** "1.2 %" of a ratio. */
export const percentText = (ratio: number, digits: 0 | 1 | 2 = 1): string => `${numberText(ratio * 100, digits)} %`

const byteUnits = ['B', 'KB', 'MB', 'GB', 'TB'] as const
/** Bytes in steps of 1,000: "1.2 MB". */
export function bytes(value: number): Written {
  const step = Math.min(byteUnits.length - 1, value < 1_000 ? 0 : Math.floor(Math.log10(value) / 3))
  return { number: numberText(value / 1_000 ** step, step === 0 ? 0 : 1), unit: byteUnits[step] ?? 'B' }
}

const plural: Readonly<Record<string, string>> = { requests: 'request', users: 'user', failures: 'failure', rows: 'row', bugs: 'bug', hours: 'hour' }

/** A figure of a metric in the unit that people read: ratios as %, seconds as ms, counters by second as /s. */
export function figure(metric: MetricName, value: number, statistic?: Statistic): Written {
  const { unit } = metricInfo(metric)
  switch (unit) {
    case 'ratio':
      return { number: numberText(value * 100, 1), unit: '%' }
    case 'seconds':
      return value < 10 ? { number: numberText(value * 1_000), unit: 'ms' } : { number: numberText(value, 1), unit: 's' }
    case 'rows/s':
      return { number: numberText(value), unit }
    case 'bytes/s': {
      const written = bytes(value)
      return { ...written, unit: `${written.unit}/s` }
    }
    case 'hours':
      return { number: numberText(value, 1), unit: value === 1 ? 'hour' : 'hours' }
    default:
      if (statistic === 'rate') return { number: numberText(value, value < 10 ? 1 : 0), unit: `${plural[unit] === 'request' ? 'req' : unit}/s` }
      return { number: numberText(value, Number.isInteger(value) ? 0 : 1), unit: value === 1 ? (plural[unit] ?? unit) : unit }
  }
}

/** "37,245 rows/s" */
export function figureText(metric: MetricName, value: number, statistic?: Statistic): string {
  const { number, unit } = figure(metric, value, statistic)
  return `${number} ${unit}`
}

/** "33,573 rows/s" of a bar, or that its baseline is unknown. */
export function thresholdText(metric: MetricName, threshold: Threshold, baselines: Plan['baselines'], statistic?: Statistic): string {
  const value = thresholdValue(threshold, baselines)
  return value === undefined ? words.baselineNotYetRecorded(percentText('ratio' in threshold ? threshold.ratio : 0, 0)) : figureText(metric, value, statistic)
}

/** "> 5.0 %": the condition (bad) of a gate. */
export const conditionText = (gate: Pick<Gate, 'metric' | 'statistic' | 'direction' | 'threshold'>, baselines: Plan['baselines']): string =>
  `${gate.direction === 'above' ? '>' : '<'} ${thresholdText(gate.metric, gate.threshold, baselines, gate.statistic)}`

/** Age in one unit: "0 s", "3 s", "4 min", "2 h", "3 d". */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return words.min(Math.floor(seconds / 60))
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)} h`
  return `${Math.floor(seconds / 86_400)} d`
}

/** "3 d ago", "just now" */
export const agoText = (ms: number): string => (ms < 1_000 ? words.justNow : words.ago(ageText(ms)))

const zoned = (options: Intl.DateTimeFormatOptions): ((wall: number, zone: string | undefined) => string) => {
  const made = new Map<string | undefined, Intl.DateTimeFormat>()
  return (wall, zone) => {
    let format = made.get(zone)
    if (format === undefined) {
      format = new Intl.DateTimeFormat('en-GB', { ...options, ...(zone !== undefined && { timeZone: zone }) })
      made.set(zone, format)
    }
    return format.format(wall)
  }
}
const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit' } as const
const time = zoned(clock)
const minute = zoned({ hour: '2-digit', minute: '2-digit' })
const day = zoned({ day: 'numeric', month: 'short', year: 'numeric' })
const zoneName = zoned({ ...clock, timeZoneName: 'short' })

/** Where a time is written for: a zone's name, null for the reader's own, nothing for the one that they have stand first. */
type Zone = string | null
const named = (zone: Zone | undefined): string | undefined => (zone === undefined ? firstZone() : (zone ?? undefined))

/** "14:03:22" */
export const timeText = (wall: number, zone?: Zone): string => time(wall, named(zone))
/** "14:03" */
export const minuteText = (wall: number, zone?: Zone): string => minute(wall, named(zone))
/** "24 Nov 2025" */
export const dayText = (wall: number, zone?: Zone): string => day(wall, named(zone))
/** "CET", "UTC", "GMT+1" */
export const zoneText = (wall: number, zone?: Zone): string => zoneName(wall, named(zone)).split(' ').slice(1).join(' ')
/** "24 Nov 2025, 14:03:22 CET" */
export const momentText = (wall: number, zone?: Zone): string => `${day(wall, named(zone))}, ${zoneName(wall, named(zone))}`
/** "2025-11-24T13:03:22.000Z" */
export const utcText = (wall: number): string => new Date(wall).toISOString()

/** "1 entry", "3 entries" */
export const countText = (count: number, one: string, many = `${one}s`): string => `${numberText(count)} ${count === 1 ? one : many}`

/** The first of a long hash, enough to compare by eye. */
export const hashText = (hash: string): string => (hash === '' ? words.noneYet : hash.slice(0, 12))
