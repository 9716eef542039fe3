import { useState } from 'react'
import { severities } from '../../../shared/journal.ts'
import type { Severity } from '../../../shared/incident.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { go } from '../../route.ts'
import { severityWords } from './severity.tsx'

const bounds = { shortest: 3, longest: 200 } as const

/** An incident that no gate saw. */
export function OpenDialog({ onClose }: { readonly onClose: () => void }) {
  const { act } = useActs()
  const [title, setTitle] = useState('')
  const [severity, setSeverity] = useState<Severity>('P1')
  const [busy, setBusy] = useState(false)
  const length = title.trim().length
  const fits = length >= bounds.shortest && length <= bounds.longest
  const save = async (): Promise<void> => {
    setBusy(true)
    const done = await act('Opening the incident', (client) => client.incidents.open({ title: title.trim(), severity }), ({ incident }) => `Incident ${incident} is open`)
    setBusy(false)
    if (done) go('incidents', done.answer.incident)
  }
  return (
    <Dialog title="Open an incident" onClose={onClose}>
      <TextField label="What happens" value={title} onChange={setTitle} autoFocus error={length > bounds.longest ? `At most ${bounds.longest} characters.` : undefined} hint="One line that someone else understands." />
      <Segments label="Severity" value={severity} onChange={setSeverity} options={severities.map((id) => ({ id, title: `${id} ${severityWords[id]}` }))} />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={!fits || busy} onPress={() => void save()}>{busy ? 'Sending…' : 'Open it'}</Button>
      </Actions>
    </Dialog>
  )
}
