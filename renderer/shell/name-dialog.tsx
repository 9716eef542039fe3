import { useContext, useState } from 'react'
import { useActs } from '../act.tsx'
import { StoreContext } from '../store.ts'
import { Actions, Button, controlStyles, Dialog, TextField } from '../parts/controls.tsx'

/** Under which name the acts of this window go on the record. */
export function NameDialog({ present, onClose }: { readonly present: string; readonly onClose: () => void }) {
  const { act } = useActs()
  const store = useContext(StoreContext)
  const [name, setName] = useState(present)
  const save = async (): Promise<void> => {
    const done = await act('Changing the name', (client) => client.session.introduce({ name: name.trim() }), (me) => `You are now on the record as ${me.name}`)
    if (!done) return
    store?.set({ me: done.answer })
    onClose()
  }
  return (
    <Dialog title="Who is at this window?" onClose={onClose}>
      <p className={controlStyles['text']}>Every act from here is recorded under this name.</p>
      <TextField label="Name" value={name} onChange={setName} autoFocus />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={name.trim() === ''} onPress={() => void save()}>Use this name</Button>
      </Actions>
    </Dialog>
  )
}
