/**
 * The packages, really packed: the desktop's by electron-builder into a stand-in for Electron's binary, which can't be had
 * everywhere, and the server's by dpkg-deb, unpacked and started.
 */
import { fork, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeServerPackage } from '../../../build/server-package.ts'
import { createLabHost } from '../../../electron/shell/lab-line.ts'
import type { FromEngine, ToEngine } from '../../../electron/shell/messages.ts'
import { asUtility } from '../parts/utility.ts'
import { until } from '../parts/process.ts'
import { buildPage } from '../renderer/pages.ts'

const root = resolve(import.meta.dirname, '../../..')
const load = createRequire(createRequire(import.meta.url).resolve('electron-builder'))
const work = mkdtempSync(join(tmpdir(), 'fifteen-packages-'))
const dist = join(work, 'project/dist')
afterAll(() => rmSync(work, { recursive: true, force: true, maxRetries: 5 }))

beforeAll(async () => {
  cpSync(await buildPage(), join(dist, 'renderer'), { recursive: true })
  const built = spawnSync(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '-c', 'build/vite.shell.config.ts', '--app'], { cwd: root, encoding: 'utf8', env: { ...process.env, FIFTEEN_DIST: dist } })
  if (built.status !== 0) throw new Error(built.stderr)
}, 240_000)

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).toSorted()

