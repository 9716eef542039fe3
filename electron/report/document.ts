/** A report of the programme as a file: HTML that fetches nothing and runs nothing, and Markdown. What people wrote stays text. */
import type { ReportBlock, ReportDocument } from '../../shared/contract.ts'
import { htmlCell, htmlTable, pageHtml } from './html.ts'
import { escapeMarkdown, utc } from './markdown.ts'
import { chartSvg, escapeText as e } from './svg.ts'

const foot = ({ made, console: by, head }: ReportDocument): string => `Made ${utc(made)} by console ${by} from its record; its head then was entry ${head.seq}, ${head.hash}.`

function blockHtml(block: ReportBlock): string {
  switch (block.kind) {
    case 'text': return `<p class="text">${e(block.text)}</p>`
    case 'lack': return `<p class="faint">${e(block.text)}</p>`
    case 'list': return `<ul>${block.items.map((item) => `<li>${e(item)}</li>`).join('')}</ul>`
    case 'table': return `${block.title === undefined ? '' : `<h3>${e(block.title)}</h3>`}${htmlTable(block.head, block.rows.map((row) => row.map((text) => htmlCell(text))))}`
    case 'chart': return `<figure>${chartSvg(block.chart, [])}</figure>`
  }
}

export const documentHtml = (report: ReportDocument): string => pageHtml({
  title: report.title, about: report.about, foot: foot(report),
  body: report.sections.map(({ title, about, blocks }) => `<h2>${e(title)}</h2>${about === '' ? '' : `<p class="faint">${e(about)}.</p>`}${blocks.map(blockHtml).join('\n')}`).join('\n'),
})

const row = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`
const rule = (length: number): string => `|${' --- |'.repeat(length)}`

function blockMarkdown(block: ReportBlock): string {
  switch (block.kind) {
    case 'text':
    case 'lack': return escapeMarkdown(block.text)
    case 'list': return block.items.map((item) => `- ${escapeMarkdown(item)}`).join('\n')
    case 'table': return `${block.title === undefined ? '' : `### ${escapeMarkdown(block.title)}\n\n`}${[row(block.head), rule(block.head.length), ...block.rows.map(row)].join('\n')}`
    case 'chart': return `${escapeMarkdown(block.chart.title)}: drawn in the HTML and PDF of this report.`
  }
}

export const documentMarkdown = (report: ReportDocument): string => `${[
  `# ${escapeMarkdown(report.title)}`,
  [row(['About', '']), rule(2), ...report.about.map((pair) => row(pair))].join('\n'),
  ...report.sections.flatMap(({ title, about, blocks }) => [`## ${escapeMarkdown(title)}`, ...(about === '' ? [] : [`*${escapeMarkdown(about)}.*`]), ...blocks.map(blockMarkdown)]),
  '---', escapeMarkdown(foot(report)),
].join('\n\n')}\n`
