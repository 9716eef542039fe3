import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog, TextField } from '../../parts/controls.tsx'
import { common } from '../../words/common.ts'
import { secretDialog as words } from '../../words/connections.ts'

const named = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/

/** Takes a secret in and forgets it: nothing on any screen shows it again. */
export function SecretDialog({ name: given, onClose, onSet }: { readonly name: string; readonly onClose: () => void; readonly onSet: () => void }) {
  const { act } = useActs()
  const [name, setName] = useState(given)
  const [value, setValue] = useState('')
  const [busy, setBusy] = useState(false)
  const save = async (): Promise<void> => {
    setBusy(true)
    const done = await act(words.settingTheSecret, (client) => client.connections.secret({ name, value }), ({ applied }) => (applied ? words.secretSetUse(name) : words.theSecretIsSet(name)))
    setBusy(false)
    if (!done) return
    onSet()
    onClose()
  }
  return (
    <Dialog title={given === '' ? words.setASecret : words.setTheSecret(given)} onClose={onClose}>
      <p className={controlStyles['text']}>{words.goesIntoKeychainMachine}</p>
      {given === '' && <TextField label={words.name} value={name} onChange={setName} autoFocus placeholder="ORDERS_DB_PASSWORD" error={name !== '' && !named.test(name) ? words.lettersDigitsAndOnly : undefined} />}
      <TextField label={words.value} value={value} onChange={setValue} secret autoFocus={given !== ''} />
      <Actions>
        <Button look="quiet" onPress={onClose}>{common.cancel}</Button>
        <Button look="primary" isDisabled={busy || value === '' || !named.test(name)} onPress={() => void save()}>{busy ? common.sending : words.setIt}</Button>
      </Actions>
    </Dialog>
  )
}
