/**
 * Drills, folded from entries, and what they prove: each stage against its window, the trend, whether the way back is proven now.
 * Plan: "Rollback procedures tested and validated"; "drill" in the words of the design.
 */
import { actorText, type Entry } from './journal.ts'
import { clockText, durationText, tookText } from './duration.ts'
import { weekdays, type Drills as DrillPlan } from './plan/drills.ts'
import { runEnded, type Run } from './rollback.ts'

export type StageTime = {
  readonly id: string
  readonly title: string
  /** The window's end, the first step's start and the last one's end, in milliseconds after the run's start. */
  readonly until: number
  readonly began?: number
  readonly ended?: number
  readonly steps: number
  readonly done: number
  /** Every step was done, and before the window's end. Windows are upper bounds: earlier is well. */
  readonly within: boolean
}

export function stageTimes(run: Run): readonly StageTime[] {
  return run.stages.map(({ id, title, to, steps }) => {
    const starts = steps.flatMap(({ startedAt }) => startedAt ?? [])
    const done = steps.filter(({ state }) => state === 'ok' || state === 'skipped').length
    const ends = steps.flatMap(({ endedAt }) => endedAt ?? [])
    const ended = done === steps.length && ends.length > 0 ? Math.max(...ends) - run.startedAt : undefined
    return {
      id, title, until: to, steps: steps.length, done, within: ended !== undefined && ended <= to && steps.every(({ state }) => state === 'ok'),
      ...(starts.length > 0 && { began: Math.min(...starts) - run.startedAt }), ...(ended !== undefined && { ended }),
    }
  })
}

/** One drill, scored. Times in milliseconds; `at` is the wall time of its end. */
export type Drill = {
  readonly run: string
  readonly incident: string
  readonly at: number
  readonly by: string
  readonly fault: string
  readonly state: Run['state']
  readonly ms: number
  readonly deadline: number
  readonly stages: readonly StageTime[]
  readonly questions: number
  readonly retries: number
  readonly skipped: readonly string[]
  /** Completed, every step done, each stage within its window, the whole within its deadline. */
  readonly ok: boolean
}

function scoreDrill(run: Run, fault: string): Drill {
  const stages = stageTimes(run)
  const steps = run.stages.flatMap((stage) => stage.steps)
  const ms = Math.max(0, (run.endedAt ?? run.startedAt) - run.startedAt)
  return {
    run: run.id, incident: run.incident, at: run.endedWall ?? run.startedWall, by: run.openedBy, fault, state: run.state, ms, deadline: run.deadline, stages,
    questions: steps.reduce((sum, { asked = 0 }) => sum + asked, 0),
    retries: steps.reduce((sum, { attempt }) => sum + Math.max(0, attempt - 1), 0),
    skipped: steps.filter(({ state }) => state === 'skipped').map(({ title }) => title),
    ok: run.state === 'completed' && !run.overDeadline && ms <= run.deadline && stages.every(({ within }) => within),
  }
}

/** Since when the console waits for a drill, that under preparation, and the last fifty that ended, oldest first. */
export type DrillState = {
  /** Wall milliseconds of the record's first entry: the first drill is due counted from there. */
  readonly since?: number
  readonly preparing?: { readonly id: string; readonly fault: string; readonly by: string; readonly at: number }
  /** Why the last one that was prepared came to nothing. */
  readonly failed?: { readonly at: number; readonly why: string }
  readonly past: readonly Drill[]
}

export const noDrills: DrillState = { past: [] }
const kept = 50

/** @param run the run after the entry */
export function foldDrills(state: DrillState, entry: Entry, run: Run | undefined): DrillState {
  const since = state.since ?? entry.at.occurred
  const next = state.since === undefined ? { ...state, since } : state
  switch (entry.kind) {
    case 'drill.begun': {
      const { failed: _, ...rest } = next
      return { ...rest, preparing: { id: entry.data.drill, fault: entry.data.fault, by: actorText(entry.who), at: entry.at.occurred } }
    }
    case 'drill.ended': {
      const { preparing: _, ...rest } = next
      return entry.data.run === undefined ? { ...rest, failed: { at: entry.at.occurred, why: entry.why ?? '' } } : rest
    }
    case 'rollback.finished':
    case 'rollback.vetoed':
      if (run === undefined || !run.drill || !runEnded(run) || run.id !== entry.data.run) return next
      return { ...next, past: [...next.past.filter((one) => one.run !== run.id), scoreDrill(run, next.preparing?.fault ?? 'none')].slice(-kept) }
    default:
      return next
  }
}

