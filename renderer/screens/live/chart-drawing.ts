/** A Chart.js line chart on any canvas, in any thread, tuned for one update a second: nothing is made anew, nothing moves by itself. */
import {
  BasicPlatform, Chart, LinearScale, LineController, LineElement, PointElement, Tooltip,
  type ActiveDataPoint, type ChartConfiguration, type ChartDataset, type ChartItem, type ChartType, type Plugin, type TooltipPositionerFunction,
} from 'chart.js'
import { environments, type Environment } from '../../../shared/metrics.ts'
import { figure, minuteText, timeText } from '../../parts/format.ts'
import { axisOf, grace } from './chart-axis.ts'
import { chartMarks } from './chart-marks.ts'
import type { At, DrawingOf, Look, Picture, Size } from './chart-message.ts'
import { shownOf, valueText } from './chart-moments.ts'
import { drawInTurn, drawNoMore } from './draw-in-turn.ts'
import { nearestPlace } from './nearest-place.ts'
import type { Places } from './thin.ts'

declare module 'chart.js' {
  interface TooltipPositionerMap {
    readonly place: TooltipPositionerFunction<ChartType>
  }
}
Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip)
/** Between the values; where none is known, at the place itself. */
Object.assign(Tooltip.positioners, {
  place(items, at) {
    const between = Tooltip.positioners.average.call(this, items, at)
    return between === false ? at : between
  },
} satisfies { place: TooltipPositionerFunction<ChartType> })

type Point = { readonly x: number; readonly y: number }
type Config = ChartConfiguration<'line', Point[], unknown>
/** All of it is drawn in a frame to come. */
export type Drawing = {
  readonly show: (picture: Picture) => void
  readonly resize: (size: Size) => void
  readonly recolour: (look: Look) => void
  /** Tells the values at a place, or no longer. */
  readonly point: (at: At | undefined) => void
  readonly destroy: () => void
}

/** The averages; from the lowest to the highest is a shade, which needs no elements and no options of its own: chart-marks.ts. */
function points({ t, avg }: Places, offset: number): Point[] {
  const made: Point[] = []
  for (let at = 0; at < t.length; at += 1) made.push({ x: (t[at] ?? 0) + offset, y: avg[at] ?? Number.NaN })
  return made
}
const dataset = (environment: Environment): ChartDataset<'line', Point[]> => ({
  label: environment, data: [], borderWidth: 1.7, pointRadius: 0, pointHitRadius: 0, pointHoverRadius: 3, tension: 0, spanGaps: false, ...(environment === 'green' && { borderDash: [5, 3] }),
})

/** Of all values since a moment; what is missing is neither. */
function endsOf(places: readonly Places[], since: number): { readonly lowest: number; readonly highest: number } {
  let lowest = Infinity
  let highest = -Infinity
  for (const { t, min, max } of places)
    for (let at = 0; at < t.length; at += 1) {
      if ((t[at] ?? 0) < since) continue
      if ((min[at] ?? Infinity) < lowest) lowest = min[at] ?? lowest
      if ((max[at] ?? -Infinity) > highest) highest = max[at] ?? highest
    }
  return { lowest, highest }
}

