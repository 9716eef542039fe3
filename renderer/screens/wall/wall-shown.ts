/** What the war room draws from, whoever brings it: the console's own store, a replay, or a shared link. */
import { createContext, useContext } from 'react'
import { runEnded, type Run } from '../../../shared/rollback.ts'
import type { WallPlan, WallView } from '../../../shared/wall.ts'
import { staleAfter, type Now } from '../../now.ts'
import type { NamedKind, TitleOf } from '../../parts/titles.ts'
import type { Connection } from '../../store.ts'
import { useTick } from '../../ticker.ts'
import { common } from '../../words/common.ts'
import { wallShown as words } from '../../words/wall.ts'

export type Shown = WallView & {
  readonly connection: Connection
  /** `performance.now()` at which the frame arrived. */
  readonly frameAt: number
  /** Only in a replay: where time stands. */
  readonly moment?: Now
}

export const ShownContext = createContext<Shown>({ connection: { status: 'connecting' }, frameAt: 0 })
export const useShown = (): Shown => useContext(ShownContext)

/** The engine's clocks, carried on between frames by this window's own. */
function nowOn({ frame, frameAt, state, moment }: Shown, local: number): Now {
  if (moment) return moment
  const since = Math.max(0, local - frameAt)
  return frame ? { mono: frame.mono + since, wall: frame.wall + since, boot: state?.boot } : { mono: 0, wall: Date.now(), boot: state?.boot }
}

export function useWallNow(step = 1_000): Now {
  useTick(step)
  return nowOn(useShown(), performance.now())
}

/** What stands in the place of what nobody has said. */
export const useWallUnknown = (): 'not recorded' | 'not known' => (useShown().moment ? 'not recorded' : common.notKnown)

export type Lost = { readonly what: string; readonly age: number | undefined }

/** What is lost and how old the rest is (ms), or undefined while the wall shows the present. */
export function lostOf({ connection, frame, frameAt, moment }: Shown, local: number): Lost | undefined {
  if (moment) return undefined
  const age = frame ? local - frameAt : undefined
  if (connection.status === 'lost') return { what: words.connectionLost, age }
  if (age === undefined) return { what: connection.status === 'connecting' ? words.connectingToTheEngine : words.waitingForTheEngine, age }
  return age > staleAfter ? { what: words.theEngineIsSilent, age } : undefined
}

export const openRun = (run: Run | undefined): Run | undefined => (run !== undefined && !runEnded(run) ? run : undefined)

const kinds = { step: 'steps', stage: 'stages', phase: 'phases', trigger: 'triggers', gate: 'triggers', recipient: 'recipients', channel: 'channels' } as const satisfies Partial<Record<NamedKind, keyof WallPlan>>

/** What the plan calls its parts, as far as a wall is told. */
export const titlesOn = (plan: WallPlan | undefined): TitleOf => (kind, id) => (plan !== undefined && kind in kinds ? (plan[kinds[kind as keyof typeof kinds]][id] ?? id) : id)

