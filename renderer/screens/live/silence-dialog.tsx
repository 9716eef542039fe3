import { useState } from 'react'
import type { Environment } from '../../../shared/metrics.ts'
import type { Gate } from '../../../shared/plan.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs } from '../../act.tsx'
import { controlStyles, Segments } from '../../parts/controls.tsx'
import { timeText } from '../../parts/format.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { silenceDialog as words } from '../../words/live.ts'

const minute = 60_000
const lengths = [10 * minute, 30 * minute, 60 * minute, 240 * minute] as const

/** A silence has an owner, a reason and an end; it says what it holds back. Semantics 6 of the design. */
export function SilenceDialog({ gate, environment, onClose }: { readonly gate: Gate; readonly environment: Environment; readonly onClose: () => void }) {
  const { act } = useActs()
  const [lasts, setLasts] = useState<number>(lengths[0])
  return (
    <ReasonDialog
      title={words.silenceOn(gate.title, environment)} action={words.silence} label={words.whyMayQuiet} onClose={onClose} danger={gate.response === 'rollback'}
      text={words.goesBeingMeasuredShown}
      onAct={async (reason) => (await act(
        words.theSilence, (client) => client.alerts.silence({ gates: [gate.id], environment, lasts, reason }), ({ until }) => words.silencedUntil(timeText(until)),
        { command: (client, { silence }) => client.alerts.unsilence({ silence }), done: words.theSilenceIsEnded })) !== undefined}
    >
      {gate.response === 'rollback' && <p className={controlStyles['text']}>{fill(words.othersStillDoSo, { strong: <strong>{words.whileLastsGateOpens}</strong> })}</p>}
      <Segments label={words.theSilenceEndsAfter} value={String(lasts)} onChange={(id) => setLasts(Number(id))} options={lengths.map((ms) => ({ id: String(ms), title: durationText(ms) }))} />
    </ReasonDialog>
  )
}
