import { useEffect, useRef, useState } from 'react'
import { useActs } from '../../act.tsx'
import { Button, TextField } from '../../parts/controls.tsx'
import styles from './incident-detail.module.css'

const longest = 10_000

/** A note is never changed: what corrects it is a later one. */
export function NoteForm({ incident, corrects, onDone }: { readonly incident: string; readonly corrects: number | undefined; readonly onDone: () => void }) {
  const { act } = useActs()
  const [text, setText] = useState('')
  const [busy, setBusy] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const length = text.trim().length
  useEffect(() => {
    if (corrects !== undefined) form.current?.querySelector('textarea')?.focus()
  }, [corrects])
  const save = async (): Promise<void> => {
    if (length === 0 || length > longest || busy) return
    setBusy(true)
    const done = await act('The note', (client) => client.incidents.note({ incident, text: text.trim(), ...(corrects !== undefined && { corrects }) }), ({ seq }) => `Noted as entry ${seq}`)
    setBusy(false)
    if (!done) return
    setText('')
    onDone()
  }
  return (
    <form
      ref={form} className={styles['note']}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextField label={corrects === undefined ? 'Note' : `Note that corrects entry ${corrects}`} value={text} onChange={setText} lines error={length > longest ? `At most ${longest} characters.` : undefined} placeholder="What you see, think or do" />
      <div className={styles['noteActs']}>
        <Button type="submit" look="primary" isDisabled={length === 0 || length > longest || busy}>{busy ? 'Sending…' : corrects === undefined ? 'Add the note' : 'Add the correction'}</Button>
        {corrects !== undefined && <Button look="quiet" onPress={onDone}>Correct nothing</Button>}
      </div>
    </form>
  )
}
