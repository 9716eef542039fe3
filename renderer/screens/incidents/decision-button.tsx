/** What was decided, and by whom. Issue 6, the incident: "notes, decisions, messages". */
import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Actions, Button, Dialog, TextField } from '../../parts/controls.tsx'
import { useView } from '../../store.ts'
import { common } from '../../words/common.ts'
import { decisionButton as words } from '../../words/incidents.ts'

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
    const done = await act(words.theDecision, (client) => client.incidents.decision({ incident, what: what.trim(), by: who }), ({ seq }) => words.writtenDownAsEntry(seq))
    setBusy(false)
    if (!done) return
    setOpen(false)
    setWhat('')
    setBy(undefined)
  }
  return (
    <>
      <Button onPress={() => setOpen(true)}>{words.decisionAsk}</Button>
      {open && (
        <Dialog title={words.writeDownADecision} onClose={() => setOpen(false)}>
          <TextField label={words.whatWasDecided} value={what} onChange={setWhat} lines autoFocus error={length > bounds.longest ? words.atMostCharacters(bounds.longest) : undefined} />
          <TextField label={words.byWhom} value={by ?? commander ?? me} onChange={setBy} error={who.length > bounds.name ? words.atMostCharactersName(bounds.name) : undefined} />
          <Actions>
            <Button look="quiet" onPress={() => setOpen(false)}>{common.cancel}</Button>
            <Button look="primary" isDisabled={!fits} onPress={() => void save()}>{busy ? common.sending : words.writeItDown}</Button>
          </Actions>
        </Dialog>
      )}
    </>
  )
}
