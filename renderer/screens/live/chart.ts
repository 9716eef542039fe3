/** A chart on the page: its canvas, its size, what is read in it, and its colours. It is drawn elsewhere: draw-thread.ts. */
import { timeText } from '../../parts/format.ts'
import { moved, type Move } from '../../parts/moves.ts'
import { firstZone } from '../../parts/zone.ts'
import { onThemeChange, readColours } from '../../theme/theme.ts'
import type { ChartBar } from './chart-bars.ts'
import { chartTokens, type ChartOptions, type Look, type Picture, type Size, type Span } from './chart-message.ts'
import { momentsOf, shownOf, toldAt } from './chart-moments.ts'
import { openDrawing } from './draw-thread.ts'
import { nearest } from './nearest-place.ts'
import { thin } from './thin.ts'
import type { Series } from './use-series.ts'

/** `last`: how far back, ms; `tick`: ms between two ticks. `marks`: moments that a line stands at; monotonic ms. */
export type Shown = {
  readonly series: Series
  readonly range: { readonly last: number; readonly tick: number }
  readonly bars?: readonly ChartBar[]
  readonly spans?: readonly Span[]
  readonly marks?: readonly number[]
}
export type ChartHandle = {
  readonly show: (shown: Shown) => void
  /** Tells the values at the moment that a move leads to, or no longer. @returns them, with their time */
  readonly move: (move: Move | undefined) => string
  readonly destroy: () => void
}

/** Before it is laid out a chart has no width yet. */
const leastPlaces = 100
/** A line is nearly two wide: a place for each of them shows no more. */
const pixelsEach = 2

const readLook = (): Look => ({ colours: readColours(chartTokens), family: getComputedStyle(document.body).fontFamily })
const sizeOf = (host: HTMLElement): Size => ({ width: host.clientWidth, height: host.clientHeight, ratio: devicePixelRatio })

/** @param host is filled; it has a height of its own */
export function createChart(host: HTMLElement, options: ChartOptions): ChartHandle {
  const canvas = document.createElement('canvas')
  host.append(canvas)
  let size = sizeOf(host)
  const tell = openDrawing()
  const fit = (): void => void Object.assign(canvas.style, { width: `${size.width}px`, height: `${size.height}px` })
  fit()
  tell({ kind: 'open', canvas, options, look: readLook(), size })

  const resized = new ResizeObserver(() => {
    const next = sizeOf(host)
    if (next.width === size.width && next.height === size.height && next.ratio === size.ratio) return
    size = next
    fit()
    tell({ kind: 'size', size })
  })
  // Of the device's pixels: another screen may have more of them in the same place.
  resized.observe(host, { box: 'device-pixel-content-box' })
  const stop = new AbortController()
  const { signal } = stop
  let picture: Picture | undefined
  let moment: number | undefined
  host.addEventListener('pointermove', ({ offsetX, offsetY }) => {
    moment = undefined
    tell({ kind: 'point', at: { x: offsetX, y: offsetY } })
  }, { signal, passive: true })
  host.addEventListener('pointerleave', () => tell({ kind: 'point', at: undefined }), { signal })
  const stopTheme = onThemeChange(() => tell({ kind: 'look', look: readLook() }))

  return {
    show: ({ series: { lines, offset, end }, range: { last, tick }, bars = [], spans = [], marks = [] }) => {
      const places = Math.max(leastPlaces, Math.floor(size.width / pixelsEach))
      picture = { lines: { blue: thin(lines.blue, last, places), green: thin(lines.green, last, places) }, offset, end, last, tick, bars, spans, marks, zone: firstZone() ?? null }
      tell({ kind: 'show', picture })
    },
    move: (move) => {
      const { lines, offset, end, last, zone } = picture ?? { lines: undefined, offset: 0, end: 0, last: 0, zone: null }
      const moments = lines === undefined || move === undefined ? [] : momentsOf(shownOf(options).map((environment) => lines[environment].t), end - last)
      const at = move === undefined ? undefined : moved(moment === undefined ? undefined : nearest(moments, moment), move, moments.length)
      moment = at === undefined ? undefined : moments[at]
      tell({ kind: 'point', at: moment === undefined ? undefined : { moment } })
      return lines === undefined || moment === undefined ? '' : `${timeText(moment + offset, zone)}: ${toldAt(options, lines, moment).join(', ')}`
    },
    destroy: () => {
      stop.abort()
      stopTheme()
      resized.disconnect()
      tell({ kind: 'end' })
      canvas.remove()
    },
  }
}
