/**
 * What a colleague who just woke up has to know, in thirty seconds of reading: what happened, what is running, what is next.
 * Folded from the journal alone, so that it is there with no network. Pure.
 */
import { clockText, durationText } from './duration.ts'
import { callingNow, elapsedAt, nextCall, openEscalations, type Moment } from './escalation.ts'
import { waitsForNext } from './forward.ts'
import { incidentRoles, type Entry } from './journal.ts'
import { isWaiting, recipientText } from './messages.ts'
import { onCallNow } from './on-call.ts'
import type { Plan } from './plan.ts'
import { runEnded, stageDone, type Run } from './rollback.ts'
import type { State } from './state.ts'
import type { Severity } from './incident.ts'

/** Where a line leads to: a screen and what on it. */
export type Place = { readonly screen: 'rollback' | 'traffic' | 'incidents' | 'live' | 'on-call' | 'programme' | 'checkpoints' | 'benchmarks'; readonly item?: string }
export type Line = { readonly text: string; readonly place?: Place }
export type HandOver = {
  /** The heaviest open incident, or that nothing is open. `since`: wall ms. */
  readonly now: { readonly severity?: Severity; readonly title: string; readonly since?: number; readonly more: number; readonly place?: Place }
  readonly running: readonly Line[]
  /** Newest first. */
  readonly happened: readonly Entry[]
  /** What does not go on without a person. */
  readonly waits: readonly Line[]
  readonly people: readonly { readonly what: string; readonly who: string; readonly note?: string }[]
  readonly next: readonly { readonly at: number; readonly text: string; readonly late: boolean }[]
  /** Notes of who had a duty before, newest first. */
  readonly notes: State['onCall']['duties']['notes']
}

const weights = ['P0', 'P1', 'P2'] as const
const pointsShown = 5
const nextShown = 4
const notesFor = 14 * 86_400_000

function runLine(run: Run, now: Moment): Line {
  // On another boot only wall time can tell.
  const elapsed = run.boot === now.boot ? now.mono - run.startedAt : now.wall - run.startedWall
  const index = run.stages.findIndex((stage) => !stageDone(stage))
  const stage = run.stages[index]
  const step = stage?.steps.find(({ state }) => state === 'asking' || state === 'running') ?? stage?.steps.find(({ state }) => state === 'waiting')
  const place: Place = { screen: run.procedure === 'forward' ? 'traffic' : 'rollback' }
  const where = stage === undefined ? '' : `, stage ${index + 1} of ${run.stages.length} (${stage.title})${step ? `: ${step.title}` : ''}`
  if (run.procedure === 'forward') return { text: `${run.ramp?.title ?? 'A ramp'} to ${run.target} for ${durationText(Math.max(0, elapsed))}${where}`, place }
  const left = run.deadline - elapsed
  const clock = left < 0 ? `${clockText(-left)} over its deadline` : `${clockText(left)} left of ${clockText(run.deadline)}`
  return { text: `${run.drill ? 'Drill: rollback' : 'Rollback'} ${run.id} to ${run.target}, ${clock}${run.state === 'validating' ? ', waits for its validation' : where}`, place }
}

function runningOf({ run, forward, benches, checkpoints, drills, phase, hold }: State, plan: Plan, now: Moment): readonly Line[] {
  const busy = checkpoints.checkpoints.filter(({ state }) => state === 'taking')
  const title = plan.phases.find(({ id }) => id === phase)?.title
  return [
    ...(run && !runEnded(run) ? [runLine(run, now)] : []),
    ...(forward && !runEnded(forward) ? [runLine(forward, now)] : []),
    ...(drills.preparing ? [{ text: `Drill ${drills.preparing.id} is being prepared` }] : []),
    ...(benches.active ? [{ text: `Benchmark ${benches.active.title}`, place: { screen: 'benchmarks' } as const }] : []),
    ...busy.map(({ id }) => ({ text: `Checkpoint ${id} is being taken`, place: { screen: 'checkpoints' } as const })),
    ...(title === undefined ? [] : [{ text: `${title}${hold ? `, held: ${hold.title}` : ''}`, place: { screen: 'programme' } as const }]),
  ]
}

