/**
 * What the reports tell of the pilot users: who takes part, what they answered, how long their work took, their bugs, their
 * flags, the A/B tests. Counts with their interval; nobody is named. The same rows whatever was measured, so that two weeks lie
 * beside each other. Pure. Plan: "User Feedback Summary", "Issue Resolution"; semantics 18 of the design.
 */
import { testOf } from '../../shared/always-valid.ts'
import { bugsOf, criticalByDay, resolutionSince, type Bugs } from '../../shared/bug.ts'
import type { ReportBlock } from '../../shared/contract.ts'
import { environments } from '../../shared/metrics.ts'
import { smallGroup } from '../../shared/phase.ts'
import { participants, type Pilot, type Pilots } from '../../shared/pilot.ts'
import { bugSeverities } from '../../shared/pilot-entries.ts'
import { onboardingTally, pilotTallies, slower, trainingTally, workflowHolds } from '../../shared/pilot-figures.ts'
import { commentsOf, questionTally, surveyTally, type Tally } from '../../shared/survey.ts'
import { surveyDates, titleOfDate } from '../../shared/survey-calendar.ts'
import { utc } from './markdown.ts'
import { changeOf, count, lack, notRecorded, table, type ReportFacts, type Stretch } from './programme.ts'

type Told = { readonly text: string; readonly value?: number }
type Row = { readonly title: string; readonly unit: 'points' | '%'; readonly better: 'higher' | 'lower' | 'neither'; readonly told: Told | undefined }

const dayMs = 86_400_000
const percent = (share: number): string => `${Math.round(share * 100)} %`
/** "7 of 8 who answered, 8 asked: 88 %, 47 to 100 % with 95 % confidence; small group". */
function tallyText({ positive, answered, asked, low, high }: Tally): string {
  const small = asked <= smallGroup ? '; small group' : ''
  return answered === 0 ? `nobody of ${asked} asked has answered` : `${positive} of ${answered} who answered, ${asked} asked: ${percent(positive / answered)}, ${Math.round(low * 100)} to ${percent(high)} with 95 % confidence${small}`
}
const ofTally = (tally: Tally | undefined): Told | undefined => tally && { text: tallyText(tally), ...(tally.answered > 0 && { value: tally.positive / tally.answered }) }
const ofCount = (value: number): Told => ({ text: String(value), value })

function pilotRows({ plan }: ReportFacts, { pilots }: Stretch): readonly Row[] {
  const tallies = pilotTallies(pilots, plan)
  const there = participants(pilots)
  const share = (title: string, tally: Tally | undefined): Row => ({ title, unit: 'points', better: 'higher', told: tally && tally.asked > 0 ? ofTally(tally) : undefined })
  return [
    { title: 'On the roster', unit: '%', better: 'neither', told: ofCount(pilots.roster.length) },
    { title: 'Taking part', unit: '%', better: 'neither', told: ofCount(there.length) },
    share('Onboarding completed', onboardingTally(pilots)), share('Training completed', trainingTally(pilots)),
    share('Satisfied', tallies.satisfaction?.tally), share('Prefer the new system', tallies.preference?.tally), share('Go on using it', tallies.adoption?.tally),
    share(`Workflows within ${percent(plan.pilots?.workflowWithin ?? 0)} of before`, tallies.workflow?.tally),
  ]
}

function bugRows({ wall }: ReportFacts, { pilots: { bugs }, from, to }: Stretch): readonly Row[] {
  const end = Math.min(to - 1, wall)
  const reported = bugsOf(bugs, from, to)
  const byDay = criticalDays(bugs, { from, to: end + 1 })
  const { hours, resolved, open } = resolutionSince(bugs, from, end)
  const row = (title: string, value: number, better: Row['better'] = 'lower'): Row => ({ title, unit: '%', better, told: ofCount(value) })
  return [
    ...bugSeverities.map((severity) => row(`Bugs reported, ${severity}`, reported.filter((one) => one.severity === severity).length)),
    row('Critical bugs, most in a day (UTC)', Math.max(0, ...byDay.map((one) => one.count))),
    row('Bugs resolved', resolved, 'higher'), row('Bugs open at its end', open),
    { title: 'Time to resolve a bug, on average', unit: '%', better: 'lower', told: hours === undefined ? undefined : { text: `${hours.toFixed(1)} h`, value: hours } },
  ]
}
const criticalDays = (bugs: Bugs, { from, to }: { readonly from: number; readonly to: number }): ReturnType<typeof criticalByDay> =>
  criticalByDay(bugs, to - 1, Math.max(1, Math.ceil(to / dayMs) - Math.floor(from / dayMs)))

