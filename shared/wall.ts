/**
 * What the war room shows, made of state, frame and plan. A shared wall is sent this and nothing else, so what is not named here can't
 * leave: no target, no address, no secret, no pilot user, no free text of a note, no attachment. Plan: "Real-Time Metrics Dashboard".
 */
import type { Budget, Frame, OpenedPlan, PastFrame } from './contract.ts'
import { dueMessages, type DueMessage } from './due-message.ts'
import type { ForwardRun } from './forward.ts'
import type { GateState, Outcome } from './gate.ts'
import { openIncident, type Incident } from './incident.ts'
import type { Automation, Entry } from './journal.ts'
import type { Environment, MetricName, MissingReason } from './metrics.ts'
import type { Gate } from './plan.ts'
import { procedureOf } from './procedure.ts'
import { runEnded, type Run } from './rollback.ts'
import { usualStepTimes, type State } from './state.ts'
import { wallEntry } from './wall-entry.ts'

/** The four by which a room sees whether users are well. */
export const wallMetrics = ['error_rate', 'response_time', 'rows_per_second', 'session_success'] as const satisfies readonly MetricName[]
export type WallMetric = (typeof wallMetrics)[number]

/** Entries that a wall is given: more than it shows, so that a taller one can. */
const recentEntries = 8

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

/** @param boot of the clock that the frames count by */
export function wallState(state: State, recent: readonly Entry[], boot: string | undefined): WallState {
  const { seq, head, phase, automation, run, forward } = state
  const incident = openIncident(state.incidents)
  const [next, ...others] = dueMessages(state.messages)
  return {
    seq, head, phase, automation, held: state.hold !== undefined, ...(boot !== undefined && { boot }),
    ...(run && { run: wallRun(run) }), ...(forward && !runEnded(forward) && { forward: wallForward(forward) }),
    usual: Object.fromEntries(usualStepTimes(state.pastRuns)),
    ...(incident && { incident: { id: incident.id, title: incident.title, severity: incident.severity, ...(incident.roles && { roles: incident.roles }) } }),
    ...(next && { next: { ...next, others: others.length } }),
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
  }
}

