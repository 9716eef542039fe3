/** A small Chart.js chart of points over a linear axis, with lines that it is held against. Nothing moves by itself. */
import { Chart, LinearScale, LineController, LineElement, PointElement, Tooltip, type ChartConfiguration, type Plugin } from 'chart.js'
import { moved, type Move } from '../../parts/moves.ts'
import { readColours } from '../../theme/theme.ts'

Chart.register(LineController, LineElement, PointElement, LinearScale, Tooltip)

export type PlotPoint = { readonly x: number; readonly y: number; readonly low?: number; readonly high?: number; readonly label: string; readonly bad?: boolean }
export type PlotLine = { readonly value: number; readonly text: string }
export type Plot = {
  readonly points: readonly PlotPoint[]
  readonly bars: readonly PlotLine[]
  readonly xText: (x: number) => string
  readonly yText: (y: number) => string
  readonly zero: boolean
  /** Points stand apart in time and are joined by a thin line; else the line is what is looked at. */
  readonly apart: boolean
}
export type PlotHandle = {
  readonly show: (plot: Plot) => void
  /** Tells the point that a move leads to, or none any more. @returns its label */
  readonly move: (move: Move | undefined) => string
  readonly recolour: () => void
  readonly destroy: () => void
}

const tokens = ['text', 'text-2', 'text-3', 'line', 'line-strong', 'raised', 'bad', 'warn'] as const

export function createPlot(canvas: HTMLCanvasElement): PlotHandle {
  let colours = readColours(tokens)
  let plot: Plot = { points: [], bars: [], xText: String, yText: String, zero: false, apart: false }
  const font = { family: getComputedStyle(document.body).fontFamily, size: 10.5 }

  const lines: Plugin<'line'> = {
    id: 'bars-and-intervals',
    beforeDatasetsDraw: ({ ctx, chartArea, scales: { x, y } }) => {
      if (x === undefined || y === undefined) return
      ctx.save()
      ctx.font = `600 10px ${font.family}`
      ctx.lineWidth = 1
      for (const { value, text } of plot.bars) {
        const at = y.getPixelForValue(value)
        if (at < chartArea.top - 1 || at > chartArea.bottom + 1) continue
        ctx.strokeStyle = ctx.fillStyle = colours.warn
        ctx.setLineDash([2, 3])
        ctx.beginPath()
        ctx.moveTo(chartArea.left, at)
        ctx.lineTo(chartArea.right, at)
        ctx.stroke()
        ctx.textAlign = 'left'
        ctx.textBaseline = at - chartArea.top < 14 ? 'top' : 'bottom'
        ctx.fillText(text, chartArea.left + 4, at + (ctx.textBaseline === 'top' ? 2 : -1))
      }
      ctx.setLineDash([])
      ctx.strokeStyle = colours['text-3']
      ctx.lineWidth = 1.5
      for (const { x: at, low, high } of plot.points) {
        if (low === undefined || high === undefined) continue
        const [px, top, bottom] = [x.getPixelForValue(at), y.getPixelForValue(high), y.getPixelForValue(low)]
        ctx.beginPath()
        ctx.moveTo(px, top)
        ctx.lineTo(px, bottom)
        for (const end of [top, bottom]) {
          ctx.moveTo(px - 3, end)
          ctx.lineTo(px + 3, end)
        }
        ctx.stroke()
      }
      ctx.restore()
    },
  }

  const config: ChartConfiguration<'line', { x: number; y: number }[], unknown> = {
    type: 'line',
    data: { datasets: [{ data: [], borderWidth: 1.7, pointHitRadius: 8, tension: 0, fill: false }] },
    plugins: [lines],
    options: {
      animation: false, parsing: false, normalized: true, responsive: true, maintainAspectRatio: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      layout: { padding: { top: 4, right: 8 } },
      scales: {
        x: { type: 'linear', border: { display: false }, grid: { display: false }, ticks: { maxRotation: 0, maxTicksLimit: 7, font, callback: (value) => plot.xText(Number(value)) } },
        y: { type: 'linear', border: { display: false }, grace: '8%', ticks: { maxTicksLimit: 5, font, callback: (value) => plot.yText(Number(value)) } },
      },
      plugins: {
        tooltip: {
          animation: false, displayColors: false,
          callbacks: { title: () => '', label: ({ dataIndex }) => plot.points[dataIndex]?.label ?? '' },
        },
      },
    },
  }
  const chart = new Chart(canvas, config)
  let place: number | undefined
  const read = (next: number | undefined): void => {
    place = next
    const active = next === undefined ? [] : [{ datasetIndex: 0, index: next }]
    chart.setActiveElements(active)
    chart.tooltip?.setActiveElements(active, { x: 0, y: 0 })
  }

  const paint = (): void => {
    const [set] = chart.data.datasets
    if (set) {
      set.borderColor = plot.apart ? colours['line-strong'] : colours['text-2']
      set.borderWidth = plot.apart ? 1 : 1.7
      set.pointRadius = plot.points.map(({ bad }) => (plot.apart || bad === true ? 3.5 : 0))
      set.pointStyle = plot.points.map(({ bad }) => (bad === true ? 'rectRot' : 'circle'))
      set.pointBackgroundColor = set.pointBorderColor = plot.points.map(({ bad }) => (bad === true ? colours.bad : colours.text))
    }
    for (const axis of [chart.options.scales?.['x'], chart.options.scales?.['y']]) {
      if (axis?.ticks) axis.ticks.color = colours['text-3']
      if (axis?.grid) axis.grid.color = colours.line
    }
    Object.assign(chart.options.plugins?.tooltip ?? {}, { backgroundColor: colours.raised, borderColor: colours['line-strong'], borderWidth: 1, bodyColor: colours.text, padding: 8, bodyFont: { ...font, size: 12 } })
  }

  return {
    show: (next) => {
      plot = next
      // A point of the last picture may be gone from the next.
      read(undefined)
      const [set] = chart.data.datasets
      if (set) set.data = plot.points.map(({ x, y }) => ({ x, y }))
      const ends = [...plot.points.flatMap(({ low, high }) => [low, high]), ...plot.bars.map(({ value }) => value)].filter((value) => value !== undefined)
      const { x, y } = chart.options.scales ?? {}
      const [first, last] = [plot.points[0]?.x ?? 0, plot.points.at(-1)?.x ?? 1]
      // Room at both sides, so that the first and the last point are whole.
      const room = plot.apart ? Math.max(1, (last - first) * 0.04) : 0
      if (x) Object.assign(x, { min: first - room, max: Math.max(last, first + 1) + room })
      if (y) Object.assign(y, { beginAtZero: plot.zero, ...(ends.length > 0 && { suggestedMin: Math.min(...ends), suggestedMax: Math.max(...ends) }) })
      paint()
      chart.update('none')
    },
    move: (move) => {
      read(move === undefined ? undefined : moved(place, move, plot.points.length))
      chart.draw()
      return plot.points[place ?? -1]?.label ?? ''
    },
    recolour: () => {
      colours = readColours(tokens)
      paint()
      chart.update('none')
    },
    destroy: () => chart.destroy(),
  }
}
