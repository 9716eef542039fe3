/** A Chart.js line chart tuned for one update a second: nothing is made anew, nothing moves by itself. */
import {
  Chart, Filler, LinearScale, LineController, LineElement, PointElement, Tooltip,
  type ChartConfiguration, type ChartDataset, type Plugin,
} from 'chart.js'
import type { Line } from '../../../shared/contract.ts'
import { environments, type Environment, type MetricName, type Statistic } from '../../../shared/metrics.ts'
import { figure, figureText, minuteText, timeText } from '../../parts/format.ts'
import { readColours } from '../../theme/theme.ts'
import type { ChartBar } from './chart-bars.ts'
import { drawInTurn, drawNoMore } from './draw-in-turn.ts'
import { thin } from './thin.ts'
import type { Series } from './use-series.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, Filler, Tooltip)

type Point = { readonly x: number; readonly y: number }
type Config = ChartConfiguration<'line', Point[], unknown>
/** A stretch of time that is shaded; monotonic ms. */
export type Span = { readonly from: number; readonly to: number; readonly kind: 'pending' | 'firing' }
/** `marks`: moments that a line stands at; monotonic ms. */
export type ChartHandle = {
  readonly show: (series: Series, range: { readonly last: number; readonly tick: number }, bars: readonly ChartBar[], spans?: readonly Span[], marks?: readonly number[]) => void
  readonly recolour: () => void
  readonly destroy: () => void
}

const tokens = ['blue', 'green', 'warn', 'bad', 'text', 'text-3', 'line', 'raised', 'line-strong'] as const
type Colours = ReturnType<typeof readColours<typeof tokens>>
const linesOf = 3
/** Before it is laid out a chart has no width yet. */
const leastPlaces = 100
/** A line is nearly two wide: a place for each of them shows no more. */
const pixelsEach = 2

/** A gap is NaN for Chart.js, so that no line is drawn through it. */
const points = (line: Line, of: 'min' | 'max' | 'avg', offset: number): Point[] =>
  line.t.map((t, index) => ({ x: t + offset, y: line[of][index] ?? Number.NaN }))

/** Lowest and highest of each moment, filled between, and the average on top. */
function datasets(environment: Environment): ChartDataset<'line', Point[]>[] {
  const shared = { data: [], pointRadius: 0, pointHitRadius: 0, tension: 0, spanGaps: false }
  const dash = environment === 'green' ? { borderDash: [5, 3] } : {}
  return [
    { ...shared, label: `${environment} lowest`, borderWidth: 0, fill: false },
    { ...shared, label: `${environment} highest`, borderWidth: 0, fill: '-1' },
    { ...shared, label: environment, borderWidth: 1.7, fill: false, ...dash },
  ]
}

/** `only`: the one environment that is drawn. `axisWidth`: pixels left of the plot, where something beside the chart shares its axis of time. */
export type ChartOptions = { readonly metric: MetricName; readonly statistic: Statistic; readonly zero: boolean; readonly only?: Environment; readonly axisWidth?: number }

