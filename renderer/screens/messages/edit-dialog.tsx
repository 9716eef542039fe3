import { useState } from 'react'
import type { Message } from '../../../shared/messages.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, Dialog, TextField } from '../../parts/controls.tsx'

/** Other words for a draft; from then on no rule writes it anew. */
export function EditDialog({ message, to, onClose }: { readonly message: Message; readonly to: string; readonly onClose: () => void }) {
  const { act } = useActs()
  const [title, setTitle] = useState(message.title)
  const [text, setText] = useState(message.text)
  const [busy, setBusy] = useState(false)
  const longTitle = title.trim().length > 200
  const longText = text.trim().length > 10_000
  const save = async (): Promise<void> => {
    setBusy(true)
    const done = await act('The draft', (client) => client.messages.edit({ message: message.id, title: title.trim(), text: text.trim() }), 'The draft is changed')
    setBusy(false)
    if (done) onClose()
  }
  return (
    <Dialog wide title={`Draft for ${to}`} onClose={onClose}>
      <TextField label="Title" value={title} onChange={setTitle} autoFocus error={longTitle ? 'At most 200 characters.' : undefined} />
      <TextField label="Text" value={text} onChange={setText} lines hint="It stays as you write it, also when the incident goes on." error={longText ? 'At most 10,000 characters.' : undefined} />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={busy || title.trim() === '' || longTitle || longText} onPress={() => void save()}>{busy ? 'Sending…' : 'Keep it'}</Button>
      </Actions>
    </Dialog>
  )
}
