/** All that the console does about its pilot users, beside the record itself. Plan: "USER EXPERIENCE MANAGEMENT". */
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../shared/clock.ts'
import type { PilotsNow, SurveyLink } from '../../../shared/contract.ts'
import { rule, type Actor } from '../../../shared/journal.ts'
import type { Environment, Measured } from '../../../shared/metrics.ts'
import { takesPart, type Pilot, type Pilots } from '../../../shared/pilot.ts'
import type { Plan, SurveyDate } from '../../../shared/plan.ts'
import { askedIn, surveyDates, titleOfDate, type Occurrence } from '../../../shared/survey-calendar.ts'
import { answerOf, isOpen, type Survey } from '../../../shared/survey.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Lab } from '../../lab/lab.ts'
import { readUsers } from '../../lab/traffic.ts'
import type { Log } from '../../log.ts'
import { alone, type TellingTurn } from '../../people/turn.ts'
import { createBugDesk, type BugDesk } from './bug-desk.ts'
import { createExperiments, isElsewhere } from './experiments.ts'
import { createFlags, type FlagDeps, type Flags } from './pilot-flags.ts'
import { Refusal } from '../../refusal.ts'
import { createSurveyDesk, digestOf, type SurveyDesk } from './survey-desk.ts'

/** What the small server is given: forms and bugs, and nothing else of the console. */
export type PilotDesk = { readonly surveys: SurveyDesk; readonly bugs: BugDesk }

export type PilotsRoom = {
  readonly desk: PilotDesk
  readonly now: () => Promise<PilotsNow>
  readonly flag: Flags['set']
  /** @throws Refusal NOT_FOUND */
  readonly pilot: (id: string) => Pilot
  readonly surveyOf: (id: string) => Survey
  readonly newId: (kind: 'u' | 's' | 'x' | 'bug') => string
  /** @throws Refusal where the server is off: there would be nothing behind a link */
  readonly openSurvey: (title: string, pilots: readonly string[], who: Actor) => { readonly survey: string; readonly links: readonly SurveyLink[] }
  /** Opens one that the plan has a date for, once it is due. @throws Refusal where it is not, or nobody takes part */
  readonly openDue: (due: string, who: Actor) => { readonly survey: string; readonly links: readonly SurveyLink[] }
  /** @throws Refusal where it is not due */
  readonly skipDue: (due: string, by: { readonly who: Actor; readonly why: string }) => void
  readonly newLinks: (survey: string, who: Actor) => readonly SurveyLink[]
  readonly endExperiment: (experiment: string, by: { readonly who: Actor; readonly why: string }) => void
  /** What the A/B tests have counted so far. */
  readonly tests: () => PilotsNow['experiments']
  readonly onMeasured: (measured: Measured) => void
  /** Once a second: closes surveys whose time is over, opens those that open by themselves, and puts counts down. */
  readonly onFrame: () => void
  /** Where the small server answers; undefined: it is off. `why`, in words. */
  readonly serves: (address: string | undefined, why?: string) => void
}

/** Counts are put down every so many frames: a crash loses no more of them. */
const keepEvery = 10

