/** Somebody stands in for a while: at the clocks of the duty. */
import { useState } from 'react'
import { turnsBetween } from '../../../shared/on-call.ts'
import { dayIn, instantOf, timeIn } from '../../../shared/zoned.ts'
import { useActs } from '../../act.tsx'
import { Select, TextField } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import type { Present } from './use-on-call.ts'
import { overrideDialog as words } from '../../words/on-call.ts'

const day = 86_400_000
const written = (zone: string, wall: number): string => `${dayIn(zone, wall)} ${timeIn(zone, wall)}`

/** Wall ms of "2026-11-27 09:00" there; undefined for what is no such moment. */
function readMoment(zone: string, text: string): number | undefined {
  const [, date, time] = /^(\d{4}-\d{2}-\d{2})[ T]((?:[01]\d|2[0-3]):[0-5]\d)$/.exec(text.trim()) ?? []
  if (date === undefined || time === undefined) return undefined
  const at = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== date ? undefined : instantOf(zone, date, time)
}

export function OverrideDialog({ present: { plan: { people }, onCall, now }, onClose }: { readonly present: Present; readonly onClose: () => void }) {
  const { act } = useActs()
  const [duty, setDuty] = useState(people.rotation[0]?.duty ?? '')
  const rotation = people.rotation.find((one) => one.duty === duty)
  const [contact, setContact] = useState(people.contacts[0]?.id ?? '')
  const zone = rotation?.zone ?? 'UTC'
  const end = rotation && turnsBetween(rotation, onCall.duties.overrides, now.wall, now.wall + 60 * day)[0]?.to
  const [from, setFrom] = useState(() => written(zone, now.wall))
  const [to, setTo] = useState(() => written(zone, end ?? now.wall + day))
  const begins = readMoment(zone, from)
  const ends = readMoment(zone, to)
  const wrong = begins === undefined || ends === undefined ? undefined : ends <= begins ? words.endsBeforeBegins : ends <= now.wall ? words.thatIsOverAlready : undefined
  const ready = begins !== undefined && ends !== undefined && wrong === undefined
  return (
    <ReasonDialog
      title={words.somebodyStandsIn} action={words.standIn} onClose={onClose}
      onAct={async (reason) => ready && (await act(words.theStandIn, (client) => client.onCall.override({ duty, contact, from: begins, to: ends, reason }), words.callsGoThere)) !== undefined}
    >
      <Select label={words.duty} options={people.rotation.map((one) => ({ id: one.duty, title: one.title }))} value={duty} onChange={setDuty} />
      <Select label={words.who} options={people.contacts.map(({ id, name }) => ({ id, title: name }))} value={contact} onChange={setContact} />
      <TextField label={words.from(zone)} value={from} onChange={setFrom} error={begins === undefined ? words.timeFormat : undefined} />
      <TextField label={words.to(zone)} value={to} onChange={setTo} error={ends === undefined ? words.timeFormat : wrong} />
      {ready || <Mark tone="warn" word={words.mendTimesFirstNothing} size={13} />}
    </ReasonDialog>
  )
}
