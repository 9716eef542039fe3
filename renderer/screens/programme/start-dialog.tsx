import { useState } from 'react'
import { hindrancesOf } from '../../../shared/hindrance.ts'
import type { Phase } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Yes } from '../../parts/yes.tsx'
import { startDialog as words } from '../../words/programme.ts'
import styles from './dialogs.module.css'
import type { Present } from './use-programme.ts'

/** A phase begins; what stands in its way is said first, and overruled only by a person with a reason. */
export function StartDialog({ present: { plan, programme, state, wall }, phase, onClose }: { readonly present: Present; readonly phase: Phase; readonly onClose: () => void }) {
  const { act } = useActs()
  const [despite, setDespite] = useState(false)
  const [without, setWithout] = useState(false)
  const wantsCheckpoint = plan.checkpoints?.beforePhases === true
  const ways = hindrancesOf({ plan, programme, checklists: state.checklists, onCall: state.onCall, wall }, phase.id)
  return (
    <ReasonDialog
      title={words.begin(phase.title)} text={words.phaseRunsEndsDecides(wantsCheckpoint ? words.checkpointTakenProvenFirst : '')} action={words.beginIt} onClose={onClose}
      onAct={async (reason) => (await act(words.beginningThePhase, (client) => client.programme.phase({ phase: phase.id, reason, despite, withoutCheckpoint: without }), ({ waits }) => (waits ? words.beginsOnceCheckpointProven(phase.title) : words.runsNow(phase.title)))) !== undefined}
    >
      {wantsCheckpoint && <Yes value={without} onChange={setWithout}>{words.goWithoutCheckpoint}</Yes>}
      {ways.length > 0 && (
        <div className={styles['ways']}>
          <Mark tone="warn" word={words.standsInItsWay} size={13} />
          <ul>{ways.map((way) => <li key={way}>{way}</li>)}</ul>
          <Yes value={despite} onChange={setDespite}>{words.beginDespiteReasonBelow}</Yes>
        </div>
      )}
    </ReasonDialog>
  )
}