function comparison(rowsOf: (facts: ReportFacts, stretch: Stretch) => readonly Row[], facts: ReportFacts, now: Stretch, before: Stretch | undefined, title: string): ReportBlock {
  const last = before && new Map(rowsOf(facts, before).map((row) => [row.title, row.told]))
  return {
    kind: 'table', title, head: ['What', now.title, before?.title ?? 'Before', 'Change'],
    rows: rowsOf(facts, now).map(({ title: what, unit, better, told }) => {
      const earlier = last?.get(what)
      return [what, told?.text ?? notRecorded, last ? (earlier?.text ?? notRecorded) : 'none before', changeOf(told?.value, earlier?.value, { better, points: unit === 'points' })]
    }),
  }
}

/** Who takes part and what their answers say, beside the stretch before. */
export const pilotFigureBlocks = (facts: ReportFacts, now: Stretch, before: Stretch | undefined): readonly ReportBlock[] =>
  [comparison(pilotRows, facts, now, before, 'Pilot users'), { kind: 'text', text: 'The interval is exact (Clopper–Pearson) and of those who answered; who has not answered counts neither way.' }]

/** Bugs beside the stretch before, and the critical ones of each day. */
export function bugBlocks(facts: ReportFacts, now: Stretch, before: Stretch | undefined): readonly ReportBlock[] {
  const bar = facts.plan.pilots?.criticalBugsADay
  const critical = criticalDays(now.pilots.bugs, { from: now.from, to: Math.min(now.to, facts.wall + 1) }).filter((one) => one.count > 0)
  return [
    comparison(bugRows, facts, now, before, 'Bugs'),
    table(['Day (UTC)', 'Critical bugs', 'Review'], critical.map((one) => [one.day, String(one.count), bar === undefined ? 'the plan has no line' : one.count >= bar ? `called for: ${bar} a day` : `not yet: ${bar} a day`]), 'No day had a critical bug.', 'Critical bugs by day'),
    table(['Bug', 'Severity', 'Reported', 'Touches', 'Open for'], now.pilots.bugs.list.filter(({ resolved }) => resolved === undefined).map(({ id, title, severity, reportedAt, affects }) => [`${id}: ${title}`, severity, utc(reportedAt), affects === undefined ? 'not told' : count(affects, 'user'), `${((Math.min(now.to, facts.wall) - reportedAt) / 3_600_000).toFixed(1)} h`]), 'No bug is open.', 'Open bugs'),
  ]
}

/** What the plan's calendar asked for in the stretch, and what became of it. */
function calendarTable({ plan, state: { programme, phase }, wall }: ReportFacts, { pilots, from, to }: Stretch): ReportBlock {
  const dates = surveyDates({ plan, programme, pilots, phase, wall: Math.min(to - 1, wall) }).filter((one) => one.from !== undefined && one.from >= from && one.from < to)
  return table(['Survey', 'Day', 'State', 'Answered'], dates.map((one) => [
    titleOfDate(one), String(one.day), one.skipped ? `left out by ${one.skipped.by}: ${one.skipped.why}` : one.state, one.survey ? `${one.survey.answers.length} of ${one.survey.asked.length}` : 'not asked',
  ]), 'The plan has no survey in this time.', 'Surveys of the calendar')
}

/** Surveys that were open in the stretch, and what was written in it, without names. */
export function surveyBlocks(facts: ReportFacts, now: Stretch): readonly ReportBlock[] {
  const { pilots: { surveys }, from, to } = now
  const within = (at: number): boolean => at >= from && at < to
  const open = surveys.filter(({ openedAt, closedAt, closes, answers }) => openedAt < to && ((closedAt ?? closes) >= from || answers.some(({ at }) => within(at))))
  const comments = open.flatMap((survey) => commentsOf(survey, '').filter(({ at }) => within(at)).map(({ question, text, at }) => [survey.title, question, text, utc(at)]))
  const told = (tally: Tally | undefined): string => (tally ? tallyText(tally) : 'not asked')
  return [
    calendarTable(facts, now),
    table(['Survey', 'Opened', 'Answered', 'Satisfied', 'Prefer it', 'Go on using it'], open.map((survey) => [
      survey.title, utc(survey.openedAt), `${survey.answers.length} of ${survey.asked.length}`, told(surveyTally(survey, 'satisfaction')), told(surveyTally(survey, 'preference')), told(surveyTally(survey, 'adoption')),
    ]), 'No survey was open in this time.', 'Surveys'),
    table(['Survey', 'Question', 'Positive'], open.flatMap((survey) => survey.questions.filter(({ kind, counts }) => kind !== 'text' && counts === undefined).map((question) => [survey.title, question.text, tallyText(questionTally(survey, question))])), 'No survey asked anything else in this time.', 'Other questions'),
    table(['Survey', 'Question', 'What was written', 'When'], comments, 'Nobody wrote a comment in this time.', 'Comments, without names'),
  ]
}

