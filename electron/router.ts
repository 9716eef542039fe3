/**
 * The contract, answered by a console. Access is data of the contract, held here for every call at once;
 * commands are acknowledged after their entry is durable. Plan: semantics 17 and 20 of the design.
 */
import { implement, ORPCError } from '@orpc/server'
import { contract, type Access, type Change, type Me, type Role } from '../shared/contract.ts'
import { itemKey } from '../shared/checklist.ts'
import type { Actor, Entry } from '../shared/journal.ts'
import type { Incident } from '../shared/incident.ts'
import { runEnded } from '../shared/rollback.ts'
import { ConnectError } from './connect/connector.ts'
import type { Console } from './console.ts'
import { streamOf } from './console/broadcast.ts'
import { setFault, readFaults } from './lab/faults.ts'
import { LabError } from './lab/lab-error.ts'
import { readUsers, resetTraffic } from './lab/traffic.ts'
import { shownPlan } from './plan/shown.ts'
import { RunnerError } from './rollback/runner.ts'

/** One connection to a console. `me.name` is what its acts are recorded under. */
export type CallContext = { readonly console: Console; readonly role: Role; readonly me: { name: string } }

/** Entries given with a snapshot: what a screen shows before it asks for more. */
const recentEntries = 200
const queued = { entries: 5_000, progress: 500 } as const

const notFound = (message: string): ORPCError<'NOT_FOUND', undefined> => new ORPCError('NOT_FOUND', { message })
const conflict = (message: string): ORPCError<'CONFLICT', undefined> => new ORPCError('CONFLICT', { message })

/** What the rooms below throw, as the contract's errors; anything else is a fault of ours and stays one. */
function toContract(error: unknown): unknown {
  if (error instanceof RunnerError) return error.code === 'NOT_FOUND' ? notFound(error.message) : conflict(error.message)
  if (error instanceof ConnectError || error instanceof LabError) return new ORPCError('UNAVAILABLE', { message: error.message, status: 503 })
  return error
}

const base = implement(contract).$context<CallContext>()
const os = base.use(async ({ context, next, procedure }) => {
  const { role } = procedure['~orpc'].meta as Access
  if (role === 'operator' && context.role !== 'operator') throw new ORPCError('FORBIDDEN', { message: 'A viewer changes nothing. Ask an operator, or open the console at the desk.' })
  try {
    return await next()
  } catch (error) {
    throw toContract(error)
  }
})

const personOf = ({ role, me }: CallContext): Actor => ({ kind: 'person', name: me.name, role })
const meOf = ({ role, me }: CallContext): Me => ({ name: me.name, role })

function incidentOf({ console }: CallContext, id: string): Incident {
  const found = console.journal.state().incidents.find((incident) => incident.id === id)
  if (found === undefined) throw notFound(`there is no incident ${id}`)
  return found
}

function openIncidentOf(context: CallContext, id: string): Incident {
  const found = incidentOf(context, id)
  if (found.closedAt !== undefined) throw conflict(`${id} is closed; a note may still be added`)
  return found
}

function itemOf({ console }: CallContext, { checklist, item }: { readonly checklist: string; readonly item: string }): void {
  const found = console.plan.checklists.find((one) => one.id === checklist)?.items.some((one) => one.id === item)
  if (found !== true) throw notFound(`the plan has no item ${item} in a checklist ${checklist}`)
}

const session = {
  me: os.session.me.handler(({ context }) => meOf(context)),
  introduce: os.session.introduce.handler(({ context, input }) => {
    context.me.name = input.name
    return meOf(context)
  }),
}

const plan = {
  current: os.plan.current.handler(({ context: { console: { opened: { plan: whole, hash, file, from, mistakes, findings } } } }) =>
    // What came from the environment stays in the engine: it may be a secret.
    ({ plan: shownPlan(whole), hash, from, mistakes, findings, ...(file !== undefined && { file }) })),
}

