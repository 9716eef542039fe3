/**
 * Kind `sync`: what only the other environment has is copied into the target, by upserts alone, with before-images.
 * Plan: "Data Synchronization: Sync any critical data changes"; semantics 14, fault 13.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { behindOf, behindText, compare, factsOf, isBehind, tableBehind, verifyTables } from './behind.ts'
import { count, defineKind, type Acting } from './kind.ts'

const settings = z.strictObject({ tables: z.array(z.string().min(1)).min(1).optional() })
type Settings = z.infer<typeof settings>

const conflictsShown = 5

const folderOf = ({ dir }: Acting): string => join(dir, 'before-images')
const imagesOf = (ctx: Acting): string => join(folderOf(ctx), `${ctx.run.id}-${ctx.step.id}.jsonl`)

export const sync = defineKind<Settings>({
  settings,
  effect: (ctx) => `Copy what ${ctx.target} lacks from ${ctx.other}; rows that are overwritten are kept in ${imagesOf(ctx)}`,
  check: async (ctx) => {
    const behind = behindOf(await compare(ctx, ctx.settings.tables), ctx.target)
    return isBehind(behind) ? undefined : { detail: 'There was nothing to copy', facts: { inserted: 0, updated: 0, ...factsOf(behind, ctx.target) } }
  },
  apply: async (ctx) => {
    const { target, targets, settings: { tables } } = ctx
    mkdirSync(folderOf(ctx), { recursive: true, mode: 0o700 })
    const { inserted, updated, kept, beforeImages, conflicts = [], conflicting = 0 } = await targets.archives().syncInto(
      target, { beforeImages: imagesOf(ctx), fencing: ctx.fencing, ...(tables && { tables }) }, ctx.signal,
      ({ table, done, total }) => ctx.progress(`copying ${table}`, done, total),
    )
    ctx.note({ inserted, updated, kept, 'before-images': beforeImages, file: imagesOf(ctx), ...(conflicting > 0 && { 'left for a person': conflicting, conflicts: conflicts.slice(0, conflictsShown).map(({ table, key, why }) => `${table} ${key}: ${why}`).join('; ') }) })
  },
  verify: (ctx) => verifyTables(ctx, ctx.settings.tables),
  preview: async (ctx) => {
    const compared = await compare(ctx, ctx.settings.tables)
    const behind = behindOf(compared, ctx.target)
    const tables = compared.tables.map((table) => {
      const { lacking, older, undecided, ahead } = tableBehind(table, ctx.target)
      return { table: table.table, lacking, older, undecided, ahead }
    })
    const text = isBehind(behind)
      ? `Without the copy this would be lost to users: ${behindText(behind, ctx.target)}. What ${ctx.target} has alone or newer stays.`
      : `Nothing would be lost: ${ctx.target} lacks none of ${count(behind.rows, 'row')}.`
    return { text, tables }
  },
  would: async (ctx) => {
    const behind = behindOf(await compare(ctx, ctx.settings.tables), ctx.target)
    return isBehind(behind) ? `copy into ${ctx.target}: ${behindText(behind, ctx.target)}` : `copy nothing: ${ctx.target} lacks none of ${count(behind.rows, 'row')}`
  },
})
