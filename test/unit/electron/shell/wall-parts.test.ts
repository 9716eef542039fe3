/** The war room's small decisions: on which display, when screens stay on, by which names it is asked for, when a kiosk opens, what one address may take. */
import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { wallDisplay } from '../../../../electron/shell/displays.ts'
import { openKiosk } from '../../../../electron/shell/kiosk.ts'
import { createPeers } from '../../../../electron/shell/peers.ts'
import { createStayAwake } from '../../../../electron/shell/stay-awake.ts'
import { wallHosts } from '../../../../electron/shell/wall-server.ts'

const display = (id: string, x: number, width: number, height = 1_080) => ({ id, bounds: { x, y: 0, width, height } })

describe('the second screen', () => {
  const desk = display('desk', 0, 1_920)
  const side = display('side', 1_920, 1_920)
  const wall = display('wall', 3_840, 3_840, 2_160)

  test('is the largest on which the console is not', () => {
    expect(wallDisplay([desk, side, wall], { x: 100, y: 0, width: 1_440, height: 900 })?.id).toBe('wall')
    expect(wallDisplay([desk, side, wall], { x: 4_000, y: 0, width: 1_440, height: 900 })?.id).toBe('desk')
  })
  test('is the one where most of the console is not, for a window across two', () => {
    expect(wallDisplay([desk, side], { x: 1_000, y: 0, width: 1_440, height: 900 })?.id).toBe('side')
    expect(wallDisplay([desk, side], { x: 1_500, y: 0, width: 1_440, height: 900 })?.id).toBe('desk')
  })
  test('is the only one where there is no other, and none without a display', () => {
    expect(wallDisplay([desk], { x: 0, y: 0, width: 10, height: 10 })?.id).toBe('desk')
    expect(wallDisplay([desk, side], undefined)?.id).toBe('side')
    expect(wallDisplay([], undefined)).toBeUndefined()
  })
})

test('screens are held on once while a run is open, and let go after it', () => {
  const held: string[] = []
  const tell = createStayAwake({ start: (type) => held.push(type), stop: (id) => held.push(`stop ${id}`) })
  for (const open of [false, true, true, false, false, true]) tell(open)
  expect(held).toEqual(['prevent-display-sleep', 'stop 1', 'prevent-display-sleep'])
})

test('a war room on every address answers as each of this machine and by the names of the plan, and as nothing else', () => {
  const interfaces = () => ({
    lo: [{ address: '127.0.0.1', internal: true, family: 'IPv4' }],
    eth0: [{ address: '10.0.0.7', internal: false, family: 'IPv4' }, { address: 'fe80::1', internal: false, family: 'IPv6' }],
  }) as unknown as ReturnType<typeof import('node:os').networkInterfaces>
  expect(wallHosts({ host: '0.0.0.0', names: ['room.example'] }, 4_820, interfaces)).toEqual(['room.example:4820', '10.0.0.7:4820', '127.0.0.1:4820', 'localhost:4820'])
  expect(wallHosts({ host: '10.0.0.7', names: [] }, 4_820, interfaces)).toEqual(['10.0.0.7:4820'])
  expect(wallHosts({ host: '127.0.0.1', names: [] }, 4_820, interfaces)).toEqual(['127.0.0.1:4820', 'localhost:4820'])
})

test('a kiosk opens its browser once the console answers, tells once that it waits, and never the token', async () => {
  const said: string[] = []
  const asked: string[] = []
  const start = vi.fn(() => 'browser')
  const reach = (address: string): Promise<number> => {
    asked.push(address)
    return asked.length < 3 ? Promise.reject(new Error('connection refused')) : Promise.resolve(401)
  }
  expect(await openKiosk({ link: 'http://10.0.0.7:4820/?token=secret', start, reach, wait: () => Promise.resolve(), say: (line) => said.push(line) })).toBe('browser')
  expect([start.mock.calls.length, asked, said.length]).toEqual([1, Array.from({ length: 3 }, () => 'http://10.0.0.7:4820'), 1])
  expect(said.join()).not.toContain('secret')
})

test('one address takes its own share of connections and requests, and a flood of addresses fills no memory', () => {
  let now = 0
  const peers = createPeers({ clock: { mono: () => now, wall: () => now, boot: '' }, connections: 2, perSecond: 1, burst: 2 })
  const socket = (remoteAddress: string) => Object.assign(new EventEmitter(), { remoteAddress, destroyed: false, destroy() { this.destroyed = true } })
  const all = [socket('a'), socket('a'), socket('a'), socket('b')]
  for (const one of all) peers.connected(one as unknown as Socket)
  expect(all.map(({ destroyed }) => destroyed)).toEqual([false, false, true, false])
  all[2]?.emit('close')
  all[0]?.emit('close')
  const next = socket('a')
  peers.connected(next as unknown as Socket)
  expect(next.destroyed).toBe(false)
  expect(['a', 'a', 'a', 'b'].map((address) => peers.admit(address))).toEqual([true, true, false, true])
  now = 1_000
  expect(peers.admit('a')).toBe(true)
  for (let at = 0; at < 10_000; at += 1) peers.admit(`x${at}`)
  expect(peers.admit('a')).toBe(true)
})
