/** The entries of a forward run, newest first: it belongs to no incident, its record is here and in the journal under its name. */
import type { ForwardRun } from '../../../shared/forward.ts'
import { Empty } from '../../parts/controls.tsx'
import { entryLine } from '../../parts/entry-text.ts'
import { ToneShape, toneClass } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { useView } from '../../store.ts'
import styles from './traffic-screen.module.css'

const shown = 14

export function RampRecord({ run }: { readonly run: ForwardRun }) {
  const recent = useView((view) => view.recent)
  const titleOf = useTitles()
  const own = recent.filter((entry) => entry.incident === run.id).slice(-shown).toReversed()
  return (
    <Panel flush title="Latest entries">
      {own.length === 0
        ? <Empty title="None of late" />
        : (
          <ol className={styles['entries']}>
            {own.map((entry) => {
              const line = entryLine(entry, titleOf)
              return (
                <li key={entry.seq}>
                  <Time at={entry.at.occurred} />
                  <i className={toneClass(line.tone)}><ToneShape tone={line.tone} size={13} /></i>
                  <span>{line.text}</span>
                </li>
              )
            })}
          </ol>
        )}
    </Panel>
  )
}
