/** Follows a file as it grows, over rotation by rename, by truncation, and over a restart of the console. */
import { open, readdir, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf, pause, readAgain, type SourceTools } from './source.ts'
import { createSplitter } from './splitter.ts'

/** Ms between two looks at a file that does not grow. */
const lookEvery = 200
const readLength = 1 << 20
/** A file that is met for the first time is read from so far before its end. */
const firstRead = 16 << 20
const markLength = 64
/** A file of a directory that is gone for so many looks is given up. */
const goneLooks = 10

/** @field ended its file went, and was read to its end */
type Place = { readonly inode: number; readonly offset: number; readonly mark: string; readonly ended?: boolean }

const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' && value !== null && 'inode' in value && 'offset' in value && 'mark' in value && typeof value.offset === 'number'

async function markOf(file: FileHandle, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(markLength, length)), 0, Math.min(markLength, length), 0)
  return buffer.subarray(0, bytesRead).toString('base64')
}

/** Whether the file still begins as it did when it was read up to the place. */
const goesOn = async (file: FileHandle, { offset, mark }: Pick<Place, 'offset' | 'mark'>): Promise<boolean> =>
  (await file.stat()).size >= offset && (await markOf(file, Buffer.from(mark, 'base64').length)) === mark

/** @field inOrder its name has a number or a day, and is no copy that a person made */
type Rotated = { readonly file: string; readonly inode: number; readonly written: number; readonly packed: boolean; readonly inOrder: boolean }

/** What rotations made of the path, the one that was written first first. */
async function rotations(path: string): Promise<readonly Rotated[]> {
  const name = basename(path)
  const found: Rotated[] = []
  for (const other of await readdir(dirname(path))) {
    if (other === name || !other.startsWith(name)) continue
    const file = join(dirname(path), other)
    const info = await stat(file).catch((error: unknown) => {
      // Gone since it was listed.
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    })
    if (info?.isFile() === true) found.push({ file, inode: info.ino, written: info.mtimeMs, packed: /\.(?:gz|xz|bz2|zst|zip)$/.test(other), inOrder: /^[._-]\d/.test(other.slice(name.length)) })
  }
  return found.toSorted((a, b) => a.written - b.written)
}

