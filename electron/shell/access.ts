/**
 * Who may use the browser host. A link holds a token that works once and is exchanged for a session,
 * whose secret the browser keeps in a cookie; both end at one date, and both can be revoked. Only digests
 * are kept, and they are compared in constant time.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../shared/clock.ts'
import type { Role } from '../../shared/contract.ts'

export type Session = {
  readonly id: number | string
  readonly role: Role
  /** The name under which the holder's acts are recorded until it gives another. */
  readonly name: string
  /** Monotonic milliseconds at which it ends. */
  readonly until: number
}

type Held = { readonly digest: Buffer; readonly session: Session }

export type Access = {
  /** A token for one use. `ttl` in milliseconds counts for the link and for what it opens, together. */
  readonly mint: (role: Role, name: string, ttl: number) => { readonly token: string; readonly session: Session }
  /** The session's secret for the cookie, once; undefined for a token that is unknown, used or past its end. */
  readonly exchange: (token: string) => { readonly secret: string; readonly session: Session } | undefined
  readonly sessionOf: (secret: string) => Session | undefined
  readonly revoke: (session: Session) => void
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** @param random so many random bytes, from a cryptographic source */
export function createAccess(options: { readonly clock: Clock; readonly random: (bytes: number) => Buffer }): Access {
  const { clock, random } = options
  let tokens: readonly Held[] = []
  let sessions: readonly Held[] = []
  let id = 0

  const live = (held: readonly Held[]): readonly Held[] => held.filter(({ session }) => session.until > clock.mono())
  const find = (held: readonly Held[], text: string): Held | undefined => {
    const wanted = digest(text)
    return held.reduce<Held | undefined>((found, each) => (timingSafeEqual(each.digest, wanted) ? each : found), undefined)
  }
  const hold = (session: Session): { readonly secret: string; readonly held: Held } => {
    const secret = random(32).toString('base64url')
    return { secret, held: { digest: digest(secret), session } }
  }

  return {
    mint: (role, name, ttl) => {
      const { secret, held } = hold({ id: ++id, role, name, until: clock.mono() + ttl })
      tokens = [...live(tokens), held]
      return { token: secret, session: held.session }
    },
    exchange: (token) => {
      tokens = live(tokens)
      const found = find(tokens, token)
      if (!found) return undefined
      tokens = tokens.filter((each) => each !== found)
      const { secret, held } = hold(found.session)
      sessions = [...live(sessions), held]
      return { secret, session: held.session }
    },
    sessionOf: (secret) => find(live(sessions), secret)?.session,
    revoke: (session) => {
      tokens = tokens.filter((each) => each.session.id !== session.id)
      sessions = sessions.filter((each) => each.session.id !== session.id)
    },
  }
}
