import type { Line } from './wire.ts'

/** What a MessagePort of node:worker_threads and a MessagePortMain of Electron have in common, and where they differ. */
export type Port = { readonly postMessage: (data: string) => void; readonly start: () => void; readonly close: () => void } & (
  | { readonly addEventListener: (kind: 'message' | 'close', listener: (event: { readonly data?: unknown }) => void) => void }
  | { readonly on: (kind: 'message' | 'close', listener: (event?: { readonly data?: unknown }) => void) => void }
)

/** A line over a MessagePort; call `port.start()` once it is served. */
export function portLine(port: Port): Line {
  const listen = (kind: 'message' | 'close', listener: (event?: { readonly data?: unknown }) => void): void => {
    if ('addEventListener' in port) port.addEventListener(kind, listener)
    else port.on(kind, listener)
  }
  return {
    send: (frame) => port.postMessage(frame),
    onFrame: (listener) => listen('message', (event) => listener(event?.data)),
    onClose: (listener) => listen('close', () => listener()),
    close: () => port.close(),
  }
}
