/** What a chart draws besides its lines: the shade from lowest to highest, shaded stretches, marked moments, the bars of its gates with their names. */
import type { Plugin, Scale } from 'chart.js'
import type { Environment, MetricName, Statistic } from '../../../shared/metrics.ts'
import { figureText } from '../../parts/format.ts'
import { placeLabels } from './bar-labels.ts'
import type { Look, Picture } from './chart-message.ts'
import type { Places } from './thin.ts'

/** Of a bar's name, px. */
const text = { size: 10, height: 12 } as const

/** From each moment's lowest to its highest, one shape from gap to gap. */
function shadeBand(ctx: CanvasRenderingContext2D, { t, min, max }: Places, offset: number, x: Scale, y: Scale): void {
  ctx.beginPath()
  for (let from = 0, to = 0; from < t.length; from = to + 1) {
    ctx.moveTo(x.getPixelForValue((t[from] ?? 0) + offset), y.getPixelForValue(min[from] ?? 0))
    for (to = from; to < t.length && !Number.isNaN(min[to] ?? Number.NaN); to += 1) ctx.lineTo(x.getPixelForValue((t[to] ?? 0) + offset), y.getPixelForValue(max[to] ?? 0))
    for (let back = to - 1; back >= from; back -= 1) ctx.lineTo(x.getPixelForValue((t[back] ?? 0) + offset), y.getPixelForValue(min[back] ?? 0))
    ctx.closePath()
  }
  ctx.fill()
}

type Marked = { readonly metric: MetricName; readonly statistic: Statistic; readonly shown: readonly Environment[]; readonly picture: () => Picture | undefined; readonly look: () => Look }

export function chartMarks({ metric, statistic, shown, picture, look }: Marked): readonly Plugin<'line'>[] {
  const bands: Plugin<'line'> = {
    id: 'bands',
    beforeDatasetsDraw: ({ ctx, chartArea: { left, top, width, height }, scales: { x, y } }) => {
      const drawn = picture()
      if (drawn === undefined || x === undefined || y === undefined) return
      ctx.save()
      ctx.beginPath()
      ctx.rect(left, top, width, height)
      ctx.clip()
      ctx.globalAlpha = 0.16
      for (const environment of shown) {
        ctx.fillStyle = look().colours[environment]
        shadeBand(ctx, drawn.lines[environment], drawn.offset, x, y)
      }
      ctx.restore()
    },
  }
  const shades: Plugin<'line'> = {
    id: 'spans',
    beforeDatasetsDraw: ({ ctx, chartArea, scales: { x } }) => {
      const { spans, marks, offset } = picture() ?? { spans: [], marks: [], offset: 0 }
      const { colours } = look()
      ctx.save()
      for (const { from, to, kind } of spans) {
        const at = (mono: number): number => Math.min(chartArea.right, Math.max(chartArea.left, x?.getPixelForValue(mono + offset) ?? 0))
        ctx.globalAlpha = 0.18
        ctx.fillStyle = kind === 'pending' ? colours.warn : colours.bad
        ctx.fillRect(at(from), chartArea.top, at(to) - at(from), chartArea.height)
      }
      ctx.globalAlpha = 1
      ctx.strokeStyle = colours.text
      ctx.setLineDash([1, 3])
      for (const mark of marks) {
        const at = x?.getPixelForValue(mark + offset) ?? 0
        if (at < chartArea.left || at > chartArea.right) continue
        ctx.beginPath()
        ctx.moveTo(at, chartArea.top)
        ctx.lineTo(at, chartArea.bottom)
        ctx.stroke()
      }
      ctx.restore()
    },
  }
  const barLines: Plugin<'line'> = {
    id: 'bars',
    afterDatasetsDraw: ({ ctx, chartArea, scales }) => {
      const { colours, family } = look()
      ctx.save()
      ctx.font = `600 ${text.size}px ${family}`
      const drawn = (picture()?.bars ?? []).flatMap(({ value, kind }) => {
        const y = scales['y']?.getPixelForValue(value) ?? 0
        if (y < chartArea.top - 1 || y > chartArea.bottom + 1) return []
        const light = kind === 'warning' || kind === 'changed'
        const name = `${kind} ${figureText(metric, value, statistic)}`
        // The warning is named at the left end of its line, the graver one at the right.
        return [{ y, light, name, width: ctx.measureText(name).width, end: light ? 'left' : 'right' } as const]
      })
      const places = placeLabels(drawn, chartArea, text.height)
      ctx.lineWidth = 1
      ctx.textAlign = 'left'
      ctx.textBaseline = 'middle'
      ctx.lineJoin = 'round'
      const colourOf = (light: boolean): string => (light ? colours.warn : colours.bad)
      for (const { y, light } of drawn) {
        ctx.strokeStyle = colourOf(light)
        ctx.setLineDash(light ? [2, 3] : [])
        ctx.beginPath()
        ctx.moveTo(chartArea.left, y)
        ctx.lineTo(chartArea.right, y)
        ctx.stroke()
      }
      // All lines pass behind all names, which stay legible.
      ctx.setLineDash([])
      ctx.lineWidth = 3
      ctx.strokeStyle = colours.panel
      drawn.forEach(({ light, name }, index) => {
        const place = places[index]
        if (place === undefined) return
        ctx.fillStyle = colourOf(light)
        ctx.strokeText(name, place.left, place.top + text.height / 2)
        ctx.fillText(name, place.left, place.top + text.height / 2)
      })
      ctx.restore()
    },
  }
  return [bands, shades, barLines]
}