function rosterTable({ pilots: { roster } }: Stretch): ReportBlock {
  const cohorts = [...new Set(roster.map(({ cohort }) => cohort ?? 'in no cohort'))].toSorted()
  const rows = cohorts.map((cohort) => {
    const own = roster.filter((one) => (one.cohort ?? 'in no cohort') === cohort)
    const number = (holds: (pilot: Pilot) => boolean): string => String(own.filter(holds).length)
    return [
      cohort, String(own.length), String(participants({ roster: own }).length), ...(['experienced', 'intermediate', 'new'] as const).map((experience) => number((one) => one.experience === experience)),
      number(({ progress }) => progress.onboarding.state === 'completed'), number(({ progress }) => progress.training.state === 'completed'),
    ]
  })
  return table(['Cohort', 'Users', 'Take part', 'Experienced', 'Intermediate', 'New', 'Onboarded', 'Trained'], rows, 'Nobody is on the roster.', 'Roster by cohort')
}

const mean = (values: readonly number[]): number => values.reduce((sum, one) => sum + one, 0) / values.length

/** The last timing of each user's workflow beside what it took the same user before. */
function workflowTable({ plan }: ReportFacts, { pilots }: Stretch): ReportBlock {
  const within = plan.pilots?.workflowWithin ?? 0
  const timed = participants(pilots).flatMap(({ workflows }) => workflows)
  const rows = [...new Set(timed.map(({ workflow }) => workflow))].toSorted().flatMap((workflow) => environments.flatMap((environment) => {
    const own = timed.filter((one) => one.workflow === workflow && one.environment === environment)
    if (own.length === 0) return []
    const change = mean(own.map(slower))
    return [[workflow, environment, String(own.length), `${mean(own.map(({ seconds }) => seconds)).toFixed(1)} s`, `${mean(own.map(({ baseline }) => baseline)).toFixed(1)} s`, `${change < 0 ? '−' : '+'}${Math.abs(change * 100).toFixed(1)} %`, `${own.filter((one) => workflowHolds(one, within)).length} of ${own.length}`]]
  }))
  return table(['Workflow', 'Environment', 'Users', 'Time now', 'Time before', 'Change', `Well and within ${percent(within)}`], rows, 'No workflow was timed.', 'Workflow times against the baseline')
}

function testTable({ tests }: ReportFacts, { pilots: { experiments } }: Stretch): ReportBlock {
  const rows = experiments.map((one) => {
    const running = tests?.find(({ experiment }) => experiment === one.experiment)
    const arms = one.ended?.counts ?? (running?.elsewhere === undefined ? running?.counts : undefined)
    const head = [one.title, one.outcome, one.ended ? `ended ${utc(one.ended.at)}` : `runs since ${utc(one.startedAt)}`]
    if (arms === undefined) return [...head, notRecorded, notRecorded, notRecorded, running?.elsewhere === undefined ? 'counted while it ran: the record has it from its end on' : `counted at the console ${running.elsewhere}: the record has it from its end on`]
    const { low, high, verdict } = testOf(arms, one)
    const points = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value * 100).toFixed(1)}`
    return [...head, `${arms.blue.good} of ${arms.blue.of}`, `${arms.green.good} of ${arms.green.of}`, `${points(low)} to ${points(high)} points with ${percent(1 - one.alpha)} at every look`, one.ended?.verdict ?? verdict]
  })
  return table(['Test', 'Counts', 'State', 'Blue, good', 'Green, good', 'Green less blue', 'Verdict'], rows, 'There was no A/B test.', 'A/B tests')
}

function flagBlocks({ pilots: { flags }, entries }: Stretch): readonly ReportBlock[] {
  const known = Object.values(flags)
  const outcomes = new Map(entries.flatMap((entry) => (entry.kind === 'flag.outcome' ? [[entry.data.flag, entry.data] as const] : [])))
  const changes = entries.flatMap((entry) => (entry.kind === 'flag.intended' ? [[utc(entry.at.occurred), entry.who.name, entry.data.users.join(', '), entry.data.to, outcomes.get(entry.data.flag)?.result ?? 'not known', entry.why ?? '']] : []))
  return [
    table(['Sent to', 'Users, as last asked', 'Done', 'Failed', 'Not known'], environments.flatMap((environment) => {
      const own = known.filter(({ to }) => to === environment)
      const number = (result: 'done' | 'failed' | undefined): string => String(own.filter((one) => one.result === result).length)
      return own.length === 0 ? [] : [[environment, String(own.length), number('done'), number('failed'), number(undefined)]]
    }), 'No single user was flagged.', 'Flags of single users'),
    table(['When', 'By', 'Users', 'To', 'Result', 'Reason'], changes, 'No flag was changed in this time.', 'Flags that were changed'),
  ]
}

/** Roster, workflow times, A/B tests and flags. A rollback sends everyone home, whatever a flag said before it. */
export const pilotBlocks = (facts: ReportFacts, now: Stretch): readonly ReportBlock[] =>
  noneYet(now.pilots) ? [lack('No pilot user is on the record.')] : [rosterTable(now), workflowTable(facts, now), testTable(facts, now), ...flagBlocks(now)]
const noneYet = ({ roster, experiments, flags }: Pilots): boolean => roster.length === 0 && experiments.length === 0 && Object.keys(flags).length === 0
