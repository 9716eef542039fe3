import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { controlStyles, Dialog, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { common } from '../../words/common.ts'
import { tickDialog as words } from '../../words/checklists.ts'

const longest = 500

/** A tick says what shows it: a link, a number, a name. */
export function TickDialog({ checklist, item, onClose }: { readonly checklist: string; readonly item: { readonly id: string; readonly title: string }; readonly onClose: () => void }) {
  const { act } = useActs()
  const [evidence, setEvidence] = useState('')
  const long = evidence.trim().length > longest
  const [save, busy] = useBusy(async () => {
    const done = await act(words.theTick, (client) => client.programme.tick({ checklist, item: item.id, evidence: evidence.trim() }), words.ticked(item.title), {
      command: (client) => client.programme.untick({ checklist, item: item.id, reason: words.takenBackAtOnce }), done: words.unticked(item.title),
    })
    if (done) onClose()
  })
  return (
    <Dialog title={words.tick(item.title)} onClose={onClose}>
      <p className={controlStyles['text']}>{words.goesRecordUnderYour}</p>
      <TextField
        label={words.evidence} value={evidence} onChange={setEvidence} lines autoFocus hint={words.whatShowsDoneLink}
        error={long ? common.atMostCharacters(longest) : undefined}
      />
      <DialogActions onCancel={onClose} onAct={save} action={words.tickWord} isDisabled={long} busy={busy} />
    </Dialog>
  )
}
