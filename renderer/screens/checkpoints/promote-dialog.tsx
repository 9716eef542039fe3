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
import { useBusy } from '../../parts/use-busy.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { promoteDialog as say } from '../../words/checkpoints.ts'
import styles from './checkpoints-screen.module.css'

const shortest = 3

function Tables({ tables }: Pick<RecoveryPreview, 'tables'>) {
  return (
    <table className={styles['lost']}>
      <thead><tr><th>{say.table}</th><th className={styles['number']}>{say.then}</th><th className={styles['number']}>{say.liveNow}</th><th className={styles['number']}>{say.lost}</th></tr></thead>
      <tbody>
        {tables.map(({ table, rows, liveRows }) => (
          <tr key={table}><th scope="row">{table}</th><td className={styles['number']}>{numberText(rows)}</td>{liveRows === undefined
              ? <td className={styles['number']} colSpan={2}>{say.cantBeRead}</td>
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
  const ask = useCallback<Ask<RecoveryPreview>>((client, signal) => client.checkpoints.preview({ recovery: id }, { signal }), [id])
  const { answer: preview, failure } = useAsked(ask, `${id} ${looked}`)
  const tooShort = reason.trim().length < shortest
  const [promote, sending] = useBusy(async () => {
    if (preview === undefined || tooShort) return
    const done = await act(say.puttingItInPlace, (client) => client.checkpoints.promote({ recovery: id, preview: preview.id, yes: true, reason: reason.trim() }), ({ whole, aside }) => (whole ? say.liveWholeWhatLive(environment, aside) : say.liveDamagedWhatLive(environment, aside)))
    if (done) onClose()
  })
  return (
    <Dialog wide title={say.putInPlaceOn(id, environment)} onClose={onClose}>
      <p className={controlStyles['text']}>{fill(say.wouldBeAsIt, { environment, time: <Time at={moment} full /> })}</p>
      {preview === undefined && <p className={controlStyles['text']} role="status">{failure ? say.whatWouldLostCant(failure.what) : say.lookingWhatWouldLost}</p>}
      {preview && (
        <>
          <p className={controlStyles['text']}>
            {fill(say.theirNumberChangedOnes, { count: <strong>{fill(say.liveNowWouldLost, { count: countText(preview.lost, 'row'), part: preview.lost === 1 ? 'is' : 'are' })}</strong>, part: preview.users === undefined ? say.whoWorksNowNot : say.lastMinuteSessionsApplications(countText(preview.users, 'user'), preview.users === 1 ? 'works' : 'work') })}
          </p>
          <Tables tables={preview.tables} />
          <p className={controlStyles['text']}>{say.whatLiveSetAside}</p>
        </>
      )}
      <TextField label={common.reasonForRecord} value={reason} onChange={setReason} lines autoFocus hint={say.fewWordsWhoReads} />
      <Actions>
        <Button look="quiet" onPress={onClose}>{common.cancel}</Button>
        <Button onPress={() => setLooked((times) => times + 1)}>{say.lookAgain}</Button>
        <HoldButton isDisabled={preview === undefined || tooShort || sending} describes={say.putsRecoveredDataPlace(environment)} onHeld={() => void promote()} onAsked={() => void promote()}>{sending ? common.sending : say.holdPutPlace}</HoldButton>
      </Actions>
    </Dialog>
  )
}
