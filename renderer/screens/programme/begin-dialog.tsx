import { useState } from 'react'
import { useActs } from '../../act.tsx'
import { TextField } from '../../parts/controls.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { beginDialog as words } from '../../words/programme.ts'

const date = /^\d{4}-\d{2}-\d{2}$/

/** Day 1 of the programme gets a date, or another one. */
export function BeginDialog({ day1, days, onClose }: { readonly day1: string | undefined; readonly days: number; readonly onClose: () => void }) {
  const { act } = useActs()
  const [value, setValue] = useState(day1 ?? '')
  const good = date.test(value) && !Number.isNaN(Date.parse(value))
  return (
    <ReasonDialog
      title={day1 === undefined ? words.whenIsDay1 : words.moveDay1} action={day1 === undefined ? words.setTheStart : words.moveIt} onClose={onClose}
      text={words.day1FirstPhase(days)}
      onAct={async (reason) => good && (await act(words.settingTheStart, (client) => client.programme.begin({ day1: value, reason }), words.day1Is(value))) !== undefined}
    >
      <TextField label={words.dateOfDay1} value={value} onChange={setValue} placeholder="2026-01-05" error={value !== '' && !good ? words.dateFormat : undefined} />
    </ReasonDialog>
  )
}
