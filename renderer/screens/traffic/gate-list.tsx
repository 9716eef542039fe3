/** The gates of a hold with what they say now. */
import { inPhase } from '../../../shared/ramp-gates.ts'
import { metricInfo, type Environment } from '../../../shared/metrics.ts'
import { figureText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { outcomeWords } from '../../words/states.ts'
import { useView } from '../../store.ts'
import { gateList as words } from '../../words/traffic.ts'
import styles from './traffic-screen.module.css'

type GateListProps = { readonly named: readonly string[] | undefined; readonly environment: Environment }

export function GateList({ named, environment }: GateListProps) {
  const plan = useView((view) => view.opened?.plan)
  const phase = useView((view) => view.state?.phase ?? null)
  const views = useView((view) => view.frame?.gates)
  if (plan === undefined) return undefined
  const ids = inPhase({ gates: plan.gates, named, phase, environment })
  if (ids.length === 0) return <p className={styles['said']}>{words.noGateHoldsStep}</p>
  return (
    <ul className={styles['gates']} aria-label={words.gatesOfThisStep}>
      {ids.map((id) => {
        const gate = plan.gates.find((one) => one.id === id)
        const evaluation = views?.find((view) => view.gate === id && view.environment === environment)?.status.evaluation
        return (
          <li key={id}>
            {evaluation ? <Mark {...outcomeWords[evaluation.outcome]} size={13} /> : <Mark tone="unsure" word={words.notJudged} size={13} />}
            <span className={styles['gate']}>{gate?.title ?? id}</span>
            <span className={styles['value']} data-figure>{gate && <small>{metricInfo(gate.metric).title}</small>} {gate && evaluation?.value !== undefined ? figureText(gate.metric, evaluation.value, gate.statistic) : '—'}</span>
          </li>
        )
      })}
    </ul>
  )
}
