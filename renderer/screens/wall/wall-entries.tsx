import { entryLine } from '../../parts/entry-text.ts'
import { timeText } from '../../parts/format.ts'
import { ToneShape, toneClass } from '../../parts/mark.tsx'
import styles from './wall-parts.module.css'
import { openRun, titlesOn, useShown } from './wall-shown.ts'

/** A run takes more of the wall. */
const most = { calm: 3, run: 2 } as const

/** The latest entries, newest on top. */
export function WallEntries() {
  const { state, plan } = useShown()
  const recent = state?.recent ?? []
  const titleOf = titlesOn(plan)
  return (
    <section className={styles['latest']} aria-label="Latest entries">
      <ol>
        {recent.slice(-most[openRun(state?.run) ? 'run' : 'calm']).toReversed().map((entry) => {
          const { tone, text } = entryLine(entry, titleOf)
          return <li key={entry.seq}><time>{timeText(entry.at.occurred)}</time><i className={toneClass(tone)}><ToneShape tone={tone} /></i><span>{text}</span></li>
        })}
      </ol>
      {recent.length === 0 && <p className={styles['note']}>No entries yet</p>}
    </section>
  )
}
