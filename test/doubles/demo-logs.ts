/** Log lines of a demo: requests of both applications around now. */
import type { LogLevel, LogLines, LogSources } from '../../shared/contract.ts'
import { marksOf } from '../../shared/search/entry.ts'
import { parseQuery } from '../../shared/search/query.ts'

const routes = ['/quote', '/session', '/backtests', '/preferences', '/login'] as const
const every = 7_000

type Ask = { readonly since: number; readonly until: number; readonly take: 'newest' | 'oldest'; readonly limit: number; readonly text: string; readonly levels?: readonly string[] | undefined }

export function demoLines(now: number, { since, until, take, limit, text, levels }: Ask): LogLines {
  const parsed = parseQuery(text, now)
  if (!parsed.ok) return { lines: [], more: false, ms: 0, mistake: parsed.mistakes.map(({ message }) => message).join('; ') }
  const { terms } = parsed.query
  const first = Math.ceil(Math.max(since, now - 2 * 86_400_000) / every)
  const all = Array.from({ length: Math.max(0, Math.floor(Math.min(until, now) / every) - first) }, (_, index) => {
    const number = first + index
    const [status, level]: readonly [number, LogLevel] = number % 9 === 0 ? [500, 'error'] : number % 7 === 0 ? [401, 'warn'] : [200, 'info']
    const said = `GET ${routes[number % routes.length] ?? '/'} answered ${status} in ${(number * 13) % 420} ms`
    return { id: String(number), source: number % 3 === 0 ? 'blue-app' : 'green-app', environment: number % 3 === 0 ? 'blue' : 'green', time: number * every, level, text: said, rest: `route=${routes[number % routes.length] ?? '/'} status=${status} build=2025.11.2`, marks: marksOf(said, terms) } as const
  }).filter(({ level, text: said }) => (levels === undefined || levels.includes(level)) && terms.every((term) => marksOf(said, [term]).length > 0))
  return { lines: take === 'newest' ? all.slice(-limit) : all.slice(0, limit), more: all.length > limit, ms: 1 }
}

export const demoLogSources = (now: number): LogSources => ({
  sources: [
    { id: 'blue-app', kind: 'http', environment: 'blue', state: 'reading', detail: 'http://127.0.0.1:1/logs', rate: 4.2, lines: 61_204, bytes: 12_400_000, dropped: 0, skippedBytes: 0, lostFiles: 0, cut: 0, behindBytes: 0, newest: now - 300 },
    { id: 'green-app', kind: 'http', environment: 'green', state: 'reading', detail: 'http://127.0.0.1:2/logs', rate: 17.8, lines: 244_118, bytes: 51_000_000, dropped: 120, skippedBytes: 0, lostFiles: 0, cut: 2, behindBytes: 0, newest: now - 120 },
    { id: 'system', kind: 'journald', state: 'absent', detail: 'this machine has no journalctl', rate: 0, lines: 0, bytes: 0, dropped: 0, skippedBytes: 0, lostFiles: 0, cut: 0, behindBytes: 0 },
  ],
  cache: { bytes: 63_400_000, limit: 200_000_000, lines: 305_322, oldest: now - 86_000_000, expired: 0, aged: 14_000 },
})
