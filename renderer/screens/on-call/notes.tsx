/** What the one who hands over wants the next to know. */
import { useState } from 'react'
import { useActs, useMayAct } from '../../act.tsx'
import { Actions, Button, Dialog, Empty, Select, TextField } from '../../parts/controls.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Ago } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { addressOf } from '../../route.ts'
import styles from './on-call-screen.module.css'
import type { Present } from './use-on-call.ts'

function NoteDialog({ present: { plan: { people } }, onClose }: { readonly present: Present; readonly onClose: () => void }) {
  const { act } = useActs()
  const [duty, setDuty] = useState(people.rotation[0]?.duty ?? '')
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const send = async (): Promise<void> => {
    setBusy(true)
    const done = await act('The note', (client) => client.onCall.note({ duty, text: text.trim() }), 'The note stands on the hand-over page')
    setBusy(false)
    if (done) onClose()
  }
  return (
    <Dialog title="A note for who comes next" onClose={onClose}>
      <Select label="For the next" options={people.rotation.map((one) => ({ id: one.duty, title: one.title }))} value={duty} onChange={setDuty} />
      <TextField label="What they should know" value={text} onChange={setText} lines autoFocus hint="What is odd, what you tried, what to look at first." />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={text.trim() === '' || busy} onPress={() => void send()}>Leave the note</Button>
      </Actions>
    </Dialog>
  )
}

export function NotesPanel({ present }: { readonly present: Present }) {
  const mayAct = useMayAct()
  const titleOf = useTitles()
  const [open, setOpen] = useState(false)
  const { onCall: { duties: { notes } }, plan: { people } } = present
  return (
    <Panel flush title="Hand-over notes" aside={<><a href={addressOf('hand-over')}>Hand-over page</a>{mayAct && people.rotation.length > 0 && <Button onPress={() => setOpen(true)}>Leave a note…</Button>}</>}>
      {notes.length === 0
        ? <Empty title="No note yet">Who goes tells who comes.</Empty>
        : (
          <ul>
            {notes.toReversed().slice(0, 5).map((note) => (
              <li key={`${note.at} ${note.by}`} className={styles['item']}>
                <div className={styles['grow']}>
                  <p className={styles['words']}>{note.text}</p>
                  <p className={styles['small']}>{note.by}, <Ago at={note.at} />, for the next {titleOf('duty', note.duty)}</p>
                </div>
              </li>
            ))}
          </ul>
        )}
      {open && <NoteDialog present={present} onClose={() => setOpen(false)} />}
    </Panel>
  )
}
