/** What is watched by the plan in use, and the rooms that each second's frame goes through: programme, drills, pilot users. */
import { withBaselines } from '../../../shared/baseline.ts'
import type { Frame } from '../../../shared/contract.ts'
import type { Plan } from '../../../shared/plan.ts'
import { judgeSnapshot } from '../../judge/judge.ts'
import type { Journal } from '../../journal/journal.ts'
import type { SeriesStore } from '../../observe/series.ts'
import type { TellingTurn } from '../../people/turn.ts'
import type { Opened } from '../../plan/open.ts'
import type { Runner } from '../../rollback/runner.ts'
import type { References } from '../../secrets/store.ts'
import { createBroadcast, type Broadcast } from '../broadcast.ts'
import { createDrills, type Drills } from '../drills.ts'
import { pilotSource } from '../pilots/pilot-source.ts'
import { createPilots, type PilotsRoom } from '../pilots/pilots.ts'
import { watchProgramme, type ProgrammeWatch } from '../programme/programme.ts'
import { startWatch, type Watch } from '../watch/watch.ts'
import type { Ground } from './ground.ts'
import type { PracticeLab } from './practice-lab.ts'

export type Watching = {
  readonly watch: () => Watch
  /** The plan that is watched. */
  readonly plan: () => Plan
  /** The same with the baselines in use. */
  readonly measuredPlan: () => Plan
  /** The last frame; undefined until every target was asked. */
  readonly lastFrame: () => Frame | undefined
  readonly frames: Broadcast<Frame>
  readonly drills: Drills
  readonly programme: ProgrammeWatch
  readonly pilots: PilotsRoom
  /** Watches by another plan. @throws as `startWatch`, and the one before goes on */
  readonly use: (next: Opened) => Promise<void>
  /** Windows that are pending or firing go on after a restart. */
  readonly keepJudged: () => void
}

export function startWatching({ clock, timers, log, onStop, first, journal, series, runner, turn, lab, env, newIncident }: Ground & {
  readonly first: Opened
  readonly journal: Journal
  readonly series: SeriesStore
  readonly runner: Runner
  readonly turn: TellingTurn
  readonly lab: PracticeLab
  readonly env: References['env']
  readonly newIncident: () => string
}): Watching {
  const plan = (): Plan => watch.opened.plan
  const measuredPlan = (): Plan => withBaselines(plan(), journal.state().baselines)
  const frames = createBroadcast<Frame>()
  let lastFrame: Frame | undefined

  const drills = createDrills({ plan, lab: lab.now, journal, runner, clock, log, turn })
  const programme = watchProgramme({
    plan: measuredPlan, journal, read: series.window, watched: series.watched,
    sourceOf: (metric, environment) => watch.targets.sourceOf(metric, environment), clock, log, turn,
  })
  const pilots = createPilots({
    plan, journal, lab: lab.now, clock, log, timers, secret: (name) => env[name], turn,
    balancer: () => watch.targets.balancer(), app: (environment) => watch.targets.app(environment), activeRun: runner.active, seenFencing: () => watch.seenFencing(),
  })
  const onFrame = (judged: Frame): void => {
    const frame = programme.onFrame(judged)
    lastFrame = frame
    frames.send(frame)
    drills.onFrame(frame)
    pilots.onFrame()
  }
  const watchBy = (opened: Opened, saved: unknown): Watch => {
    const initial = judgeSnapshot.safeParse(saved)
    const fed = pilotSource(opened.plan, () => journal.state().pilots, clock)
    return startWatch({
      ...(fed && { more: [fed] }), onMeasured: pilots.onMeasured,
      opened, journal, series, runner, newIncident, clock, timers, log, ...(initial.success && { initial: initial.data }), onFrame,
    })
  }
  let watch = watchBy(first, journal.kept('judge'))
  onStop(() => watch.stop())

  return {
    watch: () => watch, plan, measuredPlan, lastFrame: () => lastFrame, frames, drills, programme, pilots,
    use: async (next) => {
      const before = watch
      // A plan that can't be watched throws here, and the one before goes on.
      watch = watchBy(next, before.judge.snapshot())
      await before.stop()
    },
    keepJudged: () => journal.keep('judge', watch.judge.snapshot()),
  }
}
