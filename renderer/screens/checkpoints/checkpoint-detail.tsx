/** One checkpoint: what it holds, what was proven, and the moments that can be reached from it. */
import { useState } from 'react'
import type { Checkpoint, CheckpointState } from '../../../shared/checkpoint.ts'
import { holdsOn, isStanding } from '../../../shared/checkpoint-rules.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { countText, hashText, numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import styles from './checkpoints-screen.module.css'
import { RecoverForm } from './recover-form.tsx'
import { checkpointWords } from './words.ts'


export function CheckpointDetail({ checkpoint, state, mayAct, free }: { readonly checkpoint: Checkpoint; readonly state: CheckpointState; readonly mayAct: boolean; readonly free: boolean }) {
  const { act } = useActs()
  const [removing, setRemoving] = useState(false)
  const { id, environment, by, begunAt, taken, proof, problem } = checkpoint
  const held = holdsOn(state, checkpoint)
  return (
    <Panel title={id} aside={<Mark {...checkpointWords[checkpoint.state]} size={13} />}>
      <div className={styles['detail']}>
        {problem && <p className={styles['said']}>{problem.text}.</p>}
        <dl className={styles['facts']}>
          <div><dt>Holds</dt><dd>{taken ? <>{environment} at <Time full at={taken.at} />: {countText(taken.tables.reduce((sum, { rows }) => sum + rows, 0), 'row')} in {countText(taken.tables.length, 'table')}</> : 'nothing'}</dd></div>
          <div><dt>Begun</dt><dd><Time full at={begunAt} /> by {by}</dd></div>
          {proof && <div><dt>Proven</dt><dd><Time full at={proof.at} />: restored and compared in {durationText(proof.ms)}</dd></div>}
          {taken && <div><dt>File</dt><dd className={styles['file']}>{taken.file}, sha256 {hashText(taken.sha256)}</dd></div>}
          {taken && <div><dt>Dumped in</dt><dd>{durationText(taken.ms)}{taken.position ? `, log ${taken.position.file} at ${numberText(taken.position.offset)}` : ', the server keeps no log of changes'}</dd></div>}
        </dl>
        {mayAct && isStanding(checkpoint) && (
          <div className={styles['buttons']}>
            <Button isDisabled={!free} onPress={() => void act('The proof', (client) => client.checkpoints.prove({ checkpoint: id }), `${id} is being restored beside the database`)}>Prove it again</Button>
            <Button isDisabled={held !== undefined} onPress={() => setRemoving(true)}>Remove…</Button>
            {held !== undefined && <span className={styles['said']}>It stays: {held}.</span>}
          </div>
        )}
        {checkpoint.state === 'proven' && taken && <RecoverForm checkpoint={id} environment={environment} own={taken.at} until={checkpoint.until} mayAct={mayAct} free={free} />}
      </div>
      {removing && (
        <ReasonDialog
          danger title={`Remove ${id}`} text="Its file is deleted, and nothing can be recovered from it any more." action="Remove it"
          onClose={() => setRemoving(false)} onAct={async (reason) => (await act('Removing it', (client) => client.checkpoints.remove({ checkpoint: id, reason }), `${id} is removed`)) !== undefined}
        />
      )}
    </Panel>
  )
}
