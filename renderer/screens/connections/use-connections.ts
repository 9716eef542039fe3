/** The connections as the engine tells them, asked again every two seconds; the kinds once. */
import type { Connections, TargetKind } from '../../../shared/contract.ts'
import { useAsked, useAskedAgain, type Ask } from '../../asked.ts'
import type { Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

export type Told = {
  readonly connections: Connections | undefined
  readonly kinds: readonly TargetKind[]
  readonly failure: Failure | undefined
  readonly refresh: () => void
}

const every = 2_000
const askList: Ask<Connections> = (client, signal) => client.connections.list(undefined, { signal })
const askKinds: Ask<readonly TargetKind[]> = (client, signal) => client.connections.kinds(undefined, { signal })
const none: readonly TargetKind[] = []

export function useConnections(): Told {
  const open = useView((view) => view.connection.status === 'open')
  const { answer: connections, failure, refresh } = useAskedAgain(askList, every, open)
  const kinds = useAsked(askKinds, 'kinds')
  return { connections, kinds: kinds.answer ?? none, failure: failure ?? (connections === undefined ? kinds.failure : undefined), refresh }
}
