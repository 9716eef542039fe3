/**
 * `npm run fuzz`: thousands of inputs for everything that takes what others made.
 *
 *     npm run fuzz -- [--inputs 100000] [--seed N] [--room parsers|kept|peers|files|calls] [--only NAME] [--json]
 *
 * A finding is told with its input, made as small as it can be, and the seed that makes it again. An input that is not done
 * within `--patience` seconds counts as a hang: its thread is ended, and the others go on.
 */
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'
import type { Job, Room, Told } from './worker.ts'

export type Outcome = { readonly room: Room; readonly target: string; readonly inputs: number; readonly finding?: { readonly input: string; readonly why: string } }

/** Of a hundred inputs: a call of the contract is answered by a whole console, a parser by itself. */
const shares: Readonly<Record<Room, number>> = { parsers: 60, kept: 18, peers: 10, files: 2, calls: 10 }

type Options = { readonly inputs: number; readonly seed: number; readonly only?: string; readonly patience: number; readonly onDone: (outcome: Outcome) => void }

/** One room, in as many threads, one after the other, as it takes to get past what hangs. */
async function runRoom(room: Room, { inputs, seed, only, patience, onDone }: Options): Promise<void> {
  const after: string[] = []
  for (;;) {
    const beats = new SharedArrayBuffer(4)
    const counter = new Int32Array(beats)
    const job: Job = { room, inputs, seed, after, beats, ...(only !== undefined && { only }) }
    const thread = new Worker(new URL('worker.ts', import.meta.url), { workerData: job, name: `fuzz ${room}`, stderr: true })
    // HeavyDB's connector prints whatever it meets; what a thread said last is told where it ends.
    let said = ''
    thread.stderr.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-2_000)))
    const { promise, resolve } = Promise.withResolvers<string>()
    let present = ''
    thread.on('message', (told: Told) => {
      if (told.kind === 'end') return resolve('end')
      present = told.target
      if (told.kind === 'begun') return
      after.push(told.target)
      present = ''
      onDone({ room, target: told.target, inputs: told.inputs, ...(told.finding && { finding: { input: told.finding.input, why: told.finding.why } }) })
    })
    thread.on('error', (error) => resolve(`the thread ended: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`))
    thread.on('exit', () => resolve(`the thread ended: ${said}`))
    let [before, still] = [-1, 0]
    const watch = setInterval(() => {
      const now = Atomics.load(counter, 0)
      still = now === before ? still + 1 : 0
      before = now
      if (still >= patience) resolve('hang')
    }, 1_000)
    const how = await promise
    clearInterval(watch)
    await thread.terminate()
    if (how === 'end') return
    const inputsTaken = Atomics.load(counter, 0)
    onDone({ room, target: present || 'its opening', inputs: inputsTaken, finding: { input: `number ${inputsTaken} of seed ${seed}`, why: how === 'hang' ? `no end within ${patience} s` : how } })
    if (present === '') return
    after.push(present)
  }
}

/** Every room, one after the other. */
export async function fuzz({ rooms = ['parsers', 'kept', 'peers', 'files', 'calls'], inputs, ...options }: Options & { readonly rooms?: readonly Room[] }): Promise<void> {
  for (const room of rooms) await runRoom(room, { ...options, inputs: Math.ceil((inputs * shares[room]) / 100) })
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      inputs: { type: 'string', default: '100000' }, seed: { type: 'string', default: String(Date.now() % 2 ** 31) }, room: { type: 'string' }, only: { type: 'string' },
      patience: { type: 'string', default: '60' }, json: { type: 'boolean', default: false },
    },
  })
  const [seed, outcomes]: [number, Outcome[]] = [Number(values.seed), []]
  const say = (line: string): void => void process.stdout.write(`${line}\n`)
  if (!values.json) say(`seed ${seed}`)
  await fuzz({
    inputs: Number(values.inputs), seed, patience: Number(values.patience), ...(values.room !== undefined && { rooms: [values.room as Room] }), ...(values.only !== undefined && { only: values.only }),
    onDone: (outcome) => {
      outcomes.push(outcome)
      if (values.json) return say(JSON.stringify(outcome))
      say(`${outcome.finding ? 'FOUND' : '  ok '} ${String(outcome.inputs).padStart(7)}  ${outcome.room}: ${outcome.target}`)
      if (outcome.finding) say(`        ${outcome.finding.why}\n        by ${outcome.finding.input}`)
    },
  })
  const total = outcomes.reduce((sum, { inputs }) => sum + inputs, 0)
  const found = outcomes.filter(({ finding }) => finding !== undefined).length
  if (!values.json) say(`${total} inputs for ${outcomes.length} ways in: ${found === 0 ? 'nothing found' : `${found} found`}.`)
  return found === 0 && outcomes.length > 0 ? 0 : 1
}

if (import.meta.main) process.exit(await main())
