/** Real files, as programs and logrotate treat them: renamed, emptied, half written, full of garbage. */
import { appendFileSync, closeSync, copyFileSync, mkdirSync, openSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync, writeSync } from 'node:fs'
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

  it('is taken up after a restart over several rotations and a copy, and what can not be found again is counted and recorded', async () => {
    const dir = folder()
    const path = join(dir, 'app.log')
    const { start, appended } = logsIn(dir, tail(dir))
    writeFileSync(path, asText(numbered(1, 3)))
    const first = start()
    await soon(async () => expect(await textsOf(first)).toHaveLength(3))
    await first.stop()
    // Rotated twice: the file between has never been seen; what a person copied is no rotation.
    appendFileSync(path, asText(numbered(4, 1)))
    renameSync(path, `${path}.2`)
    writeFileSync(`${path}.1`, asText(numbered(5, 2)))
    writeFileSync(`${path}.bak`, 'copied by hand\n')
    writeFileSync(path, asText(numbered(7, 2)))
    const now = new Date()
    for (const [end, ago] of [['.2', 9], ['.1', 6], ['.bak', 4]] as const) utimesSync(path + end, now, new Date(now.getTime() - ago * 1_000))
    const second = start()
    await soon(async () => expect(sorted(await textsOf(second))).toEqual(numbered(1, 8)))
    await second.stop()
    // Copied and emptied.
    appendFileSync(path, asText(numbered(9, 1)))
    rmSync(`${path}.2`)
    renameSync(`${path}.1`, `${path}.2`)
    copyFileSync(path, `${path}.1`)
    writeFileSync(path, asText(numbered(10, 1)))
    const third = start()
    await soon(async () => expect(sorted(await textsOf(third))).toEqual(numbered(1, 10)))
    expect(sourceOf(third, 'app').lostFiles).toBe(0)
    await third.stop()
    expect(appended).toEqual([])
    // Gone for good.
    rmSync(path)
    writeFileSync(path, asText(numbered(11, 1)))
    const fourth = start()
    await soon(async () => expect(sorted(await textsOf(fourth))).toEqual(numbered(1, 11)))
    await soon(async () => expect(sourceOf(fourth, 'app').lostFiles).toBe(1))
    await fourth.stop()
    expect(appended).toEqual([expect.objectContaining({ kind: 'logs.lost', data: { source: 'app', count: 1, what: 'file rotated away before the end was read: how many lines went is not known' } })])
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
