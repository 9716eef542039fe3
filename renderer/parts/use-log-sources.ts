import type { LogSources } from '../../shared/contract.ts'
import type { Ask } from '../asked.ts'
import { usePolled } from './use-polled.ts'
import { useLogSources as words } from '../words/parts.ts'

const every = 3_000
const ask: Ask<LogSources> = (client, signal) => client.logs.sources(undefined, { signal })

/** What is read of the environments' own logs; undefined where the plan names none, or it is not told. Where they are stays in the engine: the page's plan does not say. */
export function useLogSources(): LogSources | undefined {
  const { told } = usePolled(ask, every, words.whatLogsItReads)
  return told?.cache === undefined ? undefined : told
}
