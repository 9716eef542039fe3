import { expect, test } from 'vitest'
import { browserArgs, findBrowser, hasDisplay, kioskArgs } from '../../../electron/find-browser.ts'

const there = (...files: readonly string[]) => (file: string) => files.includes(file)

test('the first Chromium on the path is taken, before what lies elsewhere', () => {
  expect(findBrowser({ PATH: '/a::/b' }, 'linux', there('/b/google-chrome', '/b/chromium', '/a/google-chrome'))).toBe('/b/chromium')
  expect(findBrowser({ PATH: '/a' }, 'darwin', there('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'))).toContain('Google Chrome')
  expect(findBrowser({}, 'linux', () => true)).toBeUndefined()
})

test('the sandbox is given up only as root', () => {
  expect(browserArgs('http://127.0.0.1:1/', '/p', false)).not.toContain('--no-sandbox')
  expect(browserArgs('http://127.0.0.1:1/', '/p', true)).toContain('--no-sandbox')
  expect(browserArgs('http://127.0.0.1:1/', '/p', false)).toEqual(expect.arrayContaining(['--app=http://127.0.0.1:1/', '--user-data-dir=/p']))
})

test('a kiosk covers the screen, asks nothing after a crash, and opens its link alone', () => {
  const args = kioskArgs('http://10.0.0.7:4820/?token=t', '/p', false)
  expect(args).toEqual(expect.arrayContaining(['--kiosk', '--noerrdialogs', '--disable-session-crashed-bubble', '--user-data-dir=/p']))
  expect(args.at(-1)).toBe('http://10.0.0.7:4820/?token=t')
  expect(args).not.toContain('--no-sandbox')
  expect(kioskArgs('http://10.0.0.7:4820/', '/p', true)).toContain('--no-sandbox')
})

test.each([[{}, 'linux', false], [{ DISPLAY: ':0' }, 'linux', true], [{ WAYLAND_DISPLAY: 'w' }, 'linux', true], [{}, 'darwin', true]] as const)(
  'display with %j on %s: %s',
  (env, platform, expected) => expect(hasDisplay(env, platform)).toBe(expected),
)
