import { metricInfo, metricNames } from '../../../shared/metrics.ts'
import type { Plan } from '../../../shared/plan.ts'
import { Empty } from '../../parts/controls.tsx'
import { figureText, percentText } from '../../parts/format.ts'
import { Panel } from '../../parts/panel.tsx'
import { baselines as words } from '../../words/plan.ts'
import styles from './plan-tables.module.css'

/** What the plan's ratios are ratios of. */
export function Baselines({ plan }: { readonly plan: Plan }) {
  const recorded = metricNames.flatMap((metric) => {
    const one = plan.baselines[metric]
    return one ? [{ metric, ...one }] : []
  })
  return (
    <Panel flush title={words.baselines} aside={words.barsDerivedThese}>
      {recorded.length === 0
        ? <Empty title={words.noneRecorded}>{words.barGoesBaselineNot}</Empty>
        : (
          <table className={styles['table']}>
            <thead><tr><th>{words.metric}</th><th className={styles['number']}>{words.value}</th><th className={styles['number']}>{words.countsAsEqual}</th><th>{words.recorded}</th><th>{words.reason}</th></tr></thead>
            <tbody>
              {recorded.map((one) => (
                <tr key={one.metric}>
                  <th scope="row">{metricInfo(one.metric).title}</th>
                  <td className={styles['number']}>{figureText(one.metric, one.value)}</td>
                  <td className={styles['number']}>{one.margin === 0 ? 'exactly' : words.within(percentText(one.margin))}</td>
                  <td className={styles['number']}>{one.recorded}</td>
                  <td>{one.reason}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
    </Panel>
  )
}
