import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { commandsTo, differing, outageOf, serverWeights, sharesOf, wantedFrom, type Wanted } from '../../../../electron/connect/haproxy-change.ts'
import type { Look } from '../../../../electron/connect/haproxy-look.ts'
import { createRuntime, lineLimit, linesOf } from '../../../../electron/connect/haproxy-runtime.ts'
import { haproxySettings } from '../../../../electron/connect/haproxy-settings.ts'
import type { MapEntry, ServerState } from '../../../../electron/connect/haproxy-text.ts'

const settingsOf = (more: Readonly<Record<string, unknown>> = {}) => haproxySettings.parse({
  runtime: '/run/haproxy.sock', through: 'http://127.0.0.1:80', weighted: { blue: ['split/blue'], green: ['split/green'] }, flagged: { blue: ['blue/blue'], green: ['green/green'] },
  users: { map: '/users.map' }, userBy: { cookie: 'user' }, fence: { map: '/fence.map' }, stateFile: '/state', ...more,
})
const settings = settingsOf()
const runtime = createRuntime('balancer', '/none')
const names = ['split/blue', 'split/green', 'blue/blue', 'green/green'] as const

type Model = { readonly weights: Map<string, number>; readonly drained: Map<string, boolean>; users: MapEntry[] }
const lookOf = ({ weights, drained, users }: Model): Look => ({
  info: { name: 'HAProxy', version: '2.6', node: '', description: '', pid: 1, started: 1, stopping: false }, generation: '1-1', numbers: [], stat: [], stuck: new Map(), users,
  states: {
    header: '', columns: [],
    servers: new Map(names.map((name, index): [string, ServerState] => [name, { name, backend: name.slice(0, name.indexOf('/')), id: index, address: '127.0.0.1', port: 80, up: true, drained: drained.get(name) ?? false, weight: weights.get(name) ?? 1, row: [] }])),
  },
})
/** HAProxy, as far as these commands go. */
const obey = (model: Model, command: string): void => {
  const words = command.split(' ')
  const [verb, object, at = '', key = '', value = ''] = words
  if (verb === 'set' && object === 'server' && key === 'weight') model.weights.set(at, Number(value))
  else if (verb === 'set' && object === 'server' && key === 'state') model.drained.set(at, value !== 'ready')
  else if (verb === 'add') model.users.push({ key, value })
  else if (verb === 'set' && object === 'map') model.users = model.users.map((entry) => (entry.key === key ? { key, value } : entry))
  else if (verb === 'del') model.users = model.users.filter((entry) => entry.key !== key)
  else if (verb === 'clear') model.users = []
  else throw new Error(`not known: ${command}`)
}
const serves = ({ weights, drained }: Model): boolean => ['split/blue', 'split/green'].some((name) => (weights.get(name) ?? 0) > 0 && drained.get(name) !== true)

const value = fc.constantFrom('blue', 'green')
const user = fc.constantFrom('ann', 'bob', 'cleo', 'dan')
const weightsOf = fc.tuple(...names.map(() => fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 256 })))).map((all) => new Map(names.map((name, index) => [name as string, all[index] ?? 0])))
const drainedOf = fc.tuple(...names.map(() => fc.boolean())).map((all) => new Map(names.map((name, index) => [name as string, all[index] ?? false])))
const model = fc.record({ weights: weightsOf, drained: drainedOf, users: fc.array(fc.record({ key: user, value })) })
const wantedOf = fc.record({ weights: weightsOf, drained: drainedOf, users: fc.array(fc.tuple(user, value)).map((entries) => new Map(entries)) }, { requiredKeys: [] }) as fc.Arbitrary<Wanted>
const copy = ({ weights, drained, users }: Model): Model => ({ weights: new Map(weights), drained: new Map(drained), users: [...users] })

