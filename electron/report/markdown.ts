/** The report as Markdown: what people paste into a wiki. */
import { durationText } from '../../shared/duration.ts'
import type { Action } from '../../shared/action.ts'
import { numberOf, othersText, type Moment, type Report } from './model.ts'

export const utc = (at: number): string => `${new Date(at).toISOString().slice(0, 19).replace('T', ' ')} UTC`

/** What people wrote stays text: no markup, no line of a table more. */
export const escapeMarkdown = (text: string): string => text.replaceAll(/[\\`*_{}[\]<>#|~]/g, String.raw`\$&`).replaceAll(/\r?\n/g, ' ')

export const dueText = ({ due }: Action): string => (due === 'next phase' ? 'before the next phase' : utc(due))
export const stateText = ({ done, remindedAt, owner }: Action): string => (done ? `done by ${done.by}, ${utc(done.at)}: ${done.evidence}` : `${remindedAt === undefined ? 'open' : 'overdue'}, ${owner === undefined ? 'nobody has it' : `with ${owner}`}`)
export const nothing = 'Nobody has written this yet.'
const parts = [['summary', 'Summary'], ['cause', 'Root cause'], ['lessons', 'Lessons']] as const

const list = (items: readonly string[]): string => items.map((item) => `- ${item}`).join('\n')

function said(report: Report, field: 'well' | 'badly'): string {
  const written = report.fields[field]
  const noted = report.tagged[field].map((one: Moment) => `${escapeMarkdown(one.text)} (${escapeMarkdown(one.who)}, entry ${escapeMarkdown(numberOf(one))})`)
  const items = [...(written ? written.text.split(/\r?\n/).filter((line) => line.trim() !== '').map(escapeMarkdown) : []), ...noted]
  return items.length === 0 ? nothing : list(items)
}

export function reportMarkdown(report: Report): string {
  const { incident, impact, timeline, left, actions, head, charts, fields } = report
  const row = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`
  const part = (field: (typeof parts)[number][0]): string => {
    const written = fields[field]
    const text = written?.text ?? (field === 'summary' ? incident.summary : undefined)
    return text === undefined ? nothing : text.split(/\r?\n/).map(escapeMarkdown).join('\n\n')
  }
  return `# Post-incident report: ${escapeMarkdown(incident.title)}

${row(['Incident', incident.id])}
| --- | --- |
${row(['Severity', incident.severity])}
${row(['Opened', `${utc(incident.openedAt)} by ${incident.openedBy}`])}
${row(['Closed', incident.closedAt === undefined ? 'it is open' : `${utc(incident.closedAt)}, after ${durationText(incident.closedAt - incident.openedAt)}`])}
${row(['Cause as opened', incident.cause])}
${row(['Plan', report.plan])}

## Summary

${part('summary')}

## Impact

| What | How much | Measured by |
| --- | --- | --- |
${impact.map(({ title, value, from }) => row([title, value, from])).join('\n')}

## Root cause

${part('cause')}

## What went well

${said(report, 'well')}

## What did not go well

${said(report, 'badly')}

## Lessons

${part('lessons')}

## Actions

${actions.length === 0 ? 'None is on the record.' : `| Action | Due | State |\n| --- | --- | --- |\n${actions.map((action) => row([action.title, dueText(action), stateText(action)])).join('\n')}`}

## Charts

${charts.length === 0 ? 'No series of that time are left: not measured.' : `${charts.map(({ title }) => title).join(', ')}: drawn in the HTML and PDF of this report.`}

## Timeline

${timeline.length === 0 ? 'No entries.' : `| Time | Entry | Who | What |\n| --- | --- | --- | --- |\n${timeline.map((one) => row([utc(one.at), numberOf(one), one.who, `${one.text}${one.corrected === undefined ? '' : ` (corrected by entry ${one.corrected})`}`])).join('\n')}`}

${left === 0 ? '' : `${left} more entries of the incident are in its bundle.\n\n`}---

Made ${utc(report.made)} by console ${escapeMarkdown(report.console)} from its record; its head then was entry ${head.seq}, ${head.hash}.${escapeMarkdown(othersText(report))}
`
}
