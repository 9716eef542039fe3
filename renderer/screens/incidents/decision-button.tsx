/** What was decided, and by whom. Issue 6, the incident: "notes, decisions, messages". */
import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { Button, Dialog, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { useBusy } from '../../parts/use-busy.ts'
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
  const who = (by ?? commander ?? me).trim()
  const length = what.trim().length
  const fits = length >= bounds.shortest && length <= bounds.longest && who.length > 0 && who.length <= bounds.name
  const [save, busy] = useBusy(async () => {
    const done = await act(words.theDecision, (client) => client.incidents.decision({ incident, what: what.trim(), by: who }), ({ seq }) => words.writtenDownAsEntry(seq))
    if (!done) return
    setOpen(false)
    setWhat('')
    setBy(undefined)
  })
  return (
    <>
      <Button onPress={() => setOpen(true)}>{words.decisionAsk}</Button>
      {open && (
        <Dialog title={words.writeDownADecision} onClose={() => setOpen(false)}>
          <TextField label={words.whatWasDecided} value={what} onChange={setWhat} lines autoFocus error={length > bounds.longest ? common.atMostCharacters(bounds.longest) : undefined} />
          <TextField label={words.byWhom} value={by ?? commander ?? me} onChange={setBy} error={who.length > bounds.name ? common.atMostCharacters(bounds.name) : undefined} />
          <DialogActions onCancel={() => setOpen(false)} onAct={save} action={words.writeItDown} isDisabled={!fits} busy={busy} />
        </Dialog>
      )}
    </>
  )
}
