/** How a connection does, as a sentence; another for each state, so that a person knows whom to call. */
import type { ConnectionState } from '../../shared/contract/connections.ts'

const sentences: Readonly<Record<ConnectionState, string>> = {
  ok: 'It answers, and in time.',
  slow: 'It answers slowly: it takes more than half of the time that it is given.',
  refused: 'Refused: the machine is there, and nothing takes connections at this address.',
  unreachable: 'Unreachable: there is no way to this host, or the connection was cut.',
  timeout: 'No answer in time: it hangs, or it is too slow for the time that it is given.',
  auth: 'Not let in: it answers, and refuses the user, the password or the token.',
  tls: 'Not trusted: its TLS certificate is for another host, out of date or of an unknown authority.',
  version: 'Wrong version: it answers, and speaks another version than is needed.',
  invalid: 'Nonsense: something answers there that is not what was expected.',
  restart: 'Restarted: what was counted before is no base any more.',
  stale: 'Stale: it answers with figures that are too old.',
  empty: 'It answers, and brought nothing yet.',
  nan: 'It answers with figures that are not numbers.',
  none: 'Never asked.',
}

export const troubleText = (state: ConnectionState): string => sentences[state]

/** An answer that takes more than this share of its time is slow. */
const slowShare = 0.5

export const isSlow = (latency: number, timeout: number): boolean => latency > timeout * slowShare
