import type { Display, MenuItemConstructorOptions } from 'electron'

const displayName = (display: Display, at: number): string =>
  `${display.label || `Display ${at + 1}`} (${display.size.width} × ${display.size.height})`

/** The application's menu. The war room opens on the display that is chosen; developer tools are not in packages. */
export const menuTemplate = (options: {
  readonly platform: NodeJS.Platform
  readonly packaged: boolean
  readonly displays: readonly Display[]
  readonly openMain: () => void
  readonly openWarRoom: (display: Display) => void
  /** On the display where the console is not. */
  readonly openWarRoomBeside: () => void
}): MenuItemConstructorOptions[] => [
  ...(options.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
  {
    label: '&File',
    submenu: [
      { label: 'Open the console', accelerator: 'CmdOrCtrl+Shift+O', click: options.openMain },
      { label: options.displays.length > 1 ? 'War room on the second screen' : 'War room, full screen', accelerator: 'CmdOrCtrl+Shift+W', click: options.openWarRoomBeside },
      {
        label: 'War room on',
        submenu: options.displays.map((display, at) => ({ label: displayName(display, at), click: () => options.openWarRoom(display) })),
      },
      { type: 'separator' },
      { role: 'close' },
      { role: 'quit' },
    ],
  },
  { role: 'editMenu' },
  {
    label: '&View',
    submenu: [
      { role: 'reload' },
      ...(options.packaged ? [] : [{ role: 'toggleDevTools' } as const]),
      { type: 'separator' },
      { role: 'resetZoom' },
      { role: 'zoomIn' },
      { role: 'zoomOut' },
      { role: 'togglefullscreen' },
    ],
  },
  { role: 'windowMenu' },
]
