/** The contract's client over a console's control socket. */
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { connect, type Socket } from 'node:net'
import type { Contract } from '../../shared/contract.ts'
import { textLine } from '../shell/text-line.ts'

export type Client = ContractRouterClient<Contract>
export type Link = { readonly client: Client; readonly closed: Promise<void>; readonly close: () => void }

/** Bytes of one answer: a state of many runs is larger than what a client may send. */
const largestAnswer = 64 * 1024 * 1024

/** A client over a socket that is open. */
export function linkOver(socket: Socket): Link {
  const { promise: closed, resolve: setClosed } = Promise.withResolvers<void>()
  socket.on('close', () => setClosed())
  const line = textLine(socket, largestAnswer)
  type Listener = (event: { readonly data?: string }) => void
  const listen = (kind: string, listener: Listener): void => {
    if (kind === 'close') line.onClose(() => listener({}))
    if (kind !== 'message') return
    line.onFrame((data) => {
      if (typeof data === 'string') listener({ data })
      else line.close('an answer too large')
    })
  }
  const asSocket = {
    // Open as long as it is used: a write to one that has gone fails by itself.
    readyState: 1,
    addEventListener: (kind: string, listener: unknown) => listen(kind, listener as Listener),
    removeEventListener: () => undefined,
    send: (frame: string) => line.send(frame),
  }
  return { client: createORPCClient(new RPCLink({ websocket: asSocket as never })), closed, close: () => socket.destroy() }
}

/**
 * @returns undefined where nobody listens: no such file, or one that a killed console left
 * @throws NodeJS.ErrnoException where the socket is another user's (EACCES), or no socket
 */
export function openLink(path: string): Promise<Link | undefined> {
  const socket = connect(path)
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(linkOver(socket)))
    socket.on('error', (error: NodeJS.ErrnoException) => (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' ? resolve(undefined) : reject(error)))
  })
}
