/** A message of one's own, such as of planned maintenance: a draft first, like all others. */
import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Actions, Button, Dialog, Select, TextField } from '../../parts/controls.tsx'
import { useView } from '../../store.ts'

function WriteDialog({ audiences, onClose }: { readonly audiences: readonly { readonly id: string; readonly title: string }[]; readonly onClose: () => void }) {
  const { act } = useActs()
  const [to, setTo] = useState(audiences[0]?.id ?? '')
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const longTitle = title.trim().length > 200
  const longText = text.trim().length > 10_000
  const save = async (): Promise<void> => {
    setBusy(true)
    const done = await act('The draft', (client) => client.messages.write({ to, title: title.trim(), text: text.trim() }), 'The draft waits for its press')
    setBusy(false)
    if (done) onClose()
  }
  return (
    <Dialog wide title="Write a message" onClose={onClose}>
      <Select label="To" options={audiences} value={to} onChange={setTo} />
      <TextField label="Title" value={title} onChange={setTitle} autoFocus error={longTitle ? 'At most 200 characters.' : undefined} />
      <TextField label="Text" value={text} onChange={setText} lines hint="It becomes a draft; nobody is told yet." error={longText ? 'At most 10,000 characters.' : undefined} />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={busy || title.trim() === '' || text.trim() === '' || longTitle || longText} onPress={() => void save()}>{busy ? 'Sending…' : 'Keep the draft'}</Button>
      </Actions>
    </Dialog>
  )
}

export function WriteButton() {
  const audiences = useView((view) => view.opened?.plan.people.audiences)
  const [open, setOpen] = useState(false)
  if (audiences === undefined || audiences.length === 0) return undefined
  return (
    <>
      <Button onPress={() => setOpen(true)}>Write a message…</Button>
      {open && <WriteDialog audiences={audiences} onClose={() => setOpen(false)} />}
    </>
  )
}
