/**
 * Before-images: one line of JSON for each row that a sync writes, on disk before its chunk is committed. A line whose
 * chunk did not commit may be left: its row is then not as the line says it became.
 */
import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { openImages } from '../connect/archive-sync.ts'
import { cellFromJson, cellJson, type Value } from './columns.ts'
import type { Key } from './ranges.ts'
import type { Table } from './tables.ts'

const cell = z.union([z.strictObject({ text: z.string() }), z.strictObject({ hex: z.string().regex(/^(?:[0-9a-f]{2})*$/) })]).nullable()

const line = z.strictObject({
  sync: z.string(),
  chunk: z.int(),
  table: z.string(),
  key: z.record(z.string(), cell),
  /** MD5 of the row as it was, null where there was none; and as the sync left it. */
  was: z.string().nullable(),
  became: z.string(),
  /** Every column as it was. */
  before: z.record(z.string(), cell).nullable(),
})
export type Image = z.infer<typeof line>

export type Images = ReturnType<typeof openImages>
export { openImages }

export function imageLine(at: { readonly sync: string; readonly chunk: number; readonly table: Table; readonly key: Key; readonly became: string }, before: { readonly digest: string; readonly cells: readonly Value[] } | undefined): string {
  const { sync, chunk, table, key, became } = at
  return JSON.stringify({
    sync, chunk, table: table.name,
    key: Object.fromEntries(table.key.map((column, index) => [column.name, cellJson(column, key[index] ?? null)])),
    was: before?.digest ?? null, became,
    before: before === undefined ? null : Object.fromEntries(table.columns.map((column, index) => [column.name, cellJson(column, before.cells[index] ?? null)])),
  } satisfies Image)
}

/**
 * The lines of a file in their order. A line that a crash cut is passed over: its chunk was not committed.
 * @throws Error with Node's code
 */
export async function* readImages(path: string): AsyncGenerator<Image, void, undefined> {
  for await (const text of createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY })) {
    const image = parsed(text)
    if (image !== undefined) yield image
  }
}

function parsed(text: string): Image | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  return line.safeParse(value).data
}

export const imageKey = ({ key }: Image, table: Table): Key => table.key.map(({ name }) => cellFromJson(key[name] ?? null))
export const imageCells = ({ before }: Image, table: Table): readonly Value[] | undefined =>
  before === null ? undefined : table.columns.map(({ name }) => cellFromJson(before[name] ?? null))
