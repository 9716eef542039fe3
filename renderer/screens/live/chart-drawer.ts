/** Keeps a page's drawings, by the number of their chart, and does with them what it is told. */
import { createDrawing, type Drawing } from './chart-drawing.ts'
import type { ChartMessage } from './chart-message.ts'

export function createDrawer(): (message: ChartMessage) => void {
  const drawings = new Map<number, Drawing>()
  return (message) => {
    if (message.kind === 'open') return void drawings.set(message.id, createDrawing(message))
    const drawing = drawings.get(message.id)
    switch (message.kind) {
      case 'show':
        return drawing?.show(message.picture)
      case 'size':
        return drawing?.resize(message.size)
      case 'look':
        return drawing?.recolour(message.look)
      case 'point':
        return drawing?.point(message.at)
      case 'end':
        drawing?.destroy()
        return void drawings.delete(message.id)
    }
  }
}
