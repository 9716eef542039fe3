/** One thread of the fuzz run: takes inputs, and counts each before it is taken, so that one that hangs is known by its number. */
import fc from 'fast-check'
import { parentPort, workerData } from 'node:worker_threads'
import { tryInput, type Target } from './target.ts'

/** Each loaded by the thread that needs it: the calls bring the whole console with them. */
const rooms = {
  parsers: async () => (await import('./parsers.ts')).parsers(),
  kept: async () => (await import('./kept.ts')).kept(),
  peers: async () => (await import('./peers.ts')).peers(),
  files: async () => (await import('./files.ts')).files(),
  calls: async () => (await import('./contract.ts')).calls(),
} as const
export type Room = keyof typeof rooms

/** `beats`: how many inputs were begun. `after`: names of targets that are done or hung. */
export type Job = { readonly room: Room; readonly inputs: number; readonly seed: number; readonly only?: string; readonly after: readonly string[]; readonly beats: SharedArrayBuffer }
export type Told =
  | { readonly kind: 'begun'; readonly target: string }
  | { readonly kind: 'done'; readonly target: string; readonly inputs: number; readonly finding?: { readonly input: string; readonly why: string; readonly path: string } }
  | { readonly kind: 'end' }

const shown = (input: unknown): string => fc.stringify(input).slice(0, 2_000)

async function run(one: Target, inputs: number, seed: number, beat: () => void, tell: (told: Told) => void): Promise<void> {
  tell({ kind: 'begun', target: one.name })
  let taken = 0
  const property = fc.asyncProperty(one.inputs, async (input) => {
    taken += 1
    beat()
    await tryInput(one, input)
  })
  const found = await fc.check(property, { numRuns: inputs, seed, endOnFailure: false })
  const finding = found.failed && found.counterexample !== null
    ? { input: shown(found.counterexample[0]), why: String((found.errorInstance as Error | undefined)?.message ?? found.errorInstance), path: found.counterexamplePath ?? '' }
    : undefined
  tell({ kind: 'done', target: one.name, inputs: taken, ...(finding && { finding }) })
}

async function main({ room, inputs, seed, only, after, beats }: Job, tell: (told: Told) => void): Promise<void> {
  const counter = new Int32Array(beats)
  const all = await rooms[room]()
  const wanted = all.filter(({ name }) => !after.includes(name) && (only === undefined || name.includes(only)))
  const shares = all.reduce((sum, { share }) => sum + share, 0)
  try {
    for (const one of wanted) await run(one, Math.max(1, Math.round((inputs * one.share) / shares)), seed, () => void Atomics.add(counter, 0, 1), tell)
  } finally {
    for (const { stop } of all) await stop?.()
  }
  tell({ kind: 'end' })
}

if (parentPort) {
  const port = parentPort
  // What was started by an input and fails later is a fault as well: it ends the thread, and that is told.
  await main(workerData as Job, (told) => port.postMessage(told))
}
