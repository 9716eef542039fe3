import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createAppHandler } from '../../../../electron/shell/app-protocol.ts'
import { openAssets } from '../../../../electron/shell/assets.ts'

let folder: string
let answer: (request: Request) => Promise<Response>
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fifteen-app-'))
  mkdirSync(join(folder, 'renderer/assets'), { recursive: true })
  writeFileSync(join(folder, 'renderer/index.html'), '<title>Fifteen</title>')
  writeFileSync(join(folder, 'renderer/assets/a.css'), 'a {}')
  writeFileSync(join(folder, 'secret.json'), 'SECRET')
  symlinkSync(join(folder, 'secret.json'), join(folder, 'renderer/link.json'))
  symlinkSync(folder, join(folder, 'renderer/up'))
  answer = createAppHandler(openAssets(join(folder, 'renderer')))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('app://fifteen', () => {
  test('gives the built pages under a strict policy: no script or style of a page, no connection anywhere', async () => {
    const page = await answer(new Request('app://fifteen/#/wall'))
    expect(await page.text()).toBe('<title>Fifteen</title>')
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    )
    expect((await answer(new Request('app://fifteen/assets/a.css'))).headers.get('content-type')).toBe('text/css; charset=utf-8')
  })

  test.each([
    'app://fifteen/../../etc/passwd', 'app://fifteen/..%2f..%2fetc/passwd', 'app://fifteen/%2e%2e/secret.json', 'app://fifteen/%2e%2e%2fsecret.json',
    'app://fifteen/..%5csecret.json', 'app://fifteen/..\\secret.json', 'app://fifteen/assets/..%2f..%2fsecret.json', 'app://fifteen/%252e%252e%252fsecret.json',
    'app://fifteen//etc/passwd', 'app://fifteen/link.json', 'app://fifteen/up/secret.json', 'app://fifteen/index.html%00', 'app://fifteen/assets', 'app://fifteen/assets/',
    'app://fifteen/INDEX.HTML', 'app://other/index.html', 'app://fifteen:80/index.html', 'app://fifteen.evil/index.html', 'file:///etc/passwd', 'https://fifteen/index.html',
  ])('%s leads to nothing', async (url) => {
    const response = await answer(new Request(url))
    expect(response.status).toBe(404)
    expect(await response.text()).toBe('')
  })

  test('is only read', async () => {
    expect((await answer(new Request('app://fifteen/', { method: 'POST', body: 'x' }))).status).toBe(405)
  })
})
