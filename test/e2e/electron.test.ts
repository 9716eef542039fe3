/** The desktop shell in a real Electron, where its binary is: off the network it can't be fetched. */
import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { electronBinary } from '../../electron/shell/find-electron.ts'
import { newHome, removeHome } from './app.ts'

const root = resolve(import.meta.dirname, '../..')
const binary = electronBinary(join(root, 'node_modules/electron'), process.env)
if (binary === undefined) process.stderr.write('The Electron binary is not here: the tests in a real Electron are left out; its main process is tested with a stand-in.\n')

describe.skipIf(binary === undefined)('in Electron', () => {
  const home = newHome()
  let app: ElectronApplication
  let page: Page

  beforeAll(async () => {
    const built = spawnSync('npm', ['run', 'build'], { cwd: root, encoding: 'utf8' })
    if (built.status !== 0) throw new Error(built.stderr)
    app = await _electron.launch({
      executablePath: binary ?? '', args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), root, '--home', home], cwd: root,
    })
    page = await app.firstWindow()
  }, 120_000)
  afterAll(async () => {
    await app?.close()
    removeHome(home)
  })

  test('the window shows live figures of the lab', { timeout: 60_000 }, async () => {
    await page.getByText(/gates judged/).waitFor({ timeout: 50_000 })
  })

  test('the page has no Node, and knows nothing but its port', async () => {
    expect(await page.evaluate(() => [typeof (globalThis as { require?: unknown }).require, typeof (globalThis as { process?: unknown }).process])).toEqual(['undefined', 'undefined'])
  })

  test('a page that crashes leaves the engine and comes back', { timeout: 60_000 }, async () => {
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer())
    const again = await app.waitForEvent('window', { timeout: 30_000 }).catch(() => page)
    await again.getByText(/gates judged/).waitFor({ timeout: 50_000 })
  })
})
