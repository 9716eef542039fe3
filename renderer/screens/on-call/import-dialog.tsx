/** Stand-ins out of a calendar file: whole, or not at all, with the line of each mistake. */
import { useState } from 'react'
import type { CalendarMistake } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { importDialog as words } from '../../words/on-call.ts'
import styles from './on-call-screen.module.css'

export function CalendarImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { act } = useActs()
  const [text, setText] = useState<string>()
  const [mistakes, setMistakes] = useState<readonly CalendarMistake[]>([])
  const take = async (reason: string): Promise<boolean> => {
    if (text === undefined) return false
    const told = await act(words.theImport, (client) => client.onCall.importCalendar({ text, reason }), ({ added, already, mistakes: found }) =>
      found.length > 0 ? words.nothingTakenFile(countText(found.length, 'mistake')) : words.addedSaidNothingNew(countText(added, 'stand-in'), countText(already, 'event')))
    setMistakes(told?.answer.mistakes ?? [])
    return told !== undefined && told.answer.mistakes.length === 0
  }
  return (
    <ReasonDialog title={words.readACalendar} text={words.eventsWhoseTitleBegins} action={words.readIt} onAct={take} onClose={onClose}>
      <label className={styles['file']}>{words.file}{' '}<input type="file" accept=".ics,text/calendar" onChange={(event) => { setMistakes([]); void event.target.files?.[0]?.text().then(setText) }} /></label>
      {text === undefined && <Mark tone="unsure" word={words.noFileChosenYet} size={13} />}
      {mistakes.length > 0 && <ul className={styles['mistakes']} role="alert">{mistakes.slice(0, 20).map(({ line, message }) => <li key={`${line} ${message}`}><strong>{fill(words.line, { line })}</strong>: {message}</li>)}</ul>}
    </ReasonDialog>
  )
}
