/** One metric of both environments over time, with the bars of its gates. */
import { useId, useMemo } from 'react'
import { environments, type MetricName, type Statistic } from '../../../shared/metrics.ts'
import { figureText } from '../../parts/format.ts'
import { cx } from '../../parts/cx.ts'
import { EnvironmentName } from '../../parts/mark.tsx'
import { originOf } from '../../parts/origin.ts'
import { Stale, Tip, tipHost } from '../../parts/tip.tsx'
import { useSilence } from '../../now.ts'
import { useView } from '../../store.ts'
import { chartBars } from './chart-bars.ts'
import { ChartView } from './chart-view.tsx'
import { fill } from '../../words/fill.ts'
import { lineChart as words } from '../../words/live.ts'
import styles from './charts.module.css'
import type { Range } from './ranges.ts'
import { useSeries } from './use-series.ts'

type LineChartProps = { readonly metric: MetricName; readonly statistic: Statistic; readonly title: string; readonly zero: boolean; readonly range: Range }

export function LineChart({ metric, statistic, title, zero, range }: LineChartProps) {
  const plan = useView((view) => view.opened?.plan)
  const phase = useView((view) => view.state?.phase ?? null)
  const figures = useView((view) => view.frame?.figures)
  const sources = useView((view) => view.frame?.sources)
  const silence = useSilence()
  const tip = useId()
  const { series, error } = useSeries(metric, statistic, range)
  const bars = useMemo(() => (plan ? chartBars(plan, metric, statistic, phase) : []), [plan, metric, statistic, phase])
  const shown = useMemo(() => series && { series, range, bars }, [series, range, bars])

  const last = environments.map((environment) => {
    const { t = [], avg = [] } = series?.lines[environment] ?? {}
    const at = avg.findLastIndex((value) => value !== null)
    const [value, when] = [avg[at], t[at]]
    const shownAge = series && when !== undefined ? Math.max(0, series.end - when) : undefined
    return { environment, value, ...originOf(figures?.[environment][metric], { sources, targets: plan?.targets ?? [], silence }, shownAge) }
  })
  const told = last.map(({ environment, value }) => `${environment} ${typeof value === 'number' ? figureText(metric, value, statistic) : 'no data'}`)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- its tip is had by the keyboard too
    <figure className={cx(styles['chart'], tipHost)} tabIndex={0} aria-describedby={tip}>
      <figcaption className={styles['head']}>
        <h3>{title}</h3>
        <span className={styles['legend']} data-figure>
          {last.map(({ environment, value, stale }) => (
            <span key={environment}>
              <EnvironmentName of={environment} size={9} />{typeof value === 'number' ? figureText(metric, value, statistic) : 'no data'}
              {typeof value === 'number' && stale !== undefined && <Stale>{stale}</Stale>}
            </span>
          ))}
        </span>
      </figcaption>
      <div className={styles['canvas']} data-figure>
        <ChartView metric={metric} statistic={statistic} zero={zero} shown={shown} label={words.ofTheLast(title, range.title, told.join(', '))} />
        {error !== undefined && <p className={styles['failed']}>{fill(words.notReadableNow, { error })}</p>}
      </div>
      <Tip id={tip}>{last.map(({ environment, text }) => <span key={environment} className={styles['origin']}><EnvironmentName of={environment} size={9} /> {text}</span>)}</Tip>
    </figure>
  )
}
