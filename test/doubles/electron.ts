/**
 * A stand-in for the `electron` module, whose binary can't be had on every machine: it keeps what it is
 * given, so that a test can ask what a window was made with and raise the events that Electron would.
 * Use: vi.doMock('electron', () => import('.../doubles/electron.ts')), after vi.resetModules() for a fresh one.
 */
import { EventEmitter } from 'node:events'

type Options = Readonly<Record<string, unknown>>
type Listener = (...args: never[]) => unknown

export class Frame {
  readonly sent: { readonly channel: string; readonly ports: readonly unknown[] }[] = []
  parent: Frame | null = null
  origin: string
  constructor(origin: string) {
    this.origin = origin
  }
  postMessage(channel: string, _message: unknown, ports: readonly unknown[]): void {
    this.sent.push({ channel, ports })
  }
}

export class WebContents extends EventEmitter {
  readonly mainFrame = new Frame('app://fifteen')
  reloads = 0
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }
  reload(): void {
    this.reloads += 1
  }
  /** What it printed is told by its page, so that a test sees that it was that one. */
  printed: Options[] = []
  printToPDF(options: Options): Promise<Buffer> {
    this.printed.push(options)
    return Promise.resolve(Buffer.from(`%PDF-1.4 of ${this.shows}`))
  }
  shows = ''
}

