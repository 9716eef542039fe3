/** Adds a pilot user, or changes one. */
import { useState } from 'react'
import type { Pilot } from '../../../shared/pilot.ts'
import { experiences, type PilotFields } from '../../../shared/pilot-entries.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { go } from '../../route.ts'
import styles from './pilots-screen.module.css'

const isEmail = (text: string): boolean => text === '' || /^\S+@\S+\.\S+$/.test(text)
const isUser = (text: string): boolean => text === '' || /^[\w.-]{1,64}$/.test(text)

export function PilotDialog({ pilot, onClose }: { readonly pilot?: Pilot; readonly onClose: () => void }) {
  const { act } = useActs()
  const [name, setName] = useState(pilot?.person.name ?? '')
  const [email, setEmail] = useState(pilot?.person.email ?? '')
  const [user, setUser] = useState(pilot?.user ?? '')
  const [profile, setProfile] = useState(pilot?.profile ?? '')
  const [support, setSupport] = useState(pilot?.support ?? '')
  const [experience, setExperience] = useState<PilotFields['experience']>(pilot?.experience ?? 'experienced')
  const [busy, setBusy] = useState(false)
  const wrong = name.trim() === '' || profile.trim() === '' || !isEmail(email.trim()) || !isUser(user.trim())
  const save = async (): Promise<void> => {
    setBusy(true)
    const fields: PilotFields = {
      person: { name: name.trim(), ...(email.trim() !== '' && { email: email.trim() }) }, profile: profile.trim(), experience,
      ...(user.trim() !== '' && { user: user.trim() }), ...(support.trim() !== '' && { support: support.trim() }),
    }
    const done = await act(pilot ? 'The change' : 'Adding the pilot user', async (client) => {
      if (pilot === undefined) return client.pilots.add(fields)
      await client.pilots.change({ pilot: pilot.id, ...fields })
      return { pilot: pilot.id }
    }, `${name.trim()} is ${pilot ? 'changed' : 'on the roster'}`)
    setBusy(false)
    if (!done) return
    onClose()
    go('pilots', done.answer.pilot)
  }
  return (
    <Dialog title={pilot ? `Change ${pilot.person.name}` : 'Add a pilot user'} onClose={onClose} wide>
      <div className={styles['two']}>
        <TextField label="Name" value={name} onChange={setName} autoFocus />
        <TextField label="E-mail" value={email} onChange={setEmail} error={isEmail(email.trim()) ? undefined : 'An address such as ada@example.com'} />
        <TextField label="User of the platform" value={user} onChange={setUser} hint="As the balancer knows them: flags go by it." error={isUser(user.trim()) ? undefined : 'Letters, digits, ".", "-" and "_"'} />
        <TextField label="Profile" value={profile} onChange={setProfile} placeholder="Trader" />
        <TextField label="Support contact" value={support} onChange={setSupport} />
        <div><span className={styles['label']}>Experience</span><Segments label="Experience" options={experiences.map((id) => ({ id, title: id }))} value={experience} onChange={setExperience} /></div>
      </div>
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={wrong || busy} onPress={() => void save()}>{pilot ? 'Change' : 'Add'}</Button>
      </Actions>
    </Dialog>
  )
}
