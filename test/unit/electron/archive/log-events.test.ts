/** The server's log of changes as it may come back from a disk: what is damaged is named with its place, and nothing after it is passed over in silence. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { ArchiveRefusal } from '../../../../electron/archive/error.ts'
import { chooseTransactions } from '../../../../electron/archive/log-events.ts'
import { binlog } from '../../../fuzz/binlog.ts'

const dir = mkdtempSync(join(tmpdir(), 'fifteen-log-events-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))
let made = 0
const chosen = (bytes: Uint8Array, before = 4_000_000_000) => {
  const source = join(dir, `bin.${(made += 1)}`)
  writeFileSync(source, bytes)
  return chooseTransactions(source, `${source}.chosen`, { live: 'live', from: 0, before, signal: new AbortController().signal })
}
const starts: number[] = []
for (let at = 4; at < binlog.length; at += binlog.readUInt32LE(at + 9)) starts.push(at)
const changed = (change: (bytes: Buffer) => void): Buffer => {
  const bytes = Buffer.from(binlog)
  change(bytes)
  return bytes
}

describe('a log of changes', () => {
  it('that is whole gives its transactions of the live database', async () => {
    const { transactions, over } = await chosen(binlog)
    expect([transactions > 1, over]).toEqual([true, false])
  })

  it('with any byte of any event changed is refused at that event, but for the bit that says the file is in use', async () => {
    for (const [index, start] of starts.entries()) {
      const length = (starts[index + 1] ?? binlog.length) - start
      for (const at of [0, 4, 9, 13, 20, Math.floor(length / 2), length - 1].filter((place) => place < length && index > 0))
        await expect(chosen(changed((bytes) => void (bytes[start + at] = (bytes[start + at] ?? 0) ^ 0x40))), `byte ${at} of the event at ${start}`).rejects.toThrow(new RegExp(`damaged at ${start}`))
    }
  })

  it('with a length that reaches over what follows does not pass it over', async () => {
    const start = starts[3] ?? 4
    await expect(chosen(changed((bytes) => bytes.writeUInt32LE(0x7fff_ffff, start + 9)))).rejects.toThrow(ArchiveRefusal)
  })

  it('whose last event is not whole was being written: the rest counts', async () => {
    const all = (await chosen(binlog)).transactions
    expect((await chosen(binlog.subarray(0, -3))).transactions).toBe(all)
  })

  it('of something else is none', async () => expect(chosen(Buffer.from('SQLite format 3\0'))).rejects.toThrow(/none that can be read/))
})
