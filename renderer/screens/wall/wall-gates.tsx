import { countText } from '../../parts/format.ts'
import { EnvironmentShape, Mark } from '../../parts/mark.tsx'
import { gateWord } from '../../parts/words.ts'
import { useView } from '../../store.ts'
import styles from './wall-parts.module.css'

/** Titles may take two lines each, and what does not fit would be cut. */
const most = 2

/** Gates that fire or are about to, firing first; how many more there are. */
export function WallGates() {
  const views = useView((view) => view.frame?.gates)
  const gates = useView((view) => view.opened?.plan.gates)
  const told = (['firing', 'pending'] as const).flatMap((state) => (views ?? []).filter((view) => view.status.state === state))
  const silent = (views ?? []).filter((view) => view.status.state === 'no data' && view.status.evaluation.outcome !== 'not yet').length
  return (
    <section className={styles['part']} aria-label="Gates">
      {views === undefined && <p className={styles['note']}><Mark tone="unsure" word="not known" /></p>}
      {views !== undefined && told.length === 0 && <p className={styles['calm']}><Mark tone="calm" word="No gate fires" /></p>}
      <ul className={styles['gates']}>
        {told.slice(0, most).map((view) => {
          const gate = gates?.find((one) => one.id === view.gate)
          const word = gateWord(view.status.state, gate, view.status.evaluation.outcome)
          return <li key={`${view.gate} ${view.environment}`}><Mark tone={word.tone} word={<>{word.word} <EnvironmentShape of={view.environment} /> {gate?.title ?? view.gate}</>} /></li>
        })}
      </ul>
      <p className={styles['note']}>
        {[...(told.length > most ? [`and ${told.length - most} more`] : []), ...(silent > 0 ? [`${countText(silent, 'gate')} without data`] : [])].join(' · ')}
      </p>
    </section>
  )
}
