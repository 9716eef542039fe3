import type { BrowserWindow, BrowserWindowConstructorOptions, Display, Rectangle, WebContents } from 'electron'
import type { Role } from '../../shared/contract.ts'
import type { Log } from '../log.ts'
import { appOrigin } from './app-protocol.ts'
import { windowOptions } from './window.ts'

const reloadAfter = 1_000

export type DesktopWindows = {
  readonly openMain: () => void
  /** The same at an address of its page, such as `#/incidents/i-1`. */
  readonly openAt: (address: string) => void
  readonly openWarRoom: (display: Pick<Display, 'bounds'>) => void
  /** Where the console's window is; undefined while none is open. */
  readonly mainBounds: () => Rectangle | undefined
  /** What the page in a window may do; undefined where the window is none of ours. */
  readonly roleOf: (contents: WebContents) => Role | undefined
  readonly all: () => readonly BrowserWindow[]
}

/**
 * The console's window and the war room's. Each is opened once; asked for again it comes to the front.
 * A page that crashes is loaded again, and the engine does not notice. Fault 3 of trust.md.
 */
export function createWindows(options: {
  readonly create: (options: BrowserWindowConstructorOptions) => BrowserWindow
  readonly preload: string
  readonly packaged: boolean
  readonly after: (ms: number, then: () => void) => () => void
  readonly log: Log
}): DesktopWindows {
  const { create, preload, packaged, after, log } = options
  const windows = new Map<Role, BrowserWindow>()

  const load = (window: BrowserWindow, page: string): void => void window.loadURL(`${appOrigin}/${page}`).catch((error: unknown) => log.error('window.load failed', { page, error }))
  const open = (role: Role, page: string, more: BrowserWindowConstructorOptions = {}): BrowserWindow => {
    const window = create({ ...windowOptions(preload, packaged), ...more })
    windows.set(role, window)
    window.on('closed', () => windows.delete(role))
    window.webContents.on('render-process-gone', (_event, { reason, exitCode }) => {
      log.error('window.crashed', { page, reason, exitCode })
      after(reloadAfter, () => {
        if (!window.isDestroyed()) window.webContents.reload()
      })
    })
    load(window, page)
    return window
  }
  const front = (window: BrowserWindow): void => {
    if (window.isMinimized()) window.restore()
    window.show()
    window.focus()
  }

  return {
    openMain: () => front(windows.get('operator') ?? open('operator', '')),
    openAt: (address) => {
      const present = windows.get('operator')
      // Another hash alone: the page stays, with all that stands in it.
      if (present !== undefined) load(present, address)
      front(present ?? open('operator', address))
    },
    // Read from across a room and never acted on: it is a viewer, whoever opened it.
    openWarRoom: ({ bounds }) => {
      windows.get('viewer')?.destroy()
      open('viewer', 'wall.html', { ...bounds, fullscreen: true, autoHideMenuBar: true })
    },
    mainBounds: () => windows.get('operator')?.getBounds(),
    roleOf: (contents) => [...windows].find(([, window]) => window.webContents === contents)?.[0],
    all: () => [...windows.values()],
  }
}
