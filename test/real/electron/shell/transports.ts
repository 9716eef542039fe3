/** The ways to a console, so that one suite runs over each. */
import { createORPCClient } from '@orpc/client'
import { RPCLink as PortLink } from '@orpc/client/message-port'
import { RPCLink as SocketLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MessageChannel } from 'node:worker_threads'
import { WebSocket } from 'ws'
import { createLog, type Log } from '../../../../electron/log.ts'
import { linkOver } from '../../../../electron/cli/link.ts'
import { ownUid, placeOf } from '../../../../electron/shell/control-path.ts'
import { openControlSocket } from '../../../../electron/shell/control-socket.ts'
import { openHost } from '../../../../electron/shell/host.ts'
import { portLine, type Port } from '../../../../electron/shell/port-line.ts'
import type { Line } from '../../../../electron/shell/wire.ts'
import type { Contract, Role } from '../../../../shared/contract.ts'

export type Connection = {
  readonly client: ContractRouterClient<Contract>
  /** Past the client: a frame as an attacker would send it. */
  readonly send: (frame: unknown) => void
  readonly ended: Promise<void>
  readonly close: () => void
}
export type Transport = { readonly connect: (role: Role) => Promise<Connection>; readonly stop: () => Promise<void> }
type Serve = (line: Line, who: { readonly role: Role; readonly name: string }, admit?: () => boolean) => void

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
export const quietLog = (lines: string[] = []): Log => createLog({ write: (line) => lines.push(line), level: 'debug', clock })

export const transports: Readonly<Record<'MessagePort' | 'WebSocket' | 'control socket', (serve: Serve) => Promise<Transport>>> = {
  MessagePort: (serve) => {
    const open: (() => void)[] = []
    return Promise.resolve({
      connect: (role) => {
        const { port1, port2 } = new MessageChannel()
        serve(portLine(port1 as Port), { role, name: 'ada' })
        port1.start()
        const ended = new Promise<void>((resolve) => port2.on('close', () => resolve()))
        const close = (): void => port2.close()
        open.push(close)
        // oRPC takes the browser's port; that of worker_threads has the same two members it uses.
        const link = new PortLink({ port: port2 as never })
        port2.start()
        return Promise.resolve({ client: createORPCClient(link), send: (frame) => port2.postMessage(frame), ended, close })
      },
      stop: () => {
        for (const close of open) close()
        return Promise.resolve()
      },
    })
  },
  WebSocket: async (serve) => {
    const root = mkdtempSync(join(tmpdir(), 'fifteen-pages-'))
    writeFileSync(join(root, 'index.html'), '<title>Fifteen</title>')
    const host = await openHost({ root, port: 0, user: 'ada', clock, log: quietLog(), serve })
    const origin = host.address.slice(0, -1)
    return {
      connect: async (role) => {
        const entered = await fetch(role === 'operator' ? host.mintLink('operator', 60_000).url : host.mintLink('viewer', 60_000).url, { redirect: 'manual' })
        const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? ''
        const socket = new WebSocket(`${origin.replace('http', 'ws')}/rpc`, { headers: { cookie, origin } })
        const ended = new Promise<void>((resolve) => socket.on('close', () => resolve()))
        await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
        return {
          client: createORPCClient(new SocketLink({ websocket: socket as never })),
          send: (frame) => socket.send(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame)),
          ended,
          close: () => socket.terminate(),
        }
      },
      stop: async () => {
        await host.stop()
        rmSync(root, { recursive: true })
      },
    }
  },
  'control socket': async (serve) => {
    const home = mkdtempSync(join(tmpdir(), 'fifteen-home-'))
    const asked: Role[] = []
    const place = placeOf(home)
    const control = await openControlSocket({
      place, uid: ownUid(), clock, log: quietLog(), serve: (line, admit) => serve(line, { role: asked.shift() ?? 'viewer', name: 'ada' }, admit),
    })
    return {
      connect: async (role) => {
        asked.push(role)
        const socket = connect(place.path)
        await once(socket, 'connect')
        const { client, closed, close } = linkOver(socket)
        return {
          client, close, ended: closed,
          send: (frame) => {
            socket.write(typeof frame === 'string' || frame instanceof Uint8Array ? frame : JSON.stringify(frame))
            socket.write('\n')
          },
        }
      },
      stop: async () => {
        await control.stop()
        rmSync(home, { recursive: true })
      },
    }
  },
}
