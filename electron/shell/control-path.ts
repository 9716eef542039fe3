/** Where a console listens for scripts, and a script looks for it: both work it out from the home folder alone. */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export type ControlPlace = {
  /** A socket's path, or the name of a pipe on Windows. */
  readonly path: string
  /** The folder that must be the user's own, where the home folder's path is too long for a socket in it. */
  readonly shared?: string
}

/** Bytes of `sun_path` less its zero: 108 on Linux, 104 on macOS and the BSDs. A longer path would be cut off silently. */
const longest = (platform: NodeJS.Platform): number => (platform === 'linux' ? 107 : 103)

/**
 * `home/control.sock`; in a short folder of the user's own where that path is too long for a socket; a named pipe on Windows.
 * @param home absolute
 * @param runtime folder for temporary files, and the user's number: what the short path is made of
 * @throws Error where the short path is too long too
 */
export function controlPlace(home: string, { platform, runtime, uid }: { readonly platform: NodeJS.Platform; readonly runtime: string; readonly uid: number }): ControlPlace {
  const short = createHash('sha256').update(home).digest('hex').slice(0, 16)
  if (platform === 'win32') return { path: `\\\\.\\pipe\\fifteen-${short}` }
  const path = join(home, 'control.sock')
  if (Buffer.byteLength(path) <= longest(platform)) return { path }
  const shared = join(runtime, `fifteen-${uid}`)
  const other = join(shared, `${short}.sock`)
  if (Buffer.byteLength(other) <= longest(platform)) return { path: other, shared }
  throw new Error(`A socket's path may have ${longest(platform)} bytes: ${path} is longer, and so is ${other}. Choose a shorter home folder (--home).`)
}

/** The user's number; -1 where there are none. */
export const ownUid = (): number => process.getuid?.() ?? -1

/** @param home a folder that is there @throws Error where no path is short enough */
export const placeOf = (home: string): ControlPlace =>
  controlPlace(realpathSync(home), { platform: process.platform, runtime: tmpdir(), uid: ownUid() })

/** @throws Error where the folder is another's, or others may enter it: what listens there could be anyone's */
export function checkShared(folder: string, uid: number): void {
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0)
    throw new Error(`${folder} is not a folder of this user alone (mode 700), so no console is looked for there. Remove it, or choose a shorter home folder (--home).`)
}

/** Makes the folders that the socket lies in, for this user alone. @throws Error as `checkShared`, or as the file system says it */
export function makePlace({ path, shared }: ControlPlace, uid: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  if (shared !== undefined) checkShared(shared, uid)
}
