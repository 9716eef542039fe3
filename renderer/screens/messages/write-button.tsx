/** A message of one's own, such as of planned maintenance: a draft first, like all others. */
import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Actions, Button, Dialog, Select, TextField } from '../../parts/controls.tsx'
import { useView } from '../../store.ts'
import { common } from '../../words/common.ts'
import { writeButton as words } from '../../words/messages.ts'

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
    const done = await act(words.theDraft, (client) => client.messages.write({ to, title: title.trim(), text: text.trim() }), words.draftWaitsPress)
    setBusy(false)
    if (done) onClose()
  }
  return (
    <Dialog wide title={words.writeAMessage} onClose={onClose}>
      <Select label={words.to} options={audiences} value={to} onChange={setTo} />
      <TextField label={words.title} value={title} onChange={setTitle} autoFocus error={longTitle ? words.atMost200Characters : undefined} />
      <TextField label={words.text} value={text} onChange={setText} lines hint={words.becomesDraftNobodyTold} error={longText ? words.most10000Characters : undefined} />
      <Actions>
        <Button look="quiet" onPress={onClose}>{common.cancel}</Button>
        <Button look="primary" isDisabled={busy || title.trim() === '' || text.trim() === '' || longTitle || longText} onPress={() => void save()}>{busy ? common.sending : words.keepTheDraft}</Button>
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
      <Button onPress={() => setOpen(true)}>{words.writeAMessageAsk}</Button>
      {open && <WriteDialog audiences={audiences} onClose={() => setOpen(false)} />}
    </>
  )
}
