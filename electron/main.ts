/** The Electron shell: windows, menu, tray and power events around the engine, which is a process of its own. */
import {
  app, BrowserWindow, dialog, ipcMain, Menu, MessageChannelMain, nativeImage, Notification, powerMonitor, powerSaveBlocker, protocol, safeStorage, screen, session, Tray, utilityProcess,
  type BrowserWindowConstructorOptions, type Session, type WebContents, type WebFrameMain,
} from 'electron'
import { userInfo } from 'node:os'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { systemClock } from './clock.ts'
import { createLog } from './log.ts'
import { openVault } from './secrets/vault.ts'
import { createAppHandler } from './shell/app-protocol.ts'
import { bundleIn } from './shell/bundle-files.ts'
import { openAssets } from './shell/assets.ts'
import { wallDisplay } from './shell/displays.ts'
import { createStayAwake } from './shell/stay-awake.ts'
import { createWindows } from './shell/desktop-windows.ts'
import { hostEngine, type EngineHost } from './shell/engine-host.ts'
import { createHandedFiles } from './shell/handed-files.ts'
import { homeOf } from './home.ts'
import { keychainOf } from './shell/keychain.ts'
import { createLabHost } from './shell/lab-line.ts'
import { resumeText } from './shell/leaving.ts'
import { menuTemplate } from './shell/menu.ts'
import type { EngineConfig } from './shell/messages.ts'
import { createNotices } from './shell/notices.ts'
import { createQuit } from './shell/quit.ts'
import { createPrinter } from './shell/print-line.ts'
import { answerSecrets } from './shell/secret-line.ts'
import { isOurFrame, secureContents, secureSession } from './shell/window.ts'

