/** How a window is made and what it may not do. Trust.md, "Security". */
import type { BrowserWindowConstructorOptions, Session, WebContents, WebFrameMain } from 'electron'
import type { Log } from '../log.ts'
import { appOrigin } from './app-protocol.ts'

/** @param packaged developer tools are off in what people install */
export const windowOptions = (preload: string, packaged: boolean): BrowserWindowConstructorOptions => ({
  width: 1440,
  height: 900,
  minWidth: 1024,
  minHeight: 680,
  title: 'Fifteen',
  backgroundColor: '#0e1116',
  webPreferences: {
    preload,
    contextIsolation: true,
    sandbox: true,
    webSecurity: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
    allowRunningInsecureContent: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: !packaged,
    // The clocks of a run go on in a window that is behind another.
    backgroundThrottling: false,
  },
})

/** A page of ours, at the top of its window. */
export const isOurFrame = (frame: Pick<WebFrameMain, 'origin' | 'parent'> | null): boolean =>
  frame !== null && frame.origin === appOrigin && frame.parent === null

/** Keeps a window on our pages: no other page, window or embedded page. There is no external link to allow yet. */
export function secureContents(contents: WebContents, log: Log): void {
  const leaves = (event: { readonly url: string; readonly preventDefault: () => void }): void => {
    if (event.url.startsWith(`${appOrigin}/`)) return
    log.warn('navigation.refused', { url: event.url })
    event.preventDefault()
  }
  contents.on('will-navigate', leaves)
  contents.on('will-frame-navigate', leaves)
  contents.on('will-redirect', leaves)
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    log.warn('window.refused', { url })
    return { action: 'deny' }
  })
}

/** Electron grants what is asked for unless it is told not to. */
export function secureSession(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
}
