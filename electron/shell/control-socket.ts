/**
 * The socket by which scripts of the same user reach a running console. Who may is held by the file's mode: no port is
 * open, no token is kept. Plan of defence: trust.md, "Security".
 */
import { once } from 'node:events'
import { lstatSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Clock } from '../../shared/clock.ts'
import type { Log } from '../log.ts'
import { makePlace, type ControlPlace } from './control-path.ts'
import { createBucket } from './limits.ts'
import { textLine } from './text-line.ts'
import { largestFrame, type Line } from './wire.ts'

const mostConnections = 16
const callsPerSecond = 200
/** What is on its way to a script when the console stops has this long, ms. */
const partWithin = 500

export type ControlSocket = { readonly path: string; readonly stop: () => Promise<void> }

/** Whether anyone answers there. A console that stands still does: the kernel takes the connection for it. */
const answers = (path: string): Promise<boolean> =>
  new Promise((resolve, reject) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', (error: NodeJS.ErrnoException) =>
      error.code === 'ECONNREFUSED' || error.code === 'ENOENT' ? resolve(false) : reject(error))
  })

/** A console that was killed leaves its file. Nothing but a socket that nobody listens on is removed. */
async function clear(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false })
  if (there === undefined) return
  if (!there.isSocket()) throw new Error(`${path} is in the way and is no socket. Move it elsewhere, and start the console again.`)
  if (await answers(path)) throw new Error(`Another console listens on ${path}. Close it, or go on there.`)
  rmSync(path, { force: true })
}

/** The file is born with the mode that it keeps: the mask is this process's alone, and listening makes the file at once. */
async function listen(server: Server, path: string): Promise<void> {
  const mask = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(mask)
  }
  await once(server, 'listening')
}

/**
 * Listens until it is stopped, and then leaves no file behind.
 * @param serve answers the contract on a line
 * @param uid the user's number, -1 where there is none
 * @throws Error where another console listens there, or the socket can't be made
 */
export async function openControlSocket(options: {
  readonly place: ControlPlace
  readonly uid: number
  readonly serve: (line: Line, admit: () => boolean) => void
  readonly clock: Clock
  readonly log: Log
}): Promise<ControlSocket> {
  const { place, uid, serve, clock, log } = options
  const { path } = place
  const isPipe = path.startsWith('\\\\')
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', (error) => log.info('control.line failed', { error: error.message }))
    serve(textLine(socket, largestFrame), createBucket(clock, callsPerSecond, callsPerSecond))
  })
  server.maxConnections = mostConnections
  server.on('drop', () => log.warn('control.refused', { why: `more than ${mostConnections} connections` }))
  if (!isPipe) {
    makePlace(place, uid)
    await clear(path)
  }
  await listen(server, path)
  server.on('error', (error) => log.error('control.failed', { error }))
  return {
    path,
    stop: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of open) socket.destroySoon()
      const late = setTimeout(() => {
        for (const socket of open) socket.destroy()
      }, partWithin)
      await closed
      clearTimeout(late)
    },
  }
}
