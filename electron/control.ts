/** A console that scripts of the same user reach by a socket in its home folder. */
import { openConsole, type Console, type ConsoleOptions } from './console.ts'
import { router } from './router.ts'
import { ownUid, placeOf } from './shell/control-path.ts'
import { openControlSocket } from './shell/control-socket.ts'
import { serveLine } from './shell/wire.ts'

/**
 * Opens a console and listens for scripts, who act as the operator under the user's name. Where the socket can't be
 * opened the console works all the same: the log says why.
 * @throws as `openConsole`
 */
export async function openReachable(options: ConsoleOptions): Promise<Console> {
  const { home, user, clock, log } = options
  const console = await openConsole(options)
  const open = async () =>
    openControlSocket({
      place: placeOf(home), uid: ownUid(), clock, log,
      serve: (line, admit) => serveLine(line, { router, context: { console, role: 'operator', me: { name: user } }, log, admit }),
    })
  const control = await open().catch((error: unknown) => {
    log.warn('control.unavailable', { error })
    return undefined
  })
  return {
    ...console,
    stop: async () => {
      await control?.stop()
      await console.stop()
    },
  }
}
