/**
 * Who may look at the war room from elsewhere, and what they are shown. A link's token leaves once, in the answer to who asked;
 * the record has its digest, so that a link outlives a restart and no file holds it. Trust.md, "Wall and browser host".
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../../shared/clock.ts'
import type { Frame, OpenedPlan, SharedLinks, WallSharing } from '../../shared/contract.ts'
import { errorText } from '../../shared/error-text.ts'
import type { Actor } from '../../shared/journal.ts'
import type { State } from '../../shared/state.ts'
import { wallFrame, wallPlan, wallState, type WallView } from '../../shared/wall.ts'
import { isLive, type WallShare } from '../../shared/wall-share.ts'
import type { Journal } from '../journal/journal.ts'
import { streamOf, type Broadcast } from './broadcast.ts'
import { Refusal } from '../refusal.ts'

/** What serves the links: opened by the shell, which has the pages. */
export type WallServing = {
  /** Authorities at which it answers or would, the first the nearest: "127.0.0.1:4820". */
  readonly addresses: () => readonly string[]
  readonly serving: () => boolean
  /** @throws Error that says why not */
  readonly open: () => Promise<void>
  readonly connections: (share: string) => number
  /** Ends what a link has open. */
  readonly cut: (share: string, why: string) => void
}

export type Walls = {
  /** The live link of a token; compared in constant time with all. */
  readonly find: (token: string) => WallShare | undefined
  readonly live: () => readonly WallShare[]
  readonly seen: (share: string) => void
  readonly sharing: () => WallSharing
  /** @throws Refusal where nothing can be served */
  readonly share: (asked: { readonly label: string; readonly lasts: number }, who: Actor, why: string) => Promise<SharedLinks>
  readonly revoke: (share: string, who: Actor, why: string) => void
  /** The view whole, then the parts that changed; a slow reader skips to the present. */
  readonly views: (signal: AbortSignal | undefined) => AsyncGenerator<WallView>
  readonly servedBy: (serving: WallServing) => void
  /** The server could not be opened for links that live: why. */
  readonly failed: (why: string | undefined) => void
}

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex')
const onThisMachine = (address: string): boolean => /^(127\.|localhost[:]|\[::1\])/.test(address)

export function createWalls({ journal, clock, opened, lastFrame, frames }: {
  readonly journal: Pick<Journal, 'append' | 'state' | 'recent' | 'subscribe'>
  readonly clock: Clock
  readonly opened: () => OpenedPlan
  readonly lastFrame: () => Frame | undefined
  readonly frames: Broadcast<Frame>
}): Walls {
  const shares = (): readonly WallShare[] => journal.state().wallShares
  const seen = new Map<string, number>()
  let serving: WallServing | undefined
  let failure: string | undefined

  /** The same values for the same state, however many walls look. */
  let made: { readonly state: State; readonly view: WallView['state'] } | undefined
  let madePlan: { readonly hash: string; readonly view: WallView['plan'] } | undefined
  const viewOf = (): WallView => {
    const state = journal.state()
    if (made?.state !== state) made = { state, view: wallState(state, journal.recent(60), clock.boot, opened().plan.people, clock.wall()) }
    const plan = opened()
    if (madePlan?.hash !== plan.hash) madePlan = { hash: plan.hash, view: wallPlan(plan) }
    const frame = lastFrame()
    return { ...(madePlan.view && { plan: madePlan.view }), ...(made.view && { state: made.view }), ...(frame && { frame: wallFrame(frame) }) }
  }

  return {
    find: (token) => {
      const wanted = Buffer.from(digestOf(token))
      const wall = clock.wall()
      // All of them, whichever it is: how long it takes tells nothing.
      const found = shares().reduce<WallShare | undefined>((known, each) => (timingSafeEqual(Buffer.from(each.digest), wanted) ? each : known), undefined)
      return found && isLive(found, wall) ? found : undefined
    },
    live: () => shares().filter((one) => isLive(one, clock.wall())),
    seen: (share) => {
      seen.set(share, clock.wall())
    },
    sharing: () => {
      const addresses = serving?.addresses() ?? []
      return {
        shares: shares().map(({ digest: _, ...one }) => {
          const at = seen.get(one.id)
          return { ...one, connections: serving?.connections(one.id) ?? 0, ...(at !== undefined && { seen: at }) }
        }),
        addresses, open: !addresses.every(onThisMachine), serving: serving?.serving() ?? false,
        ...(serving === undefined ? { failed: 'this console has no pages to serve' } : failure !== undefined && { failed: failure }),
      }
    },
    share: async ({ label, lasts }, who, why) => {
      if (serving === undefined) throw new Refusal('CONFLICT', 'This console has no pages to serve.')
      try {
        await serving.open()
      } catch (error) {
        throw new Refusal('CONFLICT', `The war room can't be served: ${errorText(error)}`)
      }
      const [token, share, until] = [randomBytes(32).toString('base64url'), `w-${randomBytes(4).toString('hex')}`, clock.wall() + lasts]
      journal.append({ kind: 'wall.shared', who, why, data: { share, label, digest: digestOf(token), until } })
      return { share, until, links: serving.addresses().map((address) => ({ address, url: `http://${address}/?token=${token}` })) }
    },
    revoke: (id, who, why) => {
      const found = shares().find((one) => one.id === id)
      if (found === undefined) throw new Refusal('NOT_FOUND', `There is no link ${id}.`)
      if (!isLive(found, clock.wall())) throw new Refusal('CONFLICT', 'This link has ended already.')
      journal.append({ kind: 'wall.revoked', who, why, data: { share: id } })
      serving?.cut(id, 'this link was withdrawn')
    },
    views: async function* views(signal) {
      const bell = streamOf<true>((ring) => {
        const stops = [journal.subscribe(() => ring(true)), frames.subscribe(() => ring(true))]
        return () => {
          for (const stop of stops) stop()
        }
      }, { signal, limit: 1, full: 'drop' })
      const first = bell.next()
      let sent = viewOf()
      yield sent
      for (let next = await first; next.done !== true; next = await bell.next()) {
        const now = viewOf()
        const change: WallView = { ...(now.plan && now.plan !== sent.plan && { plan: now.plan }), ...(now.state && now.state !== sent.state && { state: now.state }), ...(now.frame && now.frame.mono !== sent.frame?.mono && { frame: now.frame }) }
        sent = now
        if (Object.keys(change).length > 0) yield change
      }
    },
    servedBy: (by) => {
      serving = by
    },
    failed: (why) => {
      failure = why
    },
  }
}
