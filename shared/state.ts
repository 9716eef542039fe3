/** All that the console shows of what happened: one fold over the journal's entries. */
import { foldActions, type Actions } from './action.ts'
import { foldAlerts, type AlertGroups } from './alert.ts'
import { foldBaselines, type RecordedBaselines } from './baseline.ts'
import { foldBenches, noBenches, type Benches } from './bench.ts'
import { foldCheckpoints, noCheckpoints, type CheckpointState } from './checkpoint.ts'
import { foldChecklists, type Checklists } from './checklist.ts'
import { foldDays, type Days } from './daily.ts'
import { foldExpected, type Expected } from './expected.ts'
import { foldDrills, noDrills, type DrillState } from './drill.ts'
import { foldTurningPoints } from './turning-points.ts'
import { foldIncidents, type Incidents } from './incident.ts'
import { actorText, type Automation, type Entry, type EntryData } from './journal.ts'
import { foldForward, type ForwardRun } from './forward.ts'
import { foldReports, type MadeReports } from './made-report.ts'
import { foldMessages, type Messages } from './messages.ts'
import { foldOnCall, noOnCall, type OnCall } from './on-call-state.ts'
import { foldProgramme, noProgramme, takesEffect, type Programme } from './programme.ts'
import { foldPilots, noPilots, type Pilots } from './pilot.ts'
import type { Run } from './rollback.ts'
import { foldRuns } from './runs.ts'
import { foldSilences, type Silences } from './silence.ts'
import { foldWallShares, type WallShares } from './wall-share.ts'
import { foldLesson, type Lesson } from './lesson.ts'
import { foldWelcomed } from './welcome.ts'

export type State = {
  /** Number of the last entry folded in; 0 before the first. */
  readonly seq: number
  /** Hash of the last entry: the head of the chain, shown where an outsider can note it. */
  readonly head: string
  readonly plan?: Omit<EntryData<'plan.pinned'>, 'text'>
  readonly phase: string | null
  /** Why the phase that runs does not go on; absent where nothing holds it. `at`: wall milliseconds. */
  readonly hold?: EntryData<'phase.held'> & { readonly at: number }
  readonly automation: Automation
  /** The present run, or the last one. */
  readonly run?: Run
  /** The present forward run, or the last one. */
  readonly forward?: ForwardRun
  /** Runs that other consoles opened while there was one, until it is known which has the greater number. */
  readonly rivals?: readonly Run[]
  /** Ended runs, oldest first, the last twenty. */
  readonly pastRuns: readonly Run[]
  /** An automatic rollback by these rules does not start again before this wall time. */
  readonly vetoes: Readonly<Record<string, number>>
  /** Users were sent elsewhere on purpose since the last run: what it left is no longer what is expected. */
  readonly routedSince: boolean
  readonly incidents: Incidents
  readonly checklists: Checklists
  readonly alerts: AlertGroups
  /** What is left to do after incidents. */
  readonly actions: Actions
  readonly silences: Silences
  /** Who is expected to answer as each target. */
  readonly expected: Expected
  readonly benches: Benches
  /** Recorded in place of the plan's; `baselinesInUse` says which of them stand. */
  readonly baselines: RecordedBaselines
  readonly drills: DrillState
  readonly checkpoints: CheckpointState
  readonly pilots: Pilots
  readonly programme: Programme
  /** The two-minute drill, once it was taken up. */
  readonly lesson?: Lesson
  /** Somebody chose how to begin, or began. */
  readonly welcomed: boolean
  /** Summaries of days that are over. */
  readonly days: Days
  readonly reports: MadeReports
  /** Links to the war room. */
  readonly wallShares: WallShares
  readonly messages: Messages
  /** Stand-ins, hand-over notes, calls, and whether people can be reached. */
  readonly onCall: OnCall
  /** What turned the course of things, newest last: the first lines of a hand-over. */
  readonly turningPoints: readonly Entry[]
  /** The commands that a person has let steps run, by their hash. */
  readonly commands?: { readonly hash: string; readonly by: string; readonly at: number }
}

export const emptyState: State = {
  seq: 0, head: '', phase: null, automation: 'automatic', pastRuns: [], vetoes: {}, routedSince: false, incidents: [], checklists: {},
  alerts: [], actions: [], silences: [], expected: {}, benches: noBenches, baselines: {}, drills: noDrills, pilots: noPilots, checkpoints: noCheckpoints, programme: noProgramme, days: {}, reports: [], wallShares: [], messages: [], welcomed: false,
  onCall: noOnCall, turningPoints: [],
}

