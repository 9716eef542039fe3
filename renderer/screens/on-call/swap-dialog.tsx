/** Two turns change hands: each has the other's, both at once. */
import { useState } from 'react'
import { turnsBetween, type Turn } from '../../../shared/on-call.ts'
import { zonedText } from '../../../shared/phone-tree.ts'
import { useActs } from '../../act.tsx'
import { Select } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useTitles } from '../../parts/titles.ts'
import type { Present } from './use-on-call.ts'
import { swapDialog as words } from '../../words/on-call.ts'

const ahead = 12 * 7 * 86_400_000

export function SwapDialog({ present: { plan: { people }, onCall, now }, onClose }: { readonly present: Present; readonly onClose: () => void }) {
  const { act } = useActs()
  const titleOf = useTitles()
  const swappable = people.rotation.filter((one) => one.people.length > 1)
  const [duty, setDuty] = useState(swappable[0]?.duty ?? '')
  const rotation = swappable.find((one) => one.duty === duty)
  // The present turn is swapped from now on: in whole milliseconds, as they are sent.
  const from = Math.floor(now.wall)
  const turns = rotation ? turnsBetween(rotation, onCall.duties.overrides, from, from + ahead).slice(0, 12) : []
  const [first, setFirst] = useState('0')
  const [second, setSecond] = useState('1')
  const [one, other] = [turns[Number(first)], turns[Number(second)]]
  const able = one !== undefined && other !== undefined && one.contact !== other.contact
  const options = turns.map((turn, index) => ({ id: String(index), title: words.from(titleOf('contact', turn.contact), zonedText(rotation?.zone ?? 'UTC', turn.from)) }))
  const standIn = (turn: Turn, by: Turn): { readonly duty: string; readonly contact: string; readonly from: number; readonly to: number } => ({ duty: turn.duty, contact: by.contact, from: turn.from, to: turn.to })
  return (
    <ReasonDialog
      title={words.swapTwoTurns} action={words.swapThem} onClose={onClose}
      onAct={async (reason) => able && (await act(words.theSwap, (client) => client.onCall.swap({ one: standIn(one, other), other: standIn(other, one), reason }), words.twoTurnsChangedHands)) !== undefined}
    >
      <Select label={words.duty} options={swappable.map((each) => ({ id: each.duty, title: each.title }))} value={duty} onChange={setDuty} />
      <Select label={words.oneTurn} options={options} value={first} onChange={setFirst} />
      <Select label={words.theOtherTurn} options={options} value={second} onChange={setSecond} />
      {able || <Mark tone="warn" word={words.chooseTwoTurnsDifferent} size={13} />}
    </ReasonDialog>
  )
}
