/** The socket for scripts, on real sockets: what a stranger on it can do, what a killed console leaves. Fault 29 of trust.md. */
import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openLink } from '../../../../electron/cli/link.ts'
import { linkTo } from '../../../../electron/cli/reach.ts'
import type { Console } from '../../../../electron/console.ts'
import { ownUid, placeOf } from '../../../../electron/shell/control-path.ts'
import { openControlSocket, type ControlSocket } from '../../../../electron/shell/control-socket.ts'
import { serveLine } from '../../../../electron/shell/wire.ts'
import { stubRouter, type Stub } from './stub-router.ts'
import { quietLog } from './transports.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
let home: string
let stub: Stub
let control: ControlSocket | undefined

const open = async (): Promise<ControlSocket> => {
  control = await openControlSocket({
    place: placeOf(home), uid: ownUid(), clock, log: quietLog(),
    serve: (line, admit) => serveLine(line, { router: stub.router, context: { console: {} as Console, role: 'operator', me: { name: 'ada' } }, log: quietLog(), admit }),
  })
  return control
}
const raw = async (): Promise<Socket> => {
  const socket = connect(join(home, 'control.sock')).on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}
/** Ended from the other side; what was still on its way is reset. */
const gone = (socket: Socket): Promise<void> => new Promise((resolve) => socket.resume().on('close', () => resolve()))
const answersStill = async (): Promise<void> => {
  const link = await openLink(join(home, 'control.sock'))
  expect(await link?.client.session.me()).toEqual({ name: 'ada', role: 'operator' })
  link?.close()
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fifteen-control-'))
  stub = stubRouter()
})
afterEach(async () => {
  await control?.stop()
  control = undefined
  rmSync(home, { recursive: true, force: true })
})

test('is for its user alone, and goes when it is stopped', async () => {
  const { path, stop } = await open()
  expect([statSync(path).isSocket(), statSync(path).mode & 0o777]).toEqual([true, 0o600])
  const link = await openLink(path)
  const stream = await link?.client.state.changes()
  expect((await stream?.next())?.value).toEqual({ number: 0 })
  await stop()
  control = undefined
  await link?.closed
  expect([existsSync(path), await openLink(path)]).toEqual([false, undefined])
})

test('one that a killed console left is replaced; a living one, and what is no socket, is not', async () => {
  const path = join(home, 'control.sock')
  spawnSync(process.execPath, ['-e', `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`])
  expect([statSync(path).isSocket(), await openLink(path)]).toEqual([true, undefined])
  const first = await open()
  await answersStill()
  await expect(open()).rejects.toThrow(/Another console listens/)
  await answersStill()
  await first.stop()
  control = undefined
  writeFileSync(path, 'someone\'s notes')
  await expect(open()).rejects.toThrow(/is no socket/)
  expect(readFileSync(path, 'utf8')).toBe('someone\'s notes')
  expect(await linkTo(home)).toBeUndefined()
})

test('a home folder whose path is too long for a socket is served and found all the same', async () => {
  const short = home
  home = mkdtempSync(join(home, `${'deep-'.repeat(20)}`))
  const { path } = await open()
  expect(path.startsWith(home)).toBe(false)
  const link = await linkTo(home)
  expect(await link?.client.session.me()).toMatchObject({ role: 'operator' })
  link?.close()
  await control?.stop()
  control = undefined
  expect(await linkTo(home)).toBeUndefined()
  home = short
})

test('frames come whole, however they are cut, and many in one piece', async () => {
  await open()
  const socket = await raw()
  const answers: string[] = []
  socket.setEncoding('utf8').on('data', (text: string) => answers.push(text))
  const frame = (number: number): Buffer => Buffer.from(`{"i":"é${number}","p":{"u":"/session/me"}}\n`)
  for (const byte of frame(0)) {
    socket.write(Buffer.from([byte]))
    await new Promise(setImmediate)
  }
  socket.write(Buffer.concat([frame(1), frame(2), frame(3)]))
  await vi.waitFor(() => expect(answers.join('').trimEnd().split('\n')).toHaveLength(4))
  for (const line of answers.join('').trimEnd().split('\n')) expect(JSON.parse(line)).toMatchObject({ i: expect.stringMatching(/^é\d$/), p: { b: { json: { role: 'operator' } } } })
  socket.destroy()
})

test.each([
  ['garbage', Buffer.from([0, 255, 10, 3, 10])], ['a request of the web', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
  ['a frame that never ends', Buffer.alloc(3 * 1024 * 1024, 'x')], ['empty lines', Buffer.alloc(10_000, '\n')],
])('%s ends that line, and no other', async (_, bytes) => {
  await open()
  const socket = await raw()
  const ended = gone(socket)
  socket.write(bytes)
  await ended
  await answersStill()
})

test('a flood of calls ends its line; who reads no answers holds nothing up', async () => {
  await open()
  const flood = await raw()
  const ended = gone(flood)
  flood.write('{"i":"1","p":{"u":"/session/me"}}\n'.repeat(5_000))
  await ended
  expect(stub.calls.length).toBeLessThan(500)
  // Endless values of 64 KB, never read: what is made stops at what the pipe and one frame hold.
  const deaf = await raw()
  deaf.pause()
  deaf.write('{"i":"1","p":{"u":"/rollback/progress"}}\n')
  await vi.waitFor(() => expect(stub.made()).toBeGreaterThan(0))
  await answersStill()
  const made = stub.made()
  await answersStill()
  expect(stub.made() - made).toBeLessThan(64)
  deaf.destroy()
})

test('so many connections at once, and one more when one has gone', async () => {
  await open()
  const all = await Promise.all(Array.from({ length: 16 }, raw))
  const refused = await raw()
  await gone(refused)
  all[0]?.destroy()
  await vi.waitFor(answersStill)
  for (const socket of all) socket.destroy()
})
