/** What a page tells whoever draws its charts, and the picture that is drawn. */
import type { Environment, MetricName, Statistic } from '../../../shared/metrics.ts'
import type { ChartBar } from './chart-bars.ts'
import type { Places } from './thin.ts'

/** `only`: the one environment that is drawn. `axisWidth`: pixels left of the plot, where something beside the chart shares its axis of time. */
export type ChartOptions = { readonly metric: MetricName; readonly statistic: Statistic; readonly zero: boolean; readonly only?: Environment; readonly axisWidth?: number }
/** A stretch of time that is shaded; monotonic ms. */
export type Span = { readonly from: number; readonly to: number; readonly kind: 'pending' | 'firing' }
export type Picture = {
  readonly lines: Readonly<Record<Environment, Places>>
  /** Wall milliseconds minus monotonic ones; the monotonic end of what is shown, its length, and the ms between two ticks. */
  readonly offset: number
  readonly end: number
  readonly last: number
  readonly tick: number
  readonly bars: readonly ChartBar[]
  readonly spans: readonly Span[]
  /** Moments that a line stands at; monotonic ms. */
  readonly marks: readonly number[]
  /** For times; null is the reader's own zone. */
  readonly zone: string | null
}

export const chartTokens = ['blue', 'green', 'warn', 'bad', 'text', 'text-3', 'line', 'panel', 'raised', 'line-strong'] as const
/** What only the page knows: colours as they are now, and the font's family. */
export type Look = { readonly colours: Readonly<Record<(typeof chartTokens)[number], string>>; readonly family: string }
/** CSS pixels, and device pixels to one of them. */
export type Size = { readonly width: number; readonly height: number; readonly ratio: number }
/** A place in it, CSS px; or a moment, monotonic ms. */
export type At = { readonly x: number; readonly y: number } | { readonly moment: number }

export type DrawingOf<Canvas> = { readonly canvas: Canvas; readonly options: ChartOptions; readonly look: Look; readonly size: Size }
/** `id`: a chart's own number. `at`: what is read in it, by the pointer or the keyboard; nothing where nothing is. */
export type ChartMessage<Canvas = HTMLCanvasElement | OffscreenCanvas> =
  | ({ readonly kind: 'open'; readonly id: number } & DrawingOf<Canvas>)
  | { readonly kind: 'show'; readonly id: number; readonly picture: Picture }
  | { readonly kind: 'size'; readonly id: number; readonly size: Size }
  | { readonly kind: 'look'; readonly id: number; readonly look: Look }
  | { readonly kind: 'point'; readonly id: number; readonly at: At | undefined }
  | { readonly kind: 'end'; readonly id: number }
