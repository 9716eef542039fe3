/** The report of an incident's rollback, as Markdown. Pure. Plan: "Documentation Update: Complete incident report and lessons learned". */
import { clockText, durationText } from '../../shared/duration.ts'
import { actorText, type Entry } from '../../shared/journal.ts'
import type { Run, StageRun, StepRun } from '../../shared/rollback.ts'
import { utc } from './steps/kind.ts'

export type ReportFacts = {
  readonly incident: string
  readonly opened: Entry<'incident.opened'> | undefined
  /** Every run of the incident, oldest first. */
  readonly runs: readonly Run[]
  readonly notices: readonly (Entry<'notice.sent'> | Entry<'notice.failed'>)[]
  /** Hash of the record's last entry when this was written. */
  readonly head: string
  readonly writtenAt: number
}

const entities: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' }

/** Texts come from people and targets: none of them may make up a heading, a list, a link, a table or HTML of its own. */
export const escaped = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').trim()
    .replaceAll(/[\\`*_{}[\]()#!|~<>&]/g, (sign) => entities[sign] ?? `\\${sign}`)
    .replace(/^[-+=]/, '\\$&').replace(/^(\d+)([.)])/, '$1\\$2')
    // Addresses would become links by themselves.
    .replaceAll('://', '&#58;//')

const resultOf = ({ state, skippedBecause, attempt }: StepRun): string => {
  const attempts = attempt > 1 ? `, ${attempt} attempts` : ''
  return state === 'skipped' ? `skipped: ${escaped(skippedBecause ?? '')}` : `${state}${attempts}`
}
const took = ({ startedAt, endedAt }: StepRun): string => (startedAt === undefined || endedAt === undefined ? '' : durationText(Math.max(0, endedAt - startedAt)))
const foundText = ({ detail = '', facts }: StepRun): string =>
  [detail, ...Object.entries(facts).map(([label, value]) => `${label}: ${value}`)].filter((part) => part !== '').map(escaped).join('; ')

function stageText(stage: StageRun, run: Run): readonly string[] {
  const ends = stage.steps.flatMap(({ endedAt }) => endedAt ?? [])
  const last = ends.length === stage.steps.length ? `last step ended at ${clockText(Math.max(...ends) - run.startedAt)}` : 'not ended when this was written'
  return [
    `### ${escaped(stage.title)}`, '',
    `Window ${clockText(stage.from)} to ${clockText(stage.to)}; ${last}${stage.over === undefined ? '' : '; **over its window**'}.`, '',
    '| Step | Result | Took | Found |', '|---|---|---|---|',
    ...stage.steps.map((step) => `| ${escaped(step.title)} | ${resultOf(step)} | ${took(step)} | ${foundText(step)} |`), '',
  ]
}

function runText(run: Run): readonly string[] {
  const skipped = run.stages.flatMap((stage) => stage.steps).filter(({ state }) => state === 'skipped')
  return [
    `## Run ${escaped(run.id)}${run.drill ? ' (drill)' : ''}`, '',
    `- Trigger: ${escaped(run.trigger)} (${run.manual ? 'pressed' : 'automatic'}), opened by ${escaped(run.openedBy)}`,
    `- Started: ${utc(run.startedWall)}`,
    `- Exposed for ${durationText(Math.max(0, run.startedAt - run.exposedSince))} before the start`,
    `- Target: ${run.target}, build ${escaped(run.identity === '' ? 'not known at the start' : run.identity)}`,
    `- Plan: sha256 ${escaped(run.planHash)}`,
    `- Deadline: ${durationText(run.deadline)}${run.overDeadline ? ', **missed**' : ''}`,
    `- State: ${run.state}${run.endedWall === undefined ? '' : `, ended ${utc(run.endedWall)}`}`,
    `- Presses and alarms that joined: ${run.joined}`, '',
    ...run.stages.flatMap((stage) => stageText(stage, run)),
    '### Skipped', '',
    ...(skipped.length === 0 ? ['Nothing was skipped.'] : skipped.map((step) => `- ${escaped(step.title)}: ${escaped(step.skippedBecause ?? '')}`)), '',
  ]
}

export function reportText({ incident, opened, runs, notices, head, writtenAt }: ReportFacts): string {
  const about = opened
    ? [`- Severity: ${opened.data.severity}`, `- Opened: ${utc(opened.at.occurred)} by ${escaped(actorText(opened.who))}`, `- Cause: ${escaped(opened.data.cause)}`]
    : ['- The entry that opened this incident could not be read.']
  return `${[
    `# Incident ${escaped(incident)}: ${escaped(opened?.data.title ?? 'rollback')}`, '',
    'All times are UTC.', '',
    ...about, `- Written: ${utc(writtenAt)}`, '',
    ...runs.flatMap(runText),
    '## Notices', '',
    ...(notices.length === 0
      ? ['None.']
      : notices.map(({ kind, at, environment, data }) =>
        `- ${utc(at.occurred)}, ${escaped(data.audience)}, ${escaped(data.channel)}${environment === undefined ? '' : ` of ${environment}`}: ${kind === 'notice.sent' ? 'sent' : `**not sent** (${escaped(data.error)})`}: ${escaped(data.text)}`)), '',
    '## Lessons learned', '', 'To be written by those who were there.', '',
    '## Record', '',
    `Head of the record when this was written: \`${head === '' ? 'none' : head.replaceAll(/[^\w-]/g, '')}\`. The record is tamper-evident against its anchors, and this is one.`,
  ].join('\n')}\n`
}
