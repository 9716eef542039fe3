/** One sentence for each entry about checkpoints and recoveries. Pure. */
import { durationText } from '../../shared/duration.ts'
import type { Entry } from '../../shared/journal.ts'
import type { EntryLine } from './entry-text.ts'
import { bytes, countText, hashText, momentText } from '../parts/format.ts'

type About = Extract<Entry, { readonly kind: `checkpoint.${string}` | `recovery.${string}` }>

const why = (reason: string | undefined): { readonly detail?: string } => (reason === undefined ? {} : { detail: `Reason: ${reason}` })
const causes = { person: '', schedule: ', as scheduled', phase: ', before the phase' } as const
const ends = { failed: 'failed', cancelled: 'was cancelled', rollback: 'was ended by a rollback', interrupted: 'did not finish' } as const
const rowsOf = (tables: readonly { readonly rows: number }[]): string => `${countText(tables.reduce((sum, { rows }) => sum + rows, 0), 'row')} in ${countText(tables.length, 'table')}`

export function checkpointLine(entry: About, who: string): EntryLine {
  switch (entry.kind) {
    case 'checkpoint.begun':
      return { tone: 'busy', text: `${who} began checkpoint ${entry.data.checkpoint} of ${entry.data.environment}${causes[entry.data.cause]}`, ...why(entry.why) }
    case 'checkpoint.taken': {
      const { checkpoint, bytes: size, tables, ms, sha256 } = entry.data
      const { number, unit } = bytes(size)
      return { tone: 'busy', text: `Checkpoint ${checkpoint} was taken in ${durationText(ms)}: ${number} ${unit}, not proven yet`, detail: `${rowsOf(tables)}, sha256 ${hashText(sha256)}` }
    }
    case 'checkpoint.proven':
      return { tone: 'calm', text: `Checkpoint ${entry.data.checkpoint} is proven: restored and compared in ${durationText(entry.data.ms)}`, detail: `${countText(entry.data.rows, 'row')} in ${countText(entry.data.tables, 'table')} hold what was taken` }
    case 'checkpoint.failed':
      return { tone: entry.data.ended === 'failed' ? 'bad' : 'warn', text: `${entry.data.at === 'take' ? 'Taking' : 'Proving'} checkpoint ${entry.data.checkpoint} ${ends[entry.data.ended]}`, ...why(entry.why) }
    case 'checkpoint.damaged':
      return { tone: 'bad', text: `Checkpoint ${entry.data.checkpoint} is damaged`, detail: entry.data.what }
    case 'checkpoint.removed':
      return { tone: 'off', text: `${entry.data.by === 'person' ? who : 'Retention'} removed checkpoint ${entry.data.checkpoint}`, ...why(entry.why) }
    case 'recovery.begun':
      return { tone: 'busy', text: `${who} builds a state of the past beside ${entry.data.environment}, from checkpoint ${entry.data.checkpoint}`, detail: [`State of ${momentText(entry.data.moment)}`, ...(entry.why === undefined ? [] : [`Reason: ${entry.why}`])].join(' — ') }
    case 'recovery.built':
      return { tone: 'calm', text: `Recovery ${entry.data.recovery} is built after ${durationText(entry.data.ms)}; nothing of it is live`, detail: `${rowsOf(entry.data.tables)}, in ${entry.data.scratch}` }
    case 'recovery.swapping':
      return { tone: 'busy', text: entry.data.back ? `${who} takes back what recovery ${entry.data.recovery} put in place` : `${who} puts recovery ${entry.data.recovery} in the place of what is live`, ...why(entry.why) }
    case 'recovery.promoted':
      return { tone: 'warn', text: `Recovery ${entry.data.recovery} is live on ${entry.data.aside.environment}`, detail: `What was live is set aside as ${entry.data.aside.name}` }
    case 'recovery.taken-back':
      return { tone: 'warn', text: `${entry.data.aside.environment} is as it was before recovery ${entry.data.recovery}`, detail: `What had been put in place is set aside as ${entry.data.aside.name}` }
    case 'recovery.failed':
      return { tone: entry.data.ended === 'failed' ? 'bad' : 'warn', text: `Recovery ${entry.data.recovery} ${ends[entry.data.ended]}`, ...why(entry.why) }
    case 'recovery.discarded':
      return { tone: 'off', text: `${who} dropped what recovery ${entry.data.recovery} had ${entry.data.what === 'built' ? 'built' : 'set aside'}`, ...why(entry.why) }
  }
}
