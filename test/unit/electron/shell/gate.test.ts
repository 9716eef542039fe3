import { describe, expect, test } from 'vitest'
import { cookieOf, ownHosts, refuseHost, refuseOrigin } from '../../../../electron/shell/gate.ts'

const own = ownHosts('127.0.0.1', 4815)

describe('Host', () => {
  test.each(['127.0.0.1:4815', 'localhost:4815', 'LOCALHOST:4815'])('%s is ours', (host) => {
    expect(refuseHost({ host }, own)).toBeUndefined()
  })
  test.each([undefined, '', '127.0.0.1', '127.0.0.1:80', 'evil.example:4815', '127.0.0.1.nip.io:4815', '127.0.0.1:4815.evil.example', '0.0.0.0:4815', '[::1]:4815'])(
    '%s is refused (DNS rebinding)',
    (host) => expect(refuseHost({ ...(host !== undefined && { host }) }, own)).toMatchObject({ status: 403 }),
  )
})

describe('Origin', () => {
  test('of the page that the same address gave', () => {
    expect(refuseOrigin({ host: 'localhost:4815', origin: 'http://localhost:4815' }, own)).toBeUndefined()
  })
  test.each([undefined, 'null', 'https://127.0.0.1:4815', 'http://127.0.0.1:3000', 'http://evil.example', 'http://127.0.0.1:4815/', 'http://localhost:4815'])(
    '%s is refused',
    (origin) => expect(refuseOrigin({ host: '127.0.0.1:4815', ...(origin !== undefined && { origin }) }, own)).toMatchObject({ status: 403 }),
  )
})

test.each([
  ['a=1; fifteen-1=x; b=2', 'x'], ['fifteen-1=a=b', 'a=b'], ['fifteen-11=x', undefined], ['xfifteen-1=x', undefined], ['', undefined],
  ['fifteen-1=x; fifteen-1=y', undefined],
])('cookie %j holds %j', (cookie, value) => {
  expect(cookieOf({ cookie }, 'fifteen-1')).toBe(value)
})
