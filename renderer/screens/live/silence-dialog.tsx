import { useState } from 'react'
import type { Environment } from '../../../shared/metrics.ts'
import type { Gate } from '../../../shared/plan.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs } from '../../act.tsx'
import { controlStyles, Segments } from '../../parts/controls.tsx'
import { timeText } from '../../parts/format.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'

const minute = 60_000
const lengths = [10 * minute, 30 * minute, 60 * minute, 240 * minute] as const

/** A silence has an owner, a reason and an end; it says what it holds back. Semantics 6 of the design. */
export function SilenceDialog({ gate, environment, onClose }: { readonly gate: Gate; readonly environment: Environment; readonly onClose: () => void }) {
  const { act } = useActs()
  const [lasts, setLasts] = useState<number>(lengths[0])
  return (
    <ReasonDialog
      title={`Silence “${gate.title}” on ${environment}`} action="Silence" label="Why may it be quiet?" onClose={onClose} danger={gate.response === 'rollback'}
      text="It goes on being measured and shown. What still fires when the silence ends is told then."
      onAct={async (reason) => (await act(
        'The silence', (client) => client.alerts.silence({ gates: [gate.id], environment, lasts, reason }), ({ until }) => `Silenced until ${timeText(until)}`,
        { command: (client, { silence }) => client.alerts.unsilence({ silence }), done: 'The silence is ended' })) !== undefined}
    >
      {gate.response === 'rollback' && <p className={controlStyles['text']}><strong>While it lasts this gate opens no rollback.</strong> Others still do, and so does the button.</p>}
      <Segments label="The silence ends after" value={String(lasts)} onChange={(id) => setLasts(Number(id))} options={lengths.map((ms) => ({ id: String(ms), title: durationText(ms) }))} />
    </ReasonDialog>
  )
}
