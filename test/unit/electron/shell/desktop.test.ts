import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'

type Double = typeof import('../../../doubles/electron.ts')
const at = <T>(list: readonly T[], index: number): T => {
  const found = list.at(index)
  if (found === undefined) throw new Error(`nothing at ${index}`)
  return found
}
/** Lets promises that are already settled run on. */
const settled = async (): Promise<void> => {
  for (let i = 0; i < 20; i++) await Promise.resolve()
}

let electron: Double
let root: string

/** The desktop shell's own module, run afresh against a fresh double. */
async function launch(before: (electron: Double) => void = () => undefined): Promise<void> {
  vi.resetModules()
  vi.doMock('electron', () => import('../../../doubles/electron.ts'))
  electron = (await import('electron')) as unknown as Double
  electron.app.appPath = root
  before(electron)
  await import('../../../../electron/main.ts')
  await settled()
}

const contents = () => at(electron.BrowserWindow.all, 0).webContents
const engine = () => at(electron.engines, -1)
const askForPort = (sender = contents(), senderFrame: unknown = sender.mainFrame) => electron.ipcMain.emit('fifteen:port?', { sender, senderFrame })
const quit = async () => {
  const event = { preventDefault: vi.fn() }
  electron.app.emit('before-quit', event)
  await settled()
  return event.preventDefault.mock.calls.length > 0 ? 'held' : 'gone'
}
const navigate = (kind: string, url: string) => {
  const event = { url, preventDefault: vi.fn() }
  contents().emit(kind, event)
  return event.preventDefault.mock.calls.length > 0 ? 'refused' : 'allowed'
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  root = mkdtempSync(join(tmpdir(), 'fifteen-desktop-'))
  mkdirSync(join(root, 'dist/renderer'), { recursive: true })
  writeFileSync(join(root, 'dist/renderer/index.html'), '<title>Fifteen</title>')
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
  rmSync(root, { recursive: true })
})

