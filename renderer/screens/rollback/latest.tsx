/** The last entries of a run's incident, newest first. A ramp has no incident: its entries bear its own name. */
import { isForward } from '../../../shared/forward.ts'
import type { Run } from '../../../shared/rollback.ts'
import { Empty } from '../../parts/controls.tsx'
import { entryLine } from '../../words/entry-text.ts'
import { ToneShape, toneClass } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { latest as words } from '../../words/rollback.ts'
import styles from './side.module.css'

const shown = 12

export function Latest({ run }: { readonly run: Run }) {
  const recent = useView((view) => view.recent)
  const titleOf = useTitles()
  const own = recent.filter((entry) => entry.incident === run.incident).slice(-shown).toReversed()
  return (
    <Panel flush title={words.latestEntries} aside={isForward(run) ? undefined : <a href={addressOf('incidents', run.incident)}>{words.allOfTheIncident}</a>}>
      {own.length === 0
        ? <Empty title={words.nothingYet}>{words.whatEachStepDoes}</Empty>
        : (
          <ol className={styles['entries']}>
            {own.map((entry) => {
              const line = entryLine(entry, titleOf)
              return (
                <li key={`${entry.console} ${entry.seq}`}>
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