export class BrowserWindow extends EventEmitter {
  static all: BrowserWindow[] = []
  readonly webContents = new WebContents()
  readonly options: Options
  url = ''
  /** What its own session gave it to show. */
  answer: Response | undefined
  focused = 0
  destroyed = false
  constructor(options: Options) {
    super()
    this.options = options
    BrowserWindow.all.push(this)
    app.emit('web-contents-created', {}, this.webContents)
    app.emit('browser-window-created', {}, this)
  }
  async loadURL(url: string): Promise<void> {
    this.url = url
    const { session: own } = (this.options['webPreferences'] ?? {}) as { readonly session?: OwnSession }
    if (own === undefined) return
    this.answer = await own.protocol.handlers.get('app')?.(new Request(url))
    this.webContents.shows = (await this.answer?.text()) ?? ''
  }
  getBounds(): { readonly x: number; readonly y: number; readonly width: number; readonly height: number } {
    return { x: 0, y: 0, width: 1_440, height: 900 }
  }
  isMinimized(): boolean {
    return false
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
  restore(): void {}
  show(): void {}
  focus(): void {
    this.focused += 1
  }
  destroy(): void {
    this.destroyed = true
    BrowserWindow.all = BrowserWindow.all.filter((each) => each !== this)
    this.emit('closed')
  }
}

export class UtilityProcess extends EventEmitter {
  readonly told: { readonly kind: string; readonly ask?: number; readonly role?: string }[] = []
  readonly ports: unknown[] = []
  readonly file: string
  readonly args: readonly string[]
  readonly options: Options
  readonly pid = 4711
  killed = false
  /** What this engine says is running; undefined: it does not answer. */
  running: string | null | undefined = null
  constructor(file: string, args: readonly string[], options: Options) {
    super()
    this.file = file
    this.args = args
    this.options = options
  }
  postMessage(message: { readonly kind: string; readonly ask?: number }, ports: readonly unknown[] = []): void {
    this.told.push(message)
    this.ports.push(...ports)
    if (message.kind === 'quit?' && this.running !== undefined) this.emit('message', { kind: 'running', ask: message.ask, text: this.running })
    if (message.kind === 'stop') this.emit('exit', 0)
  }
  kill(): boolean {
    this.killed = true
    this.emit('exit', 1)
    return true
  }
}

export const engines: UtilityProcess[] = []
/** Of the practice lab. */
export const programs: UtilityProcess[] = []
export const utilityProcess = {
  fork(file: string, args: readonly string[], options: Options = {}): UtilityProcess {
    const started = new UtilityProcess(file, args, options)
    ;(file.includes('/lab/') ? programs : engines).push(started)
    return started
  },
}

class App extends EventEmitter {
  isPackaged = false
  sandboxed = false
  quits = 0
  exits: number[] = []
  paths: Record<string, string> = {}
  lock = true
  appPath = ''
  requestSingleInstanceLock(): boolean {
    return this.lock
  }
  whenReady(): Promise<void> {
    return Promise.resolve()
  }
  enableSandbox(): void {
    this.sandboxed = true
  }
  setPath(name: string, path: string): void {
    this.paths[name] = path
  }
  getAppPath(): string {
    return this.appPath
  }
  quit(): void {
    this.quits += 1
  }
  exit(code: number): void {
    this.exits.push(code)
  }
}
export const app = new App()

export const ipcMain = new EventEmitter()
export const powerMonitor = new EventEmitter()
export const powerSaveBlocker = {
  /** Ids that hold the screens on. */
  held: new Set<number>(),
  start(type: string): number {
    if (type !== 'prevent-display-sleep') throw new Error(`${type} lets the screens sleep`)
    const id = powerSaveBlocker.held.size + 1
    powerSaveBlocker.held.add(id)
    return id
  },
  stop(id: number): void {
    powerSaveBlocker.held.delete(id)
  },
}

export const screen = Object.assign(new EventEmitter(), {
  getAllDisplays: () => [
    { id: 1, label: '', size: { width: 1440, height: 900 }, bounds: { x: 0, y: 0, width: 1440, height: 900 } },
    { id: 2, label: 'Wall', size: { width: 3840, height: 2160 }, bounds: { x: 1440, y: 0, width: 3840, height: 2160 } },
  ],
})

export const protocol = {
  schemes: [] as Options[],
  handlers: new Map<string, (request: Request) => Promise<Response>>(),
  registerSchemesAsPrivileged(schemes: Options[]): void {
    this.schemes.push(...schemes)
  },
  handle(scheme: string, handler: (request: Request) => Promise<Response>): void {
    this.handlers.set(scheme, handler)
  },
}

class Permissions {
  request: Listener | undefined
  check: Listener | undefined
  device: Listener | undefined
  setPermissionRequestHandler(handler: Listener): void {
    this.request = handler
  }
  setPermissionCheckHandler(handler: Listener): void {
    this.check = handler
  }
  setDevicePermissionHandler(handler: Listener): void {
    this.device = handler
  }
}

/** A session that keeps nothing; asked what it lets a page fetch. */
export class OwnSession extends Permissions {
  fetches: ((details: { readonly url: string }, answer: (said: { readonly cancel: boolean }) => void) => void) | undefined
  readonly webRequest = {
    onBeforeRequest: (listener: NonNullable<OwnSession['fetches']>): void => {
      this.fetches = listener
    },
  }
  readonly protocol = {
    handlers: new Map<string, (request: Request) => Response | Promise<Response>>(),
    handle(scheme: string, handler: (request: Request) => Response | Promise<Response>): void {
      this.handlers.set(scheme, handler)
    },
  }
}

export const session = {
  partitions: {} as Record<string, OwnSession>,
  fromPartition(name: string): OwnSession {
    return (this.partitions[name] ??= new OwnSession())
  },
  defaultSession: new Permissions(),
}

/** Its cipher turns every byte over: no keychain, but never the text itself. */
export const safeStorage = {
  available: true,
  backend: 'gnome_libsecret',
  isEncryptionAvailable(): boolean {
    return this.available
  },
  getSelectedStorageBackend(): string {
    return this.backend
  },
  encryptString: (text: string): Buffer => Buffer.from(Buffer.from(text).map((byte) => byte ^ 0xa5)),
  decryptString: (bytes: Buffer): string => Buffer.from(bytes.map((byte) => byte ^ 0xa5)).toString(),
}

export const dialog = {
  asked: [] as { readonly message: string; readonly detail: string }[],
  errors: [] as string[],
  /** Resolves the dialog that is open: the index of the button pressed. */
  press: (_button: number): void => undefined,
  showMessageBox(options: { readonly message: string; readonly detail: string }): Promise<{ response: number }> {
    this.asked.push(options)
    return new Promise((resolve) => {
      this.press = (response) => resolve({ response })
    })
  },
  showErrorBox(title: string, text: string): void {
    this.errors.push(`${title}: ${text}`)
  },
}

type Item = { readonly label?: string; readonly role?: string; readonly click?: () => void; readonly submenu?: readonly Item[] }
export const Menu = {
  template: [] as readonly Item[],
  buildFromTemplate: (template: readonly Item[]): readonly Item[] => template,
  setApplicationMenu(template: readonly Item[]): void {
    this.template = template
  },
}

export class Tray extends EventEmitter {
  static all: Tray[] = []
  text = ''
  items: readonly Item[] = []
  constructor() {
    super()
    Tray.all.push(this)
  }
  setToolTip(text: string): void {
    this.text = text
  }
  setContextMenu(items: readonly Item[]): void {
    this.items = items
  }
  destroy(): void {
    Tray.all = Tray.all.filter((each) => each !== this)
  }
}

export class Notification extends EventEmitter {
  static all: Notification[] = []
  readonly options: Readonly<Record<string, unknown>>
  constructor(options: Readonly<Record<string, unknown>>) {
    super()
    this.options = options
  }
  show(): void {
    Notification.all.push(this)
  }
}

export const nativeImage = { createFromPath: (path: string): string => path }

export class MessageChannelMain {
  readonly port1 = { end: 1 }
  readonly port2 = { end: 2 }
}
