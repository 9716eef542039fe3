/**
 * What the war room shows, made of state, frame and plan. A shared wall is sent this and nothing else, so what is not named here can't
 * leave: no target, no address, no secret, no pilot user, no free text of a note, no attachment. Plan: "Real-Time Metrics Dashboard".
 */
import type { Budget, Frame, OpenedPlan, PastFrame } from './contract.ts'
import { dueMessages, type DueMessage } from './due-message.ts'
import { nextCall, openEscalations } from './escalation.ts'
import type { ForwardRun } from './forward.ts'
import type { GateState, Outcome } from './gate.ts'
import { openIncident, type Incident, type Severity } from './incident.ts'
import type { Automation, Entry } from './journal.ts'
import type { Environment, MetricName, MissingReason } from './metrics.ts'
import { onCallNow, onDuty } from './on-call.ts'
import type { Gate, People } from './plan.ts'
import { procedureOf } from './procedure.ts'
import { runEnded, type Run } from './rollback.ts'
import { usualStepTimes, type State } from './state.ts'
import { wallEntry } from './wall-entry.ts'

/** The four by which a room sees whether users are well. */
export const wallMetrics = ['error_rate', 'response_time', 'rows_per_second', 'session_success'] as const satisfies readonly MetricName[]
export type WallMetric = (typeof wallMetrics)[number]

/** Entries that a wall is given: more than it shows, so that a taller one can. */
const recentEntries = 8

/** Who has a duty, by name alone, and who has it after that. Times are wall ms. */
export type WallDuty = { readonly title: string; readonly name: string; readonly next?: { readonly at: number; readonly name: string } }
/** A call that is not over: who has it, or who is called next unless somebody does. */
export type WallCall = { readonly severity: Severity; readonly title: string; readonly by?: string; readonly called?: string; readonly next?: { readonly at: number; readonly name: string; readonly duty: string } }

export type WallState = {
  readonly seq: number
  readonly head: string
  /** The boot that the frame's monotonic clock counts from. */
  readonly boot?: string
  readonly phase: string | null
  readonly held: boolean
  readonly automation: Automation
  /** The open run, or the last one, without what it found, moved or would end. */
  readonly run?: Run
  readonly forward?: ForwardRun
  /** Median ms of each step in earlier runs. */
  readonly usual: Readonly<Record<string, number>>
  readonly incident?: Pick<Incident, 'id' | 'title' | 'severity' | 'roles'>
  readonly next?: DueMessage & { readonly others: number }
  readonly duties: readonly WallDuty[]
  /** Those that nobody has come first. */
  readonly calls: readonly WallCall[]
  /** Oldest first. */
  readonly recent: readonly Entry[]
}

export type WallGate = { readonly gate: string; readonly environment: Environment; readonly state: GateState; readonly outcome: Outcome }

export type WallFrame = {
  readonly wall: number
  readonly mono: number
  readonly figures: Readonly<Record<Environment, Partial<Record<WallMetric, { readonly value?: number; readonly why?: MissingReason }>>>>
  /** Those that fire or are about to. */
  readonly gates: readonly WallGate[]
  /** Gates without data. */
  readonly silent: number
  readonly share?: Readonly<Record<Environment, number>>
  /** Users whose last answer came from there; absent where the balancer does not report. */
  readonly sticky?: Readonly<Record<Environment, number>>
  /** `blocks`: titles of the checks that stand in the way. */
  readonly readiness?: { readonly ready: boolean; readonly blocks: readonly string[]; readonly warnings: number; readonly expected?: number; readonly provenAt?: number }
  readonly budget?: Pick<Budget, 'spent' | 'allowed' | 'left'>
  /** Entries that are not on disk. */
  readonly unwritten?: number
}

/** Titles by id. */
type Titles = Readonly<Record<string, string>>
export type WallPlan = {
  readonly title: string
  readonly hash: string
  readonly target: Environment
  readonly gates: readonly Pick<Gate, 'id' | 'title' | 'level'>[]
  readonly phases: Titles
  readonly steps: Titles
  readonly stages: Titles
  readonly triggers: Titles
  /** Who is told and by what: names alone. */
  readonly recipients: Titles
  readonly channels: Titles
}

export type WallView = { readonly plan?: WallPlan; readonly state?: WallState; readonly frame?: WallFrame }

/** Texts of a run are the procedure's; what its steps found on the targets stays behind. */
function wallRun(run: Run): Run {
  const { id, incident, trigger, manual, drill, openedBy, target, planHash, state, boot, startedAt, exposedSince, startedWall, deadline, validation, overDeadline, fencing, joined } = run
  const { endedAt, endedWall, validatedAt, holder } = run
  return {
    id, incident, trigger, manual, drill, openedBy, target, identity: '', planHash, state, boot, startedAt, exposedSince, startedWall, deadline, validation, overDeadline, fencing, joined,
    ...(endedAt !== undefined && { endedAt }), ...(endedWall !== undefined && { endedWall }), ...(validatedAt !== undefined && { validatedAt }), ...(holder !== undefined && { holder }),
    stages: run.stages.map((stage) => ({
      id: stage.id, title: stage.title, from: stage.from, to: stage.to, ...(stage.over !== undefined && { over: stage.over }),
      steps: stage.steps.map(({ id, title, kind, state, attempt, startedAt, endedAt, question, held }) => ({
        id, title, kind, state, attempt, facts: {},
        ...(startedAt !== undefined && { startedAt }), ...(endedAt !== undefined && { endedAt }),
        ...(held && { held: { ms: held.ms, ...(held.why !== undefined && { why: held.why }) } }),
        ...(question && { question: { text: question.text, options: [], silence: question.silence, answerBy: question.answerBy } }),
      })),
    })),
  }
}

