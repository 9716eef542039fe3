/** The hold-to-confirm button as a state machine: no clock, no element. Times are milliseconds. */

export const holdFor = 1_200

export type Hold =
  | { readonly state: 'idle' }
  | { readonly state: 'holding'; readonly since: number; readonly by: 'pointer' | 'key' }
  /** Held long enough: it acts once. Nothing starts again before the release. */
  | { readonly state: 'fired' }
  /** Given up by Esc or by leaving while still held down. */
  | { readonly state: 'cancelled' }

export type HoldEvent =
  | { readonly kind: 'down'; readonly at: number; readonly by: 'pointer' | 'key'; readonly repeat: boolean }
  | { readonly kind: 'up' }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'tick'; readonly at: number }

export const idle: Hold = { state: 'idle' }

/** The next state. A key that repeats starts nothing: only a fresh press does. */
export function decideHold(hold: Hold, event: HoldEvent): Hold {
  switch (event.kind) {
    case 'down':
      return hold.state === 'idle' && !event.repeat ? { state: 'holding', since: event.at, by: event.by } : hold
    case 'up':
      return idle
    case 'cancel':
      return hold.state === 'holding' ? { state: 'cancelled' } : hold
    case 'tick':
      return hold.state === 'holding' && event.at - hold.since >= holdFor ? { state: 'fired' } : hold
  }
}

/** 0 to 1 of the time to hold. */
export const holdProgress = (hold: Hold, at: number): number =>
  hold.state === 'fired' ? 1 : hold.state === 'holding' ? Math.min(1, (at - hold.since) / holdFor) : 0
