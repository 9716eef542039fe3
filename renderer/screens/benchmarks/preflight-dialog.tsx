/** What a benchmark will do to production, before it does it; a target with users on it needs a yes of its own. */
import { useState } from 'react'
import type { PlannedBench } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, Dialog, TextField } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Yes } from '../../parts/yes.tsx'
import { go } from '../../route.ts'
import styles from './benchmarks.module.css'

const userWords = { true: { tone: 'warn', word: 'users are on it' }, false: { tone: 'calm', word: 'no users on it' }, undefined: { tone: 'unsure', word: 'users not known' } } as const

/** @param bench as the engine has it now: it is read again while the dialog is open */
export function PreflightDialog({ bench, onClose }: { readonly bench: PlannedBench; readonly onClose: () => void }) {
  const { act } = useActs()
  const [reason, setReason] = useState('')
  const [yes, setYes] = useState(false)
  const [busy, setBusy] = useState(false)
  const { does, effects, targets, expectedMs, needsYes, refused } = bench.preflight
  const ready = reason.trim().length >= 3 && (yes || !needsYes) && refused === undefined && !busy
  const start = async (): Promise<void> => {
    if (!ready) return
    setBusy(true)
    const begun = await act(`Start ${bench.title}`, (client) => client.bench.start({ benchmark: bench.id, reason: reason.trim(), yes }), `${bench.title} has begun`)
    setBusy(false)
    if (begun === undefined) return
    onClose()
    go('benchmarks', bench.id)
  }
  return (
    <Dialog title={`Start ${bench.title}?`} onClose={onClose} wide>
      <dl className={styles['facts']}>
        <div><dt>Does</dt><dd>{does}</dd></div>
        <div><dt>Takes</dt><dd>{expectedMs === undefined ? 'not known until it was done once' : `about ${durationText(expectedMs)}`}; it can be cancelled at any time, and a rollback ends it</dd></div>
        <div><dt>Held against</dt><dd>{bench.bars.join('; ')}</dd></div>
      </dl>
      <ul className={styles['targets']}>
        {targets.map(({ id, users, detail }) => (
          <li key={id}><strong>{id}</strong><Mark {...userWords[`${users}`]} /><span>{detail}</span></li>
        ))}
      </ul>
      {effects.map((text) => <p key={text} className={styles['effect']}>{text}</p>)}
      {refused !== undefined && <p role="alert" className={styles['refused']}><Mark tone="warn" word={`Not now: ${refused}.`} /></p>}
      <TextField label="Reason, for the record" value={reason} onChange={setReason} autoFocus hint="What is measured, and why now." />
      {needsYes && (
        <Yes value={yes} onChange={setYes}>Yes, measure it while users are on it</Yes>
      )}
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={!ready} onPress={() => void start()}>{busy ? 'Starting…' : 'Start'}</Button>
      </Actions>
    </Dialog>
  )
}
