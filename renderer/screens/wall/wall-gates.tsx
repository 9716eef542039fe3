import { countText } from '../../parts/format.ts'
import { EnvironmentShape, Mark } from '../../parts/mark.tsx'
import { gateWord } from '../../words/states.ts'
import { wallGates as words } from '../../words/wall.ts'
import styles from './wall-parts.module.css'
import { useShown, useWallUnknown } from './wall-shown.ts'

/** Titles may take two lines each, and what does not fit would be cut. */
const most = 2

/** Gates that fire or are about to, firing first; how many more there are. */
export function WallGates() {
  const { frame, plan } = useShown()
  const unknown = useWallUnknown()
  const told = frame?.gates ?? []
  const silent = frame?.silent ?? 0
  const rest = [...(told.length > most ? [words.andMore(told.length - most)] : []), ...(silent > 0 ? [words.withoutData(countText(silent, 'gate'))] : [])]
  return (
    <section className={styles['part']} aria-label={words.gates}>
      {frame === undefined && <p className={styles['note']}><Mark tone="unsure" word={unknown} /></p>}
      {frame !== undefined && told.length === 0 && <p className={styles['calm']}><Mark tone="calm" word={words.noGateFires} /></p>}
      {told.length > 0 && <ul className={styles['gates']}>
        {told.slice(0, most).map(({ gate: id, environment, state, outcome }) => {
          const gate = plan?.gates.find((one) => one.id === id)
          const word = gateWord(state, gate, outcome)
          return <li key={`${id} ${environment}`}><Mark tone={word.tone} word={<>{word.word} <EnvironmentShape of={environment} /> {gate?.title ?? id}</>} /></li>
        })}
      </ul>}
      {rest.length > 0 && <p className={styles['note']}>{rest.join(' · ')}</p>}
    </section>
  )
}