describe('a window', () => {
  beforeEach(() => launch())

  test('is isolated, sandboxed, without Node, and shows our scheme', () => {
    const window = at(electron.BrowserWindow.all, 0)
    expect(electron.BrowserWindow.all).toHaveLength(1)
    expect(window.url).toBe('app://fifteen/')
    expect(window.options['webPreferences']).toMatchObject({
      contextIsolation: true, sandbox: true, webSecurity: true, nodeIntegration: false, nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false, webviewTag: false, allowRunningInsecureContent: false, preload: join(root, 'dist/shell/preload.cjs'),
    })
    expect(electron.app.sandboxed).toBe(true)
  })

  test('asks for no experiment of Chromium and sets none of its switches', () => {
    const window = at(electron.BrowserWindow.all, 0)
    for (const option of ['experimentalFeatures', 'enableBlinkFeatures', 'disableBlinkFeatures', 'additionalArguments', 'enablePreferredSizeMode']) expect(window.options['webPreferences']).not.toHaveProperty(option)
    expect(electron.app).not.toHaveProperty('commandLine')
  })

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('%s leads nowhere but to our pages', (kind) => {
    for (const url of ['https://example.com/', 'file:///etc/passwd', 'javascript:alert(1)', 'app://other/', 'app://fifteen.example.com/', 'http://127.0.0.1/']) {
      expect([url, navigate(kind, url)]).toEqual([url, 'refused'])
    }
    expect(navigate(kind, 'app://fifteen/#/wall')).toBe('allowed')
  })

  test('opens no other window and takes no webview', () => {
    expect(contents().openHandler?.({ url: 'https://example.com/' })).toEqual({ action: 'deny' })
    expect(contents().openHandler?.({ url: 'app://fifteen/' })).toEqual({ action: 'deny' })
    const event = { preventDefault: vi.fn() }
    contents().emit('will-attach-webview', event)
    expect(event.preventDefault).toHaveBeenCalledOnce()
  })

  test('is granted no permission, asked or checked', () => {
    const { request, check, device } = electron.session.defaultSession
    const answer = vi.fn()
    for (const permission of ['media', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen']) {
      request?.(...([contents(), permission, answer] as never[]))
      expect(check?.(...([contents(), permission] as never[]))).toBe(false)
    }
    expect(answer.mock.calls).toEqual(Array.from({ length: 5 }, () => [false]))
    expect(device?.()).toBe(false)
  })

  test('whose page crashed is loaded again, and the engine does not notice', () => {
    contents().emit('render-process-gone', {}, { reason: 'crashed', exitCode: 5 })
    expect(contents().reloads).toBe(0)
    vi.advanceTimersByTime(1_000)
    expect(contents().reloads).toBe(1)
    expect(electron.engines).toHaveLength(1)
    expect(engine().killed).toBe(false)
  })

  test('comes to the front when Fifteen is started a second time', () => {
    electron.app.emit('second-instance', {}, ['fifteen', '--home', '/h', 'i-1.fifteen'], '/work')
    expect(engine().told.at(-1)).toEqual({ kind: 'bundle', file: '/work/i-1.fifteen' })
    expect(electron.BrowserWindow.all).toHaveLength(1)
    expect(at(electron.BrowserWindow.all, 0).focused).toBe(2)
  })
})

describe('a bundle that the system hands over', () => {
  const told = () => engine().told.filter(({ kind }) => kind === 'bundle')
  const onlyWindow = () => at(electron.BrowserWindow.all, 0)

  test('as an argument of the first start, and by macOS before the app is ready, reaches the engine once each', async () => {
    vi.spyOn(process, 'argv', 'get').mockReturnValue(['electron', '/app', '--home', '/h', '/tmp/i-1.fifteen'])
    const event = { preventDefault: vi.fn() }
    let early = Promise.resolve()
    await launch(({ app }) => {
      const ready = app.whenReady
      app.whenReady = () => {
        app.emit('open-file', event, '/tmp/i-2.fifteen')
        early = ready.call(app)
        return early
      }
    })
    expect(told()).toEqual([{ kind: 'bundle', file: '/tmp/i-1.fifteen' }, { kind: 'bundle', file: '/tmp/i-2.fifteen' }])
    expect(event.preventDefault).toHaveBeenCalledOnce()
    electron.app.emit('open-file', event, '/tmp/i-3.fifteen')
    expect(told().at(-1)).toEqual({ kind: 'bundle', file: '/tmp/i-3.fifteen' })
    expect(event.preventDefault).toHaveBeenCalledTimes(2)
  })

  test('is shown once it is opened: in the window that is there, or in a new one', async () => {
    await launch()
    electron.app.emit('second-instance', {}, ['fifteen', 'i-1.fifteen'], '/work')
    engine().emit('message', { kind: 'bundle', file: '/work/i-1.fifteen', id: '0123456789abcdef' })
    expect(electron.BrowserWindow.all).toHaveLength(1)
    expect(onlyWindow().url).toBe('app://fifteen/#/incidents/bundle%3A0123456789abcdef')
    onlyWindow().emit('closed')
    engine().emit('message', { kind: 'bundle', file: '/work/i-1.fifteen', id: '0123456789abcdef' })
    expect(at(electron.BrowserWindow.all, -1).url).toBe('app://fifteen/#/incidents/bundle%3A0123456789abcdef')
  })

  test('and is none, is said with its name and why', async () => {
    await launch()
    const box = vi.spyOn(electron.dialog, 'showMessageBox')
    electron.app.emit('second-instance', {}, ['fifteen', '/tmp/photo.fifteen'], '/work')
    engine().emit('message', { kind: 'bundle', file: '/tmp/photo.fifteen', failed: 'It is no bundle of Fifteen: its first bytes are those of something else. Export it again.' })
    expect(box).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'photo.fifteen was not opened', detail: expect.stringContaining('no bundle of Fifteen') }))
    expect(onlyWindow().url).toBe('app://fifteen/')
  })

  test('while the engine is gone, is handed to the next one; what was answered is not', async () => {
    await launch()
    electron.app.emit('second-instance', {}, ['fifteen', '/tmp/a.fifteen'], '/work')
    engine().emit('message', { kind: 'bundle', file: '/tmp/a.fifteen', id: '0123456789abcdef' })
    engine().emit('exit', 9)
    electron.app.emit('second-instance', {}, ['fifteen', '/tmp/b.fifteen'], '/work')
    vi.advanceTimersByTime(10_000)
    expect(electron.engines.length).toBe(2)
    expect(told()).toEqual([{ kind: 'bundle', file: '/tmp/b.fifteen' }])
  })
})

