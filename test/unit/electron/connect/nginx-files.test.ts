import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flagsAfter, isUser, NginxFileError, readFlags, readSplit, readStubStatus, writeFlags, writeSplit, type NginxState } from '../../../../electron/connect/nginx-files.ts'
import { checkCommand } from '../../../../electron/connect/nginx-process.ts'

const names = { blue: 'blue', green: 'green' } as const
const state = fc.record({
  identity: fc.stringMatching(/^[\w.-]{1,20}$/), generation: fc.uuid(), green: fc.integer({ min: 0, max: 10_000 }),
  drained: fc.constantFrom({ blue: false, green: false }, { blue: true, green: false }, { blue: false, green: true }), fencing: fc.nat(), changed: fc.nat(),
}).map(({ green, ...rest }): NginxState => ({ ...rest, weights: { blue: (10_000 - green) / 100, green: green / 100 } }))
const user = fc.string({ minLength: 1, maxLength: 30 }).filter(isUser)

describe('the routing file', () => {
  it('is read as it was written', () => {
    fc.assert(fc.property(state, (one) => {
      expect(readSplit(writeSplit(one, names), names)).toEqual(one)
    }))
  })
  it('never holds a share of 0 %, which nginx refuses', () => {
    fc.assert(fc.property(state, (one) => {
      expect(writeSplit(one, names)).not.toMatch(/\b0% /)
    }))
  })
  it.each(['', 'split_clients x $fifteen_split { * red; }', "map $host $fifteen_routing {\n default '{}';\n}"])('that was not written here is refused: %j', (text) => {
    expect(() => readSplit(text, names)).toThrow(NginxFileError)
  })
})

describe('the user file', () => {
  it('is read as it was written, words of nginx’s own included', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.oneof(user, fc.constantFrom('default', 'include', 'volatile', 'hostnames')), fc.constantFrom('blue' as const, 'green' as const))), (entries) => {
      const flags = new Map(entries)
      expect(readFlags(writeFlags(flags, names), names)).toEqual(flags)
    }))
  })
  it('sets and clears', () => {
    const now = new Map([['ann', 'green'], ['bob', 'blue']] as const)
    expect([...flagsAfter(now, { set: { cleo: 'green' }, clear: ['ann'] })]).toEqual([['bob', 'blue'], ['cleo', 'green']])
    expect([...flagsAfter(now, { clear: 'all' })]).toEqual([])
  })
  it('with another line is refused', () => {
    expect(() => readFlags('~.* green;\n', names)).toThrow(NginxFileError)
  })
})

describe('stub_status', () => {
  it('is read', () => {
    expect(readStubStatus('Active connections: 291 \nserver accepts handled requests\n 16630948 16630948 31070465 \nReading: 6 Writing: 179 Waiting: 106 \n')).toEqual({ active: 291, requests: 31_070_465, writing: 179 })
  })
  it.each(['', 'Active connections: x', '<html></html>'])('of another kind is refused: %j', (text) => {
    expect(() => readStubStatus(text)).toThrow(NginxFileError)
  })
})

describe('the check command', () => {
  it.each([[['/usr/sbin/nginx', '-t']], [['/usr/sbin/nginx', '-t', '-q', '-c', '/etc/nginx/nginx.conf', '-p', '/srv']], [['/opt/openresty', '-t']]])('may be %j', (command) => {
    expect(checkCommand.safeParse(command).success).toBe(true)
  })
  it.each([
    [['nginx', '-t']], [['/bin/sh', '-t']], [['/usr/sbin/nginx']], [['/usr/sbin/nginx', '-t', '-s', 'stop']], [['/usr/sbin/nginx', '-t', '-g', 'daemon off;']],
    [['/usr/sbin/nginx', '-t', '-c', 'nginx.conf']], [['/usr/sbin/nginx', '-c', '-t']], [['/usr/sbin/nginx', '-t\n']], [[]],
  ])('may not be %j', (command) => {
    expect(checkCommand.safeParse(command).success).toBe(false)
  })
})
