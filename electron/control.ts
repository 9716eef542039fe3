/** A console that scripts of the same user reach by a socket in its home folder. */
import { errorText } from '../shared/error-text.ts'
import { openConsole, type Console, type ConsoleOptions } from './console.ts'
import { router, wallRouter } from './router.ts'
import { ownUid, placeOf } from './shell/control-path.ts'
import { openWallServer, type WallServer } from './shell/wall-server.ts'
import { openPilotServer, type PilotServer } from './shell/pilot-server.ts'
import { openStatusServer } from './shell/status-server.ts'
import type { SmallServer } from './shell/small-server.ts'
import { openControlSocket } from './shell/control-socket.ts'
import { serveLine } from './shell/wire.ts'

/** The same console, which stops something else before itself. Not a copy: its plan is that of now, whenever it is asked. */
export const stoppedAfter = <T extends { readonly stop: () => Promise<void> }>(console: T, first: () => Promise<void> | undefined): T =>
  Object.create(console, {
    stop: {
      value: async () => {
        await first()
        await console.stop()
      },
    },
  }) as T

/**
 * Opens a console and listens for scripts, who act as the operator under the user's name. Where the socket can't be
 * opened the console works all the same: the log says why.
 * @param pages folder of the built renderer; without it the war room can't be shared
 * @throws as `openConsole`
 */
export async function openReachable(options: ConsoleOptions & { readonly pages?: string }): Promise<Console> {
  const { home, user, clock, log, pages } = options
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
  const forms = await openForms(console, { clock, log })
  const walls = pages === undefined ? undefined : openWalls(console, pages, { clock, log })
  const status = await openStatus(console, { clock, log })
  return stoppedAfter(console, async () => {
    await walls?.stop()
    await status.stop()
    await forms?.stop()
    await control?.stop()
  })
}

/** The small server, where the plan asks for it; a port that is taken is told on the screen and holds up nothing else. */
async function openForms(console: Console, { clock, log }: Pick<ConsoleOptions, 'clock' | 'log'>): Promise<PilotServer | undefined> {
  const wanted = console.plan.pilots?.server
  if (wanted === undefined) return undefined
  try {
    const server = await openPilotServer({ desk: console.pilots.desk, port: wanted.port, host: wanted.host, address: wanted.address, clock, log })
    console.pilots.serves(server.address)
    return server
  } catch (error) {
    log.error('pilot-server.not opened', { error })
    console.pilots.serves(undefined, errorText(error))
    return undefined
  }
}

/** The war room's server, which listens once it is shared; without built pages it can't be. */
function openWalls(console: Console, root: string, { clock, log }: Pick<ConsoleOptions, 'clock' | 'log'>): WallServer | undefined {
  try {
    return openWallServer({
      walls: console.walls, root, settings: () => console.plan.wall, clock, log,
      serve: (line, { role, name }, admit) => serveLine(line, { router: wallRouter, context: { console, role, me: { name } }, log, admit }),
    })
  } catch (error) {
    log.warn('wall.unavailable', { error })
    return undefined
  }
}

/** The page for users, where the plan in use has it served; as with the forms, a port that is taken holds up nothing else. */
async function openStatus(console: Console, { clock, log }: Pick<ConsoleOptions, 'clock' | 'log'>): Promise<{ readonly stop: () => Promise<void> }> {
  const { messages, journal } = console
  let running: SmallServer | undefined
  let used: string | undefined
  const serve = async (): Promise<void> => {
    await messages.statusPageSettled()
    const { server: wanted, address } = console.plan.people.statusPage ?? {}
    const page = messages.statusPage()
    const key = page && wanted && JSON.stringify([wanted, address])
    if (key === used) return
    used = key
    await running?.stop()
    running = undefined
    messages.serves(undefined)
    if (wanted === undefined || page === undefined) return
    try {
      running = await openStatusServer({ page: pageNow(console), port: wanted.port, host: wanted.host, address, clock, log })
      messages.serves(running.address)
    } catch (error) {
      // Tried again with the next plan.
      used = undefined
      log.error('status-server.not opened', { error })
      messages.serves(undefined, errorText(error))
    }
  }
  let lane = serve()
  const off = journal.subscribe(({ kind }) => {
    if (kind === 'plan.pinned') lane = lane.then(serve).catch((error: unknown) => log.error('status-server.failed', { error }))
  })
  await lane
  return {
    stop: async () => {
      off()
      await lane
      await running?.stop()
    },
  }
}

/** Its words as they are whenever they are asked for. */
const pageNow = ({ messages }: Console) => ({ html: () => messages.statusPage()?.html() ?? '', feed: () => messages.statusPage()?.feed() ?? '' })
