import type { RecordHealth } from '../../../shared/contract.ts'
import type { Ask } from '../../asked.ts'
import { usePolled } from '../../parts/use-polled.ts'
import { useRecordHealth as words } from '../../words/incidents.ts'

const every = 10_000
const ask: Ask<RecordHealth> = (client, signal) => client.care.record(undefined, { signal })

/** What the console knows of its own record's health; undefined until it has told. */
export const useRecordHealth = (): RecordHealth | undefined => usePolled(ask, every, words.howItsRecordIs).told