async function* changes({ journal }: Console, signal: AbortSignal | undefined): AsyncGenerator<Change> {
  // Subscribed before the snapshot is taken: what is appended in between comes after it, once.
  const entries = streamOf<Entry>(journal.subscribe, { signal, limit: queued.entries, full: 'fail' })
  const first = entries.next()
  const state = journal.state()
  yield { kind: 'snapshot', state, recent: journal.recent(recentEntries) }
  for (let next = await first; next.done !== true; next = await entries.next())
    if (next.value.seq > state.seq) yield { kind: 'entry', entry: next.value }
}

const state = { changes: os.state.changes.handler(({ context, signal }) => changes(context.console, signal)) }

async function* frames({ frames: sent, lastFrame }: Console, signal: AbortSignal | undefined) {
  const last = lastFrame()
  if (last) yield last
  // A reader that is slow gets the present, not a queue of the past.
  yield* streamOf(sent.subscribe, { signal, limit: 1, full: 'drop' })
}

const live = {
  frames: os.live.frames.handler(({ context, signal }) => frames(context.console, signal)),
  series: os.live.series.handler(({ context: { console }, input: { metric, environment, statistic, last, points } }) => {
    const now = console.clock.mono()
    return console.series.range(metric, environment, statistic, now - last, now, points)
  }),
}

/** When the exposure began: the first condition that is still true somewhere else than where a rollback goes, or now. */
function exposedSince({ lastFrame, clock, plan: { rollback: { target } } }: Console): number {
  const starts = (lastFrame()?.gates ?? [])
    .filter(({ environment, status }) => environment !== target && (status.state === 'firing' || status.state === 'pending'))
    .flatMap(({ status }) => status.activeSince ?? [])
  return Math.min(clock.mono(), ...starts)
}

const rollback = {
  press: os.rollback.press.handler(({ context, input }) => {
    const { runner, plan: { rollback: { manualTriggers }, lab: practice } } = context.console
    const trigger = manualTriggers.find(({ id }) => id === input.trigger)
    if (trigger === undefined && input.trigger !== 'button') throw notFound(`the plan has no manual trigger ${input.trigger}`)
    return runner.open({
      trigger: input.trigger, manual: true, drill: practice !== undefined, who: personOf(context), exposedSince: exposedSince(context.console),
      title: trigger?.title ?? `Rollback pressed by ${context.me.name}`, ...(input.reason !== undefined && { why: input.reason }),
    })
  }),
  confirm: os.rollback.confirm.handler(({ context, input: { run } }) => context.console.runner.confirm(run, personOf(context))),
  veto: os.rollback.veto.handler(({ context, input: { run, reason, lapse } }) => context.console.runner.veto(run, { who: personOf(context), reason, lapse })),
  answer: os.rollback.answer.handler(({ context, input: { run, ...given } }) => context.console.runner.answer(run, { who: personOf(context), ...given })),
  stop: os.rollback.stop.handler(({ context, input: { run, reason } }) => context.console.runner.stop(run, { who: personOf(context), reason })),
  automation: os.rollback.automation.handler(({ context, input: { mode, reason } }) => {
    context.console.journal.append({ kind: 'automation.set', who: personOf(context), why: reason, data: { mode } })
  }),
  rehearse: os.rollback.rehearse.handler(({ context }) => context.console.runner.rehearse()),
  progress: os.rollback.progress.handler(({ context, signal }) =>
    streamOf(context.console.progress.subscribe, { signal, limit: queued.progress, full: 'drop' })),
}

const programme = {
  tick: os.programme.tick.handler(({ context, input: { checklist, item, evidence } }) => {
    const { journal } = context.console
    itemOf(context, { checklist, item })
    const ticked = journal.state().checklists[itemKey(checklist, item)]?.tick
    if (ticked) throw conflict(`${ticked.by} has ticked this already`)
    journal.append({ kind: 'checklist.ticked', who: personOf(context), data: { checklist, item, evidence } })
  }),
  untick: os.programme.untick.handler(({ context, input: { checklist, item, reason } }) => {
    const { journal } = context.console
    itemOf(context, { checklist, item })
    if (!journal.state().checklists[itemKey(checklist, item)]?.tick) throw conflict('this item is not ticked')
    journal.append({ kind: 'checklist.unticked', who: personOf(context), why: reason, data: { checklist, item } })
  }),
  phase: os.programme.phase.handler(({ context, input: { phase, reason } }) => {
    if (phase !== null && !context.console.plan.phases.some(({ id }) => id === phase)) throw notFound(`the plan has no phase ${phase}`)
    context.console.journal.append({ kind: 'phase.set', who: personOf(context), why: reason, data: { phase } })
  }),
}