describe('a report that the engine wants printed', () => {
  beforeEach(() => launch())

  test('is printed in a hidden page without script or network, which is gone afterwards', async () => {
    const windows = vi.spyOn(electron.BrowserWindow.prototype, 'loadURL')
    engine().emit('message', { kind: 'print?', ask: 4, html: '<h1>Error burst on green</h1>' })
    await vi.waitFor(() => expect(engine().told.at(-1)).toMatchObject({ kind: 'printed', ask: 4 }))
    const { pdf = '' } = engine().told.at(-1) as { readonly pdf?: string }
    expect(Buffer.from(pdf, 'base64').toString()).toBe('%PDF-1.4 of <h1>Error burst on green</h1>')
    const window = windows.mock.contexts.at(-1) as InstanceType<Double['BrowserWindow']>
    expect(window.options).toMatchObject({ show: false, webPreferences: { javascript: false, sandbox: true, contextIsolation: true, nodeIntegration: false } })
    expect([window.destroyed, electron.BrowserWindow.all.length, new URL(window.url).protocol]).toEqual([true, 1, 'app:'])
    expect(window.answer?.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src/)
    const own = electron.session.partitions['print']
    const asked = (url: string): boolean | undefined => {
      let said: boolean | undefined
      own?.fetches?.({ url }, ({ cancel }) => (said = cancel))
      return said
    }
    // Nothing of it is left once it is printed.
    expect(['https://far.example/x', 'file:///etc/passwd', window.url, 'data:image/svg+xml,x'].map(asked)).toEqual([true, true, true, false])
    expect((await own?.protocol.handlers.get('app')?.(new Request(window.url)))?.status).toBe(404)
    expect([own?.check?.(), own?.device?.()]).toEqual([false, false])
  })

  test('that can not be printed says why', async () => {
    vi.spyOn(electron.WebContents.prototype, 'printToPDF').mockRejectedValue(new Error('no printer driver'))
    engine().emit('message', { kind: 'print?', ask: 5, html: '<h1>x</h1>' })
    await vi.waitFor(() => expect(engine().told.at(-1)).toEqual({ kind: 'printed', ask: 5, failed: 'no printer driver' }))
    expect(electron.BrowserWindow.all).toHaveLength(1)
  })
})

describe('secrets of the engine', () => {
  const answered = async (message: object) => {
    engine().emit('message', message)
    // A file is written and synced: more than a few turns.
    await vi.waitFor(() => expect(engine().told.at(-1)).toMatchObject({ ask: Reflect.get(message, 'ask') as number }))
    return at(engine().told, -1)
  }
  const opened = (before?: (electron: Double) => void) => {
    vi.stubEnv('FIFTEEN_HOME', root)
    return launch(before)
  }
  afterEach(() => vi.unstubAllEnvs())

  test('are kept by the keychain in a file that only its owner reads and that holds no value', async () => {
    await opened()
    expect(await answered({ kind: 'secrets?', ask: 1 })).toMatchObject({ kind: 'secrets', kept: { kind: 'keychain', values: {} } })
    expect(await answered({ kind: 'secret!', ask: 2, name: 'DB_PASSWORD', value: 'hunter2-hunter2' })).toEqual({ kind: 'secret kept', ask: 2 })
    const file = join(root, 'secrets.json')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readFileSync(file, 'utf8')).not.toContain('hunter2')
    expect(await answered({ kind: 'secrets?', ask: 3 })).toMatchObject({ kept: { values: { DB_PASSWORD: 'hunter2-hunter2' } } })
  })

  test.each([['basic_text', true, 'plain text (basic_text)'], ['unknown', true, 'not known'], ['gnome_libsecret', false, "can't be used"]] as const)(
    'are not kept where the system encrypts by %s (available: %s), and that is said', async (backend, available, why) => {
      await opened(({ safeStorage }) => Object.assign(safeStorage, { backend, available }))
      expect(await answered({ kind: 'secrets?', ask: 1 })).toMatchObject({ kept: { kind: 'none', words: expect.stringContaining(why), values: {} } })
      expect(await answered({ kind: 'secret!', ask: 2, name: 'X', value: 'hunter2' })).toMatchObject({ failed: expect.stringContaining('not kept') })
      expect(existsSync(join(root, 'secrets.json'))).toBe(false)
    })
})

test('developer tools are on in the making and off in packages', async () => {
  const roles = () => electron.Menu.template.flatMap((menu) => menu.submenu ?? []).map((item) => item.role)
  await launch()
  expect(roles()).toContain('toggleDevTools')
  await launch(({ app }) => {
    app.isPackaged = true
  })
  expect(at(electron.BrowserWindow.all, 0).options['webPreferences']).toMatchObject({ devTools: false })
  expect(roles()).not.toContain('toggleDevTools')
})

test('a second instance starts nothing and leaves', async () => {
  await launch(({ app }) => {
    app.lock = false
  })
  expect(electron.engines).toEqual([])
  expect(electron.BrowserWindow.all).toEqual([])
  expect(electron.app.quits).toBe(1)
})