function waitsOf({ run, forward, hold, alerts, onCall, messages }: State): readonly Line[] {
  const asking = (one: Run | undefined, screen: Place['screen']): readonly Line[] =>
    one === undefined || runEnded(one) ? [] : one.stages.flatMap(({ steps }) => steps).flatMap((step) => (step.question ? [{ text: `${step.title} asks: ${step.question.text}`, place: { screen, item: step.id } }] : []))
  const calling = callingNow(onCall.escalations)
  const unanswered = alerts.filter(({ closedAt, acknowledged }) => closedAt === undefined && acknowledged === undefined).length
  const drafts = messages.filter(({ state }) => state === 'draft').length
  const unsent = messages.filter(isWaiting).length
  return [
    ...(run?.state === 'validating' ? [{ text: 'The rollback waits for a yes or a veto; without an answer it goes ahead', place: { screen: 'rollback' } as const }] : []),
    ...asking(run, 'rollback'), ...asking(forward, 'traffic'),
    ...(forward && !runEnded(forward) && waitsForNext(forward) ? [{ text: 'The ramp waits for the next step', place: { screen: 'traffic' } as const }] : []),
    ...calling.map(({ severity, title }) => ({ text: `Nobody has acknowledged ${severity}: ${title}`, place: { screen: 'on-call' } as const })),
    ...(unanswered > 0 ? [{ text: `${unanswered === 1 ? 'One group of alerts is' : `${unanswered} groups of alerts are`} not answered`, place: { screen: 'live' } as const }] : []),
    ...(hold ? [{ text: `The phase is held: ${hold.text}`, place: { screen: 'programme' } as const }] : []),
    ...(drafts > 0 ? [{ text: `${drafts === 1 ? 'One message waits' : `${drafts} messages wait`} for a press`, place: { screen: 'on-call' } as const }] : []),
    ...(unsent > 0 ? [{ text: `${unsent === 1 ? 'One message has' : `${unsent} messages have`} not gone out yet`, place: { screen: 'on-call' } as const }] : []),
  ]
}

function nextOf({ onCall, messages, actions, run }: State, plan: Plan, now: Moment): HandOver['next'] {
  const at = (wall: number, text: string): HandOver['next'][number] => ({ at: wall, text, late: wall < now.wall })
  const calls = openEscalations(onCall.escalations).flatMap((one) => {
    const next = nextCall(one)
    return next === undefined ? [] : [at(now.wall + next.due - elapsedAt(one, now), `${one.levels[next.level]?.title ?? ''} is called${next.round > 0 ? ' again' : ''} for ${one.severity} ${one.title}`)]
  })
  const due = messages.filter((one) => one.kind !== 'page' && one.due !== undefined && (one.state === 'draft' || isWaiting(one))).map((one) => at(one.due ?? 0, `Message to ${recipientText(plan, one.to)}: ${one.title}`))
  const turns = onCallNow(plan.people, onCall.duties.overrides, now.wall).flatMap(({ rotation, next }) => (next ? [at(next.at, `${next.contact.name} takes over as ${rotation.title}`)] : []))
  const todo = actions.flatMap((action) => (action.done === undefined && action.due !== 'next phase' ? [at(action.due, `${action.title} of ${action.incident}${action.owner === undefined ? ', nobody has it' : `, ${action.owner} has it`}`)] : []))
  const end = run && !runEnded(run) ? [at(now.wall + run.deadline - (run.boot === now.boot ? now.mono - run.startedAt : now.wall - run.startedWall), 'The rollback’s deadline')] : []
  return [...calls, ...due, ...end, ...turns, ...todo].toSorted((a, b) => a.at - b.at).slice(0, nextShown)
}

export function handOverOf(plan: Plan, state: State, now: Moment): HandOver {
  const open = state.incidents.filter(({ closedAt }) => closedAt === undefined)
  const [worst, ...others] = open.toSorted((a, b) => weights.indexOf(a.severity) - weights.indexOf(b.severity) || b.openedAt - a.openedAt)
  const on = onCallNow(plan.people, state.onCall.duties.overrides, now.wall)
  const roles = worst?.roles ?? {}
  const has = openEscalations(state.onCall.escalations).flatMap(({ acknowledged, severity, subject }) => (acknowledged ? [{ what: `Has ${severity} ${subject.id}`, who: acknowledged.by, ...(acknowledged.note !== '' && { note: acknowledged.note }) }] : []))
  return {
    now: worst === undefined
      ? { title: 'No incident is open', more: 0 }
      : { severity: worst.severity, title: worst.title, since: worst.openedAt, more: others.length, place: { screen: 'incidents', item: worst.id } },
    running: runningOf(state, plan, now),
    happened: state.turningPoints.slice(-pointsShown).toReversed(),
    waits: waitsOf(state),
    people: [
      ...has,
      ...incidentRoles.flatMap((role) => (roles[role] === undefined ? [] : [{ what: role.charAt(0).toUpperCase() + role.slice(1), who: roles[role] }])),
      ...on.map(({ rotation, contact, override }) => ({ what: rotation.title, who: contact.name, ...(override && { note: `stands in: ${override.why}` }) })),
    ],
    next: nextOf(state, plan, now),
    notes: state.onCall.duties.notes.filter(({ at }) => now.wall - at < notesFor).toReversed().slice(0, 3),
  }
}
