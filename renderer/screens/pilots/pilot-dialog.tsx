/** Adds a pilot user, or changes one. */
import { useState } from 'react'
import type { Pilot } from '../../../shared/pilot.ts'
import { experiences, type PilotFields } from '../../../shared/pilot-entries.ts'
import { useActs } from '../../act.tsx'
import { Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { go } from '../../route.ts'
import { pilotDialog as words } from '../../words/pilots.ts'
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
  const wrong = name.trim() === '' || profile.trim() === '' || !isEmail(email.trim()) || !isUser(user.trim())
  const [save, busy] = useBusy(async () => {
    const fields: PilotFields = {
      person: { name: name.trim(), ...(email.trim() !== '' && { email: email.trim() }) }, profile: profile.trim(), experience,
      ...(user.trim() !== '' && { user: user.trim() }), ...(support.trim() !== '' && { support: support.trim() }),
    }
    const done = await act(pilot ? words.theChange : words.addingThePilotUser, async (client) => {
      if (pilot === undefined) return client.pilots.add(fields)
      await client.pilots.change({ pilot: pilot.id, ...fields })
      return { pilot: pilot.id }
    }, words.is(name.trim(), pilot ? 'changed' : words.onTheRoster))
    if (!done) return
    onClose()
    go('pilots', done.answer.pilot)
  })
  return (
    <Dialog title={pilot ? words.change(pilot.person.name) : words.addAPilotUser} onClose={onClose} wide>
      <div className={styles['two']}>
        <TextField label={words.name} value={name} onChange={setName} autoFocus />
        <TextField label="E-mail" value={email} onChange={setEmail} error={isEmail(email.trim()) ? undefined : words.emailFormat} />
        <TextField label={words.userOfThePlatform} value={user} onChange={setUser} hint={words.balancerKnowsThemFlags} error={isUser(user.trim()) ? undefined : words.userFormat} />
        <TextField label={words.profile} value={profile} onChange={setProfile} placeholder={words.trader} />
        <TextField label={words.supportContact} value={support} onChange={setSupport} />
        <div><span className={styles['label']}>{words.experience}</span><Segments label={words.experience} options={experiences.map((id) => ({ id, title: id }))} value={experience} onChange={setExperience} /></div>
      </div>
      <DialogActions onCancel={onClose} onAct={save} action={pilot ? words.changeWord : words.add} isDisabled={wrong} busy={busy} />
    </Dialog>
  )
}
