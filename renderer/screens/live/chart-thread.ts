/** The thread that draws a page's charts: laying one out and painting it takes the page's own thread longer than a click may wait. */
import { createDrawer } from './chart-drawer.ts'
import type { ChartMessage } from './chart-message.ts'

const draw = createDrawer()
addEventListener('message', ({ data }: MessageEvent<ChartMessage>) => draw(data))
postMessage('ready')
