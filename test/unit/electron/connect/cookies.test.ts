import { describe, expect, it } from 'vitest'
import { createJar } from '../../../../electron/connect/cookies.ts'

const now = Date.UTC(2025, 9, 1)
const jarOf = (path: string, ...lines: readonly string[]) => {
  const jar = createJar()
  jar.take(lines, path, now)
  return jar
}

describe('the cookies of a journey', () => {
  it('are sent back, the later of one name and path in place of the earlier', () => {
    const jar = jarOf('/login', 'session=a; Path=/; HttpOnly', 'theme=dark; Path=/')
    jar.take(['session=b; Path=/'], '/login', now)
    expect(jar.line('/quote')).toBe('theme=dark; session=b')
    expect(jar.value('session')).toBe('b')
  })
  it('go only to their own path, which is that of the answer where they name none; the longer first', () => {
    const jar = jarOf('/app/login', 'a=1', 'b=2; Path=/', 'c=3; Path=/app/deep')
    expect([jar.line('/app'), jar.line('/app/deep/x?y=1'), jar.line('/application'), jar.line('/')]).toEqual(['a=1; b=2', 'c=3; a=1; b=2', 'b=2', 'b=2'])
  })
  it.each(['session=; Path=/; Max-Age=0', 'session=x; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT', 'session=x; Path=/; Max-Age=-5'])('are ended by %s', (line) => {
    const jar = jarOf('/', 'session=a; Path=/')
    jar.take([line], '/', now)
    expect(jar.line('/')).toBeUndefined()
  })
  it('are none where a line sets none, or is larger than a browser takes', () => {
    expect(jarOf('/', 'nothing', '=x', `big=${'x'.repeat(5_000)}`).line('/')).toBeUndefined()
  })
  it('of a copy are its own', () => {
    const jar = jarOf('/', 'a=1')
    const copy = jar.copy()
    copy.take(['a=2'], '/', now)
    expect([jar.value('a'), copy.value('a')]).toEqual(['1', '2'])
  })
})
