import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog, TextField } from '../../parts/controls.tsx'

const named = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/

/** Takes a secret in and forgets it: nothing on any screen shows it again. */
export function SecretDialog({ name: given, onClose, onSet }: { readonly name: string; readonly onClose: () => void; readonly onSet: () => void }) {
  const { act } = useActs()
  const [name, setName] = useState(given)
  const [value, setValue] = useState('')
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    setBusy(true)
    const done = await act('Setting the secret', (client) => client.connections.secret({ name, value }), ({ applied }) => (applied ? `The secret ${name} is set and in use` : `The secret ${name} is set`))
    setBusy(false)
    if (!done) return
    onSet()
    onClose()
  }
  return (
    <Dialog title={given === '' ? 'Set a secret' : `Set the secret ${given}`} onClose={onClose}>
      <p className={controlStyles['text']}>It goes into the keychain of this machine and can be replaced, never read. The journal notes the name alone.</p>
      {given === '' && <TextField label="Name" value={name} onChange={setName} autoFocus placeholder="ORDERS_DB_PASSWORD" error={name !== '' && !named.test(name) ? 'Letters, digits and _ only.' : undefined} />}
      <TextField label="Value" value={value} onChange={setValue} secret autoFocus={given !== ''} />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={busy || value === '' || !named.test(name)} onPress={() => void save()}>{busy ? 'Sending…' : 'Set it'}</Button>
      </Actions>
    </Dialog>
  )
}
