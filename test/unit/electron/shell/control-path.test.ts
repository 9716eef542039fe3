import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkShared, controlPlace } from '../../../../electron/shell/control-path.ts'

const on = (platform: NodeJS.Platform, home: string, runtime = '/tmp') => controlPlace(home, { platform, runtime, uid: 1000 })

test('a socket lies in the home folder', () => {
  expect(on('linux', '/home/ada/.local/share/fifteen')).toEqual({ path: '/home/ada/.local/share/fifteen/control.sock' })
})

test.each([['linux', 107], ['darwin', 103]] as const)('on %s a path of %i bytes is the longest, and a longer one has a short one instead', (platform, most) => {
  const home = `/${'é'.repeat(20)}/${'x'.repeat(most - 42 - '/control.sock'.length)}`
  expect(Buffer.byteLength(on(platform, home).path)).toBe(most)
  expect(on(platform, `${home}y`)).toEqual({ path: expect.stringMatching(/^\/tmp\/fifteen-1000\/[0-9a-f]{16}\.sock$/), shared: '/tmp/fifteen-1000' })
  expect(on(platform, `${home}y`).path).not.toBe(on(platform, `${home}z`).path)
})

test('where the short path is too long too, it says so and what to do', () => {
  expect(() => on('linux', `/${'x'.repeat(120)}`, `/${'t'.repeat(100)}`)).toThrow(/107 bytes.*--home/)
})

test('a pipe on Windows bears a name of its own for each home folder', () => {
  expect(on('win32', 'C:\\Users\\ada').path).toMatch(/^\\\\\.\\pipe\\fifteen-[0-9a-f]{16}$/)
  expect(on('win32', 'C:\\Users\\ada').path).not.toBe(on('win32', 'C:\\Users\\eve').path)
})

test('a shared folder that others may enter, or that is not a folder, or another\'s, is refused', () => {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-shared-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const uid = process.getuid?.() ?? -1
  const own = join(dir, 'own')
  mkdirSync(own, { mode: 0o700 })
  expect(() => checkShared(own, uid)).not.toThrow()
  expect(() => checkShared(own, uid + 1)).toThrow(/not a folder of this user alone/)
  symlinkSync(own, join(dir, 'link'))
  expect(() => checkShared(join(dir, 'link'), uid)).toThrow(/not a folder/)
  chmodSync(own, 0o750)
  expect(() => checkShared(own, uid)).toThrow(/mode 700/)
})
