/** Kind `record`: the incident is on the record, with time and trigger. Plan: "Documentation: Incident logging with timestamp and trigger reason". */
import { z } from 'zod'
import { entriesOf } from '../runner-journal.ts'
import { defineKind, nothingToApply, StepFailure, utc, type Acting, type Facts } from './kind.ts'

const readBack = ({ journal, run }: Acting): Facts | undefined => {
  const opened = entriesOf(journal, run.incident, ['incident.opened', 'rollback.opened'])
  const incident = opened.find((entry) => entry.kind === 'incident.opened')
  const own = opened.find((entry) => entry.kind === 'rollback.opened' && entry.data.run === run.id)
  return incident && own && { incident: run.incident, entry: incident.seq, opened: utc(incident.at.occurred), trigger: run.trigger }
}

export const record = defineKind({
  settings: z.strictObject({}),
  effect: ({ run }) => `Read incident ${run.incident} back from the record`,
  check: async (ctx) => {
    const facts = readBack(ctx)
    return facts && { detail: 'It is on the record', facts }
  },
  // Opening a run writes it in the same transaction: there is nothing to add, only to find.
  apply: nothingToApply,
  verify: async (ctx) => {
    const facts = readBack(ctx)
    if (facts === undefined) throw new StepFailure(`Incident ${ctx.run.incident} can't be read back: the record is not on disk. See the banner for what is not recorded.`)
    return facts
  },
  would: async () => 'open an incident with time and trigger, and read it back',
})
