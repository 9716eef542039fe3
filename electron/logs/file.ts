/** Follows a file as it grows, over rotation by rename, by truncation, and over a restart of the console. */
import { open, readdir, stat, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { codeOf, pause, type SourceTools } from './source.ts'
import { createSplitter } from './splitter.ts'

/** Ms between two looks at a file that does not grow. */
const lookEvery = 200
const readLength = 1 << 20
/** A file that is met for the first time is read from so far before its end. */
const firstRead = 16 << 20
const markLength = 64
/** A file of a directory that is gone for so many looks is given up. */
const goneLooks = 10

type Place = { readonly inode: number; readonly offset: number; readonly mark: string }

const isPlace = (value: unknown): value is Place =>
  typeof value === 'object' && value !== null && 'inode' in value && 'offset' in value && 'mark' in value && typeof value.offset === 'number'

async function markOf(file: FileHandle, length: number): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(markLength, length)), 0, Math.min(markLength, length), 0)
  return buffer.subarray(0, bytesRead).toString('base64')
}

/** Whether the file still begins as it did when it was read up to the place. */
const goesOn = async (file: FileHandle, { offset, mark }: Pick<Place, 'offset' | 'mark'>): Promise<boolean> =>
  (await file.stat()).size >= offset && (await markOf(file, Buffer.from(mark, 'base64').length)) === mark

/** The file of that number beside the path: what a rotation made of it. */
async function rotated(path: string, inode: number): Promise<string | undefined> {
  const name = basename(path)
  for (const other of await readdir(dirname(path))) {
    if (other === name || !other.startsWith(name)) continue
    const file = join(dirname(path), other)
    if ((await stat(file)).ino === inode) return file
  }
  return undefined
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
      any = true
      offset += bytesRead
      if (Buffer.from(mark, 'base64').length < markLength) mark = await markOf(from, offset)
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

  /** Goes on where an earlier console stopped: in this file, or first in what it was rotated to. */
  const takeUp = async (opened: FileHandle): Promise<void> => {
    const info = await opened.stat()
    const before = isPlace(known) ? known : undefined
    known = undefined
    if (before && before.inode === info.ino && (await goesOn(opened, before))) return begin(before.offset, info, before.mark)
    if (before) {
      const older = before.inode === info.ino ? undefined : await rotated(path, before.inode)
      const from = older === undefined ? undefined : await open(older, 'r')
      try {
        if (from && (await goesOn(from, before))) {
          begin(before.offset, { ino: before.inode }, before.mark)
          await readOn(from)
          await finish()
        } else tools.lost({ bytes: 0 })
      } finally {
        await from?.close()
      }
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
      else begin(0, await opened.stat(), '')
      state('reading', path)
    }
    if (!(await goesOn(file, { offset, mark }))) {
      // Emptied in place, and perhaps written again since.
      await finish()
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
  while (!signal.aborted) {
    try {
      const names = (await readdir(path, { withFileTypes: true })).filter((one) => one.isFile() && one.name.endsWith(ending)).map(({ name }) => name)
      for (const name of names) {
        if (followed.has(name)) continue
        const one = followFile({ path: join(path, name), key: `${id}/${name}`, tools: { ...tools, state: (now, detail) => { if (now !== 'reading') state(now, detail) } }, endsWhenGone: true })
        followed.set(name, one.finally(() => followed.delete(name)))
      }
      state('reading', `${followed.size} ${followed.size === 1 ? 'file' : 'files'} in ${path}`)
    } catch (error) {
      if (codeOf(error) === '') throw error
      state('waiting', codeOf(error) === 'ENOENT' ? `there is no folder ${path} yet` : `${path}: ${codeOf(error)}`)
    }
    await pause(1_000, signal)
  }
  await Promise.all(followed.values())
}
