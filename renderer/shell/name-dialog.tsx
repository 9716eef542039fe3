import { useContext, useState } from 'react'
import { useActs } from '../act.tsx'
import { StoreContext } from '../store.ts'
import { controlStyles, Dialog, TextField } from '../parts/controls.tsx'
import { DialogActions } from '../parts/dialog-actions.tsx'
import { useBusy } from '../parts/use-busy.ts'
import { nameDialog as words } from '../words/shell.ts'

/** Under which name the acts of this window go on the record. */
export function NameDialog({ present, onClose }: { readonly present: string; readonly onClose: () => void }) {
  const { act } = useActs()
  const store = useContext(StoreContext)
  const [name, setName] = useState(present)
  const [save, busy] = useBusy(async () => {
    const done = await act(words.changingTheName, (client) => client.session.introduce({ name: name.trim() }), (me) => words.youNowRecord(me.name))
    if (!done) return
    store?.set({ me: done.answer })
    onClose()
  })
  return (
    <Dialog title={words.whoIsHere} onClose={onClose}>
      <p className={controlStyles['text']}>{words.everyActHereRecorded}</p>
      <TextField label={words.name} value={name} onChange={setName} autoFocus />
      <DialogActions onCancel={onClose} onAct={save} action={words.toUseThisName} isDisabled={name.trim() === ''} busy={busy} />
    </Dialog>
  )
}
