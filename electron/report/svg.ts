/** A line chart as SVG text, from figures alone. Pure: the same figures make the same text. */
import type { SeriesLine } from '../../shared/contract.ts'
import type { Mark } from './model.ts'

export const escapeText = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')

const size = { width: 720, height: 200, left: 104, right: 60, top: 26, bottom: 26 } as const
/** Told by dash and by name as well as by colour. */
const looks: Readonly<Record<string, { readonly stroke: string; readonly dash: string }>> = { blue: { stroke: '#1d5fbf', dash: '' }, green: { stroke: '#1c7a43', dash: '6 3' } }
const other = { stroke: '#555555', dash: '2 2' } as const

/** A bound that reads well: 1, 2 or 5 times a power of ten. */
function niceTop(value: number): number {
  if (!(value > 0) || !Number.isFinite(value)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 5, 10].find((step) => step * power >= value * 0.999_999) ?? 10) * power
}

/** In the unit that people read: ratios as %, seconds as ms below one. */
export function valueText(value: number, unit: string): string {
  if (unit === 'ratio') return `${Number((value * 100).toPrecision(3))} %`
  if (unit === 'seconds') return value < 1 ? `${Number((value * 1_000).toPrecision(3))} ms` : `${Number(value.toPrecision(3))} s`
  return `${Number(value.toPrecision(4)).toLocaleString('en-GB')} ${unit}`
}

const clock = (at: number): string => new Date(at).toISOString().slice(11, 19)
/** A span of days is told by dates. Ms. */
const longest = 172_800_000
const round = (value: number): number => Math.round(value * 10) / 10

/** A line breaks where nothing was measured. */
function pathOf({ t, values }: Pick<SeriesLine, 't' | 'values'>, x: (at: number) => number, y: (value: number) => number): string {
  let gap = true
  return values.flatMap((value, index) => {
    const at = t[index]
    if (value === null || at === undefined || !Number.isFinite(value)) {
      gap = true
      return []
    }
    // A point between two gaps is a dot.
    const step = `${gap ? 'M' : 'L'}${round(x(at))} ${round(y(value))}${gap ? 'h0' : ''}`
    gap = false
    return [step]
  }).join('')
}

/** What a line is drawn from. */
type Drawn = { readonly title: string; readonly unit: string; readonly lines: readonly Pick<SeriesLine, 't' | 'values' | 'environment'>[] }

export function chartSvg({ title, unit, lines }: Drawn, marks: readonly Mark[]): string {
  const { width, height, left, right, top, bottom } = size
  const times = lines.flatMap(({ t }) => t)
  const [from, to] = [Math.min(...times), Math.max(...times)]
  const bound = niceTop(Math.max(0, ...lines.flatMap(({ values }) => values.flatMap((value) => (value === null || !Number.isFinite(value) ? [] : [value])))))
  const stamp = (at: number): string => (to - from > longest ? new Date(at).toISOString().slice(0, 10) : `${clock(at)} UTC`)
  const x = (at: number): number => left + ((at - from) / Math.max(1, to - from)) * (width - left - right)
  const y = (value: number): number => top + (1 - Math.max(0, value) / bound) * (height - top - bottom)
  const text = (at: readonly [number, number], words: string, more = ''): string => `<text x="${round(at[0])}" y="${round(at[1])}" ${more}>${escapeText(words)}</text>`
  const grid = [0, 0.5, 1].map((share) => `<line x1="${left}" x2="${width - right}" y1="${round(y(bound * share))}" y2="${round(y(bound * share))}" stroke="#d5d5d5"/>${text([left - 6, y(bound * share) + 4], valueText(bound * share, unit), 'text-anchor="end"')}`)
  const ticks = [0, 0.5, 1].map((share) => text([x(from + (to - from) * share), height - 8], stamp(from + (to - from) * share), `text-anchor="${share === 0 ? 'start' : share === 1 ? 'end' : 'middle'}"`))
  // Names at the end of their lines, pushed apart where they would lie on one another.
  const ends = lines.map((line) => ({ line, at: y([...line.values].findLast((value) => value !== null) ?? 0) })).toSorted((a, b) => a.at - b.at)
  let last = -Infinity
  const names = ends.map(({ line, at }) => {
    last = Math.max(at + 4, last + 14)
    return text([width - right + 6, last], line.environment, `fill="${(looks[line.environment] ?? other).stroke}"`)
  })
  const drawn = lines.map((line) => {
    const { stroke, dash } = looks[line.environment] ?? other
    return `<path d="${pathOf(line, x, y)}" fill="none" stroke="${stroke}" stroke-width="1.6" stroke-linecap="round"${dash === '' ? '' : ` stroke-dasharray="${dash}"`}/>`
  })
  let lastMark = -Infinity
  const moments = marks.filter(({ at }) => at >= from && at <= to).map(({ at, text: words }) => {
    const place = x(at)
    const show = place - lastMark > 70
    if (show) lastMark = place
    return `<line x1="${round(place)}" x2="${round(place)}" y1="${top}" y2="${height - bottom}" stroke="#8a1c1c" stroke-dasharray="3 3"/>${show ? text(place - left > 70 ? [place - 3, top + 10] : [place + 3, top + 10], words, `fill="#8a1c1c" text-anchor="${place - left > 70 ? 'end' : 'start'}"`) : ''}`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeText(`${title}, ${stamp(from)} to ${stamp(to)}, at most ${valueText(bound, unit)}`)}" font-family="system-ui, sans-serif" font-size="11">${text([left, 14], title, 'font-size="13" font-weight="600"')}${grid.join('')}${ticks.join('')}${drawn.join('')}${moments.join('')}${names.join('')}</svg>`
}