const { plan, home: askedHome, wall } = parseArgs({ args: process.argv.slice(1), strict: false, options: { plan: { type: 'string' }, home: { type: 'string' }, wall: { type: 'boolean' } } }).values
const home = typeof askedHome === 'string' ? askedHome : homeOf(process.env, process.platform)
const user = userInfo().username
const clock = systemClock()
const log = createLog({ write: (line) => void process.stderr.write(line), level: 'warn', clock })
const inApp = (path: string): string => join(app.getAppPath(), path)
const after = (ms: number, then: () => void): (() => void) => {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
app.enableSandbox()
app.setPath('userData', join(home, 'electron'))
app.on('web-contents-created', (_event, contents) => secureContents(contents, log))

/** What was handed over before there was an engine: macOS does so before it is ready. */
const first = bundleIn(process.argv.slice(1), process.cwd())
const handed: string[] = first === undefined ? [] : [first]
let open = (file: string): void => void handed.push(file)
app.on('open-file', (event, file) => {
  event.preventDefault()
  open(file)
})

function start(): void {
  const config: EngineConfig = { home, user, pages: inApp('dist/renderer'), level: 'info', packaged: app.isPackaged, ...(typeof plan === 'string' && { planFile: plan }) }
  const windows = createWindows({
    create: (options) => new BrowserWindow(options), preload: inApp('dist/shell/preload.cjs'), packaged: app.isPackaged, after, log,
  })
  const handPort = (contents: WebContents, frame: WebFrameMain | null): void => {
    const role = windows.roleOf(contents)
    if (role === undefined || !isOurFrame(frame)) return log.warn('port.refused', { origin: frame?.origin ?? 'a frame that has gone' })
    const { port1, port2 } = new MessageChannelMain()
    frame?.postMessage('fifteen:port', null, [port1])
    engine.serve(port2, role, user)
  }
  const vault = openVault({ file: join(home, 'secrets.json'), cipher: keychainOf(safeStorage, process.platform) })
  const printed = (): Session => {
    const own = session.fromPartition('print')
    secureSession(own)
    return own
  }
  const answerPrint = createPrinter({ create: (options: BrowserWindowConstructorOptions) => new BrowserWindow(options), session: printed })
  const notices = createNotices({ create: (options) => new Notification(options), openMain: windows.openMain })
  const engine: EngineHost = hostEngine({
    answers: async (message) => {
      notices.hear(message)
      files.hear(message)
      return (await answerSecrets(vault, message)) ?? answerPrint(message)
    },
    lab: createLabHost((entry, config) =>
      utilityProcess.fork(join(inApp('dist/shell/lab'), `${entry}.js`), [], { serviceName: `Fifteen lab: ${entry}`, env: { ...process.env, LAB_CONFIG: config }, stdio: 'inherit' })),
    fork: () => utilityProcess.fork(inApp('dist/shell/engine.js'), [JSON.stringify(config)], { serviceName: 'Fifteen engine' }),
    now: clock.mono, after, log,
    onRun: createStayAwake({ start: (type) => powerSaveBlocker.start(type), stop: (id) => powerSaveBlocker.stop(id) }),
    onRestart: () => {
      windows.all().forEach(({ webContents }) => handPort(webContents, webContents.mainFrame))
      files.restarted()
    },
    onFailed: (message) => {
      dialog.showErrorBox('Fifteen can not open its data', message)
      app.exit(1)
    },
  })
  const files = createHandedFiles({
    send: engine.openBundle, show: windows.openAt,
    say: (file, why) => {
      dialog.showMessageBox({ type: 'warning', message: `${basename(file)} was not opened`, detail: why, buttons: ['OK'] }).catch((error: unknown) => log.error('bundle.not told', { file, error }))
    },
  })
  ipcMain.on('fifteen:port?', (event) => handPort(event.sender, event.senderFrame))
  protocol.handle('app', createAppHandler(openAssets(inApp('dist/renderer'))))
  secureSession(session.defaultSession)

  const openWarRoomBeside = (): void => {
    const display = wallDisplay(screen.getAllDisplays(), windows.mainBounds())
    if (display) windows.openWarRoom(display)
  }
  const drawMenu = (): void =>
    Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate({
      platform: process.platform, packaged: app.isPackaged, displays: screen.getAllDisplays(), openMain: windows.openMain, openWarRoom: windows.openWarRoom, openWarRoomBeside,
    })))
  drawMenu()
  screen.on('display-added', drawMenu)
  screen.on('display-removed', drawMenu)
  powerMonitor.on('resume', engine.resumed)

  const quit = createQuit({
    running: engine.running,
    confirm: async (text) => {
      const { response } = await dialog.showMessageBox({
        type: 'warning', message: text, detail: `If you quit now: ${resumeText}`, buttons: ['Stay', 'Quit all the same'], defaultId: 0, cancelId: 0,
      })
      return response === 1
    },
    leave: engine.stop,
    quit: () => app.quit(),
  })
  const failed = (error: unknown): void => log.error('quit.failed', { error })
  app.on('before-quit', (event) => void quit(event).catch(failed))

  let tray: Tray | undefined
  app.on('window-all-closed', () => {
    const stay = (text: string): void => {
      tray ??= new Tray(nativeImage.createFromPath(inApp('build/icons/32.png')))
      tray.setToolTip(text)
      tray.on('click', windows.openMain)
      tray.setContextMenu(Menu.buildFromTemplate([{ label: text, enabled: false }, { label: 'Open the console', click: windows.openMain }, { role: 'quit' }]))
    }
    engine.running().then((text) => (text === null ? app.quit() : stay(text)), failed)
  })
  app.on('browser-window-created', () => {
    tray?.destroy()
    tray = undefined
  })
  app.on('second-instance', (_event, args, folder) => {
    const file = bundleIn(args, folder)
    if (file !== undefined) files.open(file)
    windows.openMain()
  })
  for (const file of handed.splice(0)) files.open(file)
  open = files.open
  app.on('activate', windows.openMain)
  windows.openMain()
  if (wall === true) openWarRoomBeside()
}

if (app.requestSingleInstanceLock()) {
  app.whenReady().then(start).catch((error: unknown) => {
    dialog.showErrorBox('Fifteen can not start', String(error))
    app.exit(1)
  })
} else app.quit()
