import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import type { ContractRouterClient } from '@orpc/contract'
import { EventEmitter } from 'node:events'
import { MessageChannel } from 'node:worker_threads'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Console } from '../../../../electron/console.ts'
import { runEngine, type Parent } from '../../../../electron/engine.ts'
import type { FromEngine, ToEngine } from '../../../../electron/shell/messages.ts'
import type { Port } from '../../../../electron/shell/port-line.ts'
import type { Contract } from '../../../../shared/contract.ts'
import type { Run } from '../../../../shared/rollback.ts'
import { quietLog } from './transports.ts'

vi.mock('../../../../electron/router.ts', async () => ({ router: (await import('./stub-router.ts')).stubRouter().router }))

const run: Run = {
  id: 'r1', incident: 'i1', trigger: 'manual', manual: true, drill: false, openedBy: 'Ada', target: 'blue', identity: 'b', planHash: 'h',
  state: 'validating', boot: 'b', startedAt: 0, exposedSince: 0, startedWall: 0, deadline: 900_000, validation: 120_000, overDeadline: false,
  fencing: 1, joined: 0, stages: [],
}

describe('the engine', () => {
  let told: FromEngine[]
  let exits: number[]
  let active: Run | undefined
  const ports: { close: () => void }[] = []
  const bus = new EventEmitter()
  const appended = new Set<() => void>()
  const journal = { subscribe: (listener: () => void) => appended.add(listener) }
  const console = { journal, activeRun: () => active, runner: { forward: { active: () => undefined } }, stop: () => Promise.resolve() } as unknown as Console
  const parent: Parent = { postMessage: (message) => told.push(message), on: (event, listener) => bus.on(event, listener) }
  const tell = (data: ToEngine, given: readonly Port[] = []) => bus.emit('message', { data, ports: given })
  const engine = (open: () => Promise<Console>) =>
    runEngine({ parent, open, clock: { wall: () => 0, mono: () => 61_000, boot: 'b' }, log: quietLog(), exit: (code) => exits.push(code) })
  const window = (role: 'operator' | 'viewer') => {
    const { port1, port2 } = new MessageChannel()
    ports.push(port2)
    tell({ kind: 'serve', role, name: 'ada' }, [port1 as Port])
    const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ port: port2 as never }))
    port2.start()
    return client
  }

  beforeEach(() => {
    told = []
    exits = []
    active = undefined
    bus.removeAllListeners()
    appended.clear()
  })
  afterEach(() => {
    for (const port of ports.splice(0)) port.close()
  })

  test('serves the contract on every port that it is given, each in its role', async () => {
    await engine(() => Promise.resolve(console))
    expect(told).toEqual([{ kind: 'open' }])
    expect(await window('operator').session.me()).toEqual({ name: 'ada', role: 'operator' })
    expect(await window('viewer').session.me()).toEqual({ name: 'ada', role: 'viewer' })
  })

  test('serves a window that came before the console was open', async () => {
    const opening = Promise.withResolvers<Console>()
    const running = engine(() => opening.promise)
    const me = window('operator').session.me()
    opening.resolve(console)
    await running
    expect(await me).toEqual({ name: 'ada', role: 'operator' })
  })

  test('says what is running when it is asked', async () => {
    await engine(() => Promise.resolve(console))
    tell({ kind: 'quit?', ask: 1 })
    await vi.waitFor(() => expect(told.at(-1)).toEqual({ kind: 'running', ask: 1, text: null }))
    active = run
    tell({ kind: 'quit?', ask: 2 })
    await vi.waitFor(() => expect(told.at(-1)).toEqual({ kind: 'running', ask: 2, text: 'A rollback to blue (r1) waits for its validation, 1:01 of 15:00.' }))
  })

  test('says when something begins to run and when it is over, once each, so that screens stay on', async () => {
    await engine(() => Promise.resolve(console))
    const entry = (): void => appended.forEach((listener) => listener())
    entry()
    active = run
    entry()
    entry()
    active = undefined
    entry()
    expect(told).toEqual([{ kind: 'open' }, { kind: 'run', open: true }, { kind: 'run', open: false }])
  })

  test('stops its console, then ends', async () => {
    const stop = vi.fn(() => Promise.resolve())
    await engine(() => Promise.resolve({ ...console, stop }))
    tell({ kind: 'stop' })
    await vi.waitFor(() => expect(exits).toEqual([0]))
    expect(stop).toHaveBeenCalledOnce()
  })

  test('that can not open a console says why, once, and ends', async () => {
    await engine(() => Promise.reject(new Error('the journal is open in process 4711')))
    tell({ kind: 'quit?', ask: 1 })
    expect(told).toEqual([{ kind: 'failed', message: 'the journal is open in process 4711' }])
    expect(exits).toEqual([1])
  })
})
