import { useState } from 'react'
import { hindrancesOf } from '../../../shared/hindrance.ts'
import type { Phase } from '../../../shared/plan.ts'
import { useActs } from '../../act.tsx'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Yes } from '../../parts/yes.tsx'
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
      title={`Begin ${phase.title}`} text={`${wantsCheckpoint ? 'A checkpoint is taken and proven first. ' : ''}The phase that runs ends with it. It decides which gates are judged from then on.`} action="Begin it" onClose={onClose}
      onAct={async (reason) => (await act('Beginning the phase', (client) => client.programme.phase({ phase: phase.id, reason, despite, withoutCheckpoint: without }), ({ waits }) => (waits ? `${phase.title} begins once its checkpoint is proven` : `${phase.title} runs now`))) !== undefined}
    >
      {wantsCheckpoint && <Yes value={without} onChange={setWithout}>Go on without a checkpoint</Yes>}
      {ways.length > 0 && (
        <div className={styles['ways']}>
          <Mark tone="warn" word="Stands in its way" size={13} />
          <ul>{ways.map((way) => <li key={way}>{way}</li>)}</ul>
          <Yes value={despite} onChange={setDespite}>Begin despite it; the reason below says why</Yes>
        </div>
      )}
    </ReasonDialog>
  )
}
