/** All gates with their bars, derived from the recorded baselines. Plan: "QUALITY GATES & AUTOMATED MONITORING". */
import { durationText } from '../../../shared/duration.ts'
import { metricInfo } from '../../../shared/metrics.ts'
import type { Gate, Plan } from '../../../shared/plan.ts'
import { conditionText, countText, figureText, percentText } from '../../parts/format.ts'
import { EnvironmentShape } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { modeWords } from '../../words/states.ts'
import { inPhase } from '../live/chart-bars.ts'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { gates as words } from '../../words/plan.ts'
import styles from './plan-tables.module.css'

/** "80 % of the baseline 37,303 rows/s" of a derived bar. */
function derivedText({ threshold, metric }: Gate, baselines: Plan['baselines']): string {
  if (!('ratio' in threshold)) return words.setInThePlan
  const recorded = baselines[threshold.of]
  const share = percentText(threshold.ratio, 0)
  return recorded ? words.of(share, threshold.of === metric ? words.theBaseline : metricInfo(threshold.of).title, figureText(threshold.of, recorded.value)) : words.baselineNotYetRecorded(share)
}

function GateRow({ gate, plan, judged }: { readonly gate: Gate; readonly plan: Plan; readonly judged: boolean }) {
  const phases = gate.phases?.map((id) => (id === 'none' ? words.noPhase : id.replaceAll('-', ' '))).join(', ') ?? 'always'
  return (
    <tr data-off={!judged || undefined} title={gate.source}>
      <th scope="row">
        {gate.title}
        <small className={styles['envs']}>{gate.environments.map((one) => <span key={one}><EnvironmentShape of={one} size={8} /> {one}</span>)}</small>
      </th>
      <td>{metricInfo(gate.metric).title}<small>{fill(words.over, { statistic: gate.statistic, duration: durationText(gate.window) })}</small></td>
      <td><strong>{conditionText(gate, plan.baselines)}</strong><small>{derivedText(gate, plan.baselines)}</small></td>
      <td className={styles['number']}>{gate.for === 0 ? 'at once' : durationText(gate.for)}</td>
      <td className={styles['then']}>{gate.response}<small>{gate.level}, {modeWords[gate.mode]}</small></td>
      <td>{judged ? 'now' : words.notNow}<small>{phases}</small></td>
    </tr>
  )
}

export function Gates({ plan }: { readonly plan: Plan }) {
  const phase = useView((view) => view.state?.phase) ?? null
  const judged = plan.gates.filter((gate) => inPhase(gate, phase)).length
  return (
    <Panel flush title={words.gates} aside={words.judgedNow(countText(plan.gates.length, 'gate'), judged)}>
      <table className={styles['table']}>
        <thead><tr><th>{words.gate}</th><th>{words.measure}</th><th>{words.badWhile}</th><th className={styles['number']}>{words.for}</th><th>{words.then}</th><th>{words.judged}</th></tr></thead>
        <tbody>{plan.gates.map((gate) => <GateRow key={gate.id} gate={gate} plan={plan} judged={inPhase(gate, phase)} />)}</tbody>
      </table>
    </Panel>
  )
}
