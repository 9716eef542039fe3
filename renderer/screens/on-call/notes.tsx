/** What the one who hands over wants the next to know. */
import { useState } from 'react'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Dialog, Empty, Select, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Ago } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { useBusy } from '../../parts/use-busy.ts'
import { addressOf } from '../../route.ts'
import { fill } from '../../words/fill.ts'
import { notes as say } from '../../words/on-call.ts'
import styles from './on-call-screen.module.css'
import type { Present } from './use-on-call.ts'

function NoteDialog({ present: { plan: { people } }, onClose }: { readonly present: Present; readonly onClose: () => void }) {
  const { act } = useActs()
  const [duty, setDuty] = useState(people.rotation[0]?.duty ?? '')
  const [text, setText] = useState('')
  const [send, busy] = useBusy(async () => {
    const done = await act(say.theNote, (client) => client.onCall.note({ duty, text: text.trim() }), say.noteStandsHandOver)
    if (done) onClose()
  })
  return (
    <Dialog title={say.noteWhoComesNext} onClose={onClose}>
      <Select label={say.forTheNext} options={people.rotation.map((one) => ({ id: one.duty, title: one.title }))} value={duty} onChange={setDuty} />
      <TextField label={say.whatTheyShouldKnow} value={text} onChange={setText} lines autoFocus hint={say.whatOddWhatYou} />
      <DialogActions onCancel={onClose} onAct={send} action={say.leaveTheNote} isDisabled={text.trim() === ''} busy={busy} />
    </Dialog>
  )
}

export function NotesPanel({ present }: { readonly present: Present }) {
  const mayAct = useMayAct()
  const titleOf = useTitles()
  const [open, setOpen] = useState(false)
  const { onCall: { duties: { notes } }, plan: { people } } = present
  return (
    <Panel flush title={say.handOverNotes} aside={<><a href={addressOf('hand-over')}>{say.handOverPage}</a>{mayAct && people.rotation.length > 0 && <Button onPress={() => setOpen(true)}>{say.leaveANoteAsk}</Button>}</>}>
      {notes.length === 0
        ? <Empty title={say.noNoteYet}>{say.whoGoesTellsWho}</Empty>
        : (
          <ul>
            {notes.toReversed().slice(0, 5).map((note) => (
              <li key={`${note.at} ${note.by}`} className={styles['item']}>
                <div className={styles['grow']}>
                  <p className={styles['words']}>{note.text}</p>
                  <p className={styles['small']}>{fill(say.forTheNextBy, { by: note.by, ago: <Ago at={note.at} />, duty: titleOf('duty', note.duty) })}</p>
                </div>
              </li>
            ))}
          </ul>
        )}
      {open && <NoteDialog present={present} onClose={() => setOpen(false)} />}
    </Panel>
  )
}
