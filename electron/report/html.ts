/** The report as one HTML file: no script, nothing from elsewhere, all that people wrote as text. */
import { durationText } from '../../shared/duration.ts'
import { dueText, nothing, stateText, utc } from './markdown.ts'
import { numberOf, othersText, type Report } from './model.ts'
import { chartSvg, escapeText as e } from './svg.ts'

const style = `
:root { color-scheme: light }
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 820px; margin: 32px auto; padding: 0 24px }
h1 { font-size: 25px; line-height: 1.25; margin: 0 0 12px } h2 { font-size: 18px; margin: 28px 0 8px; border-bottom: 1px solid #ccc; padding-bottom: 3px; break-after: avoid }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: 4px 10px 4px 0; border-bottom: 1px solid #e3e3e3 } th { font-weight: 600 }
td { overflow-wrap: break-word } tr, figure { break-inside: avoid } .time, .number { white-space: nowrap; font-variant-numeric: tabular-nums } .who { min-width: 7em }
.about th { width: 9em } p.text { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 } .faint { color: #595959 } figure { margin: 10px 0 } svg { width: 100%; height: auto }
footer { margin-top: 28px; border-top: 1px solid #ccc; padding-top: 8px; font-size: 12px; color: #595959; overflow-wrap: anywhere }
@page { size: A4; margin: 16mm 14mm } @media print { body { margin: 0; max-width: none; padding: 0; font-size: 11pt } }
`

export const htmlTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<table><thead><tr>${head.map((cell) => `<th scope="col">${e(cell)}</th>`).join('')}</tr></thead><tbody>${rows.map((cells) => `<tr>${cells.join('')}</tr>`).join('')}</tbody></table>`
export const htmlCell = (text: string, kind = ''): string => `<td${kind === '' ? '' : ` class="${kind}"`}>${e(text)}</td>`
const paragraph = (text: string | undefined): string => (text === undefined ? `<p class="faint">${nothing}</p>` : `<p class="text">${e(text)}</p>`)

function said(report: Report, field: 'well' | 'badly'): string {
  const noted = report.tagged[field].map((one) => `<li>${e(one.text)} <span class="faint">(${e(one.who)}, entry ${e(numberOf(one))})</span></li>`).join('')
  const written = report.fields[field]
  return written === undefined && noted === '' ? `<p class="faint">${nothing}</p>` : `${written === undefined ? '' : paragraph(written.text)}${noted === '' ? '' : `<ul>${noted}</ul>`}`
}

/** The page around what a report says. @param about its first table @param body HTML @param foot text */
export const pageHtml = ({ title, about, body, foot }: { readonly title: string; readonly about: readonly (readonly [string, string])[]; readonly body: string; readonly foot: string }): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width">
<title>${e(title)}</title><style>${style}</style></head>
<body><h1>${e(title)}</h1>
<table class="about"><tbody>${about.map(([name, value]) => `<tr><th scope="row">${e(name)}</th>${htmlCell(value)}</tr>`).join('')}</tbody></table>
${body}
<footer>${e(foot)}</footer>
</body></html>
`

export function reportHtml(report: Report): string {
  const { incident, impact, charts, marks, timeline, left, fields, actions, head } = report
  const about = [
    ['Incident', incident.id], ['Severity', incident.severity], ['Opened', `${utc(incident.openedAt)} by ${incident.openedBy}`],
    ['Closed', incident.closedAt === undefined ? 'it is open' : `${utc(incident.closedAt)}, after ${durationText(incident.closedAt - incident.openedAt)}`],
    ['Cause as opened', incident.cause], ['Plan', report.plan],
  ] as const
  const body = `<h2>Summary</h2>${paragraph(fields.summary?.text ?? incident.summary)}
<h2>Impact</h2>${htmlTable(['What', 'How much', 'Measured by'], impact.map(({ title, value, from }) => [htmlCell(title), htmlCell(value, 'number'), htmlCell(from, 'faint')]))}
<h2>Charts</h2>${charts.length === 0 ? '<p class="faint">No series of that time are left: not measured.</p>' : charts.map((chart) => `<figure>${chartSvg(chart, marks)}</figure>`).join('\n')}
<h2>Root cause</h2>${paragraph(fields.cause?.text)}
<h2>What went well</h2>${said(report, 'well')}
<h2>What did not go well</h2>${said(report, 'badly')}
<h2>Lessons</h2>${paragraph(fields.lessons?.text)}
<h2>Actions</h2>${actions.length === 0 ? '<p class="faint">None is on the record.</p>' : htmlTable(['Action', 'Due', 'State'], actions.map((action) => [htmlCell(action.title), htmlCell(dueText(action), 'time'), htmlCell(stateText(action))]))}
<h2>Timeline</h2>${htmlTable(['Time', 'Entry', 'Who', 'What'], timeline.map((one) => [htmlCell(utc(one.at), 'time'), htmlCell(numberOf(one), 'number'), htmlCell(one.who, 'who'), htmlCell(`${one.text}${one.corrected === undefined ? '' : ` (corrected by entry ${one.corrected})`}`)]))}
${left === 0 ? '' : `<p class="faint">${left} more entries of the incident are in its bundle.</p>`}`
  return pageHtml({ title: `Post-incident report: ${incident.title}`, about, body, foot: `Made ${utc(report.made)} by console ${report.console} from its record; its head then was entry ${head.seq}, ${head.hash}.${othersText(report)}` })
}