export function createPilots({ plan, journal, lab, clock, log, secret, turn = alone, ...flagDeps }: Omit<FlagDeps, 'journal' | 'newId' | 'home'> & {
  readonly plan: () => Plan
  readonly journal: Journal
  readonly lab: () => Lab | undefined
  readonly clock: Clock
  readonly log: Log
  readonly secret: (name: string) => string | undefined
  /** Of several consoles one opens and closes what opens and closes by itself. */
  readonly turn?: Pick<TellingTurn, 'mine'>
}): PilotsRoom {
  const pilots = (): Pilots => journal.state().pilots
  const newId: PilotsRoom['newId'] = (kind) => `${kind}-${randomBytes(4).toString('hex')}`
  const webhookSecret = (): string | undefined => {
    const name = plan().pilots?.server?.webhookSecret
    return name === undefined ? undefined : secret(name)
  }
  const flags = createFlags({ ...flagDeps, journal, home: () => plan().rollback.target, newId: () => newId('u') })
  const experiments = createExperiments(pilots, journal.kept('experiments'), journal.console)
  let address: string | undefined
  let off = 'the plan gives it no `pilots.server`'
  let frame = 0

  const pilot = (id: string): Pilot => {
    const found = pilots().roster.find((one) => one.id === id)
    if (found === undefined) throw new Refusal('NOT_FOUND', `there is no pilot user ${id}`)
    return found
  }
  const surveyOf = (id: string): Survey => {
    const found = pilots().surveys.find((one) => one.id === id)
    if (found === undefined) throw new Refusal('NOT_FOUND', `there is no survey ${id}`)
    return found
  }
  /** The tokens leave once, in the answer to who asked; the record has their digests. */
  const link = (survey: string, asked: readonly string[], who: Actor): readonly SurveyLink[] => {
    if (address === undefined) throw new Refusal('CONFLICT', `the forms are not served: ${off}. Answers can come by a file all the same.`)
    const tokens = asked.map((id) => [id, randomBytes(32).toString('base64url')] as const)
    journal.append({ kind: 'survey.linked', who, data: { survey, digests: Object.fromEntries(tokens.map(([id, token]) => [id, digestOf(token)])) } })
    const base = plan().pilots?.server?.address ?? address
    return tokens.map(([id, token]) => ({ pilot: id, url: `${base.replace(/\/$/, '')}/s/${token}` }))
  }
  type Wanted = { readonly title: string } & Partial<Pick<SurveyDate, 'questions' | 'open'>> & { readonly due?: string; readonly id?: string }
  function open({ title, questions, open: time, due, id: survey = newId('s') }: Wanted, ids: readonly string[], who: Actor, linked = true): { readonly survey: string; readonly links: readonly SurveyLink[] } {
    const { pilots: own } = plan()
    if (own === undefined) throw new Refusal('CONFLICT', 'the plan has no section `pilots`, and so no questions')
    const asked = [...new Set(ids)].map(pilot)
    const unwilling = asked.filter((one) => !takesPart(one))
    if (unwilling.length > 0) throw new Refusal('CONFLICT', `${unwilling.map((one) => one.person.name).join(', ')} has not consented to take part`)
    journal.append({ kind: 'survey.opened', who, data: { survey, title, questions: questions ?? own.surveys.questions, asked: asked.map(({ id }) => id), closes: clock.wall() + (time ?? own.surveys.open), ...(due !== undefined && { due }) } })
    // Without the server the survey stands all the same: its answers come by a file.
    return { survey, links: address === undefined || !linked ? [] : link(survey, asked.map(({ id }) => id), who) }
  }
  const dates = (): readonly Occurrence[] => {
    const { programme, pilots: own, phase } = journal.state()
    return surveyDates({ plan: plan(), programme, pilots: own, phase, wall: clock.wall() })
  }
  const dueOf = (due: string): Occurrence => {
    const found = dates().find(({ key }) => key === due)
    if (found === undefined) throw new Refusal('NOT_FOUND', `the plan has no survey ${due}`)
    if (found.state !== 'due') throw new Refusal('CONFLICT', `“${titleOfDate(found)}” is ${found.state}, and not due`)
    return found
  }
  const askedAt = ({ date }: Occurrence): readonly string[] => askedIn(pilots(), date.phase).map(({ id }) => id)
  /** Of one date in one run of its phase: two consoles that open it at once open the same one. */
  const idAt = ({ key, date }: Occurrence): string => {
    const run = journal.state().programme.lives[date.phase]?.spans.at(-1)?.from ?? 0
    return `s-${createHash('sha256').update(`${key} ${run}`).digest('hex').slice(0, 8)}`
  }
  const wantedAt = (one: Occurrence): Wanted => {
    const { questions, open: time } = one.date
    return { title: titleOfDate(one), due: one.key, id: idAt(one), ...(questions && { questions }), ...(time !== undefined && { open: time }) }
  }
  const sessions = async (): Promise<PilotsNow['sessions']> => {
    const practice = lab()
    if (practice === undefined) return {}
    const { users } = await readUsers(practice.addresses)
    return Object.fromEntries(users.map(({ user, requests, failures, sessionsLost, environment }) => [user, { requests, failures, sessionsLost, ...(environment && { environment }) }]))
  }

  return {
    desk: { surveys: createSurveyDesk({ pilots, journal, clock }), bugs: createBugDesk({ pilots, journal, secret: webhookSecret }) },
    now: async () => {
      const [read, known] = await Promise.allSettled([flags.read(), sessions()])
      if (known.status === 'rejected') log.info('pilots.sessions unread', { error: known.reason })
      return {
        flags: read.status === 'fulfilled' ? read.value : ({} as Readonly<Record<string, Environment>>),
        ...(read.status === 'rejected' && { unread: read.reason instanceof Error ? read.reason.message : String(read.reason) }),
        sessions: known.status === 'fulfilled' ? known.value : {},
        server: address === undefined ? { on: false, why: off } : { on: true, address: plan().pilots?.server?.address ?? address, webhook: webhookSecret() !== undefined },
        experiments: experiments.view(),
      }
    },
    flag: flags.set,
    pilot, surveyOf, newId,
    openSurvey: (title, ids, who) => open({ title }, ids, who),
    openDue: (due, who) => {
      const one = dueOf(due)
      const asked = askedAt(one)
      if (asked.length === 0) throw new Refusal('CONFLICT', 'nobody takes part who could be asked: add users with their consent first')
      return open(wantedAt(one), asked, who)
    },
    skipDue: (due, { who, why }) => {
      const { key } = dueOf(due)
      journal.append({ kind: 'survey.skipped', who, why, data: { due: key } })
    },
    newLinks: (id, who) => {
      const survey = surveyOf(id)
      if (!isOpen(survey, clock.wall())) throw new Refusal('CONFLICT', 'this survey is closed')
      const missing = survey.asked.filter((one) => answerOf(survey, one) === undefined)
      if (missing.length === 0) throw new Refusal('CONFLICT', 'everyone has answered')
      return link(id, missing, who)
    },
    endExperiment: (id, { who, why }) => {
      const found = pilots().experiments.find((one) => one.experiment === id)
      if (found === undefined) throw new Refusal('NOT_FOUND', `there is no test ${id}`)
      if (found.ended) throw new Refusal('CONFLICT', 'this test has ended')
      if (isElsewhere(found, journal.console)) throw new Refusal('CONFLICT', `${found.console} counts this test: end it there, where its counts are`)
      const view = experiments.view().find((one) => one.experiment === id)
      journal.append({ kind: 'experiment.ended', who, why, data: { experiment: id, counts: experiments.countsOf(found), verdict: view?.verdict ?? 'not yet' } })
    },
    tests: experiments.view,
    onMeasured: experiments.onMeasured,
    onFrame: () => {
      frame += 1
      for (const survey of turn.mine() ? pilots().surveys : [])
        if (survey.closedAt === undefined && clock.wall() >= survey.closes) journal.append({ kind: 'survey.closed', who: rule('survey-end'), data: { survey: survey.id } })
      // Nobody has asked for its links yet: the reminder says so.
      for (const one of turn.mine() ? dates().filter(({ state, date }) => state === 'due' && date.opens === 'by itself') : []) {
        const asked = askedAt(one)
        if (asked.length > 0) open(wantedAt(one), asked, rule('survey-calendar'), false)
      }
      if (frame % keepEvery === 0 && pilots().experiments.some(({ ended }) => ended === undefined)) journal.keep('experiments', experiments.kept())
    },
    serves: (at, why) => {
      address = at
      if (why !== undefined) off = why
    },
  }
}
