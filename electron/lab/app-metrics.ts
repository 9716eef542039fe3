/** What one app process counts of itself, and its metrics page. */
import { statfs } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { Socket } from 'node:net'
import { dirname } from 'node:path'
import { responseBuckets, type Environment } from '../../shared/metrics.ts'
import type { Backtests } from './backtests.ts'
import { Counter, Histogram, renderOpenMetrics, type Family } from './open-metrics.ts'
import type { Pool } from './pool.ts'

const activeForMs = 60_000

/** Bytes through a server's sockets, the closed ones included. */
const socketBytes = (server: Server): (() => { readonly received: number; readonly sent: number }) => {
  const open = new Set<Socket>()
  let received = 0
  let sent = 0
  server.on('connection', (socket) => {
    open.add(socket)
    socket.once('close', () => {
      open.delete(socket)
      received += socket.bytesRead
      sent += socket.bytesWritten
    })
  })
  return () => {
    let all = { received, sent }
    for (const socket of open) all = { received: all.received + socket.bytesRead, sent: all.sent + socket.bytesWritten }
    return all
  }
}

export class AppMetrics {
  readonly #requests: Counter
  readonly #duration = new Histogram(responseBuckets)
  readonly #sessionOperations = new Counter([{ outcome: 'ok' }, { outcome: 'failed' }])
  readonly #feedback = new Counter([{ positive: 'true' }, { positive: 'false' }])
  readonly #seen = new Map<string, number>()
  readonly #bytes: ReturnType<typeof socketBytes>
  readonly #about: About
  readonly #startedAt = Date.now() / 1_000 - process.uptime()

  constructor(about: About) {
    this.#about = about
    this.#requests = new Counter(about.routes.flatMap((route) => ['500', '503'].map((code) => ({ code, route }))))
    this.#bytes = socketBytes(about.server)
  }

  request(route: string, code: number, seconds: number): void {
    this.#requests.add({ code: String(code), route })
    this.#duration.observe(seconds)
  }

  /** A request that bore a session cookie; failed is 401, 403 or 5xx to it. */
  sessionOperation(code: number): void {
    this.#sessionOperations.add({ outcome: code === 401 || code === 403 || code >= 500 ? 'failed' : 'ok' })
  }

  sessionSeen(sessionId: string): void {
    this.#seen.set(sessionId, Date.now())
  }

  feedback(positive: boolean): void {
    this.#feedback.add({ positive: String(positive) })
  }

  /** The page in OpenMetrics text; `training` comes from the archive. */
  async page(training: { readonly enrolled: number; readonly completed: number }): Promise<string> {
    const { environment, build, archive, archiveFile, memoryLimitBytes, pool, backtests } = this.#about
    const disk = await statfs(dirname(archiveFile))
    const cpu = process.cpuUsage()
    const bytes = this.#bytes()
    const since = Date.now() - activeForMs
    for (const [sessionId, at] of this.#seen) if (at < since) this.#seen.delete(sessionId)
    const one = (name: string, type: 'counter' | 'gauge', help: string, value: number, unit?: 'seconds' | 'bytes'): Family => ({
      name, type, help, samples: [{ value }], ...(unit !== undefined && { unit }),
    })
    return renderOpenMetrics([
      { name: 'fifteen_lab_build', type: 'info', help: 'What runs here.', samples: [{ labels: { build, archive }, value: 1 }] },
      { name: 'http_requests', type: 'counter', help: 'Requests of users, by status code and route.', samples: this.#requests.samples },
      { name: 'http_request_duration_seconds', type: 'histogram', unit: 'seconds', help: 'Time to answer a user.', samples: this.#duration.samples() },
      one('sessions_active', 'gauge', 'Sessions seen in the last 60 s.', this.#seen.size),
      { name: 'session_operations', type: 'counter', help: 'Requests within a session, by outcome.', samples: this.#sessionOperations.samples },
      one('rows_processed', 'counter', 'Market rows read by backtests.', backtests.rows),
      one('row_processing_seconds', 'counter', 'Time that backtests were busy, summed over jobs.', backtests.seconds, 'seconds'),
      one('db_connection_failures', 'counter', 'Archive connections that could not be had.', pool.failures),
      one('db_pool_in_use', 'gauge', 'Archive connections in use.', pool.inUse),
      one('db_pool_size', 'gauge', 'Archive connections there are.', pool.size),
      one('process_cpu_seconds', 'counter', 'CPU time of this process.', (cpu.user + cpu.system) / 1e6, 'seconds'),
      one('process_resident_memory_bytes', 'gauge', 'Memory held by this process.', process.memoryUsage.rss(), 'bytes'),
      one('process_memory_limit_bytes', 'gauge', 'Memory this process may hold.', memoryLimitBytes, 'bytes'),
      one('process_start_time_seconds', 'gauge', 'When this process began, since 1970.', this.#startedAt, 'seconds'),
      one('disk_free_bytes', 'gauge', 'Free space where the archive is.', disk.bavail * disk.bsize, 'bytes'),
      one('disk_size_bytes', 'gauge', 'Size of the file system where the archive is.', disk.blocks * disk.bsize, 'bytes'),
      one('network_receive_bytes', 'counter', 'Bytes that came in through the sockets.', bytes.received, 'bytes'),
      one('network_transmit_bytes', 'counter', 'Bytes that went out through the sockets.', bytes.sent, 'bytes'),
      { name: 'feedback', type: 'counter', help: 'Answers of users to "did this go well?".', samples: this.#feedback.samples },
      one('training_enrolled', 'gauge', 'Users enrolled in the training.', training.enrolled),
      one('training_completed', 'gauge', 'Users who completed the training.', training.completed),
    ], { environment })
  }
}

export type About = {
  readonly environment: Environment
  readonly build: string
  readonly archive: string
  readonly archiveFile: string
  readonly memoryLimitBytes: number
  readonly server: Server
  /** Route labels whose failures are counted from 0 on. */
  readonly routes: readonly string[]
  readonly pool: Pool
  readonly backtests: Backtests
}
