import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFrame, largestFrame } from '../../../../electron/shell/wire.ts'

describe('a frame goes to the handler only if a client of the contract could have sent it', () => {
  test.each([
    { i: '1', p: { u: '/session/me' } },
    { i: '1', p: { u: '/session/introduce', b: { json: { name: 'Ada' } }, h: {} } },
    { i: '1', t: 4 },
  ])('%j may', (frame) => expect(isFrame(JSON.stringify(frame))).toBe(true))

  test.each([
    undefined, null, 7, {}, new Uint8Array(3), '', 'hello', '{', 'null', '[]', '{}', '{"i":{}}', '{"i":"1"}', '{"i":"1","p":null}',
    '{"i":"1","p":{"u":7}}', '{"i":"1","p":{"u":"http://example.com/"}}', '{"i":"1","t":2,"p":{"u":"/a"}}', '{"i":"1","t":3,"p":{"e":"message"}}', `{"i":"${'1'.repeat(65)}","p":{"u":"/a"}}`,
    JSON.stringify({ i: '1', p: { u: '/a', b: 'x'.repeat(largestFrame) } }),
  ])('%# may not', (frame) => expect(isFrame(frame)).toBe(false))

  test('nothing makes it throw', () => {
    fc.assert(fc.property(fc.oneof(fc.anything(), fc.string(), fc.json()), (frame) => void isFrame(frame)))
  })
})
