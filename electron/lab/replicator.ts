/** Keeps the two archives equal, nearly at once. A child of the lab. */
import { createServer, type IncomingMessage } from 'node:http'
import { z } from 'zod'
import { errorText } from '../../shared/error-text.ts'
import { environments, type Environment } from '../../shared/metrics.ts'
import { openArchive } from './archive.ts'
import { childConfig, reportReady } from './child.ts'
import { HttpError, answerTo, json, listenLocal, readJson, requireBearer, send, urlOf, type Answer } from './local-http.ts'
import { seededRandom, seedOf } from './random.ts'
import { alterSomeTrades, replication } from './replication.ts'

export type ReplicatorConfig = {
  readonly port: number
  readonly seed: number
  readonly blueArchive: string
  readonly greenArchive: string
  readonly adminToken: string
}

/** What GET /state answers. `lagMs`: no change older than this is left uncopied. */
export type ReplicatorReport = { readonly lagMs: number; readonly copied: number; readonly paused: boolean; readonly error: string | null }

const everyMs = 200
// A row may be committed a little after the time it bears.
const overlapMs = 3_000
const retentionEveryMs = 60_000
const keepBacktestsMs = 30 * 60_000
const faultSchema = z.strictObject({ name: z.literal('diverge'), environment: z.enum(environments), on: z.boolean() })

const config = childConfig<ReplicatorConfig>()
const archives = { blue: openArchive(config.blueArchive), green: openArchive(config.greenArchive) }
const copyChanges = replication(archives.blue, archives.green)
const random = seededRandom(seedOf(config.seed, 'replicator'))
const diverging: Record<Environment, boolean> = { blue: false, green: false }
let copiedUpTo = 0
let copied = 0
let error: string | null = null

const isPaused = (): boolean => diverging.blue || diverging.green

const pass = (): void => {
  if (isPaused()) return
  const begun = Date.now()
  try {
    copied += copyChanges(copiedUpTo - overlapMs)
    copiedUpTo = begun
    error = null
  } catch (thrown) {
    // Shown in the state; the next pass tries again from where the last good one ended.
    error = errorText(thrown)
  }
}

/** Old results go from both archives alike, so that the lab can run for days. */
const dropOldBacktests = (): void => {
  if (isPaused()) return
  const before = Date.now() - keepBacktestsMs
  for (const environment of environments)
    archives[environment].prepare(`DELETE FROM backtests WHERE state <> 'running' AND updated_at < ?`).run(before)
}

const setDiverge = (environment: Environment, on: boolean): void => {
  if (on && !diverging[environment]) {
    pass()
    alterSomeTrades(archives[environment], random, Date.now())
  }
  diverging[environment] = on
}

const report = (): ReplicatorReport => ({ lagMs: Date.now() - copiedUpTo, copied, paused: isPaused(), error })

const answer = async (request: IncomingMessage): Promise<Answer> => {
  const asked = `${request.method} ${urlOf(request).pathname}`
  if (asked === 'GET /state') return json(200, report())
  requireBearer(request, config.adminToken)
  if (asked === 'PUT /admin/faults') {
    const { environment, on } = await readJson(request, faultSchema)
    setDiverge(environment, on)
  } else if (asked !== 'GET /admin/faults') throw new HttpError(404, 'no such page')
  return json(200, diverging)
}

const server = createServer((request, response) => {
  answer(request).then(
    (good) => send(response, good),
    (thrown) => send(response, answerTo(thrown)),
  )
})

pass()
setInterval(pass, everyMs)
setInterval(dropOldBacktests, retentionEveryMs)
reportReady({ url: await listenLocal(server, config.port) })
