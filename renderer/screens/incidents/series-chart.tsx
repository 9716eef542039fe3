/** A small still chart: one metric, a line an environment, told by its dash and its name too. */
import type { SeriesLine } from '../../../shared/contract.ts'
import { timeText } from '../../parts/format.ts'
import styles from './after.module.css'

const size = { width: 420, height: 120, left: 4, right: 4, top: 6, bottom: 6 } as const

function valueText(value: number, unit: string): string {
  if (unit === 'ratio') return `${Number((value * 100).toPrecision(3))} %`
  if (unit === 'seconds') return `${Number((value * 1_000).toPrecision(3))} ms`
  return `${Number(value.toPrecision(4))} ${unit}`
}

export function SeriesChart({ lines }: { readonly lines: readonly SeriesLine[] }) {
  const [first] = lines
  const times = lines.flatMap(({ t }) => t)
  if (first === undefined || times.length === 0) return undefined
  const [from, to] = [Math.min(...times), Math.max(...times)]
  const most = Math.max(...lines.flatMap(({ values }) => values.flatMap((value) => value ?? [])), 0) || 1
  const x = (at: number): number => size.left + ((at - from) / Math.max(1, to - from)) * (size.width - size.left - size.right)
  const y = (value: number): number => size.top + (1 - value / most) * (size.height - size.top - size.bottom)
  const path = ({ t, values }: SeriesLine): string => values.map((value, index) => {
    if (value === null) return ''
    const before = values[index - 1]
    return `${index === 0 || before === null || before === undefined ? 'M' : 'L'}${x(t[index] ?? from).toFixed(1)} ${y(value).toFixed(1)}`
  }).join('')
  const label = `${first.title}: at most ${valueText(most, first.unit)}, ${lines.map(({ environment }) => environment).join(' and ')}, ${timeText(from)} to ${timeText(to)}`
  return (
    <figure className={styles['chart']}>
      <figcaption><strong>{first.title}</strong> <span>at most {valueText(most, first.unit)}</span></figcaption>
      <svg viewBox={`0 0 ${size.width} ${size.height}`} role="img" aria-label={label} preserveAspectRatio="none">
        <line x1="0" x2={size.width} y1={y(0)} y2={y(0)} className={styles['axis']} />
        {lines.map((line) => <path key={line.environment} d={path(line)} className={styles['path']} data-environment={line.environment} vectorEffect="non-scaling-stroke" />)}
      </svg>
      <p className={styles['legend']}><span>{timeText(from)}</span>{lines.map(({ environment }) => <span key={environment} data-environment={environment}>{environment}</span>)}<span>{timeText(to)}</span></p>
    </figure>
  )
}