const wallForward = (run: ForwardRun): ForwardRun => ({ ...wallRun(run), procedure: 'forward', ramp: run.ramp })

type Contacts = Pick<People, 'contacts' | 'rotation'>

function wallCalls({ onCall: { escalations, duties } }: State, { contacts, rotation }: Contacts): readonly WallCall[] {
  const nameOf = (id: string): string => contacts.find((one) => one.id === id)?.name ?? id
  return openEscalations(escalations).filter(({ levels }) => levels.length > 0).map((one): WallCall => {
    const next = nextCall(one)
    const duty = next && one.levels[next.level]
    const own = duty && rotation.find((each) => each.duty === duty.duty)
    // A way's time counts from its beginning, or from its start where that was later.
    const at = Math.min(one.since, one.started.wall) + (next?.due ?? 0)
    const last = one.calls.at(-1)
    return {
      severity: one.severity, title: one.title, ...(one.acknowledged && { by: one.acknowledged.by }), ...(last && { called: nameOf(last.contact) }),
      ...(duty && { next: { at, duty: duty.title, name: own === undefined ? duty.title : nameOf(onDuty(own, duties.overrides, at).contact) } }),
    }
  }).toSorted((a, b) => Number(a.by !== undefined) - Number(b.by !== undefined))
}

/** @param boot of the clock that the frames count by; @param wall ms for which it is asked who is on call */
export function wallState(state: State, recent: readonly Entry[], boot: string | undefined, people: Contacts = { contacts: [], rotation: [] }, wall = 0): WallState {
  const { seq, head, phase, automation, run, forward } = state
  const incident = openIncident(state.incidents)
  const [next, ...others] = dueMessages(state.messages)
  return {
    seq, head, phase, automation, held: state.hold !== undefined, ...(boot !== undefined && { boot }),
    ...(run && { run: wallRun(run) }), ...(forward && !runEnded(forward) && { forward: wallForward(forward) }),
    usual: Object.fromEntries(usualStepTimes(state.pastRuns)),
    ...(incident && { incident: { id: incident.id, title: incident.title, severity: incident.severity, ...(incident.roles && { roles: incident.roles }) } }),
    ...(next && { next: { ...next, others: others.length } }),
    duties: onCallNow(people, state.onCall.duties.overrides, wall).map(({ rotation, contact, next: after }) => ({ title: rotation.title, name: contact.name, ...(after && { next: { at: after.at, name: after.contact.name } }) })),
    calls: wallCalls(state, people),
    recent: recent.flatMap((entry) => wallEntry(entry) ?? []).slice(-recentEntries),
  }
}

export function wallFrame(frame: Frame | PastFrame): WallFrame {
  const { wall, mono, gates, routing, readiness, budget, watcher } = frame
  const share = routing?.share ?? ('share' in frame ? frame.share : undefined)
  const journal = watcher?.journal
  const figuresOf = (environment: Environment): WallFrame['figures'][Environment] =>
    Object.fromEntries(wallMetrics.flatMap((metric) => {
      const told = frame.figures[environment][metric]
      return told === undefined ? [] : [[metric, { ...(told.value !== undefined && { value: told.value }), ...(told.why !== undefined && { why: told.why }) }]]
    }))
  return {
    wall, mono,
    figures: { blue: figuresOf('blue'), green: figuresOf('green') },
    gates: (['firing', 'pending'] as const).flatMap((state) => gates.filter((view) => view.status.state === state).map(({ gate, environment, status }) => ({ gate, environment, state, outcome: status.evaluation.outcome }))),
    silent: gates.filter(({ status }) => status.state === 'no data' && status.evaluation.outcome !== 'not yet').length,
    ...(share && { share: { blue: share.blue, green: share.green } }),
    ...(routing && { sticky: { blue: routing.sticky.blue, green: routing.sticky.green } }),
    ...(readiness && {
      readiness: {
        ready: readiness.ready, blocks: readiness.checks.filter(({ state }) => state === 'block').map(({ title }) => title), warnings: readiness.checks.filter(({ state }) => state === 'warn').length,
        ...(readiness.expected !== undefined && { expected: readiness.expected }), ...(readiness.provenAt !== undefined && { provenAt: readiness.provenAt }),
      },
    }),
    ...(budget && { budget: { spent: budget.spent, allowed: budget.allowed, left: budget.left } }),
    ...(journal !== undefined && { unwritten: journal === 'durable' ? 0 : journal.buffered }),
  }
}

const titlesOf = (list: readonly { readonly id: string; readonly title: string }[]): Titles => Object.fromEntries(list.map(({ id, title }) => [id, title]))

export function wallPlan({ plan, hash }: Pick<OpenedPlan, 'plan' | 'hash'>): WallPlan {
  const ramps = plan.ramps.flatMap((ramp) => procedureOf(ramp).stages)
  const { stages, manualTriggers, target } = plan.rollback
  return {
    title: plan.title, hash, target,
    gates: plan.gates.map(({ id, title, level }) => ({ id, title, level })),
    phases: titlesOf(plan.phases),
    steps: titlesOf([...ramps.flatMap(({ title, steps }) => steps.map((step) => ({ id: step.id, title: `${title}: ${step.title}` }))), ...stages.flatMap((stage) => stage.steps)]),
    stages: titlesOf([...ramps, ...stages]),
    triggers: titlesOf([...plan.gates, ...manualTriggers, { id: 'button', title: 'the rollback button' }]),
    recipients: titlesOf([...plan.people.contacts.map(({ id, name }) => ({ id, title: name })), ...plan.people.audiences]),
    channels: titlesOf(plan.people.channels.map(({ id, title }) => ({ id, title: title ?? id }))),
  }
}

