/** What other consoles have written of an incident, in the one order: their numbers are of their own chains. Issue 8. */
import { useCallback } from 'react'
import { actorText, type Entry } from '../../../shared/journal.ts'
import { useAsked, type Ask } from '../../asked.ts'
import { entryLine } from '../../parts/entry-text.ts'
import { countText } from '../../parts/format.ts'
import { ToneShape, toneClass } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import styles from '../rollback/side.module.css'

/** @param known entries of the incident that are folded: asks again when there are more */
export function FromOthers({ incident, known }: { readonly incident: string; readonly known: number }) {
  const ask = useCallback<Ask<readonly Entry[]>>((client, signal) => client.consoles.ofIncident({ incident }, { signal }), [incident])
  const { answer = [] } = useAsked(ask, String(known))
  const titleOf = useTitles()
  if (answer.length === 0) return undefined
  return (
    <Panel flush title="From other consoles" aside={countText(answer.length, 'entry', 'entries')}>
      <ol className={styles['entries']}>
        {answer.map((entry) => {
          const line = entryLine(entry, titleOf)
          return (
            <li key={`${entry.console} ${entry.seq}`} title={`Entry ${entry.seq} of ${entry.console}, hash ${entry.hash}`}>
              <Time at={entry.at.occurred} />
              <i className={toneClass(line.tone)}><ToneShape tone={line.tone} size={13} /></i>
              <span>{line.text} · {actorText(entry.who)} at {entry.console}</span>
            </li>
          )
        })}
      </ol>
    </Panel>
  )
}
