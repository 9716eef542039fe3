/** The typed client, over the port that the desktop shell hands in or over a WebSocket. */
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import type { Contract } from '../shared/contract.ts'

export type Client = ContractRouterClient<Contract>

/** One way to an engine. `closed` settles when it is gone, whoever ended it. */
export type Link = { readonly client: Client; readonly closed: Promise<void>; readonly close: () => void }

/** Opens a link, or rejects with an Error that says what was tried. */
export type OpenLink = () => Promise<Link>

/**
 * A socket that is being closed takes words and loses them, as a browser's does with a complaint: that a stream is no longer wanted is said
 * to nobody then, and is no error. Whoever waits for an answer hears of the end when it has come.
 */
const untilClosed = (socket: WebSocket): Pick<WebSocket, 'readyState' | 'send' | 'addEventListener' | 'removeEventListener'> => ({
  get readyState() {
    return socket.readyState === WebSocket.CLOSING ? WebSocket.OPEN : socket.readyState
  },
  send: (message) => {
    if (socket.readyState === WebSocket.OPEN) socket.send(message)
  },
  addEventListener: socket.addEventListener.bind(socket),
  removeEventListener: socket.removeEventListener.bind(socket),
})

/** Over `/rpc` of the host that served the page. */
export function openSocket(): Promise<Link> {
  const address = `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/rpc`
  const socket = new WebSocket(address)
  const { promise: closed, resolve: setClosed } = Promise.withResolvers<void>()
  return new Promise((resolve, reject) => {
    socket.addEventListener('close', () => reject(new Error(`no answer from ${address}`)), { once: true })
    socket.addEventListener('open', () => {
      const client: Client = createORPCClient(new SocketLink({ websocket: untilClosed(socket) }))
      // After the link's own listener: streams that end with the line have nobody left to tell.
      socket.addEventListener('close', () => setClosed())
      resolve({ client, closed, close: () => socket.close() })
    }, { once: true })
  })
}

/**
 * The desktop shell's ports: one now, and a new one whenever the engine was started again.
 * Listens at once, so call it before the window's `load`.
 */
export function portLinks(): OpenLink {
  let waiting: MessagePort | undefined
  let taken: ((port: MessagePort) => void) | undefined
  let endPrevious = (): void => undefined
  addEventListener('message', (event: MessageEvent<unknown>) => {
    const port = event.ports[0]
    if (event.data !== 'fifteen:port' || event.source !== window || port === undefined) return
    endPrevious()
    if (taken) taken(port)
    else waiting = port
  })
  return async () => {
    const port = waiting ?? (await new Promise<MessagePort>((resolve) => (taken = resolve)))
    waiting = undefined
    taken = undefined
    const { promise: closed, resolve: setClosed } = Promise.withResolvers<void>()
    port.addEventListener('close', () => setClosed())
    const close = (): void => {
      port.close()
      setClosed()
    }
    endPrevious = close
    const client: Client = createORPCClient(new PortLink({ port }))
    port.start()
    return { client, closed, close }
  }
}

export const chooseLink = (): OpenLink => (location.protocol === 'app:' ? portLinks() : openSocket)
