/** What would be live and what would be lost, as it is now; then the hold that puts it in place. Semantics 14 of the design. */
import { useCallback, useState } from 'react'
import type { Recovery } from '../../../shared/checkpoint.ts'
import type { RecoveryPreview } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { useAsked, type Ask } from '../../asked.ts'
import { Actions, Button, controlStyles, Dialog, TextField } from '../../parts/controls.tsx'
import { countText, numberText } from '../../parts/format.ts'
import { HoldButton } from '../../parts/hold-button.tsx'
import { Time } from '../../parts/time.tsx'
import styles from './checkpoints-screen.module.css'

const shortest = 3

function Tables({ tables }: Pick<RecoveryPreview, 'tables'>) {
  return (
    <table className={styles['lost']}>
      <thead><tr><th>Table</th><th className={styles['number']}>Then</th><th className={styles['number']}>Live now</th><th className={styles['number']}>Lost</th></tr></thead>
      <tbody>
        {tables.map(({ table, rows, liveRows }) => (
          <tr key={table}><th scope="row">{table}</th><td className={styles['number']}>{numberText(rows)}</td>{liveRows === undefined
              ? <td className={styles['number']} colSpan={2}>can’t be read</td>
              : <><td className={styles['number']}>{numberText(liveRows)}</td><td className={styles['number']}>{numberText(Math.max(0, liveRows - rows))}</td></>}</tr>
        ))}
      </tbody>
    </table>
  )
}

export function PromoteDialog({ recovery: { id, environment, moment }, onClose }: { readonly recovery: Recovery; readonly onClose: () => void }) {
  const { act } = useActs()
  const [looked, setLooked] = useState(0)
  const [reason, setReason] = useState('')
  const [sending, setSending] = useState(false)
  const ask = useCallback<Ask<RecoveryPreview>>((client, signal) => client.checkpoints.preview({ recovery: id }, { signal }), [id])
  const { answer: preview, failure } = useAsked(ask, `${id} ${looked}`)
  const tooShort = reason.trim().length < shortest
  const promote = async (): Promise<void> => {
    if (preview === undefined || tooShort || sending) return
    setSending(true)
    const done = await act('Putting it in place', (client) => client.checkpoints.promote({ recovery: id, preview: preview.id, yes: true, reason: reason.trim() }), ({ whole, aside }) => (whole ? `It is live on ${environment}, and whole; what was live is kept as ${aside}` : `It is live on ${environment}, and is damaged; what was live is kept as ${aside}`))
    setSending(false)
    if (done) onClose()
  }
  return (
    <Dialog wide title={`Put ${id} in place on ${environment}`} onClose={onClose}>
      <p className={controlStyles['text']}>{environment} would be as it was at <Time at={moment} full />.</p>
      {preview === undefined && <p className={controlStyles['text']} role="status">{failure ? `What would be lost can’t be told: ${failure.what}` : 'Looking at what would be lost…'}</p>}
      {preview && (
        <>
          <p className={controlStyles['text']}>
            <strong>{countText(preview.lost, 'row')} that {preview.lost === 1 ? 'is' : 'are'} live now would be lost</strong>, by their number: changed ones are not counted.{' '}
            {preview.users === undefined ? 'Who works there now is not known.' : `${countText(preview.users, 'user')} of the last minute ${preview.users === 1 ? 'works' : 'work'} there; sessions are the application’s and stay.`}
          </p>
          <Tables tables={preview.tables} />
          <p className={controlStyles['text']}>What is live is set aside, and can be taken back.</p>
        </>
      )}
      <TextField label="Reason, for the record" value={reason} onChange={setReason} lines autoFocus hint="A few words: who reads the record later sees them." />
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button onPress={() => setLooked((times) => times + 1)}>Look again</Button>
        <HoldButton isDisabled={preview === undefined || tooShort || sending} describes={`Puts the recovered data in the place of what is live on ${environment}.`} onHeld={() => void promote()} onAsked={() => void promote()}>{sending ? 'Sending…' : 'Hold to put it in place'}</HoldButton>
      </Actions>
    </Dialog>
  )
}
