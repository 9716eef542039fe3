import { useState } from 'react'
import { severities } from '../../../shared/journal.ts'
import type { Severity } from '../../../shared/incident.ts'
import { useActs } from '../../act.tsx'
import { Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { useBusy } from '../../parts/use-busy.ts'
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
  const length = title.trim().length
  const fits = length >= bounds.shortest && length <= bounds.longest
  const [save, busy] = useBusy(async () => {
    const done = await act(words.openingTheIncident, (client) => client.incidents.open({ title: title.trim(), severity }), ({ incident }) => words.incidentIsOpen(incident))
    if (done) go('incidents', done.answer.incident)
  })
  return (
    <Dialog title={words.openAnIncident} onClose={onClose}>
      <TextField label={words.whatHappens} value={title} onChange={setTitle} autoFocus error={length > bounds.longest ? common.atMostCharacters(bounds.longest) : undefined} hint={words.oneLineSomeoneElse} />
      <Segments label={words.severity} value={severity} onChange={setSeverity} options={severities.map((id) => ({ id, title: `${id} ${severityWords[id]}` }))} />
      <DialogActions onCancel={onClose} onAct={save} action={words.openIt} isDisabled={!fits} busy={busy} />
    </Dialog>
  )
}
