/** A draft is checked before anything else happens: what the journal holds is what its kinds say. */
import { z } from 'zod'
import { actor, entryData, entryKinds, type Draft, type EntryKind } from '../../shared/journal.ts'
import { environments } from '../../shared/metrics.ts'
import { JournalError } from './error.ts'

const envelope = z.strictObject({
  kind: z.enum(entryKinds), who: actor, data: z.unknown(), why: z.string().optional(), incident: z.string().min(1).optional(),
  environment: z.enum(environments).optional(), occurred: z.number().optional(), observed: z.number().optional(),
})

/** @throws JournalError 'invalid' with every mistake */
export function checkDraft(draft: Draft, file: string): z.infer<typeof envelope> & { readonly data: unknown } {
  const refuse = (error: z.ZodError, part: string): JournalError =>
    new JournalError({
      tried: `record ${String(draft.kind)}`, file, reason: 'invalid', detail: `${part} is not what the journal takes: ${z.prettifyError(error)}`,
      mend: 'This is a fault of the console: keep its log.', cause: error,
    })
  const whole = envelope.safeParse(draft)
  if (!whole.success) throw refuse(whole.error, 'the entry')
  const schema: z.ZodType = entryData[whole.data.kind satisfies EntryKind]
  const data = schema.safeParse(whole.data.data)
  if (!data.success) throw refuse(data.error, 'its data')
  return { ...whole.data, data: data.data }
}
