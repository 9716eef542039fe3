import { useCallback } from 'react'
import type { RecordHealth } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { usePolled } from '../../parts/use-polled.ts'

const every = 10_000

/** What the console knows of its own record's health; undefined until it has told. */
export function useRecordHealth(): RecordHealth | undefined {
  const { client } = useActs()
  const ask = useCallback((signal: AbortSignal) => client().care.record(undefined, { signal }), [client])
  return usePolled(ask, every, 'how its record is')
}
