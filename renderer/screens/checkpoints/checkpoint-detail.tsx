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
import { fill } from '../../words/fill.ts'
import { checkpointDetail as words } from '../../words/checkpoints.ts'
import styles from './checkpoints-screen.module.css'
import { RecoverForm } from './recover-form.tsx'
import { checkpointWords } from '../../words/checkpoints-states.ts'

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
          <div><dt>{words.holds}</dt><dd>{taken ? <>{fill(words.atIn, { environment, time: <Time full at={taken.at} />, count: countText(taken.tables.reduce((sum, { rows }) => sum + rows, 0), 'row'), count2: countText(taken.tables.length, 'table') })}</> : 'nothing'}</dd></div>
          <div><dt>{words.begun}</dt><dd>{fill(words.by, { time: <Time full at={begunAt} />, by })}</dd></div>
          {proof && <div><dt>{words.proven}</dt><dd>{fill(words.restoredAndComparedIn, { time: <Time full at={proof.at} />, duration: durationText(proof.ms) })}</dd></div>}
          {taken && <div><dt>{words.file}</dt><dd className={styles['file']}>{fill(words.sha256, { file: taken.file, hash: hashText(taken.sha256) })}</dd></div>}
          {taken && <div><dt>{words.dumpedIn}</dt><dd>{durationText(taken.ms)}{taken.position ? words.logAt(taken.position.file, numberText(taken.position.offset)) : words.serverKeepsNoLog}</dd></div>}
        </dl>
        {mayAct && isStanding(checkpoint) && (
          <div className={styles['buttons']}>
            <Button isDisabled={!free} onPress={() => void act(words.theProof, (client) => client.checkpoints.prove({ checkpoint: id }), words.beingRestoredBesideDatabase(id))}>{words.proveItAgain}</Button>
            <Button isDisabled={held !== undefined} onPress={() => setRemoving(true)}>{words.removeAsk}</Button>
            {held !== undefined && <span className={styles['said']}>{fill(words.itStays, { held })}</span>}
          </div>
        )}
        {checkpoint.state === 'proven' && taken && <RecoverForm checkpoint={id} environment={environment} own={taken.at} until={checkpoint.until} mayAct={mayAct} free={free} />}
      </div>
      {removing && (
        <ReasonDialog
          danger title={words.remove(id)} text={words.fileDeletedNothingCan} action={words.removeIt}
          onClose={() => setRemoving(false)} onAct={async (reason) => (await act(words.removingIt, (client) => client.checkpoints.remove({ checkpoint: id, reason }), words.isRemoved(id))) !== undefined}
        />
      )}
    </Panel>
  )
}
