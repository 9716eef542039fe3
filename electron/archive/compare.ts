/** Compares two databases at one moment, table by table. Plan: "Minutes 8-12: Data Consistency Verification". */
import type { Comparison, OnRows, TableComparison } from '../connect/connector.ts'
import { hashOf } from './checksum.ts'
import { differencesOf, newerSide } from './differences.ts'
import { beginSnapshots, withPair, type Sides } from './pair.ts'
import type { Session } from './session.ts'
import type { ArchiveSettings } from './settings.ts'
import { readTables, type Table } from './tables.ts'

const keysShown = 20

async function compareTable(
  walk: { readonly pair: Sides<Session>; readonly table: Table; readonly hash: Awaited<ReturnType<typeof hashOf>>; readonly signal: AbortSignal },
  { standing }: ArchiveSettings, onProgress: OnRows,
): Promise<TableComparison> {
  const { table } = walk
  const rows = { blue: 0, green: 0 }
  const counts = { onlyBlue: 0, onlyGreen: 0, changed: 0 }
  const newer = { blue: 0, green: 0 }
  const sampleKeys: string[] = []
  for await (const part of differencesOf({ ...walk, ahead: true })) {
    for (const one of part.differences) {
      counts[one.green === undefined ? 'onlyBlue' : one.blue === undefined ? 'onlyGreen' : 'changed'] += 1
      const isBoth = one.blue !== undefined && one.green !== undefined
      // Where the plan keeps the target's version, that one stands as if it were the newer.
      const side = newerSide(table, one) ?? (isBoth && table.rule.conflict === 'keep' ? standing : undefined)
      if (side !== undefined) newer[side] += 1
      if (sampleKeys.length < keysShown) sampleKeys.push(one.keyText)
    }
    rows.blue += part.rows.blue
    rows.green += part.rows.green
    const done = Math.max(rows.blue, rows.green)
    if (part.rows.blue + part.rows.green > 0) onProgress({ table: table.name, done, total: Math.max(done, table.about) })
  }
  const done = Math.max(rows.blue, rows.green)
  onProgress({ table: table.name, done, total: done })
  return { table: table.name, blueRows: rows.blue, greenRows: rows.green, differing: { ...counts, newer }, sampleKeys }
}

/** @throws ConnectError, ArchiveRefusal */
export function compareArchives(settings: ArchiveSettings, asked: readonly string[] | undefined, signal: AbortSignal, onProgress: OnRows): Promise<Comparison> {
  const begun = performance.now()
  return withPair(settings, signal, async (pair) => {
    const hash = await hashOf(pair, signal)
    const tables = await readTables(pair, settings, asked, signal)
    await beginSnapshots(pair, signal)
    const compared: TableComparison[] = []
    for (const table of tables) compared.push(await compareTable({ pair, table, hash, signal }, settings, onProgress))
    return { tables: compared, ms: performance.now() - begun }
  })
}
