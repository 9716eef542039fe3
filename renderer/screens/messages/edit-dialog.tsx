import { useState } from 'react'
import type { Message } from '../../../shared/messages.ts'
import { useActs } from '../../act.tsx'
import { Dialog, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { common } from '../../words/common.ts'
import { editDialog as say } from '../../words/messages.ts'

const longest = { title: 200, text: 10_000 } as const

/** Other words for a draft; from then on no rule writes it anew. */
export function EditDialog({ message, to, onClose }: { readonly message: Message; readonly to: string; readonly onClose: () => void }) {
  const { act } = useActs()
  const [title, setTitle] = useState(message.title)
  const [text, setText] = useState(message.text)
  const longTitle = title.trim().length > longest.title
  const longText = text.trim().length > longest.text
  const [save, busy] = useBusy(async () => {
    const done = await act(say.theDraft, (client) => client.messages.edit({ message: message.id, title: title.trim(), text: text.trim() }), say.theDraftIsChanged)
    if (done) onClose()
  })
  return (
    <Dialog wide title={say.draftFor(to)} onClose={onClose}>
      <TextField label={say.title} value={title} onChange={setTitle} autoFocus error={longTitle ? common.atMostCharacters(longest.title) : undefined} />
      <TextField label={say.text} value={text} onChange={setText} lines hint={say.staysAsWritten} error={longText ? common.atMostCharacters(longest.text) : undefined} />
      <DialogActions onCancel={onClose} onAct={save} action={say.keepIt} isDisabled={title.trim() === '' || longTitle || longText} busy={busy} />
    </Dialog>
  )
}
