/** A line a environment, a point a day; days without a summary are gaps. */
import type { ReportChart } from '../../../shared/contract.ts'
import { dateOf } from '../../../shared/daily.ts'
import { durationText } from '../../../shared/duration.ts'
import { numberText, percentText } from '../../parts/format.ts'
import { fill } from '../../words/fill.ts'
import { reportChart as words } from '../../words/programme.ts'
import styles from './reports-page.module.css'

const size = { width: 640, height: 110, edge: 6 } as const
const valueText = (value: number, unit: string): string => (unit === 'ratio' ? percentText(value, 2) : unit === 'seconds' ? durationText(Math.round(value * 1_000)) : `${numberText(value, 0)} ${unit}`)

export function ReportLines({ chart: { title, unit, lines } }: { readonly chart: ReportChart }) {
  const times = lines.flatMap(({ t }) => t)
  const values = lines.flatMap((line) => line.values.flatMap((value) => value ?? []))
  const [from, to, most] = [Math.min(...times), Math.max(...times), Math.max(...values)]
  const x = (at: number): number => size.edge + ((at - from) / Math.max(1, to - from)) * (size.width - 2 * size.edge)
  const y = (value: number): number => size.edge + (1 - (most > 0 ? value / most : 0)) * (size.height - 2 * size.edge)
  const path = ({ t, values: own }: (typeof lines)[number]): string => own.map((value, index) => {
    const at = t[index]
    if (value === null || at === undefined) return ''
    return `${(own[index - 1] ?? null) === null ? 'M' : 'L'}${x(at).toFixed(1)} ${y(value).toFixed(1)}${(own[index - 1] ?? null) === null ? 'h0' : ''}`
  }).join('')
  return (
    <figure className={styles['chart']}>
      <figcaption>{fill(words.atMostTo, { title, value: valueText(most, unit), date: dateOf(from), date2: dateOf(to), lines: lines.map(({ environment }) => <span key={environment} className={styles[environment]}>{environment === 'blue' ? words.blueALine : words.greenDashes}</span>) })}</figcaption>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={words.to(title, dateOf(from), dateOf(to))}>
        <line x1={size.edge} x2={size.width - size.edge} y1={size.height - size.edge} y2={size.height - size.edge} className={styles['axis']} />
        {lines.map((line) => <path key={line.environment} d={path(line)} className={styles[`${line.environment}Line`]} />)}
      </svg>
    </figure>
  )
}
