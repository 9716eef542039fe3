import { entryLine } from '../../words/entry-text.ts'
import { dayText, timeText } from '../../parts/format.ts'
import { ToneShape, toneClass } from '../../parts/mark.tsx'
import { wallEntries as words } from '../../words/wall.ts'
import styles from './wall-parts.module.css'
import { openRun, titlesOn, useShown, useWallNow } from './wall-shown.ts'

/** A run takes more of the wall. */
const most = { calm: 3, run: 2 } as const

/** The latest entries, newest on top. */
export function WallEntries() {
  const { state, plan } = useShown()
  const recent = state?.recent ?? []
  const { wall } = useWallNow(60_000)
  // The time alone would be read as today's.
  const whenText = (at: number): string => (dayText(at) === dayText(wall) ? timeText(at) : `${dayText(at).split(' ').slice(0, 2).join(' ')}, ${timeText(at)}`)
  const titleOf = titlesOn(plan)
  return (
    <section className={styles['latest']} aria-label={words.latestEntries}>
      <ol>
        {recent.slice(-most[openRun(state?.run) ? 'run' : 'calm']).toReversed().map((entry) => {
          const { tone, text } = entryLine(entry, titleOf)
          return <li key={`${entry.console} ${entry.seq}`}><time>{whenText(entry.at.occurred)}</time><i className={toneClass(tone)}><ToneShape tone={tone} /></i><span>{text}</span></li>
        })}
      </ol>
      {recent.length === 0 && <p className={styles['note']}>{words.nothingNoteHappenedYet}</p>}
    </section>
  )
}
