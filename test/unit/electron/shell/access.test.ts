import { randomBytes } from 'node:crypto'
import { beforeEach, expect, test } from 'vitest'
import { createAccess, type Access } from '../../../../electron/shell/access.ts'

let now: number
let access: Access
beforeEach(() => {
  now = 0
  access = createAccess({ clock: { mono: () => now, wall: () => 0, boot: 'b' }, random: randomBytes })
})

test('a token opens one session, of its role and name', () => {
  const { token } = access.mint('viewer', 'wall', 1_000)
  const entered = access.exchange(token)
  expect(entered?.session).toMatchObject({ role: 'viewer', name: 'wall', until: 1_000 })
  expect(access.sessionOf(entered?.secret ?? '')).toBe(entered?.session)
})

test('a token works once', () => {
  const { token } = access.mint('operator', 'ada', 1_000)
  access.exchange(token)
  expect(access.exchange(token)).toBeUndefined()
})

test('a token is no secret of a session, and a secret is no token', () => {
  const { token } = access.mint('operator', 'ada', 1_000)
  expect(access.sessionOf(token)).toBeUndefined()
  const entered = access.exchange(token)
  expect(access.exchange(entered?.secret ?? '')).toBeUndefined()
})

test('link and session end at one date', () => {
  const used = access.exchange(access.mint('viewer', 'wall', 1_000).token)
  const { token } = access.mint('viewer', 'wall', 1_000)
  now = 999
  expect(access.sessionOf(used?.secret ?? '')).toBeDefined()
  now = 1_000
  expect(access.sessionOf(used?.secret ?? '')).toBeUndefined()
  expect(access.exchange(token)).toBeUndefined()
})

test('revoking ends the session, or the link before its use, and no other', () => {
  const first = access.mint('viewer', 'wall', 1_000)
  const second = access.mint('viewer', 'wall', 1_000)
  const entered = access.exchange(second.token)
  access.revoke(first.session)
  expect(access.exchange(first.token)).toBeUndefined()
  expect(access.sessionOf(entered?.secret ?? '')).toBeDefined()
  access.revoke(second.session)
  expect(access.sessionOf(entered?.secret ?? '')).toBeUndefined()
})

test.each(['', 'x', 'a'.repeat(10_000), '\u0000'])('nonsense opens nothing: %j', (text) => {
  access.mint('operator', 'ada', 1_000)
  expect(access.exchange(text)).toBeUndefined()
  expect(access.sessionOf(text)).toBeUndefined()
})
