import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { TextField } from '../../parts/controls.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'

const date = /^\d{4}-\d{2}-\d{2}$/

/** Day 1 of the programme gets a date, or another one. */
export function BeginDialog({ day1, days, onClose }: { readonly day1: string | undefined; readonly days: number; readonly onClose: () => void }) {
  const { act } = useActs()
  const [value, setValue] = useState(day1 ?? '')
  const good = date.test(value) && !Number.isNaN(Date.parse(value))
  return (
    <ReasonDialog
      title={day1 === undefined ? 'When is day 1?' : 'Move day 1'} action={day1 === undefined ? 'Set the start' : 'Move it'} onClose={onClose}
      text={`Day 1 is the first of phase 1; the ${days} days before it prepare. Days are of UTC. Every other day of the programme follows from this one.`}
      onAct={async (reason) => good && (await act('Setting the start', (client) => client.programme.begin({ day1: value, reason }), `Day 1 is ${value}`)) !== undefined}
    >
      <TextField label="Date of day 1" value={value} onChange={setValue} placeholder="2026-01-05" error={value !== '' && !good ? 'A date such as 2026-01-05.' : undefined} />
    </ReasonDialog>
  )
}
