/** The roster of pilot users and what is known of each, folded from entries. Plan: "Pilot User Selection", "Onboarding Materials". */
import type { Arms } from './always-valid.ts'
import { foldBugs, noBugs, type Bugs } from './bug.ts'
import { actorText, type Entry, type EntryData } from './journal.ts'
import type { PilotFields, pilotParts, progressStates } from './pilot-entries.ts'
import { foldSurveys, type Surveys } from './survey.ts'

export type Progress = { readonly state: (typeof progressStates)[number]; readonly at?: number; readonly by?: string }
/** Seconds. */
export type Workflow = Omit<EntryData<'pilot.workflow'>, 'pilot'> & { readonly at: number; readonly by: string }

export type Pilot = PilotFields & {
  readonly id: string
  /** Wall ms. */
  readonly addedAt: number
  /** Absent: never asked. `on`: the day they said so. */
  readonly consent?: { readonly given: boolean; readonly on: string; readonly at: number; readonly by: string }
  readonly progress: Readonly<Record<(typeof pilotParts)[number], Progress>>
  /** The last of each workflow and environment, newest first. */
  readonly workflows: readonly Workflow[]
  readonly adoption?: { readonly uses: boolean; readonly at: number; readonly by: string }
}

/** What was last asked of the balancer for a user; without `result` it is not known what came of it. */
export type FlagAsked = { readonly flag: string; readonly to: EntryData<'flag.intended'>['to']; readonly at: number; readonly by: string; readonly why: string; readonly result?: EntryData<'flag.outcome'>['result']; readonly detail?: string }

/** `console`: the one that counts requests and sessions for it; `workflows`: those that were timed since, wherever they were recorded. */
export type Experiment = EntryData<'experiment.started'> & { readonly startedAt: number; readonly by: string; readonly why: string; readonly console: string; readonly workflows: Arms; readonly ended?: Omit<EntryData<'experiment.ended'>, 'experiment'> & { readonly at: number } }

/** A date of the plan's on which nobody is asked. */
export type Skipped = { readonly due: string; readonly at: number; readonly by: string; readonly why: string }

export type Pilots = {
  /** In the order in which they were added; who was removed is gone from here and stays on the record. */
  readonly roster: readonly Pilot[]
  readonly selected?: EntryData<'pilot.selected'> & { readonly at: number; readonly by: string }
  readonly flags: Readonly<Record<string, FlagAsked>>
  readonly surveys: Surveys
  /** Oldest first. */
  readonly skipped: readonly Skipped[]
  readonly bugs: Bugs
  /** Newest first. */
  readonly experiments: readonly Experiment[]
}

export const noPilots: Pilots = { roster: [], flags: {}, surveys: [], skipped: [], bugs: noBugs, experiments: [] }

const begun: Pilot['progress'] = { onboarding: { state: 'not begun' }, training: { state: 'not begun' } }

export function foldRoster(roster: Pilots['roster'], entry: Entry): Pilots['roster'] {
  const said = { at: entry.at.occurred, by: actorText(entry.who) }
  const isTaken = (user: string | undefined, own: string): boolean => user !== undefined && roster.some((one) => one.user === user && one.id !== own)
  const change = (id: string, next: (pilot: Pilot) => Pilot): Pilots['roster'] => roster.map((one) => (one.id === id ? next(one) : one))
  switch (entry.kind) {
    case 'pilot.added': {
      const { pilot: id, ...fields } = entry.data
      // Two consoles that add the same user at once: the first did.
      if (isTaken(fields.user, id)) return roster
      return [...roster.filter((one) => one.id !== id), { ...fields, id, addedAt: said.at, progress: begun, workflows: [] }]
    }
    case 'pilot.changed': {
      const { pilot: id, ...fields } = entry.data
      const given = Object.fromEntries(Object.entries(fields).filter(([key, value]) => value !== undefined && !(key === 'user' && isTaken(fields.user, id)))) as Partial<PilotFields>
      return change(id, (one) => ({ ...one, ...given }) as Pilot)
    }
    case 'pilot.removed':
      return roster.filter((one) => one.id !== entry.data.pilot)
    case 'pilot.consented': {
      const { pilot, given, on } = entry.data
      return change(pilot, (one) => ({ ...one, consent: { given, on, ...said } }))
    }
    case 'pilot.selected': {
      const { pilots, cohort } = entry.data
      return roster.map((one) => {
        if (pilots.includes(one.id)) return { ...one, cohort }
        const { cohort: before, ...rest } = one
        return before === cohort ? rest : one
      })
    }
    case 'pilot.training': {
      const { pilot, part, state } = entry.data
      return change(pilot, (one) => ({ ...one, progress: { ...one.progress, [part]: { state, ...said } } }))
    }
    case 'pilot.workflow': {
      const { pilot, ...timed } = entry.data
      return change(pilot, (one) => ({ ...one, workflows: [{ ...timed, ...said }, ...one.workflows.filter(({ workflow, environment }) => workflow !== timed.workflow || environment !== timed.environment)] }))
    }
    case 'pilot.adoption':
      return change(entry.data.pilot, (one) => ({ ...one, adoption: { uses: entry.data.uses, ...said } }))
    default:
      return roster
  }
}

