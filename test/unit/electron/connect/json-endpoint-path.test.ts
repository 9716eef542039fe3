import { describe, expect, it } from 'vitest'
import { readPath, valueAt } from '../../../../electron/connect/json-endpoint-path.ts'

const document = { a: { b: [{ c: 5 }, [7]], 'x.y': 1, '': 2 }, list: [1, 2], nothing: null, 'build-id': 'k' }
const at = (text: string): unknown => {
  const path = readPath(text)
  return 'wrong' in path ? path : valueAt(document, path)
}

describe('a place in a document', () => {
  it.each([
    ['a.b[0].c', 5], ['a.b[1][0]', 7], ['list[1]', 2], ['a["x.y"]', 1], ['build-id', 'k'], ['nothing', null],
    ['a.z', undefined], ['list[2]', undefined], ['list.length', undefined], ['list.0', undefined], ['a[0]', undefined], ['a.b.c', undefined],
    ['__proto__', undefined], ['a.constructor', undefined], ['a.b[0].c.toFixed', undefined], ['nothing.x', undefined],
  ])('%s holds %j', (text, value) => {
    expect(at(text)).toEqual(value)
  })
  it.each(['', '.', 'a.', '.a', 'a..b', 'a[', 'a[x]', 'a[-1]', 'a]b', 'a["b]'])('%j is no path', (text) => {
    expect(at(text)).toMatchObject({ wrong: expect.stringContaining('expected a path') })
  })
})
