/** On-call: who has it, who is being called, who stands in, and whether anybody can be reached. Plan: "24/7 On-Call Rotation". */
import { CalendarPanel } from './calendar.tsx'
import { CallsPanel } from './calls.tsx'
import { FilesPanel } from './files.tsx'
import { NotesPanel } from './notes.tsx'
import { onCallScreen as words } from '../../words/on-call.ts'
import styles from './on-call-screen.module.css'
import { OnNowPanel } from './on-now.tsx'
import { ReachPanel } from './reach.tsx'
import { StandInsPanel } from './stand-ins.tsx'
import { UnsentPanel } from './unsent.tsx'
import { useOnCall } from './use-on-call.ts'

export function OnCallScreen() {
  const present = useOnCall()
  if (present === undefined) return undefined
  return (
    <div className={styles['screen']}>
      <header className={styles['head']}><h1>{words.onCall}</h1></header>
      <div className={styles['grid']}>
        <div className={styles['column']}>
          <CallsPanel present={present} />
          <OnNowPanel on={present.on} people={present.plan.people} />
          {present.plan.people.rotation.length > 0 && <CalendarPanel present={present} />}
          <NotesPanel present={present} />
        </div>
        <div className={styles['column']}>
          <UnsentPanel present={present} />
          <ReachPanel present={present} />
          <StandInsPanel present={present} />
          <FilesPanel present={present} />
        </div>
      </div>
    </div>
  )
}