test('the scheme is a standard, secure one and is answered from the built pages', async () => {
  await launch()
  expect(electron.protocol.schemes).toEqual([{ scheme: 'app', privileges: { standard: true, secure: true } }])
  const response = await electron.protocol.handlers.get('app')?.(new Request('app://fifteen/'))
  expect(await response?.text()).toContain('<title>Fifteen</title>')
})

describe('the port to the engine', () => {
  beforeEach(() => launch())

  test('is handed to our page, which acts as operator', () => {
    askForPort()
    expect(contents().mainFrame.sent).toEqual([{ channel: 'fifteen:port', ports: [{ end: 1 }] }])
    expect(engine().told).toEqual([expect.objectContaining({ kind: 'serve', role: 'operator' })])
    expect(engine().ports).toEqual([{ end: 2 }])
  })

  test('is refused to another origin, to a frame in our page, to a frame that has gone and to other windows', () => {
    const foreign = new electron.Frame('https://example.com')
    const inner = Object.assign(new electron.Frame('app://fifteen'), { parent: contents().mainFrame })
    for (const frame of [foreign, inner, null]) askForPort(contents(), frame)
    askForPort(new electron.WebContents())
    expect(engine().told).toEqual([])
    expect([...foreign.sent, ...inner.sent]).toEqual([])
  })

  test('the war room is a viewer, full screen on the display that was chosen', () => {
    const rooms = electron.Menu.template.flatMap((menu) => menu.submenu ?? []).find((item) => item.label === 'War room on')?.submenu ?? []
    expect(rooms.map((item) => item.label)).toEqual(['Display 1 (1440 × 900)', 'Wall (3840 × 2160)'])
    rooms[1]?.click?.()
    const room = at(electron.BrowserWindow.all, -1)
    expect(room.url).toBe('app://fifteen/wall.html')
    expect(room.options).toMatchObject({ fullscreen: true, x: 1440, width: 3840 })
    askForPort(room.webContents)
    expect(engine().told).toEqual([expect.objectContaining({ kind: 'serve', role: 'viewer' })])
  })
})

describe('the war room beside the console', () => {
  const item = () => electron.Menu.template.flatMap((menu) => menu.submenu ?? []).find((one) => one.label === 'War room on the second screen')

  test('opens on the second screen by one item, once', async () => {
    await launch()
    item()?.click?.()
    item()?.click?.()
    expect(electron.BrowserWindow.all.map(({ url, options }) => [url, options['fullscreen'], options['x']])).toEqual([['app://fifteen/', undefined, undefined], ['app://fifteen/wall.html', true, 1_440]])
  })

  test('opens with the console where it is started so', async () => {
    vi.spyOn(process, 'argv', 'get').mockReturnValue(['electron', '/app', '--wall'])
    await launch()
    expect(electron.BrowserWindow.all.map(({ url }) => url)).toEqual(['app://fifteen/', 'app://fifteen/wall.html'])
  })

  test('keeps the screens on while a run is open', async () => {
    await launch()
    engine().emit('message', { kind: 'run', open: true })
    expect(electron.powerSaveBlocker.held.size).toBe(1)
    engine().emit('message', { kind: 'run', open: false })
    expect(electron.powerSaveBlocker.held.size).toBe(0)
  })
})

describe('the engine', () => {
  beforeEach(() => launch())

  test('is started again when it dies, at most once in five seconds, and windows get a new port', () => {
    askForPort()
    engine().emit('exit', 139)
    expect(electron.engines).toHaveLength(1)
    vi.advanceTimersByTime(5_000)
    expect(electron.engines).toHaveLength(2)
    expect(contents().mainFrame.sent).toHaveLength(2)
    engine().emit('exit', 139)
    vi.advanceTimersByTime(4_000)
    expect(electron.engines).toHaveLength(2)
    vi.advanceTimersByTime(1_000)
    expect(electron.engines).toHaveLength(3)
  })

  test('has the lab’s programs started by the main process, hears of each, and takes them along when it dies', () => {
    engine().emit('message', { kind: 'lab!', ask: 7, entry: 'app', config: '{"seed":15}' })
    const [program] = electron.programs
    expect([program?.file, program?.options]).toEqual([join(root, 'dist/shell/lab/app.js'), expect.objectContaining({ env: expect.objectContaining({ LAB_CONFIG: '{"seed":15}' }) })])
    program?.emit('spawn')
    program?.emit('message', { ready: { url: 'http://127.0.0.1:1' } })
    expect(engine().told).toEqual([{ kind: 'lab', ask: 7, pid: 4711 }, { kind: 'lab', ask: 7, said: { ready: { url: 'http://127.0.0.1:1' } } }])
    engine().emit('message', { kind: 'lab!', ask: 8, entry: 'users', config: '{}' })
    engine().emit('message', { kind: 'lab end', ask: 8 })
    expect(electron.programs.map(({ killed }) => killed)).toEqual([false, true])
    expect(engine().told.at(-1)).toEqual({ kind: 'lab', ask: 8, ended: 1 })
    const told = engine().told.length
    engine().emit('exit', 139)
    expect(electron.programs.map(({ killed }) => killed)).toEqual([true, true])
    expect(at(electron.engines, 0).told).toHaveLength(told)
  })

  test('that can not open its data says why and is not started again', () => {
    engine().emit('message', { kind: 'failed', message: 'the journal is open in process 4711' })
    engine().emit('exit', 1)
    vi.advanceTimersByTime(60_000)
    expect(electron.dialog.errors).toEqual(['Fifteen can not open its data: the journal is open in process 4711'])
    expect(electron.app.exits).toEqual([1])
    expect(electron.engines).toHaveLength(1)
  })

  test('hears of a wake from sleep', () => {
    electron.powerMonitor.emit('resume')
    expect(engine().told).toEqual([{ kind: 'resumed' }])
  })
})

