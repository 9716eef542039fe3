/** Kind `report`: the incident's report is on disk, as it can be read back. Plan: "Documentation Update: Complete incident report and lessons learned". */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { escaped, reportText } from '../report-text.ts'
import { entriesOf } from '../runner-journal.ts'
import { defineKind, notKnownBefore, StepFailure, type Acting } from './kind.ts'

const folderOf = ({ dir }: Acting): string => join(dir, 'reports')
/** An incident's id is our own, yet it becomes a file name. */
const fileOf = (ctx: Acting): string => join(folderOf(ctx), `${ctx.run.incident.replaceAll(/[^\w-]/g, '_')}.md`)
const sha256 = (bytes: string | Buffer): string => createHash('sha256').update(bytes).digest('hex')

const compose = ({ journal, run, clock }: Acting): string => {
  const { pastRuns, run: present, head } = journal.state()
  const notices = entriesOf(journal, run.incident, ['notice.sent', 'notice.failed'])
  const [opened] = entriesOf(journal, run.incident, ['incident.opened'])
  const earlier = pastRuns.filter((one) => one.incident === run.incident && one.id !== run.id)
  return reportText({ incident: run.incident, opened, runs: [...earlier, present?.id === run.id ? present : run], notices, head, writtenAt: clock.wall() })
}

/** Whole or not at all: under another name until it is on disk. */
function writeWhole(file: string, bytes: Buffer): void {
  const making = `${file}.making`
  const handle = openSync(making, 'w', 0o600)
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at)
    fsyncSync(handle)
  } finally {
    closeSync(handle)
  }
  renameSync(making, file)
}

export const report = defineKind({
  settings: z.strictObject({}),
  effect: (ctx) => `Write the incident's report to ${fileOf(ctx)}`,
  // What happened since belongs in it: it is always written anew.
  check: notKnownBefore,
  apply: async (ctx) => {
    const bytes = Buffer.from(compose(ctx))
    mkdirSync(folderOf(ctx), { recursive: true, mode: 0o700 })
    writeWhole(fileOf(ctx), bytes)
    if (!readFileSync(fileOf(ctx)).equals(bytes)) throw new StepFailure(`${fileOf(ctx)} does not hold what was written to it.`)
    ctx.note({ file: fileOf(ctx) })
  },
  verify: async (ctx) => {
    const bytes = readFileSync(fileOf(ctx))
    if (bytes.length === 0 || !bytes.includes(escaped(ctx.run.id))) throw new StepFailure(`${fileOf(ctx)} does not hold the report of run ${ctx.run.id}.`)
    return { sha256: sha256(bytes), bytes: bytes.length }
  },
  would: async () => 'write the report of the incident, with every step and its result',
})
