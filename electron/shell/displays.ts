import type { Display } from 'electron'

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number }

const overlap = (a: Box, b: Box): number =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) * Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y))

/**
 * Where the war room goes by itself: the largest display on which the console is not; the only one where there is no other.
 * @param console bounds of the console's window; undefined where none is open
 */
export function wallDisplay<D extends Pick<Display, 'bounds'>>(displays: readonly D[], console: Box | undefined): D | undefined {
  const area = ({ bounds }: D): number => bounds.width * bounds.height
  const own = console && displays.reduce<D | undefined>((most, one) => (overlap(one.bounds, console) > (most ? overlap(most.bounds, console) : 0) ? one : most), undefined)
  const others = displays.filter((one) => one !== (own ?? displays[0]))
  return others.reduce<D | undefined>((largest, one) => (largest === undefined || area(one) > area(largest) ? one : largest), undefined) ?? displays[0]
}