export function foldFlags(flags: Pilots['flags'], entry: Entry): Pilots['flags'] {
  if (entry.kind === 'flag.intended') {
    const { flag, users, to } = entry.data
    const asked: FlagAsked = { flag, to, at: entry.at.occurred, by: actorText(entry.who), why: entry.why ?? '' }
    return { ...flags, ...Object.fromEntries(users.map((user) => [user, asked])) }
  }
  if (entry.kind !== 'flag.outcome') return flags
  const { flag, result, detail } = entry.data
  return Object.fromEntries(Object.entries(flags).map(([user, asked]) => [user, asked.flag === flag ? { ...asked, result, detail } : asked]))
}

/** Where a person has sent single users since the last rollback, and the balancer said that it did. */
export const flagsByHand = ({ flags }: Pick<Pilots, 'flags'>): Readonly<Record<string, FlagAsked['to']>> =>
  Object.fromEntries(Object.entries(flags).flatMap(([user, { result, to }]) => (result === 'done' ? [[user, to]] : [])))

const noArms: Arms = { blue: { good: 0, of: 0 }, green: { good: 0, of: 0 } }
const counted = (arms: Arms, { environment, ok }: EntryData<'pilot.workflow'>): Arms =>
  ({ ...arms, [environment]: { good: arms[environment].good + (ok ? 1 : 0), of: arms[environment].of + 1 } })

export function foldExperiments(experiments: Pilots['experiments'], entry: Entry): Pilots['experiments'] {
  if (entry.kind === 'experiment.started') return [{ ...entry.data, startedAt: entry.at.occurred, by: actorText(entry.who), why: entry.why ?? '', console: entry.console, workflows: noArms }, ...experiments]
  if (entry.kind === 'pilot.workflow') return experiments.map((one) => (one.ended || entry.at.occurred < one.startedAt ? one : { ...one, workflows: counted(one.workflows, entry.data) }))
  if (entry.kind !== 'experiment.ended') return experiments
  const { experiment, counts, verdict } = entry.data
  return experiments.map((one) => (one.experiment === experiment && one.ended === undefined ? { ...one, ended: { counts, verdict, at: entry.at.occurred } } : one))
}

const own = ['pilot.', 'flag.', 'survey.', 'bug.', 'experiment.'] as const

export function foldPilots(pilots: Pilots, entry: Entry): Pilots {
  // A rollback sends everyone home: what was asked of a flag before it holds no more. Vetoed, it did nothing.
  if (entry.kind === 'rollback.finished') return entry.data.outcome === 'vetoed' ? pilots : { ...pilots, flags: {} }
  if (!own.some((start) => entry.kind.startsWith(start))) return pilots
  return {
    ...pilots,
    roster: foldRoster(pilots.roster, entry),
    ...(entry.kind === 'pilot.selected' && { selected: { ...entry.data, at: entry.at.occurred, by: actorText(entry.who) } }),
    flags: foldFlags(pilots.flags, entry),
    surveys: foldSurveys(pilots.surveys, entry),
    ...(entry.kind === 'survey.skipped' && { skipped: [...pilots.skipped, { due: entry.data.due, at: entry.at.occurred, by: actorText(entry.who), why: entry.why ?? '' }] }),
    bugs: foldBugs(pilots.bugs, entry),
    experiments: foldExperiments(pilots.experiments, entry),
  }
}

/** Who takes part: consent was given and not withdrawn. */
export const takesPart = ({ consent }: Pick<Pilot, 'consent'>): boolean => consent?.given === true
export const participants = ({ roster }: Pick<Pilots, 'roster'>): readonly Pilot[] => roster.filter(takesPart)
