/** Screens by the address's hash: `#/live`, `#/incidents/i-12`. */
import { useSyncExternalStore } from 'react'

export const screens = [
  { id: 'live', title: 'Live', key: 'l' },
  { id: 'rollback', title: 'Rollback', key: 'r' },
  { id: 'traffic', title: 'Traffic', key: 't' },
  { id: 'drills', title: 'Drills', key: 'd' },
  { id: 'checkpoints', title: 'Checkpoints', key: 'k' },
  { id: 'programme', title: 'Programme', key: 'm' },
  { id: 'pilots', title: 'Pilot users', key: 'u' },
  { id: 'checklists', title: 'Checklists', key: 'c' },
  { id: 'incidents', title: 'Incidents', key: 'i' },
  { id: 'messages', title: 'Messages', key: 'e' },
  { id: 'on-call', title: 'On-call', key: 'o' },
  { id: 'hand-over', title: 'Hand-over', key: 'v' },
  { id: 'benchmarks', title: 'Benchmarks', key: 'b' },
  { id: 'plan', title: 'Plan', key: 'p' },
  { id: 'connections', title: 'Connections', key: 'n' },
  { id: 'replay', title: 'Replay', key: 'y' },
  { id: 'help', title: 'Help', key: 'h' },
  { id: 'wall', title: 'War room', key: 'w' },
] as const
export type ScreenId = (typeof screens)[number]['id']
export type Route = { readonly screen: ScreenId; readonly item?: string }

/** A mangled address is taken as it is: it must not take the page down. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (error instanceof URIError) return text
    throw error
  }
}

export function readRoute(hash: string): Route {
  const [id, item] = hash.replace(/^#\/?/, '').split('/')
  const screen = screens.find((one) => one.id === id)?.id ?? 'live'
  return item === undefined || item === '' ? { screen } : { screen, item: decoded(item) }
}

export const addressOf = (screen: ScreenId, item?: string): string =>
  `#/${screen}${item === undefined ? '' : `/${encodeURIComponent(item)}`}`

export const go = (screen: ScreenId, item?: string): void => {
  location.hash = addressOf(screen, item)
}

function subscribe(listener: () => void): () => void {
  addEventListener('hashchange', listener)
  return () => removeEventListener('hashchange', listener)
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash)
  return readRoute(hash)
}
