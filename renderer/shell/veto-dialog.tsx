import { useState } from 'react'
import type { Run } from '../../shared/rollback.ts'
import { durationText } from '../../shared/duration.ts'
import { useActs } from '../act.tsx'
import { Segments } from '../parts/controls.tsx'
import { ReasonDialog } from '../parts/reason-dialog.tsx'
import { useTitles } from '../parts/titles.ts'
import { vetoDialog as words } from '../words/shell.ts'

const minute = 60_000
const usual = 10 * minute
const lapses = [minute, usual, 30 * minute, 60 * minute, 240 * minute] as const

/** A veto needs a name, a reason and an end. */
export function VetoDialog({ run, onClose }: { readonly run: Run; readonly onClose: () => void }) {
  const { act } = useActs()
  const titleOf = useTitles()
  const [lapse, setLapse] = useState<number>(usual)
  return (
    <ReasonDialog
      title={words.vetoThisRollback} action={words.veto} label={words.whyIsItSafe} onClose={onClose}
      text={words.doesNotStartRollback(titleOf('trigger', run.trigger))}
      onAct={async (reason) => (await act(words.theVeto, (client) => client.rollback.veto({ run: run.id, reason, lapse }), words.vetoedFor(durationText(lapse)))) !== undefined}
    >
      <Segments label={words.theVetoLapsesAfter} value={String(lapse)} onChange={(id) => setLapse(Number(id))} options={lapses.map((ms) => ({ id: String(ms), title: durationText(ms) }))} />
    </ReasonDialog>
  )
}
