/** Who drives: the runner of this console, and the other consoles that may drive in its place. */
import { withBaselines } from '../../../shared/baseline.ts'
import type { Frame, Progress } from '../../../shared/contract.ts'
import type { Plan } from '../../../shared/plan.ts'
import type { Read } from '../../observe/reading.ts'
import { createRunner, type Runner } from '../../rollback/runner.ts'
import type { References } from '../../secrets/store.ts'
import { createOtherConsoles, type OtherConsoles } from '../consoles.ts'
import { forwardRefusals } from '../forward-refusals.ts'
import { asOfTheRun, pinnedPlan } from '../pinned-plan.ts'
import type { Watch } from '../watch/watch.ts'
import type { Ground } from './ground.ts'
import type { OpenRecord } from './record.ts'

/** The runner's own stop is the caller's: it comes after that of what is watched. */
export function startDriving({ home, clock, timers, log, onStop, journal, others, user, version, env, read, readAgain, watch, lastFrame, onProgress }: Ground & Pick<OpenRecord, 'journal' | 'others'> & {
  readonly user: string
  readonly version: string
  readonly env: References['env']
  readonly read: Read
  /** A plan's text of the record. */
  readonly readAgain: (text: string) => Plan | undefined
  /** By the plan in use; not asked before it is there. */
  readonly watch: () => Watch
  readonly lastFrame: () => Frame | undefined
  readonly onProgress: (progress: Progress) => void
}): { readonly runner: Runner; readonly consoles: OtherConsoles } {
  const runner = createRunner({
    journal, clock, timers, log, holder: user, read,
    targets: {
      app: (environment) => watch().targets.app(environment),
      balancer: () => watch().targets.balancer(),
      archives: () => watch().targets.archives(),
    },
    plan: () => ({ plan: withBaselines(watch().opened.plan, journal.state().baselines), hash: watch().opened.hash }),
    planOf: (hash) => {
      const { opened } = watch()
      const own = hash === opened.hash ? opened.plan : pinnedPlan(journal, hash, readAgain)
      return own && asOfTheRun(own, journal, others)
    },
    monitoring: () => watch().monitoring(),
    identity: (environment) => watch().sampler.sources().find((source) => source.kind === 'app' && source.environment === environment)?.identity?.id,
    identities: () => watch().identities(),
    seenFencing: () => watch().seenFencing(),
    console: journal.console, drivenBy: (run) => consoles.drivenBy(run), lease: () => consoles.lease(),
    dir: home, env,
    refusals: (ramp) => forwardRefusals({ frame: lastFrame(), state: journal.state(), plan: watch().opened.plan, ramp, wall: clock.wall() }),
    onProgress,
  })
  const consoles: OtherConsoles = createOtherConsoles({ journal, record: others, person: user, version, driving: runner.driving, heard: runner.heard, takeOver: runner.takeOver, clock, timers, log })
  onStop(consoles.stop)
  return { runner, consoles }
}
