/** What only the engine can tell of the pilot users: flags, sessions, counts. Asked again every two seconds. */
import type { PilotsNow } from '../../../shared/contract.ts'
import type { Pilots } from '../../../shared/pilot.ts'
import type { Plan } from '../../../shared/plan.ts'
import { useAskedAgain, type Ask } from '../../asked.ts'
import type { Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

const every = 2_000
const askNow: Ask<PilotsNow> = (client, signal) => client.pilots.now(undefined, { signal })

export type Present = { readonly plan: Plan; readonly pilots: Pilots; readonly now: PilotsNow | undefined; readonly failure: Failure | undefined; readonly refresh: () => void }

export function usePilots(): Present | undefined {
  const open = useView((view) => view.connection.status === 'open')
  const plan = useView((view) => view.opened?.plan)
  const pilots = useView((view) => view.state?.pilots)
  const { answer: now, failure, refresh } = useAskedAgain(askNow, every, open)
  return plan && pilots && { plan, pilots, now, failure, refresh }
}

/** A file as the contract takes it. */
export async function base64Of(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  let text = ''
  // In parts: a call takes only so many arguments.
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCharCode(...bytes.subarray(at, at + 8_192))
  return btoa(text)
}
