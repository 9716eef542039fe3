/** Screens by the address's hash: `#/live`, `#/incidents/i-12`. */
import { useSyncExternalStore } from 'react'
import { route as words } from './words/app.ts'

export const screens = [
  { id: 'live', title: words.live, key: 'l' },
  { id: 'rollback', title: words.rollback, key: 'r' },
  { id: 'traffic', title: words.traffic, key: 't' },
  { id: 'drills', title: words.drills, key: 'd' },
  { id: 'checkpoints', title: words.checkpoints, key: 'k' },
  { id: 'programme', title: words.programme, key: 'm' },
  { id: 'pilots', title: words.pilotUsers, key: 'u' },
  { id: 'checklists', title: words.checklists, key: 'c' },
  { id: 'incidents', title: words.incidents, key: 'i' },
  { id: 'messages', title: words.messages, key: 'e' },
  { id: 'on-call', title: 'On-call', key: 'o' },
  { id: 'hand-over', title: 'Hand-over', key: 'v' },
  { id: 'benchmarks', title: words.benchmarks, key: 'b' },
  { id: 'plan', title: words.plan, key: 'p' },
  { id: 'connections', title: words.connections, key: 'n' },
  { id: 'replay', title: words.replay, key: 'y' },
  { id: 'help', title: words.help, key: 'h' },
  { id: 'wall', title: words.warRoom, key: 'w' },
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
