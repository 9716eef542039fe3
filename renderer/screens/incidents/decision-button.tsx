/** What was decided, and by whom. Issue 6, the incident: "notes, decisions, messages". */
import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Actions, Button, Dialog, TextField } from '../../parts/controls.tsx'
import { useView } from '../../store.ts'

const bounds = { shortest: 3, longest: 2_000, name: 80 } as const

export function DecisionButton({ incident, commander }: { readonly incident: string; readonly commander: string | undefined }) {
  const { act } = useActs()
  const me = useView((view) => view.me?.name) ?? ''
  const [open, setOpen] = useState(false)
  const [what, setWhat] = useState('')
  const [by, setBy] = useState<string>()
  const [busy, setBusy] = useState(false)
  const who = (by ?? commander ?? me).trim()
  const length = what.trim().length
  const fits = length >= bounds.shortest && length <= bounds.longest && who.length > 0 && who.length <= bounds.name && !busy
  const save = async (): Promise<void> => {
    setBusy(true)
    const done = await act('The decision', (client) => client.incidents.decision({ incident, what: what.trim(), by: who }), ({ seq }) => `Written down as entry ${seq}`)
    setBusy(false)
    if (!done) return
    setOpen(false)
    setWhat('')
    setBy(undefined)
  }
  return (
    <>
      <Button onPress={() => setOpen(true)}>Decision…</Button>
      {open && (
        <Dialog title="Write down a decision" onClose={() => setOpen(false)}>
          <TextField label="What was decided" value={what} onChange={setWhat} lines autoFocus error={length > bounds.longest ? `At most ${bounds.longest} characters.` : undefined} />
          <TextField label="By whom" value={by ?? commander ?? me} onChange={setBy} error={who.length > bounds.name ? `At most ${bounds.name} characters.` : undefined} />
          <Actions>
            <Button look="quiet" onPress={() => setOpen(false)}>Cancel</Button>
            <Button look="primary" isDisabled={!fits} onPress={() => void save()}>{busy ? 'Sending…' : 'Write it down'}</Button>
          </Actions>
        </Dialog>
      )}
    </>
  )
}