export function createDrawing({ canvas, options: chosen, look: first, size: begun }: DrawingOf<HTMLCanvasElement | OffscreenCanvas>): Drawing {
  const { metric, statistic, zero, axisWidth } = chosen
  const shown = shownOf(chosen)
  let look = first
  let size = begun
  let picture: Picture | undefined
  let pointed: At | undefined
  const font = { family: look.family, size: 10.5 }
  const zone = (): string | null => picture?.zone ?? null

  const nothingYet: Plugin<'line'> = { id: 'nothing-yet', beforeDraw: () => picture !== undefined }
  const config: Config = {
    type: 'line',
    data: { datasets: environments.map(dataset) },
    // The page's own would look at the canvas' style and listen for events: neither is to be had in another thread.
    platform: BasicPlatform,
    plugins: [nothingYet, ...chartMarks({ metric, statistic, shown, picture: () => picture, look: () => look })],
    options: {
      animation: false,
      events: [],
      parsing: false,
      normalized: true,
      responsive: false,
      maintainAspectRatio: false,
      devicePixelRatio: size.ratio,
      layout: { padding: { top: 2, right: 2 } },
      scales: {
        x: {
          type: 'linear',
          border: { display: false },
          grid: { display: false },
          ticks: { maxRotation: 0, autoSkip: false, font, callback: (value) => minuteText(Number(value), zone()) },
          afterBuildTicks: (axis) => {
            axis.ticks = []
            const { tick } = picture ?? { tick: Infinity }
            for (let at = Math.ceil(axis.min / tick) * tick; at <= axis.max; at += tick) axis.ticks.push({ value: at })
          },
        },
        y: {
          type: 'linear',
          border: { display: false },
          beginAtZero: zero,
          grace: `${100 * grace}%`,
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
          position: 'place',
          displayColors: false,
          callbacks: {
            title: ([item]) => timeText(item?.parsed.x ?? 0, zone()),
            label: ({ dataset, parsed }) => `${dataset.label}  ${valueText(metric, parsed.y, statistic)}`,
          },
        },
      },
    },
  }
  Object.assign(canvas, { width: size.width, height: size.height })
  // Its types know no OffscreenCanvas, its documentation does.
  const chart = new Chart(canvas as ChartItem, config)

  const paint = (): void => {
    const { colours } = look
    chart.data.datasets.forEach((line, index) => {
      line.borderColor = line.pointHoverBackgroundColor = line.pointHoverBorderColor = colours[environments[index] ?? 'blue']
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

  const fill = ({ lines, offset, end, last, bars }: Picture): void => {
    for (const environment of shown) {
      const line = chart.data.datasets[environments.indexOf(environment)]
      if (line) line.data = points(lines[environment], offset)
    }
    const { x, y } = chart.options.scales ?? {}
    const { lowest, highest } = endsOf(shown.map((environment) => lines[environment]), end - last)
    const values = bars.map((bar) => bar.value)
    const [least, most] = [Math.min(lowest, ...values.map((value) => (zero ? 0 : 0.95 * value))), Math.max(highest, ...values)]
    if (x) Object.assign(x, { min: end + offset - last, max: end + offset })
    if (y) Object.assign(y, axisOf(metric, least, most))
  }

  /** Each environment's value at the moment that is read, and its place: their lines need not have the same moments. */
  const readAt = (at: At): { readonly active: ActiveDataPoint[]; readonly place: { readonly x: number; readonly y: number } } | undefined => {
    const { left, right, top, bottom } = chart.chartArea
    const axis = chart.scales['x']
    if (picture === undefined || axis === undefined || ('x' in at && (at.x < left || at.x > right))) return undefined
    const { offset, lines } = picture
    const found = nearestPlace(shown.map((environment) => lines[environment].t), 'x' in at ? (axis.getValueForPixel(at.x) ?? 0) - offset : at.moment)
    const active = shown.flatMap((environment) => {
      const index = found.get(lines[environment].t)
      return index === undefined ? [] : [{ datasetIndex: environments.indexOf(environment), index }]
    })
    return { active, place: 'x' in at ? at : { x: Math.min(right, Math.max(left, axis.getPixelForValue(at.moment + offset))), y: (top + bottom) / 2 } }
  }
  const draw = (changed: boolean): void => {
    const { width, height, ratio } = size
    if (chart.width !== width || chart.height !== height || chart.currentDevicePixelRatio !== ratio) {
      chart.options.devicePixelRatio = ratio
      chart.resize(width, height)
    }
    if (changed && picture) {
      fill(picture)
      // An element of the last picture may be gone from the next, and what rests under the pointer has another value.
      chart.setActiveElements([])
      chart.tooltip?.setActiveElements([], { x: 0, y: 0 })
      chart.update('none')
    }
    const { active, place } = (pointed && readAt(pointed)) ?? { active: [], place: { x: 0, y: 0 } }
    chart.setActiveElements(active)
    chart.tooltip?.setActiveElements(active, place)
    if (!changed || active.length > 0) chart.draw()
  }
  let stale = false
  const soon = (change: boolean): void => {
    stale ||= change
    drawInTurn(chart, () => {
      draw(stale)
      stale = false
    })
  }

  return {
    show: (next) => {
      picture = next
      soon(true)
    },
    resize: (next) => {
      size = next
      soon(false)
    },
    recolour: (next) => {
      look = next
      paint()
      soon(true)
    },
    point: (at) => {
      pointed = at
      soon(false)
    },
    destroy: () => {
      drawNoMore(chart)
      chart.destroy()
    },
  }
}
