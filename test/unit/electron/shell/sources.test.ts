/** What no file of the console may do, read off the sources: a review that is run. Trust.md, "Security". */
import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../../../..')
const files = ['electron', 'renderer', 'shared'].flatMap((folder) =>
  readdirSync(resolve(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) => /\.(?:tsx?|mjs|html)$/.test(name)).map((name) => `${folder}/${name}`))
/** Without comments: what they speak of is not done. */
const sources = files.map((file) => ({ file, text: readFileSync(resolve(root, file), 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '') }))
const holding = (pattern: RegExp, among = /./): readonly string[] => sources.filter(({ file, text }) => among.test(file) && pattern.test(text)).map(({ file }) => file).toSorted()

describe('no file of the console', () => {
  test('turns text into markup or into a program', () => {
    expect(files.length).toBeGreaterThan(300)
    expect(holding(/dangerouslySetInnerHTML|\.innerHTML|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|srcdoc|DOMParser/i, /^renderer/)).toEqual([])
    // The lab's fault of memory calls the collector by it.
    expect(holding(/\beval\(|new Function\(|runInNewContext|runInThisContext|from 'node:vm'/, /^(?!electron\/lab\/)/)).toEqual([])
    expect(holding(/rehype-raw|allowDangerousHtml|skipHtml/)).toEqual([])
  })

  test('starts a program through a shell', () => {
    expect(holding(/shell: true|\bexecSync\(|from 'node:child_process'.*\bexec\b(?!File)|execFileSync\('(?:sh|bash|cmd)/)).toEqual([])
    expect(holding(/import \{[^}]*\bexec\b[^}]*\} from 'node:child_process'/)).toEqual([])
  })

  test('opens an address outside, a file: page, a webview, a remote module or a permission', () => {
    expect(holding(/openExternal|\.loadFile\(|allowpopups|<webview|enableRemoteModule|@electron\/remote/)).toEqual([])
    expect(holding(/contextBridge|exposeInMainWorld/)).toEqual([])
    expect(holding(/experimentalFeatures|enableBlinkFeatures|appendSwitch|webSecurity: false|sandbox: false|contextIsolation: false|nodeIntegration: true|nodeIntegrationInWorker: true|nodeIntegrationInSubFrames: true|allowRunningInsecureContent: true|setCertificateVerifyProc|certificate-error|rejectUnauthorized: false|ignore-certificate/)).toEqual([])
  })

  test('loads anything from the network into the page', () => {
    expect(holding(/<(?:script|link|img|iframe)[^>]+(?:src|href)=["'](?:https?:)?\/\//, /^renderer/)).toEqual([])
    expect(holding(/\bfetch\(|XMLHttpRequest|EventSource\(|navigator\.sendBeacon/, /^renderer/)).toEqual([])
    expect(holding(/import\(['"]https?:/)).toEqual([])
  })

  test('speaks HTTP past the client that keeps to the plan’s addresses', () => {
    const allowed = new Set(['electron/connect/http.ts', 'electron/connect/heavydb-line.ts', 'electron/logs/http.ts', 'electron/shell/find-electron.ts', 'electron/start.ts', 'electron/bench/http-line.ts'])
    expect(holding(/\bawait fetch\(|httpRequest\(|httpsRequest\(|from 'undici'|\bhttp\.get\(/, /^electron\/(?!lab\/|connect\/(?:json-endpoint|scraper|app|lab-balancer)\.ts)/).filter((file) => !allowed.has(file))).toEqual([])
    expect(sources.find(({ file }) => file === 'electron/logs/http.ts')?.text).toMatch(/redirect: 'error'/)
  })

  test('quotes a name of SQL by hand where the one function for it is', () => {
    // A backtick that is written into a statement stands in `quotedName` alone, or around a constant.
    const found = holding(/\\`\$\{(?!ownPrefix|ownTable|markTable)[^}]+\}\\`/, /^electron\/(?:archive|connect|console)\//)
    expect(found.filter((file) => file !== 'electron/connect/mysql-statement.ts')).toEqual([])
  })
})

test('Electron is of the line that is maintained, and every dependency is pinned', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as Readonly<Record<'dependencies' | 'devDependencies', Readonly<Record<string, string>>>>
  expect(Number(devDependencies['electron']?.split('.')[0])).toBeGreaterThanOrEqual(45)
  expect(Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
})

test('one channel of IPC is listened to, and what it brings is not read', () => {
  const main = sources.filter(({ file }) => file.startsWith('electron/')).map(({ text }) => text).join('\n')
  expect([...main.matchAll(/ipcMain\.(\w+)\('([^']+)'/g)].map(([, how, name]) => [how, name])).toEqual([['on', 'fifteen:port?']])
  expect(main).toMatch(/ipcMain\.on\('fifteen:port\?', \(event\) => handPort\(event\.sender, event\.senderFrame\)\)/)
})
