import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readGreeting, readVersion } from '../../../../electron/connect/mysql-greeting.ts'

const packet = (...body: readonly (number | string)[]): Buffer => {
  const bytes = Buffer.concat(body.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part, 'latin1'))))
  return Buffer.concat([Buffer.from([bytes.length, 0, 0, 0]), bytes])
}
const greeting = packet(10, '5.5.5-10.11.19-MariaDB-0+deb12u1\0', '\u0001\0\0\0', '12345678\0', '\u00ff\u00f7')

describe('the first thing a server says', () => {
  it('is a greeting once it is whole', () => {
    expect(readGreeting(greeting)).toEqual({ kind: 'server', protocol: 10, version: '5.5.5-10.11.19-MariaDB-0+deb12u1' })
    for (let length = 0; length < greeting.length; length += 1) expect(readGreeting(greeting.subarray(0, length))).toEqual({ kind: 'more' })
  })
  it('may be an error, as of too many connections', () => {
    expect(readGreeting(packet(0xff, 0x10, 0x04, '#08004Too many connections'))).toEqual({ kind: 'error' })
  })
  it.each([
    ['a web server', 'HTTP/1.1 400 Bad Request\r\n'], ['a mail server', '220 mail ready\r\n'], ['ssh', 'SSH-2.0-OpenSSH_9.2p1\r\n'], ['zeros', '\0\0\0\0\0\0\0\0'],
    ['a length of nothing', '\0\0\0\0x'], ['a greeting without an end', packet(10, 'x'.repeat(80)).toString('latin1')], ['a version that is none', packet(10, 'hello\0', 'x'.repeat(30)).toString('latin1')],
  ])('is no greeting if it is of %s', (_, text) => {
    expect(readGreeting(Buffer.from(text, 'latin1')).kind).toBe('nonsense')
  })
  it('is never waited for beyond what a greeting holds', () => {
    fc.assert(fc.property(fc.uint8Array({ minLength: 5_000, maxLength: 5_000 }), (bytes) => {
      expect(readGreeting(Buffer.from(bytes)).kind).not.toBe('more')
    }), { seed: 15 })
  })
})

it.each([
  ['5.5.5-10.11.19-MariaDB-0+deb12u1', 'mariadb', 10, 11], ['11.4.2-MariaDB', 'mariadb', 11, 4], ['8.0.36', 'mysql', 8, 0], ['5.7.44-log', 'mysql', 5, 7],
])('version %s is %s %d.%d', (version, flavour, major, minor) => {
  expect(readVersion(version)).toMatchObject({ flavour, major, minor })
})
