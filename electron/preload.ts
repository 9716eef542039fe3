/** Passes the engine's port on to the page, and nothing else. */
import { ipcRenderer } from 'electron'

/** What of the page's window is used here: the compiler's list of it is not this layer's. */
declare const window: {
  readonly location: { readonly origin: string }
  readonly postMessage: (message: string, origin: string, ports: readonly unknown[]) => void
  readonly addEventListener: (kind: 'load', listener: () => void) => void
}

ipcRenderer.on('fifteen:port', (event) => window.postMessage('fifteen:port', window.location.origin, [...event.ports]))
// Asked once the page listens.
window.addEventListener('load', () => ipcRenderer.send('fifteen:port?'))
