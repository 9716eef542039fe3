import { entryLine } from '../../parts/entry-text.ts'
import { timeText } from '../../parts/format.ts'
import { ToneShape, toneClass } from '../../parts/mark.tsx'
import { useTitles } from '../../parts/titles.ts'
import { useView } from '../../store.ts'
import styles from './wall-parts.module.css'

const shown = 4

/** The latest entries, newest on top. */
export function WallEntries() {
  const recent = useView((view) => view.recent)
  const titleOf = useTitles()
  return (
    <section className={styles['latest']} aria-label="Latest entries">
      <ol>
        {recent.slice(-shown).toReversed().map((entry) => {
          const { tone, text } = entryLine(entry, titleOf)
          return <li key={entry.seq}><time>{timeText(entry.at.occurred)}</time><i className={toneClass(tone)}><ToneShape tone={tone} /></i><span>{text}</span></li>
        })}
      </ol>
      {recent.length === 0 && <p className={styles['note']}>No entries yet</p>}
    </section>
  )
}
