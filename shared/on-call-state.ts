/** All that is folded of on-call. */
import { foldEscalations, type Escalations } from './escalation.ts'
import type { Entry } from './journal.ts'
import { foldDuties, noDuties, type Duties } from './on-call.ts'
import { foldReach, notTried, type Reach } from './reach.ts'

export type OnCall = { readonly duties: Duties; readonly escalations: Escalations; readonly reach: Reach }
export const noOnCall: OnCall = { duties: noDuties, escalations: [], reach: notTried }

const heard = /^(?:on-call|escalation|reach|message|alert\.acknowledged)/

export const foldOnCall = (state: OnCall, entry: Entry): OnCall =>
  heard.test(entry.kind) ? { duties: foldDuties(state.duties, entry), escalations: foldEscalations(state.escalations, entry), reach: foldReach(state.reach, entry) } : state
