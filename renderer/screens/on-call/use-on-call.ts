/** What the screen goes by: the plan's people, the fold, and now. */
import { useMemo } from 'react'
import type { Moment } from '../../../shared/escalation.ts'
import { onCallNow, type OnNow } from '../../../shared/on-call.ts'
import type { OnCall } from '../../../shared/on-call-state.ts'
import type { Plan } from '../../../shared/plan.ts'
import type { State } from '../../../shared/state.ts'
import { useNow } from '../../now.ts'
import { useView } from '../../store.ts'

export type Present = { readonly plan: Plan; readonly state: State; readonly onCall: OnCall; readonly on: readonly OnNow[]; readonly now: Moment }

/** Who has a duty changes by the minute at most. */
const minute = 60_000

export function useOnCall(): Present | undefined {
  const plan = useView((view) => view.opened?.plan)
  const state = useView((view) => view.state)
  const { wall, mono, boot = '' } = useNow(1_000)
  const at = Math.floor(wall / minute)
  const on = useMemo(() => (plan && state ? onCallNow(plan.people, state.onCall.duties.overrides, at * minute) : []), [plan, state, at])
  return plan && state && { plan, state, onCall: state.onCall, on, now: { wall, mono, boot } }
}
