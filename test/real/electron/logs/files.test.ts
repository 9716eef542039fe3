/** Real files, as programs and logrotate treat them: renamed, emptied, half written, full of garbage. */
import { appendFileSync, closeSync, mkdirSync, openSync, renameSync, rmSync, truncateSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folder, logsIn, soon, sourceOf, textsOf } from './parts.ts'

const numbered = (from: number, count: number): readonly string[] => Array.from({ length: count }, (_, index) => `line ${from + index}`)
const asText = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('')
const tail = (dir: string) => ({ sources: [{ id: 'app', kind: 'file', environment: 'green', path: join(dir, 'app.log') }] })
/** Lines of one millisecond have no order of their own but that in which they were read. */
const sorted = (lines: readonly string[]): readonly string[] => lines.toSorted((a, b) => Number(a.slice(5)) - Number(b.slice(5)))

describe('a file that is followed', () => {
  it('is read over a rename, an emptying, a pause of the console and a rotation meanwhile: each line once', async () => {
    const dir = folder()
    const path = join(dir, 'app.log')
    const { start } = logsIn(dir, tail(dir))
    const logs = start()
    await soon(async () => expect(sourceOf(logs, 'app')).toMatchObject({ state: 'waiting', detail: `there is no ${path} yet` }))
    appendFileSync(path, asText(numbered(1, 3)))
    await soon(async () => expect(await textsOf(logs)).toHaveLength(3))

    // Rotated by rename, while its writer still has it open and writes once more.
    const writer = openSync(path, 'a')
    renameSync(path, `${path}.1`)
    writeSync(writer, asText(numbered(4, 2)))
    closeSync(writer)
    writeFileSync(path, asText(numbered(6, 2)))
    await soon(async () => expect(sorted(await textsOf(logs))).toEqual(numbered(1, 7)))

    // Emptied in place and written again, shorter and then longer than it was.
    truncateSync(path, 0)
    appendFileSync(path, asText(numbered(8, 1)))
    await soon(async () => expect(sorted(await textsOf(logs))).toEqual(numbered(1, 8)))
    writeFileSync(path, asText(numbered(9, 12)))
    await soon(async () => expect(sorted(await textsOf(logs))).toEqual(numbered(1, 20)))

    // The console is closed; the file grows, is rotated, and a new one begins.
    await logs.stop()
    appendFileSync(path, asText(numbered(21, 2)))
    rmSync(`${path}.1`)
    renameSync(path, `${path}.1`)
    writeFileSync(path, asText(numbered(23, 3)))
    const again = start()
    await soon(async () => expect(sorted(await textsOf(again))).toEqual(numbered(1, 25)))
    expect(await again.verify()).toMatchObject({ ok: true, lines: 25 })
  })

  it('may hold half lines, bytes that are no text, and lines of a megabyte', async () => {
    const dir = folder()
    const path = join(dir, 'app.log')
    writeFileSync(path, 'half')
    const { start } = logsIn(dir, tail(dir))
    const logs = start()
    await soon(async () => expect(sourceOf(logs, 'app').state).toBe('reading'))
    expect(await textsOf(logs)).toEqual([])
    appendFileSync(path, ' and whole\n')
    appendFileSync(path, Buffer.concat([Buffer.from([0xff, 0xfe, 0x00, 0xc3]), Buffer.from(`\n${'z'.repeat(1_000_000)}\nend\n`)]))
    await soon(async () => expect(await textsOf(logs)).toHaveLength(4))
    const lines = await textsOf(logs)
    expect(lines).toEqual(expect.arrayContaining(['half and whole', '��\u0000�', 'end', expect.stringMatching(/^z{16384} …\[cut: 983616 more bytes\]$/)]))
    await soon(async () => expect(sourceOf(logs, 'app').cut).toBe(1))
    expect(await textsOf(logs, 'whole')).toEqual(['half and whole'])
  })

  it('in a folder is found when it comes, and given up when it goes', async () => {
    const dir = folder()
    const at = join(dir, 'logs')
    const { start } = logsIn(dir, { sources: [{ id: 'all', kind: 'directory', path: at, ending: '.log' }] })
    const logs = start()
    mkdirSync(at)
    writeFileSync(join(at, 'a.log'), 'from a\n')
    writeFileSync(join(at, 'a.txt'), 'not this\n')
    await soon(async () => expect(await textsOf(logs)).toEqual(['from a']))
    writeFileSync(join(at, 'b.log'), 'from b\n')
    await soon(async () => expect((await textsOf(logs)).toSorted()).toEqual(['from a', 'from b']))
    rmSync(join(at, 'a.log'))
    await soon(async () => expect(sourceOf(logs, 'all').detail).toBe(`1 file in ${at}`))
  })
})