describe('a change of HAProxy', () => {
  it('is as wanted after its commands, from wherever it began', () => {
    fc.assert(fc.property(model, wantedOf, (before, wanted) => {
      const now = copy(before)
      for (const command of commandsTo(runtime, lookOf(before), wanted, settings)) obey(now, command)
      expect(differing(runtime, lookOf(now), wanted, settings)).toBeUndefined()
      expect(commandsTo(runtime, lookOf(now), wanted, settings)).toEqual([])
    }))
  })
  it('leaves somebody to serve at every moment, where somebody does before and after', () => {
    let tried = 0
    fc.assert(fc.property(model, wantedOf, (before, wanted) => {
      const now = copy(before)
      const commands = commandsTo(runtime, lookOf(before), wanted, settings)
      const moments = commands.map((command) => {
        obey(now, command)
        return serves(now)
      })
      if (!serves(before) || !serves(now)) return
      tried += 1
      expect(moments).not.toContain(false)
    }), { numRuns: 2_000 })
    expect(tried).toBeGreaterThan(100)
  })
  it('comes back to what was, by what was read', () => {
    fc.assert(fc.property(model, wantedOf, (before, wanted) => {
      const was = wantedFrom(lookOf(before), settings)
      const now = copy(before)
      for (const command of commandsTo(runtime, lookOf(before), wanted, settings)) obey(now, command)
      for (const command of commandsTo(runtime, lookOf(now), was, settings)) obey(now, command)
      expect(wantedFrom(lookOf(now), settings)).toMatchObject({ weights: was.weights, drained: was.drained })
      expect(new Map([...wantedFrom(lookOf(now), settings).users].toSorted())).toEqual(new Map([...was.users].toSorted()))
    }))
  })
  it('is refused only where users lose their last server, not where they had none', () => {
    const empty: Model = { weights: new Map([['split/blue', 0], ['split/green', 0]]), drained: new Map(), users: [] }
    const none: Wanted = { weights: new Map([['split/blue', 0], ['split/green', 0]]) }
    expect(outageOf(lookOf(empty), none, settings)).toBeUndefined()
    expect(outageOf(lookOf({ ...empty, weights: new Map([['split/blue', 1], ['split/green', 0]]) }), none, settings)).toMatch(/no server of split/)
  })
  it('moves a server back to where the plan says it is', () => {
    const placed = settingsOf({ weighted: { blue: ['split/blue@10.0.0.1:8080'], green: ['split/green'] } })
    const look = lookOf({ weights: new Map(), drained: new Map(), users: [] })
    expect(commandsTo(runtime, look, {}, placed)).toEqual(['set server split/blue addr 10.0.0.1 port 8080'])
    expect(differing(runtime, look, {}, placed)).toBe('split/blue is at 127.0.0.1:80')
  })
})

describe('weights', () => {
  it('of 100 and 0 are 100 and 0', () => {
    expect([...serverWeights(settings, { blue: 100, green: 0 })]).toEqual([['split/blue', 100], ['split/green', 0]])
  })
  it('give each environment its share within one part in a hundred, and never turn some users into none', () => {
    const several = settingsOf({ weighted: { blue: ['split/b1', 'split/b2', 'split/b3'], green: ['split/g1'] } })
    fc.assert(fc.property(fc.integer({ min: 0, max: 100 }), fc.constantFrom(settings, several), (blue, from) => {
      const weights = serverWeights(from, { blue, green: 100 - blue })
      const sum = (environment: 'blue' | 'green'): number => from.weighted[environment].reduce((total, { name }) => total + (weights.get(name) ?? NaN), 0)
      const share = sharesOf({ blue: sum('blue'), green: sum('green') })
      expect(Math.abs(share.blue - blue)).toBeLessThan(1)
      expect([share.blue === 0, share.green === 0]).toEqual([blue === 0, blue === 100])
      expect([...weights.values()].every((weight) => Number.isInteger(weight) && weight >= 0 && weight <= 256)).toBe(true)
    }))
  })
  it('are read back as nobody or everybody only where that is so', () => {
    expect(sharesOf({ blue: 1_000_000, green: 1 })).toEqual({ blue: 99.99, green: 0.01 })
    expect(sharesOf({ blue: 0, green: 7 })).toEqual({ blue: 0, green: 100 })
    expect(sharesOf({ blue: 0, green: 0 })).toEqual({ blue: 0, green: 0 })
  })
})

describe('lines of commands', () => {
  it('hold all commands in their order, within what HAProxy reads at once', () => {
    fc.assert(fc.property(fc.array(fc.string({ minLength: 1, maxLength: 300, unit: fc.constantFrom('a', 'b', ' ') })), (commands) => {
      const lines = linesOf(commands)
      expect(lines.flatMap((line) => line.split(';'))).toEqual(commands)
      expect(lines.every((line) => line.length <= lineLimit)).toBe(true)
    }))
  })
})

describe('settings', () => {
  it.each([
    ['a server that ends the command', { weighted: { blue: ['split/blue;disable'], green: ['split/green'] } }],
    ['a server named twice', { flagged: { blue: ['split/blue'], green: [] } }],
    ['a path with a blank', { users: { map: '/a b' } }],
    ['a path with a new line', { stateFile: '/a\n' }],
    ['one value for both', { values: { blue: 'x', green: 'x' } }],
    ['something unknown', { colour: 'blue' }],
    ['an address that is none', { runtime: 'localhost' }],
  ])('refuse %s', (_, more) => {
    expect(() => settingsOf(more)).toThrow()
  })
  it('take the map’s path for its file, unless told otherwise', () => {
    expect(settings.users).toEqual({ map: '/users.map', file: '/users.map' })
    expect(settingsOf({ users: { map: '/in/chroot', file: '/outside' } }).users.file).toBe('/outside')
  })
})
