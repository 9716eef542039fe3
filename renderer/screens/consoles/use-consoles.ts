/** The consoles of this deployment as the engine tells them, asked again every second. */
import { useCallback } from 'react'
import type { Consoles } from '../../../shared/contract.ts'
import type { Entry } from '../../../shared/journal.ts'
import { useAsked, useAskedAgain, type Ask } from '../../asked.ts'
import { useView } from '../../store.ts'

const every = 1_000
const nothing: readonly Entry[] = []
const list: Ask<Consoles> = (client, signal) => client.consoles.list(undefined, { signal })

export function useConsoles(): { readonly consoles: Consoles | undefined; readonly refresh: () => void } {
  const open = useView((view) => view.connection.status === 'open')
  const { answer: consoles, refresh } = useAskedAgain(list, every, open)
  return { consoles, refresh }
}

/**
 * What other consoles have written of an incident, in the one order.
 * @param known entries of the incident that are folded: asks again when there are more
 */
export function useOfOthers(incident: string, known: number): readonly Entry[] {
  const ask = useCallback<Ask<readonly Entry[]>>((client, signal) => client.consoles.ofIncident({ incident }, { signal }), [incident])
  // In a replay what they wrote goes by the moment, also what does not count here.
  const theirs = useView(({ moment }) => (moment?.merged === undefined ? '' : moment.merged.count - moment.seq))
  return useAsked(ask, `${known} ${theirs}`).answer ?? nothing
}
