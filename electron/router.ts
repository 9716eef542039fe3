/**
 * The contract, answered by a console; one file a feature. Access is data of the contract, held in `router/base.ts` for every call
 * at once; commands are acknowledged after their entry is durable. Plan: semantics 17 and 20 of the design.
 */
import { alerts } from './router/alerts.ts'
import { attachments } from './router/attachments.ts'
import { os } from './router/base.ts'
import { connections } from './router/connections.ts'
import { consoles } from './router/consoles.ts'
import { checkpoints } from './router/checkpoints.ts'
import { bench } from './router/bench.ts'
import { bundles } from './router/bundles.ts'
import { drills } from './router/drills.ts'
import { forward } from './router/forward.ts'
import { incidents } from './router/incidents.ts'
import { lab } from './router/lab.ts'
import { live } from './router/live.ts'
import { logs } from './router/logs.ts'
import { messages } from './router/messages.ts'
import { moments } from './router/moments.ts'
import { onCall } from './router/on-call.ts'
import { pilots } from './router/pilots.ts'
import { plan } from './router/plan.ts'
import { programme } from './router/programme.ts'
import { replay } from './router/replay.ts'
import { reports } from './router/reports.ts'
import { care, reviews } from './router/reviews.ts'
import { rollback } from './router/rollback.ts'
import { session } from './router/session.ts'
import { state } from './router/state.ts'
import { wall } from './router/wall.ts'

export type { CallContext } from './router/base.ts'
export { wallRouter } from './router/wall.ts'

export const router = os.router({ alerts, attachments, bench, bundles, care, checkpoints, connections, consoles, drills, forward, incidents, lab, live, logs, messages, moments, onCall, pilots, plan, programme, replay, reports, reviews, rollback, session, state, wall })
