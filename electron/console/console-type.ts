/** What an opened console offers to who answers for it (router, shells), and what it is opened with. */
import type { Clock } from '../../shared/clock.ts'
import type { BenchProgress, CheckpointProgress, Frame, Notice, OpenedPlan, Progress } from '../../shared/contract.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Run } from '../../shared/rollback.ts'
import type { SharedRecord } from '../consoles/record.ts'
import type { Used } from '../hide.ts'
import type { Attachments } from '../journal/attachments.ts'
import type { Journal } from '../journal/journal.ts'
import type { Search } from '../journal/search/search.ts'
import type { Spawn } from '../lab/children.ts'
import type { Lab } from '../lab/lab.ts'
import type { Log } from '../log.ts'
import type { Logs } from '../logs/logs.ts'
import type { SeriesStore } from '../observe/series.ts'
import type { PhoneTreeRoom } from '../people/phone-tree.ts'
import type { Print } from '../report/pdf.ts'
import type { Runner } from '../rollback/runner.ts'
import type { References, SecretStore } from '../secrets/store.ts'
import type { Backups } from './record/backups.ts'
import type { Benches } from './benches/benches.ts'
import type { Broadcast } from './broadcast.ts'
import type { Bundles } from './bundles/bundles.ts'
import type { ConsoleCheckpoints } from './checkpoints/checkpoints.ts'
import type { OtherConsoles } from './consoles.ts'
import type { Drills } from './drills.ts'
import type { MessagesRoom } from './messages.ts'
import type { Moments } from './replay/moments.ts'
import type { PilotsRoom } from './pilots/pilots.ts'
import type { Plans } from './plans.ts'
import type { ProgrammeReports } from './programme/programme-reports.ts'
import type { ProgrammeWatch } from './programme/programme.ts'
import type { RecordCare } from './record/record-care.ts'
import type { Replays } from './replay/replays.ts'
import type { Reports } from './reports.ts'
import type { Sealing } from './record/sealing.ts'
import type { Kept, Uploads } from './uploads.ts'
import type { Walls } from './walls.ts'

/** `opened`, `plan` and `lab` are those of now: a plan may take the place of another without a restart. */
export type Console = {
  readonly opened: OpenedPlan
  readonly plan: Plan
  readonly plans: Pick<Plans, 'apply' | 'text' | 'file' | 'look'> & { /** The text of the plan that comes with the console. */ readonly builtIn: () => string }
  /** What `${NAME}` of a plan refers to. */
  readonly references: References
  /** Values that no screen, log or entry may hold. */
  readonly hidden: () => readonly Used[]
  /** What only the running practice environment knows. */
  readonly labVariables: () => Readonly<Record<string, string>>
  readonly journal: Journal
  readonly search: Pick<Search, 'find'>
  /** Of the plan in use. */
  readonly logs: () => Pick<Logs, 'sources' | 'lines' | 'verify'>
  readonly runner: Runner
  /** The consoles that share this deployment, and what came of their chains. */
  readonly consoles: OtherConsoles
  readonly others: Pick<SharedRecord, 'heads' | 'onOthers' | 'ofIncident'>
  readonly series: SeriesStore
  readonly replays: Replays
  /** The console as it was, for replay. */
  readonly moments: Moments
  /** Files of incidents, and pictures on their way to become one. */
  readonly attachments: Attachments
  readonly uploads: Uploads
  readonly evidenceUploads: Uploads<Kept>
  /** Who is called in which order, as a file that is there without a network. */
  readonly phoneTree: Pick<PhoneTreeRoom, 'file' | 'text'>
  readonly programme: ProgrammeWatch
  readonly pilots: PilotsRoom
  readonly walls: Walls
  readonly messages: MessagesRoom
  readonly clock: Clock
  readonly lab: Lab | undefined
  readonly drills: Pick<Drills, 'start' | 'cancel'>
  readonly frames: Broadcast<Frame>
  readonly progress: Broadcast<Progress>
  readonly benches: Benches
  readonly bundles: Bundles
  readonly reports: Reports
  readonly programmeReports: ProgrammeReports
  readonly sealing: Sealing
  readonly backups: Backups
  readonly recordCare: Pick<RecordCare, 'state'>
  readonly benchProgress: Broadcast<BenchProgress>
  readonly checkpoints: ConsoleCheckpoints
  readonly checkpointProgress: Broadcast<{ readonly active?: CheckpointProgress }>
  /** The last frame; undefined until every target was asked, and in the first second at most. */
  readonly lastFrame: () => Frame | undefined
  readonly newIncident: () => string
  /** The run that is not ended, if there is one. */
  readonly activeRun: () => Run | undefined
  readonly stop: () => Promise<void>
}

export type ConsoleOptions = {
  /** Folder of journal, logs and the lab's data. */
  readonly home: string
  readonly planFile?: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Where secrets are kept; without one, nowhere. */
  readonly secrets?: SecretStore
  readonly clock: Clock
  readonly log: Log
  /** Prints a page as PDF; without it, or where it can't, a browser of this machine does, if there is one. */
  readonly print?: Print
  /** Shows a notice on this desktop, where there is one. */
  readonly notify?: (notice: Notice) => void
  /** Starts the practice lab's programs; without it this process does. */
  readonly spawnLab?: Spawn
  /** Who sits at this machine, as the record names them. */
  readonly user: string
}
