import { environments, metricInfo } from '../../../shared/metrics.ts'
import { wallMetrics, type WallMetric } from '../../../shared/wall.ts'
import { figure } from '../../parts/format.ts'
import { EnvironmentName } from '../../parts/mark.tsx'
import { missingText } from '../../words/states.ts'
import { wallFigures as words } from '../../words/wall.ts'
import styles from './wall-parts.module.css'
import { useShown } from './wall-shown.ts'

const titleOf = (metric: WallMetric): string => (metric === 'response_time' ? words.responseP95 : metricInfo(metric).title)

export function WallFigures() {
  const figures = useShown().frame?.figures
  return (
    <section className={styles['part']} aria-label={words.figures}>
      <table className={styles['figures']}>
        <thead><tr><td />{environments.map((one) => <th key={one} scope="col"><EnvironmentName of={one} /></th>)}</tr></thead>
        <tbody>
          {wallMetrics.map((metric) => (
            <tr key={metric}>
              <th scope="row">{titleOf(metric)}</th>
              {environments.map((one) => {
                const told = figures?.[one][metric]
                if (told?.value === undefined) return <td key={one} className={styles['missing']}>{missingText(told?.why)}</td>
                const { number, unit } = figure(metric, told.value)
                return <td key={one}><strong data-figure>{number}</strong><small> {unit}</small></td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
