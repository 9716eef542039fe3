/** Steps through the places of a chart, by keys. Pure. */

/** So many places on, or back; or to an end. */
export type Move = number | 'first' | 'last'

const far = 10

/** @returns the move that a key asks for, or nothing */
export function moveOf({ key, shiftKey }: { readonly key: string; readonly shiftKey: boolean }): Move | undefined {
  switch (key) {
    case 'ArrowLeft': return shiftKey ? -far : -1
    case 'ArrowRight': return shiftKey ? far : 1
    case 'Home': return 'first'
    case 'End': return 'last'
    default: return undefined
  }
}

/** @returns the place after a move, of so many; from nowhere it comes in at the end that it moves away from */
export function moved(from: number | undefined, move: Move, count: number): number | undefined {
  if (count === 0) return undefined
  if (move === 'first') return 0
  if (move === 'last') return count - 1
  if (from === undefined) return move < 0 ? count - 1 : 0
  return Math.min(count - 1, Math.max(0, from + move))
}
