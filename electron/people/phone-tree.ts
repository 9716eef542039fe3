/** Keeps the phone tree as a file beside the home, so that it is there with no network and no console. Written when what it says changes. */
import { join } from 'node:path'
import type { Clock } from '../../shared/clock.ts'
import type { PhoneTreeFile } from '../../shared/contract.ts'
import { errorText } from '../../shared/error-text.ts'
import { phoneTreeHtml, phoneTreeOf } from '../../shared/phone-tree.ts'
import type { Plan } from '../../shared/plan.ts'
import type { State } from '../../shared/state.ts'
import { writeAtomic } from '../atomic-file.ts'
import type { Journal } from '../journal/journal.ts'
import type { Log } from '../log.ts'
import type { Timers } from '../observe/sampler.ts'

const lookEvery = 60_000
/** A page of a day ago says so; the turns of the coming weeks move on. */
const renewAfter = 24 * 3_600_000

export type PhoneTreeRoom = { readonly file: () => PhoneTreeFile; readonly text: () => string; readonly stop: () => Promise<void> }

/** Who is on duty, by whom it changes: what is on the page but the moments of it. */
const gistOf = (plan: Pick<Plan, 'title' | 'people'>, state: State, wall: number): string => {
  const { turns, ...tree } = phoneTreeOf(plan, state.onCall.duties.overrides, wall)
  return JSON.stringify([tree, turns.map(({ from: _, ...turn }) => turn)])
}

export function startPhoneTree({ home, plan, journal, clock, timers, log }: {
  readonly home: string
  readonly plan: () => Pick<Plan, 'title' | 'people'>
  readonly journal: Pick<Journal, 'state' | 'subscribe'>
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): PhoneTreeRoom {
  const path = join(home, 'phone-tree.html')
  let gist = ''
  let at: number | undefined
  let failure: string | undefined
  let writing: Promise<void> = Promise.resolve()
  let ended = false
  const text = (): string => phoneTreeHtml(phoneTreeOf(plan(), journal.state().onCall.duties.overrides, clock.wall()), clock.wall())
  const write = async (): Promise<void> => {
    const wall = clock.wall()
    const next = gistOf(plan(), journal.state(), wall)
    if (ended || (next === gist && at !== undefined && wall - at < renewAfter)) return
    try {
      await writeAtomic(path, text(), 0o600)
      gist = next
      at = wall
      failure = undefined
    } catch (error) {
      failure = errorText(error)
      log.error('phone-tree.not written', { file: path, error })
    }
  }
  let cancel = (): void => undefined
  const look = (): void => {
    cancel()
    cancel = timers.after(lookEvery, look)
    writing = writing.then(write)
  }
  const unsubscribe = journal.subscribe(({ kind }) => {
    if (!/^on-call\.(?:overridden|restored)$|^plan\.pinned$/.test(kind)) return
    cancel()
    cancel = timers.after(0, look)
  })
  look()
  return {
    text,
    file: () => ({ path, ...(at !== undefined && { at }), ...(failure !== undefined && { failure }) }),
    stop: async () => {
      ended = true
      cancel()
      unsubscribe()
      await writing
    },
  }
}