export function createChart(canvas: HTMLCanvasElement, { metric, statistic, zero, only, axisWidth }: ChartOptions): ChartHandle {
  let bars: readonly ChartBar[] = []
  let spans: readonly Span[] = []
  let marks: readonly number[] = []
  let offset = 0
  let colours: Colours = readColours(tokens)
  let tick = 60_000
  const font = { family: getComputedStyle(document.body).fontFamily, size: 10.5 }

  const shades: Plugin<'line'> = {
    id: 'spans',
    beforeDatasetsDraw: ({ ctx, chartArea, scales }) => {
      ctx.save()
      for (const { from, to, kind } of spans) {
        const at = (mono: number): number => Math.min(chartArea.right, Math.max(chartArea.left, scales['x']?.getPixelForValue(mono + offset) ?? 0))
        ctx.globalAlpha = 0.18
        ctx.fillStyle = kind === 'pending' ? colours.warn : colours.bad
        ctx.fillRect(at(from), chartArea.top, at(to) - at(from), chartArea.height)
      }
      ctx.globalAlpha = 1
      ctx.strokeStyle = colours.text
      ctx.setLineDash([1, 3])
      for (const mark of marks) {
        const x = scales['x']?.getPixelForValue(mark + offset) ?? 0
        if (x < chartArea.left || x > chartArea.right) continue
        ctx.beginPath()
        ctx.moveTo(x, chartArea.top)
        ctx.lineTo(x, chartArea.bottom)
        ctx.stroke()
      }
      ctx.restore()
    },
  }

  const barLines: Plugin<'line'> = {
    id: 'bars',
    afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
      ctx.save()
      ctx.font = `600 10px ${font.family}`
      for (const { value, kind } of bars) {
        const y = scales['y']?.getPixelForValue(value) ?? 0
        if (y < chartArea.top - 1 || y > chartArea.bottom + 1) continue
        const light = kind === 'warning' || kind === 'changed'
        ctx.strokeStyle = ctx.fillStyle = light ? colours.warn : colours.bad
        ctx.lineWidth = 1
        ctx.setLineDash(light ? [2, 3] : [])
        ctx.beginPath()
        ctx.moveTo(chartArea.left, y)
        ctx.lineTo(chartArea.right, y)
        ctx.stroke()
        // Two bars may stand close: the warning is named at the left end of its line, the graver one at the right.
        ctx.textAlign = light ? 'left' : 'right'
        ctx.textBaseline = y - chartArea.top < 14 ? 'top' : 'bottom'
        ctx.fillText(`${kind} ${figureText(metric, value, statistic)}`, light ? chartArea.left + 4 : chartArea.right - 4, y + (ctx.textBaseline === 'top' ? 2 : -1))
      }
      ctx.restore()
    },
  }

  const config: Config = {
    type: 'line',
    data: { datasets: environments.flatMap(datasets) },
    plugins: [shades, barLines],
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { top: 2, right: 2 } },
      scales: {
        x: {
          type: 'linear',
          border: { display: false },
          grid: { display: false },
          ticks: { maxRotation: 0, autoSkip: false, font, callback: (value) => minuteText(Number(value)) },
          afterBuildTicks: (axis) => {
            axis.ticks = []
            for (let at = Math.ceil(axis.min / tick) * tick; at <= axis.max; at += tick) axis.ticks.push({ value: at })
          },
        },
        y: {
          type: 'linear',
          border: { display: false },
          beginAtZero: zero,
          grace: '4%',
          afterFit: (axis) => {
            if (axisWidth !== undefined) axis.width = axisWidth
          },
          ticks: {
            maxTicksLimit: 5, font,
            callback: (value) => {
              const { number, unit } = figure(metric, Number(value), statistic)
              return metric === 'rows_per_second' ? `${Math.round(Number(value) / 100) / 10} k` : `${number.replace(/\.0$/, '')} ${unit}`
            },
          },
        },
      },
      plugins: {
        tooltip: {
          animation: false,
          mode: 'index',
          displayColors: false,
          filter: ({ datasetIndex }) => datasetIndex % linesOf === linesOf - 1,
          callbacks: {
            title: ([item]) => timeText(item?.parsed.x ?? 0),
            label: ({ dataset, parsed }) => `${dataset.label}  ${parsed.y === null || Number.isNaN(parsed.y) ? 'no data' : figureText(metric, parsed.y, statistic)}`,
          },
        },
      },
    },
  }
  const chart = new Chart(canvas, config)

  const paint = (): void => {
    chart.data.datasets.forEach((dataset, index) => {
      const environment = index < linesOf ? 'blue' : 'green'
      dataset.borderColor = colours[environment]
      dataset.backgroundColor = colours[environment].replace('rgb(', 'rgba(').replace(')', ', 0.16)')
    })
    for (const axis of [chart.options.scales?.['x'], chart.options.scales?.['y']]) {
      if (axis?.ticks) axis.ticks.color = colours['text-3']
      if (axis?.grid) axis.grid.color = colours.line
    }
    Object.assign(chart.options.plugins?.tooltip ?? {}, {
      backgroundColor: colours.raised, borderColor: colours['line-strong'], borderWidth: 1, titleColor: colours['text-3'], bodyColor: colours.text, padding: 8, titleFont: font, bodyFont: { ...font, size: 12 },
    })
  }
  paint()

  return {
    show: ({ lines, offset: apart, end }, range, next, shaded = [], marked = []) => drawInTurn(chart, () => {
      bars = next
      spans = shaded
      marks = marked
      offset = apart
      tick = range.tick
      environments.forEach((environment, index) => {
        if (only !== undefined && environment !== only) return
        const line = thin(lines[environment], Math.max(leastPlaces, Math.floor(chart.width / pixelsEach)))
        ;(['min', 'max', 'avg'] as const).forEach((of, place) => {
          const dataset = chart.data.datasets[index * linesOf + place]
          if (dataset) dataset.data = points(line, of, offset)
        })
      })
      const { x, y } = chart.options.scales ?? {}
      if (x) Object.assign(x, { min: end + offset - range.last, max: end + offset })
      if (y) Object.assign(y, bars.length > 0 ? { suggestedMax: Math.max(...bars.map((bar) => bar.value)), suggestedMin: zero ? 0 : 0.95 * Math.min(...bars.map((bar) => bar.value)) } : {})
      chart.update('none')
    }),
    recolour: () => {
      colours = readColours(tokens)
      paint()
      chart.update('none')
    },
    destroy: () => {
      drawNoMore(chart)
      chart.destroy()
    },
  }
}
