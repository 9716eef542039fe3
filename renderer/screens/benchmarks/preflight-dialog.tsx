/** What a benchmark will do to production, before it does it; a target with users on it needs a yes of its own. */
import { useState } from 'react'
import type { PlannedBench } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs } from '../../act.tsx'
import { Dialog, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { Mark } from '../../parts/mark.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { Yes } from '../../parts/yes.tsx'
import { go } from '../../route.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { preflightDialog as words } from '../../words/benchmarks.ts'
import styles from './benchmarks.module.css'

const userWords = { true: { tone: 'warn', word: words.usersAreOnIt }, false: { tone: 'calm', word: words.noUsersOnIt }, undefined: { tone: 'unsure', word: words.usersNotKnown } } as const

/** @param bench as the engine has it now: it is read again while the dialog is open */
export function PreflightDialog({ bench, onClose }: { readonly bench: PlannedBench; readonly onClose: () => void }) {
  const { act } = useActs()
  const [reason, setReason] = useState('')
  const [yes, setYes] = useState(false)
  const { does, effects, targets, expectedMs, needsYes, refused } = bench.preflight
  const ready = reason.trim().length >= 3 && (yes || !needsYes) && refused === undefined
  const [start, busy] = useBusy(async () => {
    const begun = await act(words.start(bench.title), (client) => client.bench.start({ benchmark: bench.id, reason: reason.trim(), yes }), words.hasBegun(bench.title))
    if (begun === undefined) return
    onClose()
    go('benchmarks', bench.id)
  })
  return (
    <Dialog title={words.startTitle(bench.title)} onClose={onClose} wide>
      <dl className={styles['facts']}>
        <div><dt>{words.does}</dt><dd>{does}</dd></div>
        <div><dt>{words.takes}</dt><dd>{fill(words.mayBeCancelled, { part: expectedMs === undefined ? words.notKnownUntilDone : words.about(durationText(expectedMs)) })}</dd></div>
        <div><dt>{words.heldAgainst}</dt><dd>{bench.bars.join('; ')}</dd></div>
      </dl>
      <ul className={styles['targets']}>
        {targets.map(({ id, users, detail }) => (
          <li key={id}><strong>{id}</strong><Mark {...userWords[`${users}`]} /><span>{detail}</span></li>
        ))}
      </ul>
      {effects.map((text) => <p key={text} className={styles['effect']}>{text}</p>)}
      {refused !== undefined && <p role="alert" className={styles['refused']}><Mark tone="warn" word={words.notNow(refused)} /></p>}
      <TextField label={common.reasonForRecord} value={reason} onChange={setReason} autoFocus hint={words.whatMeasuredWhyNow} />
      {needsYes && (
        <Yes value={yes} onChange={setYes}>{words.yesMeasureWhileUsers}</Yes>
      )}
      <DialogActions onCancel={onClose} onAct={start} action={words.startWord} sending={words.startingAsk} isDisabled={!ready} busy={busy} />
    </Dialog>
  )
}
