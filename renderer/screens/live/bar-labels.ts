/** Where the names of a chart's bars stand: at their own line, and never over one another. Pure. */

/** `y`: the line's height; `width`: of its text; px. `end`: where it stands if it can. */
export type BarLabel = { readonly y: number; readonly width: number; readonly end: 'left' | 'right' }
export type Area = { readonly left: number; readonly top: number; readonly right: number; readonly bottom: number }
/** Its left upper corner. */
export type LabelPlace = { readonly left: number; readonly top: number }

/** px between a line and its name above it, below it, and between a name and the plot's end. */
const apart = { above: 0, below: 2, end: 4 } as const

/**
 * Each above its line at its own end, else below it, else at the other end; first where no other line strikes it through. Where
 * all of that is taken, as near as can be.
 * @param height of a line of text, px
 * @returns of each label its place, or undefined where there is no room left
 */
export function placeLabels(labels: readonly BarLabel[], area: Area, height: number): readonly (LabelPlace | undefined)[] {
  type Box = LabelPlace & { readonly width: number }
  const taken: Box[] = []
  const isFree = ({ left, top, width }: Box): boolean => taken.every((other) => left + width <= other.left || other.left + other.width <= left || top + height <= other.top || other.top + height <= top)
  const isInside = ({ left, top, width }: Box): boolean => top >= area.top && top + height <= area.bottom && left >= area.left && left + width <= area.right
  const isStruck = ({ top }: Box, own: BarLabel): boolean => labels.some((other) => other !== own && other.y > top && other.y < top + height)
  const place = (label: BarLabel): LabelPlace | undefined => {
    const { y, width, end } = label
    const lefts = { left: area.left + apart.end, right: area.right - apart.end - width }
    const ends = [lefts[end], lefts[end === 'left' ? 'right' : 'left']]
    const rows = (moved: number): readonly Box[] => ends.flatMap((left) => [y - apart.above - height - moved, y + apart.below + moved].map((top) => ({ left, top, width })))
    const candidates = [...rows(0).filter((box) => !isStruck(box, label)), ...Array.from({ length: Math.max(0, Math.ceil(area.bottom - area.top)) }, (_, moved) => rows(moved)).flat()]
    const found = candidates.find((box) => isInside(box) && isFree(box))
    if (found === undefined) return undefined
    taken.push(found)
    return { left: found.left, top: found.top }
  }
  // From above: what stands higher keeps the room above it.
  const places = new Map(labels.toSorted((a, b) => a.y - b.y).map((label) => [label, place(label)]))
  return labels.map((label) => places.get(label))
}
