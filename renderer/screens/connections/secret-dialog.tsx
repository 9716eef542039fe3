import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { controlStyles, Dialog, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { secretDialog as words } from '../../words/connections.ts'

const named = /^[A-Za-z_][A-Za-z0-9_]{0,99}$/

/** Takes a secret in and forgets it: nothing on any screen shows it again. */
export function SecretDialog({ name: given, onClose, onSet }: { readonly name: string; readonly onClose: () => void; readonly onSet: () => void }) {
  const { act } = useActs()
  const [name, setName] = useState(given)
  const [value, setValue] = useState('')
  const [save, busy] = useBusy(async () => {
    const done = await act(words.settingTheSecret, (client) => client.connections.secret({ name, value }), ({ applied }) => (applied ? words.secretSetUse(name) : words.theSecretIsSet(name)))
    if (!done) return
    onSet()
    onClose()
  })
  return (
    <Dialog title={given === '' ? words.setASecret : words.setTheSecret(given)} onClose={onClose}>
      <p className={controlStyles['text']}>{words.goesIntoKeychainMachine}</p>
      {given === '' && <TextField label={words.name} value={name} onChange={setName} autoFocus placeholder="ORDERS_DB_PASSWORD" error={name !== '' && !named.test(name) ? words.nameFormat : undefined} />}
      <TextField label={words.value} value={value} onChange={setValue} secret autoFocus={given !== ''} />
      <DialogActions onCancel={onClose} onAct={save} action={words.setIt} isDisabled={value === '' || !named.test(name)} busy={busy} />
    </Dialog>
  )
}
