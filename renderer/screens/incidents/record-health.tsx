/** Says above everything else on the screen what is wrong with the record itself: what a start had to save, a chain that is broken. */
import type { RecordHealth as Health } from '../../../shared/contract.ts'
import { numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import { addressOf } from '../../route.ts'
import { useReplaying } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { recordHealth as words } from '../../words/incidents.ts'
import styles from './record-health.module.css'

/** @param brief what happened, and where more of it is told: on a screen that is about something else */
export function RecordHealth({ health, brief = false }: { readonly health: Health | undefined; readonly brief?: boolean }) {
  const replaying = useReplaying()
  const repair = health?.repairs.find(({ now }) => now)
  const checked = health?.checked
  const broken = checked !== undefined && !checked.found.ok ? checked.found : undefined
  if (replaying || (repair === undefined && broken === undefined)) return undefined
  const more = brief && <a href={addressOf('incidents')}>{words.moreOnIncidents}</a>
  return (
    <div className={styles['health']} role="alert">
      {repair && (
        <>
          <p><Mark tone="bad" word={<strong>{words.journalDamagedWhenConsole}</strong>} /> {repair.lost} {repair.saved === 0 ? words.newJournalBegun : words.recordGoesAfterEntry(numberText(repair.saved))} {more}</p>
          {!brief && repair.setAside !== undefined && <p className={styles['file']}>{fill(words.damagedFileKeptDocs, { setAside: repair.setAside })}</p>}
        </>
      )}
      {broken && checked && <p><Mark tone="bad" word={<strong>{fill(words.chainBrokenEntry, { at: numberText(broken.at) })}</strong>} /> {fill(words.seenCheckAfterStart, { detail: broken.detail, time: <Time at={checked.at} full /> })} {repair === undefined && more}</p>}
    </div>
  )
}
