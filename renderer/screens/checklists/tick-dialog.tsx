import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog, TextField } from '../../parts/controls.tsx'

const longest = 500

/** A tick says what shows it: a link, a number, a name. */
export function TickDialog({ checklist, item, onClose }: { readonly checklist: string; readonly item: { readonly id: string; readonly title: string }; readonly onClose: () => void }) {
  const { act } = useActs()
  const [evidence, setEvidence] = useState('')
  const [busy, setBusy] = useState(false)
  const long = evidence.trim().length > longest
  const save = async (): Promise<void> => {
    setBusy(true)
    const done = await act('The tick', (client) => client.programme.tick({ checklist, item: item.id, evidence: evidence.trim() }), `Ticked: ${item.title}`, {
      command: (client) => client.programme.untick({ checklist, item: item.id, reason: 'taken back at once' }), done: `Unticked: ${item.title}`,
    })
    setBusy(false)
    if (done) onClose()
  }
  return (
    <Dialog title={`Tick “${item.title}”`} onClose={onClose}>
      <p className={controlStyles['text']}>Goes on the record under your name.</p>
      <TextField
        label="Evidence" value={evidence} onChange={setEvidence} lines autoFocus hint="What shows that it is done: a link, a figure, who was there. May be left empty."
        error={long ? `At most ${longest} characters.` : undefined}
      />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={busy || long} onPress={() => void save()}>{busy ? 'Sending…' : 'Tick'}</Button>
      </Actions>
    </Dialog>
  )
}
