import type { LabFault, LabUser } from '../../../shared/contract.ts'
import type { Ask } from '../../asked.ts'
import { usePolled } from '../../parts/use-polled.ts'
import { useView } from '../../store.ts'
import { useLab as words } from '../../words/live.ts'

export type LabStatus = { readonly faults: readonly LabFault[]; readonly users: readonly LabUser[] }

const every = 2_000
const ask: Ask<LabStatus | null> = (client, signal) => client.lab.status(undefined, { signal })

/** The practice environment's status; undefined where the plan names real targets. */
export function useLab(): { readonly status: LabStatus | undefined; readonly refresh: () => void } {
  const practises = useView((view) => view.opened?.plan.lab !== undefined && view.moment === undefined)
  const { told, refresh } = usePolled(ask, every, words.theLabsStatus, practises)
  return { status: told ?? undefined, refresh }
}
