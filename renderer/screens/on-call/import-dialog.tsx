/** Stand-ins out of a calendar file: whole, or not at all, with the line of each mistake. */
import { useState } from 'react'
import type { CalendarMistake } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import styles from './on-call-screen.module.css'

export function CalendarImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { act } = useActs()
  const [text, setText] = useState<string>()
  const [mistakes, setMistakes] = useState<readonly CalendarMistake[]>([])
  const take = async (reason: string): Promise<boolean> => {
    if (text === undefined) return false
    const told = await act('The import', (client) => client.onCall.importCalendar({ text, reason }), ({ added, already, mistakes: found }) =>
      found.length > 0 ? `Nothing was taken: ${countText(found.length, 'mistake')} in the file` : `${countText(added, 'stand-in')} added, ${countText(already, 'event')} said nothing new`)
    setMistakes(told?.answer.mistakes ?? [])
    return told !== undefined && told.answer.mistakes.length === 0
  }
  return (
    <ReasonDialog title="Read a calendar" text="Events whose title begins with a duty, such as “Primary On-Call: Ada”, become stand-ins where they say something else than the rotation." action="Read it" onAct={take} onClose={onClose}>
      <label className={styles['file']}>File <input type="file" accept=".ics,text/calendar" onChange={(event) => { setMistakes([]); void event.target.files?.[0]?.text().then(setText) }} /></label>
      {text === undefined && <Mark tone="unsure" word="No file is chosen yet." size={13} />}
      {mistakes.length > 0 && <ul className={styles['mistakes']} role="alert">{mistakes.slice(0, 20).map(({ line, message }) => <li key={`${line} ${message}`}><strong>line {line}</strong>: {message}</li>)}</ul>}
    </ReasonDialog>
  )
}
