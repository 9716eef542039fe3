/** The same console for browsers and wall displays. Trust.md, "Wall and browser host". */
import type { Clock } from '../shared/clock.ts'
import type { Console } from './console.ts'
import type { Log } from './log.ts'
import { router } from './router.ts'
import { openHost, type Host } from './shell/host.ts'
import { serveLine } from './shell/wire.ts'

/**
 * Serves a console's contract at /rpc and the renderer's pages beside it.
 * @param root folder of the built renderer
 * @param port 0 takes a free one
 * @param user under whose name the operator's acts are recorded
 * @throws where the port is taken or `root` holds no built page
 */
export function serveConsole(options: {
  readonly console: Console
  readonly root: string
  readonly port: number
  readonly host?: string
  readonly user: string
  readonly clock: Clock
  readonly log: Log
}): Promise<Host> {
  const { console, ...rest } = options
  return openHost({
    ...rest,
    serve: (line, { role, name }, admit) =>
      serveLine(line, { router, context: { console, role, me: { name } }, log: rest.log, admit }),
  })
}