/** What `@electron/fuses` looks for in the binary, then version 1, and nine fuses that are off. */
const fuseWire = Buffer.concat([Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'), Buffer.from([1, 9]), Buffer.alloc(9, '0')])

/** A project with all that lies in ours, and a binary that is Electron's by name alone. */
function project(): { readonly dir: string; readonly electron: string } {
  const dir = join(work, 'project')
  for (const name of ['package.json', 'package-lock.json', 'build', 'README.md']) cpSync(join(root, name), join(dir, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(dir, 'node_modules'))
  for (const decoy of ['test/unit/a.test.ts', 'docs/secret.md', 'electron/main.ts', 'shared/plan.ts', 'renderer/app.tsx', '.ci/run', '.env', 'dist/shell/main.cjs.map', 'dist/packages/old.deb']) {
    mkdirSync(join(dir, decoy, '..'), { recursive: true })
    writeFileSync(join(dir, decoy), 'not to be packed')
  }
  const electron = join(work, 'electron')
  mkdirSync(join(electron, 'resources'), { recursive: true })
  mkdirSync(join(electron, 'locales'))
  writeFileSync(join(electron, 'electron'), Buffer.concat([Buffer.from('a stand-in '), fuseWire]))
  chmodSync(join(electron, 'electron'), 0o755)
  for (const locale of ['en-US', 'de', 'fr']) writeFileSync(join(electron, 'locales', `${locale}.pak`), 'words')
  writeFileSync(join(electron, 'LICENSE'), 'MIT')
  writeFileSync(join(electron, 'version'), '45.4.1')
  return { dir, electron }
}

const asar = createRequire(load.resolve('app-builder-lib'))('@electron/asar') as {
  readonly listPackage: (file: string, options: object) => readonly string[]
  readonly extractAll: (file: string, folder: string) => void
}

describe('the desktop package for Linux', () => {
  let unpacked = ''
  let packed: readonly string[] = []
  beforeAll(async () => {
    const { dir, electron } = project()
    const { build, Platform } = load('app-builder-lib') as { readonly build: (options: object) => Promise<unknown>; readonly Platform: { readonly LINUX: { readonly createTarget: (target: string) => unknown } } }
    // As release.json5 goes on from the same file.
    writeFileSync(join(dir, 'build/dry-run.json5'), JSON.stringify({ extends: 'build/electron-builder.json5', electronDist: electron, electronVersion: '45.4.1', directories: { output: join(work, 'out') } }))
    await build({ projectDir: dir, targets: Platform.LINUX.createTarget('dir'), config: 'build/dry-run.json5', publish: 'never' })
    unpacked = join(work, 'out', readdirSync(join(work, 'out')).find((name) => name.includes('unpacked')) ?? '')
    packed = asar.listPackage(join(unpacked, 'resources/app.asar'), { isPack: false }).map((name) => name.replace(/^\//, '')).filter((name) => /\.[^/]+$|LICENSE$/.test(name))
  }, 240_000)

  test('holds what runs, and nothing else', () => {
    const kinds = new Set(packed.map((name) => (name.startsWith('node_modules/') ? name.split('/').slice(0, 2).join('/') : name.startsWith('dist/') ? name.split('/').slice(0, 2).join('/') : name)))
    expect(kinds).toEqual(new Set(['dist/shell', 'dist/renderer', 'dist/shared', 'build/icons/32.png', 'package.json', 'node_modules/better-sqlite3']))
    expect(packed).toEqual(expect.arrayContaining(['dist/shell/main.cjs', 'dist/shell/preload.cjs', 'dist/shell/engine.js', 'dist/shell/logs/worker.js', 'dist/shared/plans/tbs.yaml', 'dist/renderer/index.html']))
    expect(packed.filter((name) => /\.map$|\.test\.|\.d\.ts$|^dist\/shell\/(local|server|cli)\.js$|prebuilds\/(?!linux-x64|linux-arm64)/.test(name))).toEqual([])
  })

  test('keeps the native module outside of the archive, and is small', () => {
    const outside = filesIn(join(unpacked, 'resources/app.asar.unpacked'))
    expect(outside).toEqual([`node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`])
    const bytes = statSync(join(unpacked, 'resources/app.asar')).size + statSync(join(unpacked, 'resources/app.asar.unpacked', outside[0] ?? '')).size
    expect(bytes).toBeLessThan(15e6)
    expect(filesIn(join(unpacked, 'locales'))).toEqual(['en-US.pak'])
  })

  test('has an engine that opens the console, with the plan that comes with it and the lab started for it', { timeout: 120_000 }, async () => {
    const app = join(work, 'app')
    asar.extractAll(join(unpacked, 'resources/app.asar'), app)
    const start = (file: string, args: readonly string[], env: NodeJS.ProcessEnv): ChildProcess =>
      fork(join(app, 'dist/shell', file), args, { cwd: '/', execArgv: ['--import', asUtility], env: { PATH: '/usr/bin:/bin', ...env }, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
    const lab = createLabHost((entry, config) => {
      const child = start(`lab/${entry}.js`, [], { LAB_CONFIG: config })
      const kill = child.kill.bind(child, 'SIGKILL')
      return Object.assign(child, { kill }) as never
    })
    const engine = start('engine.js', [JSON.stringify({ home: join(work, 'desktop'), user: 'ada', level: 'info', packaged: true })], {})
    const tell = (message: ToEngine): void => void engine.send(message)
    const heard: FromEngine[] = []
    engine.on('message', (message: FromEngine) => {
      heard.push(message)
      lab.hear(message, tell)
      if (message.kind === 'secrets?') tell({ kind: 'secrets', ask: message.ask, kept: { kind: 'none', words: 'There is no keychain here.', values: {} } })
    })
    try {
      await until('the engine has opened its console', () => heard.some(({ kind }) => kind === 'open' || kind === 'failed') || engine.exitCode !== null, 60_000)
      expect(heard.filter(({ kind }) => kind === 'failed' || kind === 'open')).toEqual([{ kind: 'open' }])
      expect(heard.filter(({ kind }) => kind === 'lab!')).toHaveLength(5)
      tell({ kind: 'stop' })
      await until('it has stopped', () => engine.exitCode !== null)
    } finally {
      lab.stop()
      engine.kill('SIGKILL')
    }
  })

  test('has its fuses set in the binary itself', () => {
    const binary = readFileSync(join(unpacked, 'fifteen'))
    const at = binary.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX') + 34
    // RunAsNode, cookies, NODE_OPTIONS, inspect arguments, ASAR integrity, only from ASAR, (V8 snapshot), file: privileges.
    expect([...binary.subarray(at, at + 8).toString('latin1')].toSpliced(6, 1)).toEqual(['0', '1', '0', '0', '1', '1', '0'])
  })
})

describe('the server package', () => {
  let file = ''
  let tree = ''
  beforeAll(() => {
    file = makeServerPackage({ dist, out: join(work, 'deb'), compression: 'none' }).file
    tree = join(work, 'tree')
    const opened = spawnSync('dpkg-deb', ['-x', file, tree], { encoding: 'utf8' })
    if (opened.status !== 0) throw new Error(opened.stderr)
    // Who runs it is another user.
    chmodSync(work, 0o755)
  }, 120_000)

  test('says what it is and what it needs', () => {
    const { stdout } = spawnSync('dpkg-deb', ['-I', file], { encoding: 'utf8' })
    expect(stdout).toMatch(/Package: fifteen-server\n.*Version: \d/s)
    expect(stdout).toMatch(/Depends: libc6 .*systemd/)
    expect(stdout).toMatch(/postinst[\s\S]*prerm|conffiles/)
  })

  test('holds Node, the console and its unit, and nothing of the desktop or of the tests', () => {
    const files = filesIn(tree)
    expect(files).toEqual(expect.arrayContaining(['etc/default/fifteen-server', 'usr/bin/fifteen', 'usr/bin/fifteen-server', 'usr/lib/fifteen/node', 'usr/lib/fifteen/dist/shell/server.js', 'usr/lib/fifteen/dist/shared/plans/tbs.yaml', 'usr/lib/systemd/system/fifteen-server.service']))
    expect(files.filter((name) => /\.cjs$|\.map$|test|\.tsx?$/.test(name))).toEqual([])
    expect(files.filter((name) => name.endsWith('.node'))).toEqual([`usr/lib/fifteen/node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`])
    expect(spawnSync('dpkg-deb', ['-c', file], { encoding: 'utf8' }).stdout.split('\n').filter((line) => line !== '' && !line.includes(' root/root '))).toEqual([])
  })

  test('has a unit that systemd takes, and that gives the service little', ({ skip }) => {
    const unit = join(work, 'fifteen-server.service')
    const text = readFileSync(join(tree, 'usr/lib/systemd/system/fifteen-server.service'), 'utf8')
    for (const line of ['NoNewPrivileges=yes', 'ProtectSystem=strict', 'PrivateTmp=yes', 'StateDirectory=fifteen', 'CapabilityBoundingSet=', 'User=fifteen', 'UMask=0077']) expect(text).toContain(`\n${line}\n`)
    if (!existsSync('/usr/bin/systemd-analyze')) skip('systemd-analyze is not on this machine')
    writeFileSync(unit, text.replaceAll('/usr/lib/fifteen/', `${tree}/usr/lib/fifteen/`))
    const verified = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' })
    expect(verified.stderr.split('\n').filter((line) => line.includes('fifteen-server'))).toEqual([])
    const security = spawnSync('systemd-analyze', ['security', '--offline=true', '--no-pager', '--threshold=30', unit], { encoding: 'utf8' })
    expect(security.stdout + security.stderr).toMatch(/exposure level/)
    expect(security.status).toBe(0)
  })

  test('starts from where it was unpacked as a user without rights, and answers', { timeout: 120_000 }, async () => {
    const nobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {}
    const [home, run] = [join(work, 'home'), join(work, 'run')]
    for (const folder of [home, run]) {
      mkdirSync(folder)
      chmodSync(folder, 0o777)
    }
    const lib = join(tree, 'usr/lib/fifteen')
    const said: string[] = []
    const server: ChildProcess = spawn(join(lib, 'node'), [join(lib, 'dist/shell/server.js'), '--home', join(home, 'fifteen'), '--port', '0'], { ...nobody, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], env: { RUNTIME_DIRECTORY: run, PATH: '/usr/bin:/bin' } })
    server.stderr?.on('data', (data: Buffer) => said.push(data.toString()))
    const link = join(run, 'link')
    try {
      await until(`there is a link: ${said.join('')}`, () => {
        if (server.exitCode !== null) throw new Error(said.join(''))
        return existsSync(link)
      }, 60_000)
      expect(statSync(link).mode & 0o777).toBe(0o600)
      expect(said.join('')).not.toContain('token=')
      const first = readFileSync(link, 'utf8').trim()
      const address = new URL('/', first)
      expect((await fetch(address)).status).toBe(401)
      const entered = await fetch(first, { redirect: 'manual' })
      expect(entered.status).toBe(303)
      const page = await fetch(address, { headers: { cookie: entered.headers.getSetCookie()[0]?.split(';')[0] ?? '' } })
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<title>Fifteen</title>')])
      // The plan that comes with it is in use, with the practice lab: three more programs of the package.
      const status = spawnSync(join(lib, 'node'), [join(lib, 'dist/shell/cli.js'), 'status', '--json', '--home', join(home, 'fifteen')], { ...nobody, encoding: 'utf8', env: { PATH: '/usr/bin:/bin' } })
      expect([status.stderr, status.status]).toEqual(['', expect.any(Number)])
      expect(JSON.parse(status.stdout)).toMatchObject({ plan: expect.anything() })
      server.kill('SIGHUP')
      await until('there is another link', () => readFileSync(link, 'utf8').trim() !== first)
      expect((await fetch(readFileSync(link, 'utf8').trim(), { redirect: 'manual' })).status).toBe(303)
    } finally {
      const exit = once(server, 'exit')
      if (server.exitCode === null) server.kill('SIGTERM')
      if (server.exitCode === null) await exit
    }
    expect(server.exitCode).toBe(0)
  })
})
