import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { buildIfStale } from '../../../../electron/shell/build-if-stale.ts'
import { electronBinary, electronReachable, findElectron } from '../../../../electron/shell/find-electron.ts'

let folder: string
let said: string[]
const say = (line: string): void => void said.push(line)
const write = (name: string, at: number, text = ''): string => {
  const file = join(folder, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  utimesSync(file, at, at)
  return file
}
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fifteen-start-'))
  said = []
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('building before the start', () => {
  let builds: number
  const run = (build = () => Promise.resolve()) => {
    builds = 0
    return buildIfStale({
      what: 'the pages', result: join(folder, 'dist/index.html'), sources: [join(folder, 'src'), join(folder, 'config.ts'), join(folder, 'gone')], say,
      build: () => {
        builds += 1
        return build()
      },
    })
  }
  beforeEach(() => {
    write('src/deep/a.ts', 100)
    write('config.ts', 100)
  })

  test('is done where there is nothing yet', async () => {
    await run()
    expect(builds).toBe(1)
    expect(said).toEqual(['Building the pages …'])
  })

  test('is left out where the result is newer than everything that it is made of', async () => {
    write('dist/index.html', 200)
    await run()
    expect([builds, said]).toEqual([0, []])
  })

  test.each(['src/deep/a.ts', 'config.ts', 'src/new.ts'])('is done where %s is newer', async (name) => {
    write('dist/index.html', 200)
    write(name, 300)
    await run()
    expect(builds).toBe(1)
  })

  test('that fails leaves the earlier build in use, and is an error where there is none', async () => {
    const fail = () => Promise.reject(new Error('a.ts:1 is wrong\nmore'))
    await expect(run(fail)).rejects.toThrow('a.ts:1')
    write('dist/index.html', 50)
    said = []
    await run(fail)
    expect(said).toEqual(['Building the pages, which have changed …', 'the pages could not be built (a.ts:1 is wrong): the earlier build is used.'])
  })
})

describe('Electron', () => {
  const find = (reachable = true) => findElectron({ packageDir: folder, env: { PATH: process.env['PATH'] }, reachable: () => Promise.resolve(reachable), say })

  test('that is here is taken, with nothing fetched', async () => {
    write('path.txt', 1, 'electron')
    const file = write('dist/electron', 1)
    expect(await find(false)).toEqual({ file })
    expect(said).toEqual([])
  })

  test('that lies elsewhere is taken from there', () => {
    write('path.txt', 1, 'electron')
    const file = write('own/electron', 1)
    expect(electronBinary(folder, { ELECTRON_OVERRIDE_DIST_PATH: join(folder, 'own') })).toBe(file)
  })

  test.each([false, true])('whose fetch was broken off is not taken for whole (path file: %s)', (named) => {
    if (named) write('path.txt', 1, 'electron')
    expect(electronBinary(folder, {})).toBeUndefined()
  })

  test('is fetched once by its own script, where that can be reached', async () => {
    write('install.js', 1, "const fs = require('fs'); fs.mkdirSync(__dirname + '/dist'); fs.writeFileSync(__dirname + '/dist/electron', ''); fs.writeFileSync(__dirname + '/path.txt', 'electron')")
    expect(await find(false)).toEqual({ missing: 'its binary is not here and can not be fetched now' })
    expect(await find()).toEqual({ file: join(folder, 'dist/electron') })
    expect(said).toEqual(['Fetching Electron, once …'])
  })

  test('that can not be fetched is said, with how it failed', async () => {
    expect(await find()).toEqual({ missing: 'its package is not installed' })
    write('install.js', 1, 'process.exit(3)')
    expect(await find()).toEqual({ missing: 'fetching its binary failed (exit code 3)' })
  })

  test('can be reached where its mirror answers anything at all', async () => {
    const mirror = createServer((_request, response) => response.writeHead(404).end())
    await new Promise<void>((listening) => mirror.listen(0, '127.0.0.1', listening))
    const url = `http://127.0.0.1:${(mirror.address() as AddressInfo).port}/`
    expect(await electronReachable({ ELECTRON_MIRROR: url })).toBe(true)
    mirror.closeAllConnections()
    await new Promise((closed) => mirror.close(closed))
    expect(await electronReachable({ ELECTRON_MIRROR: url })).toBe(false)
  })
})

describe('an older Node', () => {
  const check = resolve(import.meta.dirname, '../../../../electron/shell/check-node.mjs')
  const underVersion = (version: string) => {
    const fake = write('fake.mjs', 1, `Object.defineProperty(process, 'versions', { value: { node: '${version}' } }); Object.defineProperty(process, 'version', { value: 'v${version}' })`)
    return spawnSync(process.execPath, ['--import', fake, '--import', check, '-e', 'console.log("started")'], { encoding: 'utf8' })
  }

  test.each(['20.20.2', '18.19.0', '22.17.1'])('%s is refused in one line that says what to do', (version) => {
    const { status, stdout, stderr } = underVersion(version)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr.trim().split('\n')).toEqual([expect.stringMatching(new RegExp(`started by v${version}.*npm ci without --ignore-scripts`))])
  })

  test.each(['22.18.0', '24.21.0', '25.0.0'])('%s is taken', (version) => {
    expect(underVersion(version)).toMatchObject({ status: 0, stdout: 'started\n' })
  })
})