const withoutHold = ({ hold: _, ...state }: State): State => state

export const fold = (state: State, entry: Entry): State => foldAs(state, entry, entry)

/** @param written the entry as it stands in its chain, where `entry` bears its place in another: what names entries goes by it */
export function foldAs(state: State, entry: Entry, written: Entry): State {
  if (!takesEffect(state.programme, written)) return { ...state, seq: entry.seq, head: entry.hash, checkpoints: foldCheckpoints(state.checkpoints, entry) }
  const { run, rivals, pastRuns } = foldRuns(state, entry)
  const forward = foldForward(state.forward, entry)
  const { rivals: _, ...present } = state
  const lesson = foldLesson(state.lesson, entry, run)
  const programme = foldProgramme(state.programme, written, state.phase)
  // A decision that never held turned nothing.
  const turned = entry.kind !== 'decision.decided' || programme.decisions.at(-1)?.overtaken === undefined
  const next: State = {
    ...present,
    seq: entry.seq,
    head: entry.hash,
    ...(run && { run }),
    ...(rivals && { rivals }),
    ...(forward && { forward }),
    ...(lesson && { lesson }),
    welcomed: foldWelcomed(state.welcomed, entry),
    pastRuns,
    incidents: foldIncidents(state.incidents, entry),
    checklists: foldChecklists(state.checklists, written),
    alerts: foldAlerts(state.alerts, entry),
    actions: foldActions(state.actions, entry),
    silences: foldSilences(state.silences, entry),
    expected: foldExpected(state.expected, entry),
    benches: foldBenches(state.benches, entry),
    baselines: foldBaselines(state.baselines, entry),
    drills: foldDrills(state.drills, entry, run),
    checkpoints: foldCheckpoints(state.checkpoints, entry),
    pilots: foldPilots(state.pilots, written),
    programme,
    days: foldDays(state.days, entry),
    reports: foldReports(state.reports, entry),
    wallShares: foldWallShares(state.wallShares, entry),
    messages: foldMessages(state.messages, entry),
    onCall: foldOnCall(state.onCall, entry),
    turningPoints: turned ? foldTurningPoints(state.turningPoints, entry) : state.turningPoints,
  }
  switch (entry.kind) {
    case 'plan.pinned': {
      const { text: _, ...plan } = entry.data
      return { ...next, plan }
    }
    case 'phase.set':
      return { ...withoutHold(next), phase: entry.data.phase }
    case 'phase.held':
      return { ...next, hold: { ...entry.data, at: entry.at.occurred } }
    case 'phase.released':
      return withoutHold(next)
    case 'automation.set':
      return { ...next, automation: entry.data.mode }
    case 'rollback.opened':
      return { ...next, routedSince: false }
    case 'flag.intended':
      return entry.data.to === run?.target ? next : { ...next, routedSince: true }
    case 'routing.changed':
    case 'forward.opened':
      return { ...next, routedSince: true }
    case 'commands.confirmed':
      return { ...next, commands: { hash: entry.data.hash, by: actorText(entry.who), at: entry.at.occurred } }
    case 'rollback.vetoed':
      return run ? { ...next, vetoes: { ...next.vetoes, [run.trigger]: entry.at.occurred + entry.data.lapse } } : next
    default:
      return next
  }
}

/** Milliseconds that a step took when it went well, in so many of the last runs and drills. */
export type StepTimes = { readonly last: number; readonly median: number; readonly worst: number; readonly of: number }

/** By step id; `runs` oldest first. */
export function stepTimes(runs: readonly Run[]): Map<string, StepTimes> {
  const times = new Map<string, number[]>()
  for (const step of runs.flatMap((run) => run.stages).flatMap((stage) => stage.steps)) {
    if (step.state !== 'ok' || step.startedAt === undefined || step.endedAt === undefined) continue
    times.set(step.id, [...(times.get(step.id) ?? []), step.endedAt - step.startedAt])
  }
  return new Map([...times].map(([id, list]) => {
    const sorted = list.toSorted((a, b) => a - b)
    return [id, { last: list.at(-1) ?? 0, median: sorted[Math.floor(list.length / 2)] ?? 0, worst: sorted.at(-1) ?? 0, of: list.length }]
  }))
}

/** The medians of these: what pace goes by. */
export const usualStepTimes = (runs: readonly Run[]): Map<string, number> => new Map([...stepTimes(runs)].map(([id, { median }]) => [id, median]))
