import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog, TextField } from '../../parts/controls.tsx'
import { common } from '../../words/common.ts'
import { tickDialog as words } from '../../words/checklists.ts'

const longest = 500

/** A tick says what shows it: a link, a number, a name. */
export function TickDialog({ checklist, item, onClose }: { readonly checklist: string; readonly item: { readonly id: string; readonly title: string }; readonly onClose: () => void }) {
  const { act } = useActs()
  const [evidence, setEvidence] = useState('')
  const [busy, setBusy] = useState(false)
  const long = evidence.trim().length > longest
  const save = async (): Promise<void> => {
    setBusy(true)
    const done = await act(words.theTick, (client) => client.programme.tick({ checklist, item: item.id, evidence: evidence.trim() }), words.ticked(item.title), {
      command: (client) => client.programme.untick({ checklist, item: item.id, reason: words.takenBackAtOnce }), done: words.unticked(item.title),
    })
    setBusy(false)
    if (done) onClose()
  }
  return (
    <Dialog title={words.tick(item.title)} onClose={onClose}>
      <p className={controlStyles['text']}>{words.goesRecordUnderYour}</p>
      <TextField
        label={words.evidence} value={evidence} onChange={setEvidence} lines autoFocus hint={words.whatShowsDoneLink}
        error={long ? words.atMostCharacters(longest) : undefined}
      />
      <Actions>
        <Button look="quiet" onPress={onClose}>{common.cancel}</Button>
        <Button look="primary" isDisabled={busy || long} onPress={() => void save()}>{busy ? common.sending : words.tickWord}</Button>
      </Actions>
    </Dialog>
  )
}
