import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Console } from '../../../../electron/console.ts'
import { mostStreams, serveLine } from '../../../../electron/shell/wire.ts'
import { stubRouter, type Stub } from './stub-router.ts'
import { quietLog, transports, type Transport } from './transports.ts'

describe.each(['MessagePort', 'WebSocket', 'control socket'] as const)('the wire over a %s', (kind) => {
  let stub: Stub
  let lines: string[]
  let transport: Transport
  beforeEach(async () => {
    stub = stubRouter()
    lines = []
    transport = await transports[kind]((line, { role, name }, admit) =>
      serveLine(line, { router: stub.router, context: { console: {} as Console, role, me: { name } }, log: quietLog(lines), ...(admit && { admit }) }))
  })
  afterEach(() => transport.stop())

  test('carries calls, their input and their output', async () => {
    const { client } = await transport.connect('operator')
    expect(await client.session.me()).toEqual({ name: 'ada', role: 'operator' })
    expect(await client.session.introduce({ name: '  Grace ' })).toEqual({ name: 'session.introduce', input: { name: 'Grace' } })
  })

  test('carries errors with their code and what they say', async () => {
    const { client } = await transport.connect('operator')
    await expect(client.rollback.press({ trigger: 'manual' })).rejects.toMatchObject({ code: 'CONFLICT', message: 'a run is open' })
    await expect(client.rollback.stop({ run: 'r1', reason: 'x' })).rejects.toMatchObject({
      code: 'BAD_REQUEST', data: { issues: [expect.objectContaining({ message: 'say why, in a few words: it goes on the record', path: ['reason'] })] },
    })
    await expect((client as never as Record<string, Record<string, () => Promise<void>>>)['nothing']?.['here']?.()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('keeps the detail of an unexpected error for the log', async () => {
    const { client } = await transport.connect('viewer')
    const error = await client.lab.status().catch((caught: unknown) => caught)
    expect(error).toMatchObject({ code: 'INTERNAL_SERVER_ERROR' })
    expect(JSON.stringify(error)).not.toContain('secret detail')
    expect(lines.join()).toContain('secret detail of the machine')
  })

  test('carries streams in order, and lets the source go when the reader does', async () => {
    const { client } = await transport.connect('viewer')
    const stream = await client.state.changes()
    expect((await stream.next()).value).toEqual({ number: 0 })
    expect((await stream.next()).value).toEqual({ number: 1 })
    expect(stub.openStreams()).toBe(1)
    await stream.return?.()
    await vi.waitFor(() => expect(stub.openStreams()).toBe(0))
  })

  test('lets the source go when the line breaks', async () => {
    const { client, close } = await transport.connect('viewer')
    const stream = await client.state.changes()
    const waiting = Array.from({ length: 3 }, () => stream.next().catch(() => undefined))
    await vi.waitFor(() => expect(stub.openStreams()).toBe(1))
    close()
    await vi.waitFor(() => expect(stub.openStreams()).toBe(0))
    await Promise.all(waiting)
  })

  test('holds so many streams open on one line, and takes new ones for those that ended', async () => {
    const { client } = await transport.connect('viewer')
    const open = await Promise.all(Array.from({ length: mostStreams }, () => client.live.frames()))
    await expect(client.live.frames()).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' })
    await Promise.all(open.map((stream) => stream.next()))
    await open[0]?.return?.()
    await vi.waitFor(() => client.live.frames())
  })

  test.each([
    ['text', 'hello'], ['half a frame', '{"i":"1"'], ['a frame of another kind', '{"i":"1","t":9,"p":{}}'], ['a stream from a client', '{"i":"1","t":3,"p":{"e":"message"}}'],
    ['another address', '{"i":"1","p":{"u":"http://evil.example/"}}'], ['binary', new Uint8Array([1, 255, 2])], ['a frame of a megabyte and more', `"${'x'.repeat(1024 * 1024)}"`],
  ])('ends at %s, and other lines do not notice', async (_, frame) => {
    const attacker = await transport.connect('viewer')
    const other = await transport.connect('operator')
    attacker.send(frame)
    await attacker.ended
    expect(await other.client.session.me()).toEqual({ name: 'ada', role: 'operator' })
    expect(stub.calls).toEqual(['session.me'])
  })

  test('answers a call whose path or input is nonsense, and goes on', async () => {
    const { client, send } = await transport.connect('viewer')
    for (const path of ['/', '/__proto__', '/constructor/prototype', '/session/me/more', '/%00', `/${'a/'.repeat(2_000)}`]) send(JSON.stringify({ i: path.length, p: { u: path } }))
    send('{"i":"x","p":{"u":"/session/introduce","b":{"json":{"__proto__":{"name":"x"}},"meta":[[9,"a"]]}}}')
    expect(await client.session.me()).toMatchObject({ role: 'viewer' })
  })
})