/** @param key names its place @param endsWhenGone for one file of a directory */
export async function followFile({ path, key, tools, endsWhenGone = false }: { readonly path: string; readonly key: string; readonly tools: SourceTools; readonly endsWhenGone?: boolean }): Promise<void> {
  const { put, signal, state } = tools
  const buffer = Buffer.alloc(readLength)
  let splitter = createSplitter()
  let file: FileHandle | undefined
  let [inode, offset, mark, gone] = [0, 0, '', 0]
  let known = tools.place(key)

  const placed = (): { readonly key: string; readonly value: Place } => ({ key, value: { inode, offset: offset - splitter.held(), mark } })
  /** @returns whether anything was read */
  const readOn = async (from: FileHandle): Promise<boolean> => {
    let any = false
    while (!signal.aborted) {
      const { bytesRead } = await from.read(buffer, 0, readLength, offset)
      if (bytesRead === 0) return any
      // Emptied and written again since it was looked at: what was read is from its middle. The next look begins anew.
      if (!(await goesOn(from, { offset, mark }))) return true
      any = true
      // Of what was read, and not read once more: it may be another file's beginning by then.
      const known = Buffer.from(mark, 'base64')
      if (known.length < markLength && offset <= known.length)
        mark = Buffer.concat([known, buffer.subarray(known.length - offset, Math.min(bytesRead, markLength - offset))]).toString('base64')
      offset += bytesRead
      const { lines, cut } = splitter.push(buffer.subarray(0, bytesRead))
      if (lines.length > 0) await put({ lines, cut, bytes: bytesRead, place: placed() })
      tools.behind(key, Math.max(0, (await from.stat()).size - offset))
    }
    return any
  }
  /** What stands without a line feed where nothing more can come. */
  const finish = async (): Promise<void> => {
    const { lines, cut } = splitter.end()
    if (lines.length > 0) await put({ lines, cut, bytes: 0, place: placed() })
    splitter = createSplitter()
  }
  const begin = (at: number, of: { readonly ino: number }, begun: string): void => {
    splitter = createSplitter()
    ;[inode, offset, mark] = [of.ino, at, begun]
  }

  /** Files that came and went between the one that was read and the one that is there now, each from its beginning. */
  const readBetween = async (all: readonly Rotated[], last: Rotated, now: number): Promise<void> => {
    for (const one of all.filter(({ inode: of, written, inOrder }) => inOrder && of !== now && of !== last.inode && written > last.written)) {
      if (one.packed) {
        tools.lost({ files: 1 })
        continue
      }
      const from = await open(one.file, 'r')
      try {
        begin(0, { ino: one.inode }, '')
        await readOn(from)
        await finish()
      } finally {
        await from.close()
      }
    }
  }

  /** Reads on in what the file was renamed or copied to. @returns whether that was found */
  const readRotated = async (before: Place, now: number): Promise<boolean> => {
    const all = await rotations(path)
    for (const one of all.toSorted((a, b) => Number(b.inode === before.inode) - Number(a.inode === before.inode))) {
      if (one.packed || (one.inode !== before.inode && before.mark === '')) continue
      const from = await open(one.file, 'r')
      try {
        if (!(await goesOn(from, before))) continue
        begin(before.offset, { ino: one.inode }, before.mark)
        await readOn(from)
        await finish()
      } finally {
        await from.close()
      }
      await readBetween(all, one, now)
      return true
    }
    return false
  }

  /** Goes on where an earlier console stopped: in this file, or first in what it was rotated to. */
  const takeUp = async (opened: FileHandle): Promise<void> => {
    const info = await opened.stat()
    const before = isPlace(known) ? known : undefined
    known = undefined
    if (before && before.inode === info.ino && (await goesOn(opened, before))) return begin(before.offset, info, before.mark)
    if (before) {
      if (!(await readRotated(before, info.ino)) && before.ended !== true) tools.lost({ files: 1 })
      return begin(0, info, '')
    }
    const start = tools.readAllAtFirst ? 0 : Math.max(0, info.size - firstRead)
    begin(start, info, start === 0 ? '' : await markOf(opened, markLength))
    if (start === 0) return
    tools.lost({ bytes: start })
    // From the first whole line on.
    const { bytesRead } = await opened.read(buffer, 0, readLength, start)
    offset += buffer.subarray(0, bytesRead).indexOf(10) + 1
  }

  const look = async (): Promise<boolean> => {
    if (!file) {
      const opened = await open(path, 'r')
      file = opened
      gone = 0
      if (inode === 0) await takeUp(opened)
      else {
        // Where reading had to wait for the disk, there may have been more than one rotation.
        const info = await opened.stat()
        const all = await rotations(path)
        const last = all.find((one) => one.inode === inode)
        if (last) await readBetween(all, last, info.ino)
        begin(0, info, '')
      }
      state('reading', path)
    }
    if (!(await goesOn(file, { offset, mark }))) {
      // Emptied in place, perhaps copied before, and perhaps written again since.
      if (!(await readRotated(placed().value, inode))) await finish()
      begin(0, await file.stat(), '')
    }
    const any = await readOn(file)
    const there = await stat(path).catch((error: unknown) => {
      if (codeOf(error) === 'ENOENT') return undefined
      throw error
    })
    if (there?.ino === inode) return any
    // Renamed or removed: its writer may have gone on until now.
    await readOn(file)
    await finish()
    await put({ lines: [], bytes: 0, place: { key, value: { ...placed().value, ended: true } } })
    await file.close()
    file = undefined
    return true
  }

  try {
    while (!signal.aborted) {
      let any = false
      try {
        any = await look()
        gone = 0
      } catch (error) {
        const code = codeOf(error)
        if (code === '') throw error
        await file?.close()
        file = undefined
        gone += 1
        if (endsWhenGone && code === 'ENOENT' && gone > goneLooks) return
        state('waiting', code === 'ENOENT' ? `there is no ${path} yet` : code === 'EACCES' ? `${path} may not be read by this user` : `${path}: ${code}`)
      }
      if (!any) await pause(lookEvery, signal)
    }
  } finally {
    await file?.close()
    tools.behind(key, 0)
  }
}

/** Every file of a folder whose name ends so, new ones among them. */
export async function followDirectory({ path, ending, id, tools }: { readonly path: string; readonly ending: string; readonly id: string; readonly tools: SourceTools }): Promise<void> {
  const { signal, state } = tools
  const followed = new Map<string, Promise<void>>()
  /** Files that can't be read for a reason that nobody foresaw, in words. */
  const failing = new Map<string, string>()
  while (!signal.aborted) {
    try {
      const names = (await readdir(path, { withFileTypes: true })).filter((one) => one.isFile() && one.name.endsWith(ending)).map(({ name }) => name)
      for (const name of names) {
        if (followed.has(name)) continue
        const own: SourceTools = { ...tools, state: (now, detail) => { if (now !== 'reading') state(now, detail); else failing.delete(name) } }
        const one = readAgain(() => followFile({ path: join(path, name), key: `${id}/${name}`, tools: own, endsWhenGone: true }), { ...tools, state: (_, detail) => void failing.set(name, detail) })
        followed.set(name, one.finally(() => {
          followed.delete(name)
          failing.delete(name)
        }))
      }
      const files = `${followed.size} ${followed.size === 1 ? 'file' : 'files'} in ${path}`
      const [first] = failing
      if (first === undefined) state('reading', files)
      else state('waiting', `${failing.size} of ${files} can't be read; ${first[0]}: ${first[1]}`)
    } catch (error) {
      if (codeOf(error) === '') throw error
      state('waiting', codeOf(error) === 'ENOENT' ? `there is no folder ${path} yet` : `${path}: ${codeOf(error)}`)
    }
    await pause(1_000, signal)
  }
  await Promise.all(followed.values())
}
