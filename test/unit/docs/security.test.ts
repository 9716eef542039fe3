/** docs/security.md against the tree: each item names a test that is there, or a reason; Electron's list is whole. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(resolve(root, path), 'utf8')
const rows = read('docs/security.md').slice(read('docs/security.md').indexOf('## Electron')).split('\n').flatMap((line) => {
  const [, item, held, shown] = /^\| (.+?) \| (.+?) \| (.+) \|$/.exec(line) ?? []
  return item === undefined || held === undefined || shown === undefined || item === 'item' || item.startsWith('-') ? [] : [{ item, held, shown }]
})

/** https://www.electronjs.org/docs/latest/tutorial/security, in its order. */
const electron = [
  'Only load secure content', 'Do not enable Node.js integration for remote content', 'Enable context isolation', 'Enable process sandboxing', 'Handle session permission requests',
  'Do not disable webSecurity', 'Define a Content Security Policy', 'Do not enable allowRunningInsecureContent', 'Do not enable experimental features', 'Do not use enableBlinkFeatures',
  'Do not use allowpopups for WebViews', 'Verify WebView options before creation', 'Disable or limit navigation', 'Disable or limit creation of new windows', 'Do not use shell.openExternal with untrusted content',
  'Use a current version of Electron', 'Validate the sender of all IPC messages', 'Avoid usage of the file:// protocol', 'Check which fuses you can change', 'Do not expose Electron APIs to untrusted web content',
]

test('every item of Electron’s own list stands in it, in its order', () => {
  const numbered = rows.flatMap(({ item }) => /^\d+\. (.*)$/.exec(item)?.[1] ?? [])
  expect(numbered).toEqual(electron)
})

test('every row names a test that is there under that name, or gives a reason', () => {
  expect(rows.length).toBeGreaterThan(40)
  const wrong = rows.flatMap(({ item, shown }) => {
    if (/^reason: .{20,}/.test(shown)) return []
    const named = [...shown.matchAll(/`(test\/[^`]+)`(?: “([^”]+)”)?/g)]
    if (named.length === 0) return [`${item}: neither a test nor a reason`]
    return named.flatMap(([, file = '', name]) => {
      if (!existsSync(resolve(root, file))) return [`${item}: ${file} is not there`]
      return name === undefined || read(file).includes(name) ? [] : [`${item}: ${file} has no test “${name}”`]
    })
  })
  expect(wrong).toEqual([])
})

test('every file of the sources that it names is there', () => {
  const named = [...read('docs/security.md').matchAll(/`((?:electron|shared|renderer|build|\.ci)\/[^`*]+)`/g)].map(([, file = '']) => file)
  expect(named.length).toBeGreaterThan(5)
  expect(named.filter((file) => !existsSync(resolve(root, file)))).toEqual([])
})
