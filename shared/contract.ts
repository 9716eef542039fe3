/**
 * All that a console offers: queries, commands and streams, and the role that each needs.
 * Served over a MessagePort (the Electron window) and a WebSocket (browsers, wall displays).
 */
import { alerts } from './contract/alerts.ts'
import { attachments } from './contract/attachments.ts'
import { connections } from './contract/connections.ts'
import { checkpoints } from './contract/checkpoints.ts'
import { bench } from './contract/bench.ts'
import { drills } from './contract/drills.ts'
import { forward } from './contract/forward.ts'
import { incidents } from './contract/incidents.ts'
import { lab } from './contract/lab.ts'
import { live } from './contract/live.ts'
import { logs } from './contract/logs.ts'
import { moments } from './contract/moments.ts'
import { plan } from './contract/plan.ts'
import { programme } from './contract/programme.ts'
import { replay } from './contract/replay.ts'
import { rollback } from './contract/rollback.ts'
import { session } from './contract/session.ts'
import { state } from './contract/state.ts'

export * from './contract/attachments.ts'
export * from './contract/base.ts'
export * from './contract/connections.ts'
export * from './contract/bench.ts'
export * from './contract/forward.ts'
export * from './contract/checkpoints.ts'
export * from './contract/incidents.ts'
export * from './contract/lab.ts'
export * from './contract/live.ts'
export * from './contract/logs.ts'
export * from './contract/moments.ts'
export * from './contract/plan.ts'
export * from './contract/replay.ts'
export * from './contract/rollback.ts'
export * from './contract/session.ts'
export * from './contract/state.ts'

export const contract = { alerts, attachments, bench, checkpoints, connections, drills, forward, incidents, lab, live, logs, moments, plan, programme, replay, rollback, session, state }
export type Contract = typeof contract
