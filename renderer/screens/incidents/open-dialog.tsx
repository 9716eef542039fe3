import { useState } from 'react'
import { severities } from '../../../shared/journal.ts'
import type { Severity } from '../../../shared/incident.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { go } from '../../route.ts'
import { severityWords } from './severity.tsx'
import { common } from '../../words/common.ts'
import { openDialog as words } from '../../words/incidents.ts'

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
    const done = await act(words.openingTheIncident, (client) => client.incidents.open({ title: title.trim(), severity }), ({ incident }) => words.incidentIsOpen(incident))
    setBusy(false)
    if (done) go('incidents', done.answer.incident)
  }
  return (
    <Dialog title={words.openAnIncident} onClose={onClose}>
      <TextField label={words.whatHappens} value={title} onChange={setTitle} autoFocus error={length > bounds.longest ? words.atMostCharacters(bounds.longest) : undefined} hint={words.oneLineSomeoneElse} />
      <Segments label={words.severity} value={severity} onChange={setSeverity} options={severities.map((id) => ({ id, title: `${id} ${severityWords[id]}` }))} />
      <Actions>
        <Button look="quiet" onPress={onClose}>{common.cancel}</Button>
        <Button look="primary" isDisabled={!fits || busy} onPress={() => void save()}>{busy ? common.sending : words.openIt}</Button>
      </Actions>
    </Dialog>
  )
}
