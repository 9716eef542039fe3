import { environments, metricInfo, type MetricName } from '../../../shared/metrics.ts'
import { figure } from '../../parts/format.ts'
import { EnvironmentName } from '../../parts/mark.tsx'
import { missingText } from '../../parts/words.ts'
import { useView } from '../../store.ts'
import styles from './wall-parts.module.css'

/** The four by which a room sees whether users are well. */
const shown: readonly { readonly metric: MetricName; readonly title: string }[] = [
  { metric: 'error_rate', title: metricInfo('error_rate').title },
  { metric: 'response_time', title: 'Response p95' },
  { metric: 'rows_per_second', title: metricInfo('rows_per_second').title },
  { metric: 'session_success', title: metricInfo('session_success').title },
]

export function WallFigures() {
  const figures = useView((view) => view.frame?.figures)
  return (
    <section className={styles['part']} aria-label="Figures">
      <table className={styles['figures']}>
        <thead><tr><td />{environments.map((one) => <th key={one} scope="col"><EnvironmentName of={one} /></th>)}</tr></thead>
        <tbody>
          {shown.map(({ metric, title }) => (
            <tr key={metric}>
              <th scope="row">{title}</th>
              {environments.map((one) => {
                const told = figures?.[one][metric]
                if (told?.value === undefined) return <td key={one} className={styles['missing']}>{missingText(told?.why)}</td>
                const { number, unit } = figure(metric, told.value)
                return <td key={one}>{number}<small> {unit}</small></td>
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