const incidents = {
  open: os.incidents.open.handler(({ context, input: { title, severity } }) => {
    const incident = context.console.newIncident()
    context.console.journal.append({ kind: 'incident.opened', who: personOf(context), incident, data: { title, severity, cause: 'opened by hand' } })
    return { incident }
  }),
  note: os.incidents.note.handler(({ context, input: { incident, text, corrects } }) => {
    const { firstSeq } = incidentOf(context, incident)
    if (corrects !== undefined) {
      const { entries: [corrected] } = context.console.journal.entries({ incident, after: Math.max(corrects, firstSeq) - 1, limit: 1 })
      if (corrected?.seq !== corrects) throw notFound(`${incident} has no entry ${corrects} to correct`)
    }
    const { seq } = context.console.journal.append({
      kind: 'incident.note', who: personOf(context), incident, data: { text, ...(corrects !== undefined && { corrects }) },
    })
    return { seq }
  }),
  severity: os.incidents.severity.handler(({ context, input: { incident, severity } }) => {
    openIncidentOf(context, incident)
    context.console.journal.append({ kind: 'incident.severity', who: personOf(context), incident, data: { severity } })
  }),
  close: os.incidents.close.handler(({ context, input: { incident, summary } }) => {
    openIncidentOf(context, incident)
    const { run } = context.console.journal.state()
    if (run?.incident === incident && !runEnded(run)) throw conflict('its rollback is still running: an incident is closed after it')
    context.console.journal.append({ kind: 'incident.closed', who: personOf(context), incident, data: { summary } })
  }),
  timeline: os.incidents.timeline.handler(({ context, input }) => {
    if (input.incident !== undefined) incidentOf(context, input.incident)
    const { incident, kinds, after, limit } = input
    return context.console.journal.entries({ after, limit, ...(incident !== undefined && { incident }), ...(kinds && { kinds }) })
  }),
  verify: os.incidents.verify.handler(({ context }) => context.console.journal.verify()),
}

const practiceOf = ({ console }: CallContext) => {
  if (console.lab === undefined) throw notFound('this plan names real systems: it has no practice environment')
  return console.lab
}

const lab = {
  status: os.lab.status.handler(async ({ context: { console } }) => {
    if (console.lab === undefined) return null
    const { addresses } = console.lab
    const [faults, { users }] = await Promise.all([readFaults(addresses), readUsers(addresses)])
    return {
      faults,
      users: users.map(({ user, profile, cohort, environment, requests, failures, sessionsLost }) => ({
        user, profile, pilot: cohort === 'pilot', requests, failures, sessionsLost, ...(environment && { environment }),
      })),
    }
  }),
  fault: os.lab.fault.handler(async ({ context, input }) => {
    await setFault(practiceOf(context).addresses, input)
    const { name, environment, on } = input
    context.console.journal.append({ kind: 'lab.fault', who: personOf(context), environment, data: { fault: name, on } })
  }),
  reset: os.lab.reset.handler(async ({ context }) => {
    const practice = practiceOf(context)
    if (context.console.activeRun()) throw conflict('a rollback is running: the next drill can begin after it')
    // First on the record: the drift watch would take it for someone else's doing.
    context.console.journal.append({ kind: 'routing.changed', who: personOf(context), data: { from: 'as the last run left it', to: 'pilot users on green' } })
    await resetTraffic(practice.addresses)
  }),
}

export const router = os.router({ incidents, lab, live, plan, programme, rollback, session, state })
