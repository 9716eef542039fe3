/** The programme's three reports, printed by the real Chromium: their words and each line of their charts are in the PDF. Plan: "Weekly Progress Reports", "Phase Transition Reports". */
import { expect, test } from 'vitest'
import { printPdf } from '../../../../electron/report/pdf.ts'
import type { ReportAsked, ReportDocument } from '../../../../shared/contract.ts'
import { join } from '../../../unit/electron/report/people.ts'
import { reportStand } from '../../../unit/electron/report/stand.ts'
import { boxOf, readPdf, type Path } from '../../parts/pdf.ts'

const chromium = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const flat = (text: string): string => text.normalize('NFKC').replaceAll(/\s+/g, '')
const charts = ({ sections }: ReportDocument) => sections.flatMap(({ blocks }) => blocks.flatMap((block) => (block.kind === 'chart' ? [block.chart] : [])))

/** The lines of the charts as the HTML has them. */
const linesIn = (html: string): readonly Path[] =>
  [...html.matchAll(/<path d="([^"]+)" fill="none" stroke="(#[\da-f]{6})"/g)].map(({ 1: path = '', 2: colour = '' }) =>
    ({ colour, ...boxOf([...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(({ 1: x, 2: y }) => [Number(x), Number(y)])) }))

/** Half the width of the line, where a dash ends in a round, and more for what dashes leave out. */
const close = (a: Path, b: Path): boolean => a.colour === b.colour && (['left', 'right', 'top', 'bottom'] as const).every((side) => Math.abs(a[side] - b[side]) < 4)

test('weekly, transition and final report are PDFs with the words of what was looked at, and every line of its charts', { timeout: 90_000 }, async () => {
  const own = await reportStand({ print: (html) => printPdf(html, chromium) })
  own.to(8)
  own.journal.append({ kind: 'phase.set', who: own.ada, why: 'it begins', data: { phase: 'phase-2' } })
  join(own.journal, 'power users', 1, 6)
  own.days(1, 7, { errors: { value: 0.02, samples: 100 }, response_p95: { value: 0.2, samples: 100 } })
  own.days(8, 12, { errors: { value: 0.01, samples: 300 }, response_p95: { value: 0.15, samples: 100 } })
  own.days(1, 12, { errors: { value: 0.015, samples: 300 } }, 'blue')
  own.to(13)
  const asked: readonly (readonly [ReportAsked, number])[] = [[{ report: 'weekly', week: 2 }, 3], [{ report: 'transition', phase: 'phase-2' }, 0], [{ report: 'final' }, 3]]
  for (const [one, lines] of asked) {
    const document = await own.reports.look(one)
    const { without } = await own.reports.make(one, own.ada)
    expect(without, document.title).toBeUndefined()
    const { files = [] } = own.journal.state().reports.at(-1) ?? {}
    expect(files.map(({ name }) => name.split('.').at(-1))).toEqual(['html', 'md', 'pdf'])
    const [html, , pdf] = await Promise.all(files.map(async ({ name }) => own.reports.file(name)))
    expect(pdf?.type).toBe('application/pdf')
    const { pages, text, paths } = readPdf(Buffer.from(pdf?.data ?? '', 'base64'))
    expect(pages).toBeGreaterThan(2)
    const words = flat(text)
    for (const title of [document.title, ...document.sections.map((section) => section.title), ...charts(document).map((chart) => chart.title)]) expect(words, document.title).toContain(flat(title))
    const drawn = linesIn(Buffer.from(html?.data ?? '', 'base64').toString('utf8'))
    expect([document.title, drawn.length]).toEqual([document.title, lines])
    for (const line of drawn) expect(paths.filter((path) => close(path, line)), `${document.title}: ${JSON.stringify(line)} among ${JSON.stringify(paths.filter(({ colour }) => colour === line.colour))}`).toHaveLength(1)
  }
})
