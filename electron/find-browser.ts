import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const onPath = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge', 'brave-browser']

const elsewhere: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

/** A browser with Chromium's app mode on this machine, or undefined. */
export function findBrowser(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform,
  exists: (file: string) => boolean = existsSync,
): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  const files = onPath.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [...files, ...(elsewhere[platform] ?? [])].find(exists)
}

/** Whether a window can be shown at all. */
export const hasDisplay = (env: Readonly<Record<string, string | undefined>>, platform: NodeJS.Platform): boolean =>
  platform !== 'linux' || Boolean(env['DISPLAY'] || env['WAYLAND_DISPLAY'])

const quiet = ['--no-first-run', '--no-default-browser-check', '--disable-sync', '--disable-background-networking', '--disable-component-update', '--disable-extensions'] as const

/**
 * Arguments that open a link over a whole screen, for nobody at its keyboard: no bar, no question, nothing that is asked again after a power cut.
 * @param profile @param root as of `browserArgs`
 */
export const kioskArgs = (link: string, profile: string, root: boolean): readonly string[] => [
  '--kiosk', '--noerrdialogs', '--disable-session-crashed-bubble', '--hide-crash-restore-bubble', '--disable-features=Translate',
  `--user-data-dir=${profile}`, ...quiet, ...(root ? ['--no-sandbox'] : []), link,
]

/**
 * Arguments that open a link as a window of its own.
 * @param profile a folder for this browser alone: the person's own tabs and extensions stay out
 * @param root Chromium's sandbox refuses to run as root
 */
export const browserArgs = (link: string, profile: string, root: boolean): readonly string[] => [
  `--app=${link}`, `--user-data-dir=${profile}`, ...quiet, '--window-size=1440,900',
  ...(root ? ['--no-sandbox'] : []),
]
