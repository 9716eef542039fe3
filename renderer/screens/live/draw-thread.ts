/**
 * One thread for all charts of a page: begun with the first of them, ended with the last. Where it can't begin, the page
 * draws them itself.
 */
import type { ChartMessage } from './chart-message.ts'
import { drawThread as words } from '../../words/live.ts'

type Tell = (message: ChartMessage<HTMLCanvasElement>) => void
type Thread = { readonly tell: Tell; readonly end: () => void }

/** A canvas is given away once and for all, so none is before there is somebody to take it. */
const inThread = (worker: Worker): Tell => (message) => {
  if (message.kind !== 'open') return worker.postMessage(message)
  const canvas = message.canvas.transferControlToOffscreen()
  worker.postMessage({ ...message, canvas } satisfies ChartMessage, [canvas])
}

function startThread(): Thread {
  const worker = new Worker(new URL('./chart-thread.ts', import.meta.url), { type: 'module', name: 'charts' })
  const waiting: Parameters<Tell>[0][] = []
  let tell: Tell | undefined
  const begin = (to: Tell): void => {
    tell = to
    waiting.splice(0).forEach(to)
  }
  worker.addEventListener('message', () => begin(inThread(worker)), { once: true })
  worker.addEventListener('error', () => {
    // One that has begun says its errors on the page's console, and goes on.
    if (tell !== undefined) return
    worker.terminate()
    console.warn(words.noThreadChartsCould)
    void import('./chart-drawer.ts').then(({ createDrawer }) => begin(createDrawer()))
  })
  return {
    tell: (message) => {
      if (tell) tell(message)
      else waiting.push(message)
    },
    end: () => worker.terminate(),
  }
}

let thread: Thread | undefined
let [charts, opened] = [0, 0]

type Message = ChartMessage<HTMLCanvasElement>
/** A message about one chart, whose number it need not know. */
type Own<M> = M extends Message ? Omit<M, 'id'> : never

/** @returns what tells of one chart; with its `end` the chart is gone, and the thread with the last one */
export function openDrawing(): (message: Own<Message>) => void {
  thread ??= startThread()
  const { tell, end } = thread
  const id = (opened += 1)
  charts += 1
  return (message) => {
    tell({ ...message, id } as Message)
    if (message.kind !== 'end') return
    charts -= 1
    if (charts > 0) return
    end()
    thread = undefined
  }
}
