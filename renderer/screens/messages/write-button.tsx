/** A message of one's own, such as of planned maintenance: a draft first, like all others. */
import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Button, Dialog, Select, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { useView } from '../../store.ts'
import { common } from '../../words/common.ts'
import { writeButton as words } from '../../words/messages.ts'

const longest = { title: 200, text: 10_000 } as const

function WriteDialog({ audiences, onClose }: { readonly audiences: readonly { readonly id: string; readonly title: string }[]; readonly onClose: () => void }) {
  const { act } = useActs()
  const [to, setTo] = useState(audiences[0]?.id ?? '')
  const [title, setTitle] = useState('')
  const [text, setText] = useState('')
  const longTitle = title.trim().length > longest.title
  const longText = text.trim().length > longest.text
  const [save, busy] = useBusy(async () => {
    const done = await act(words.theDraft, (client) => client.messages.write({ to, title: title.trim(), text: text.trim() }), words.draftWaitsPress)
    if (done) onClose()
  })
  return (
    <Dialog wide title={words.writeAMessage} onClose={onClose}>
      <Select label={words.to} options={audiences} value={to} onChange={setTo} />
      <TextField label={words.title} value={title} onChange={setTitle} autoFocus error={longTitle ? common.atMostCharacters(longest.title) : undefined} />
      <TextField label={words.text} value={text} onChange={setText} lines hint={words.becomesADraft} error={longText ? common.atMostCharacters(longest.text) : undefined} />
      <DialogActions onCancel={onClose} onAct={save} action={words.keepTheDraft} isDisabled={title.trim() === '' || text.trim() === '' || longTitle || longText} busy={busy} />
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
