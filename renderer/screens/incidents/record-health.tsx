/** Says above everything else on the screen what is wrong with the record itself: what a start had to save, a chain that is broken. */
import type { RecordHealth as Health } from '../../../shared/contract.ts'
import { numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import { useReplaying } from '../../store.ts'
import styles from './record-health.module.css'

export function RecordHealth({ health }: { readonly health: Health | undefined }) {
  const replaying = useReplaying()
  const repair = health?.repairs.find(({ now }) => now)
  const checked = health?.checked
  const broken = checked !== undefined && !checked.found.ok ? checked.found : undefined
  if (replaying || (repair === undefined && broken === undefined)) return undefined
  return (
    <div className={styles['health']} role="alert">
      {repair && (
        <>
          <p><Mark tone="bad" word={<strong>The journal was damaged when this console started.</strong>} /> {repair.lost} {repair.saved === 0 ? 'A new journal was begun.' : `The record goes on after entry ${numberText(repair.saved)}.`}</p>
          {repair.setAside !== undefined && <p className={styles['file']}>The damaged file is kept as it was: {repair.setAside}. docs/bundles.md tells how a backup is put back.</p>}
        </>
      )}
      {broken && checked && <p><Mark tone="bad" word={<strong>The chain is broken at entry {numberText(broken.at)}.</strong>} /> {broken.detail}. Seen by the check after the start, at <Time at={checked.at} full />; keep a copy of the file before anything else.</p>}
    </div>
  )
}
