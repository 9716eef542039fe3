/** A desktop window without Electron: the contract's client at the other end of a MessagePort. */
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { MessageChannel } from 'node:worker_threads'
import type { Console } from '../../electron/console.ts'
import { serveOnPort } from '../../electron/engine.ts'
import { createLog } from '../../electron/log.ts'
import type { Port } from '../../electron/shell/port-line.ts'
import type { Client } from '../../renderer/client.ts'
import type { Role } from '../../shared/contract.ts'

export function connectConsole(console: Console, role: Role = 'operator', name = 'ada'): { readonly client: Client; readonly close: () => void } {
  const { port1, port2 } = new MessageChannel()
  const log = createLog({ write: () => undefined, level: 'error', clock: console.clock })
  const stop = serveOnPort(console, port1 as Port, { role, name, log })
  // oRPC takes the browser's port; that of worker_threads has the same two members it uses.
  const client: Client = createORPCClient(new RPCLink({ port: port2 as never }))
  port2.start()
  return {
    client,
    close: () => {
      stop()
      port2.close()
    },
  }
}
