/** The systems that the plan names, and whether each answers now. */
import type { Plan } from '../../../shared/plan.ts'
import { durationText } from '../../../shared/duration.ts'
import { ageText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { sourceWords } from '../../words/states.ts'
import { useView } from '../../store.ts'
import { common } from '../../words/common.ts'
import { targets as words } from '../../words/plan.ts'
import styles from './plan-tables.module.css'

export function Targets({ plan }: { readonly plan: Plan }) {
  const sources = useView((view) => view.frame?.sources)
  return (
    <Panel flush title={words.targets} aside={plan.lab ? words.thePracticeLab : words.realSystems}>
      <table className={styles['table']} data-figure>
        <thead><tr><th>{words.state}</th><th>{words.target}</th><th>{words.kind}</th><th className={styles['number']}>{words.every}</th><th className={styles['number']}>{words.lastGood}</th></tr></thead>
        <tbody>
          {plan.targets.map((target) => {
            const source = sources?.find((one) => one.target === target.id)
            return (
              <tr key={target.id}>
                <td>{source ? <Mark {...sourceWords[source.state]} size={13} title={source.detail} /> : <Mark tone="unsure" word={common.notKnown} size={13} />}</td>
                <th scope="row">{target.environment ? <EnvironmentName of={target.environment} size={9} /> : target.id}</th>
                <td>{target.kind}</td>
                <td className={styles['number']}>{durationText(target.every)}</td>
                <td className={styles['number']}>{source?.age === undefined ? 'never' : ageText(source.age)}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Panel>
  )
}
