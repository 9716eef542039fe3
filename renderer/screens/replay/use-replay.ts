/** One replay and one count under way at most, with their progress; ended by leaving, by Cancel or by the next. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Environment } from '../../../shared/metrics.ts'
import type { ReplaySource } from '../../../shared/contract.ts'
import type { GateChange, JudgedRun, Opening, ReplayedGate } from '../../../shared/replay.ts'
import { useActs } from '../../act.tsx'
import type { Client } from '../../client.ts'
import { failureOf, type Failure } from '../../parts/failure.ts'

export type GateResult = { readonly gate: string; readonly environment: Environment; readonly present: ReplayedGate; readonly changed?: ReplayedGate }
export type Result = {
  readonly from: number
  readonly to: number
  readonly gates: readonly GateResult[]
  readonly openings: { readonly present: readonly Opening[]; readonly changed: readonly Opening[] }
  /** Milliseconds of the range that were judged. */
  readonly watched: number
  readonly changes: readonly GateChange[]
}
export type History = { readonly runs: readonly JudgedRun[]; readonly left: number; readonly changes: readonly GateChange[] }

export type Task<T> =
  | { readonly state: 'idle' }
  | { readonly state: 'running'; readonly done: number }
  | { readonly state: 'done'; readonly result: T }
  | { readonly state: 'failed'; readonly failure: Failure }

/** @param work reads its stream, tells how far it is, and gives its result */
function useTask<A, T>(work: (asked: A, told: (done: number) => void, signal: AbortSignal) => Promise<T>) {
  const [task, setTask] = useState<Task<T>>({ state: 'idle' })
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  const start = useCallback(async (asked: A): Promise<void> => {
    stop.current?.abort()
    const own = new AbortController()
    stop.current = own
    const set = (next: Task<T>): void => {
      if (!own.signal.aborted) setTask(next)
    }
    set({ state: 'running', done: 0 })
    try {
      set({ state: 'done', result: await work(asked, (done) => set({ state: 'running', done }), own.signal) })
    } catch (error) {
      set({ state: 'failed', failure: failureOf(error) })
    }
  }, [work])
  const cancel = useCallback(() => {
    stop.current?.abort()
    setTask({ state: 'idle' })
  }, [])
  return { task, start, cancel }
}

export type Asked = { readonly source: ReplaySource; readonly gates: readonly string[]; readonly changes: readonly GateChange[] }

async function readReplay(client: Client, asked: Asked, told: (done: number) => void, signal: AbortSignal): Promise<Result> {
  const gates: GateResult[] = []
  let range = { from: 0, to: 0 }
  for await (const event of await client.replay.run({ ...asked, gates: [...asked.gates], changes: [...asked.changes] }, { signal })) {
    if (event.kind === 'begun') range = event
    else if (event.kind === 'progress') told(event.done)
    else if (event.kind === 'gate') gates.push(event)
    else return { from: range.from, to: range.to, gates, openings: event.openings, watched: event.watched, changes: asked.changes }
  }
  throw new Error('the replay ended before its result')
}

async function readHistory(client: Client, changes: readonly GateChange[], told: (done: number) => void, signal: AbortSignal): Promise<History> {
  const runs: JudgedRun[] = []
  for await (const event of await client.replay.history({ changes: [...changes] }, { signal })) {
    if (event.kind === 'progress') told(event.done)
    else if (event.kind === 'run') runs.push(event.run)
    else return { runs, left: event.left, changes }
  }
  throw new Error('the count ended before its result')
}

export function useReplay() {
  const { client } = useActs()
  return useTask(useCallback((asked: Asked, told: (done: number) => void, signal: AbortSignal) => readReplay(client(), asked, told, signal), [client]))
}

export function useHistory() {
  const { client } = useActs()
  return useTask(useCallback((changes: readonly GateChange[], told: (done: number) => void, signal: AbortSignal) => readHistory(client(), changes, told, signal), [client]))
}