/** A veto is a decision not to drill, not a drill that failed. */
const drilled = (past: readonly Drill[]): readonly Drill[] => past.filter(({ state }) => state !== 'vetoed')

const day = 86_400_000

/** The first time after `after` (wall ms) at which a drill is due. Weekly times are UTC. */
export function dueAfter({ schedule }: Pick<DrillPlan, 'schedule'>, after: number): number {
  if ('every' in schedule) return after + schedule.every
  const [hours = 0, minutes = 0] = schedule.at.split(':').map(Number)
  const midnight = Math.floor(after / day) * day
  const first = midnight + (hours * 60 + minutes) * 60_000
  const ahead = (weekdays.indexOf(schedule.weekly) - new Date(first).getUTCDay() + 7) % 7
  const at = first + ahead * day
  return at > after ? at : at + 7 * day
}

/** When the next drill is due (wall ms): counted from the last one, or from the record's start. */
export const nextDue = (plan: Pick<DrillPlan, 'schedule'>, { since, past }: DrillState, now: number): number =>
  dueAfter(plan, drilled(past).at(-1)?.at ?? since ?? now)

export type Proof = { readonly proven: boolean; readonly text: string; readonly drill?: Drill }

export const worstStage = ({ stages }: Drill): StageTime | undefined => stages.toSorted((a, b) => shareOf(b) - shareOf(a))[0]
/** How much of the time up to its window's end a stage used; one that never ended used more than all. */
export const shareOf = ({ ended, until }: StageTime): number => (ended === undefined ? Number.POSITIVE_INFINITY : ended / until)

const failText = ({ run, state, ms, deadline, stages, skipped }: Drill): string => {
  if (state !== 'completed') return `drill ${run} was ${state}`
  if (skipped.length > 0) return `drill ${run} left out ${skipped.join(', ')}`
  if (ms > deadline) return `drill ${run} took ${tookText(ms)} of ${clockText(deadline)}`
  return `drill ${run} was over the window of ${stages.filter(({ within }) => !within).map(({ title }) => title).join(', ')}`
}

/** Is the way back proven now: by the last drill, and not too long ago. */
export function proofOf({ past }: Pick<DrillState, 'past'>, { provesFor }: Pick<DrillPlan, 'provesFor'>, now: number): Proof {
  const drill = drilled(past).at(-1)
  if (drill === undefined) return { proven: false, text: 'no drill was run yet' }
  if (!drill.ok) return { proven: false, text: failText(drill), drill }
  if (now - drill.at > provesFor) return { proven: false, text: `the last drill, ${drill.run}, is ${durationText(now - drill.at)} old; it proves for ${durationText(provesFor)}`, drill }
  return { proven: true, text: `drill ${drill.run}: ${tookText(drill.ms)} of ${clockText(drill.deadline)}, each stage within its window`, drill }
}

export type Trend = 'first' | 'faster' | 'steady' | 'slower'
/** Within this ratio of the median of the drills before, a drill is as fast as they were. */
const steadyWithin = 0.1

/** How the last completed drill compares with the completed ones before it. */
export function trendOf(past: readonly Drill[]): Trend {
  const times = past.filter(({ state }) => state === 'completed').map(({ ms }) => ms)
  const last = times.at(-1)
  const before = times.slice(0, -1).toSorted((a, b) => a - b)
  const median = before[Math.floor(before.length / 2)]
  if (last === undefined || median === undefined || median === 0) return 'first'
  const ratio = last / median
  return ratio > 1 + steadyWithin ? 'slower' : ratio < 1 - steadyWithin ? 'faster' : 'steady'
}

/** "worst stage Traffic Routing at 12 % of its window, faster than before" */
export function drillText(drill: Drill, past: readonly Drill[]): string {
  const worst = worstStage(drill)
  const share = worst && shareOf(worst)
  const trend = { first: 'the first of its kind', faster: 'faster than before', steady: 'as fast as before', slower: 'slower than before' } as const
  const stage = worst === undefined || share === undefined ? '' : Number.isFinite(share) ? `worst stage ${worst.title} at ${Math.round(share * 100)} % of its window, ` : `stage ${worst.title} never ended, `
  return `${stage}${trend[trendOf(past)]}`
}
