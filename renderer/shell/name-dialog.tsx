import { useContext, useState } from 'react'
import { useActs } from '../act.tsx'
import { StoreContext } from '../store.ts'
import { Actions, Button, controlStyles, Dialog, TextField } from '../parts/controls.tsx'
import { common } from '../words/common.ts'
import { nameDialog as words } from '../words/shell.ts'

/** Under which name the acts of this window go on the record. */
export function NameDialog({ present, onClose }: { readonly present: string; readonly onClose: () => void }) {
  const { act } = useActs()
  const store = useContext(StoreContext)
  const [name, setName] = useState(present)
  const save = async (): Promise<void> => {
    const done = await act(words.changingTheName, (client) => client.session.introduce({ name: name.trim() }), (me) => words.youNowRecord(me.name))
    if (!done) return
    store?.set({ me: done.answer })
    onClose()
  }
  return (
    <Dialog title={words.whoIsAtThis} onClose={onClose}>
      <p className={controlStyles['text']}>{words.everyActHereRecorded}</p>
      <TextField label={words.name} value={name} onChange={setName} autoFocus />
      <Actions>
        <Button look="quiet" onPress={onClose}>{common.cancel}</Button>
        <Button look="primary" isDisabled={name.trim() === ''} onPress={() => void save()}>{words.toUseThisName}</Button>
      </Actions>
    </Dialog>
  )
}