describe('leaving', () => {
  beforeEach(() => launch())

  test('with nothing running stops the engine, then goes', async () => {
    expect(await quit()).toBe('held')
    expect(engine().told.at(-1)).toEqual({ kind: 'stop' })
    expect(electron.dialog.asked).toEqual([])
    expect(electron.app.quits).toBe(1)
    expect(await quit()).toBe('gone')
  })

  test('during a run asks first and names what is running; staying stays', async () => {
    engine().running = 'A rollback to blue (r1) is running: stage 2 of 5, Traffic, 2:05 of 15:00.'
    expect(await quit()).toBe('held')
    expect(electron.dialog.asked).toEqual([
      expect.objectContaining({ message: engine().running, detail: expect.stringContaining('goes on when Fifteen is next started') }),
    ])
    electron.dialog.press(0)
    await settled()
    expect(electron.app.quits).toBe(0)
    expect(engine().told.some(({ kind }) => kind === 'stop')).toBe(false)
    expect(await quit()).toBe('held')
    electron.dialog.press(1)
    await settled()
    expect(electron.app.quits).toBe(1)
  })

  test('asked for a second time while the question stands, goes', async () => {
    engine().running = 'A rollback is running.'
    await quit()
    await quit()
    expect(electron.app.quits).toBe(1)
    electron.dialog.press(0)
    await settled()
    expect(await quit()).toBe('gone')
  })

  test('asks as well where the engine does not answer or is being started again', async () => {
    engine().running = undefined
    await quit()
    vi.advanceTimersByTime(1_000)
    await settled()
    electron.dialog.press(0)
    await settled()
    engine().emit('exit', 1)
    await quit()
    expect(electron.dialog.asked.map(({ message }) => message)).toEqual([
      'The engine does not answer; a rollback may be running.', 'The engine is being started again; a rollback may be running.',
    ])
  })

  test('does not wait for ever on an engine that does not stop', async () => {
    vi.spyOn(engine(), 'postMessage').mockImplementation((message) => {
      if (message.kind === 'quit?') engine().emit('message', { kind: 'running', ask: message.ask, text: null })
    })
    await quit()
    expect(electron.app.quits).toBe(0)
    vi.advanceTimersByTime(5_000)
    await settled()
    expect(engine().killed).toBe(true)
    expect(electron.app.quits).toBe(1)
  })

  test('the last window closed during a run leaves the engine and a tray, which opens it again', async () => {
    engine().running = 'A rollback is running.'
    at(electron.BrowserWindow.all, 0).destroy()
    electron.app.emit('window-all-closed')
    await settled()
    expect(electron.app.quits).toBe(0)
    expect(engine().told.map(({ kind }) => kind)).toEqual(['quit?'])
    const tray = at(electron.Tray.all, 0)
    expect(tray.text).toBe('A rollback is running.')
    tray.emit('click')
    expect(electron.BrowserWindow.all).toHaveLength(1)
    expect(electron.Tray.all).toEqual([])
  })

  test('the last window closed with nothing running leaves', async () => {
    at(electron.BrowserWindow.all, 0).destroy()
    electron.app.emit('window-all-closed')
    await settled()
    expect(electron.app.quits).toBe(1)
    expect(electron.Tray.all).toEqual([])
  })
})
