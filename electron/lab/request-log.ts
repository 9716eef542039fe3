/** The application's own log of requests, as it serves it: the last lines, from a cursor on. */

type Logged = { readonly time: string; readonly level: 'info' | 'warn' | 'error'; readonly message: string; readonly [field: string]: unknown }

export type RequestLog = {
  readonly add: (line: Logged) => void
  /** `dropped`: lines since the cursor that are no longer held. A cursor of another process gives all that there are. */
  readonly since: (cursor: string | null, limit: string | null) => { readonly lines: readonly Logged[]; readonly cursor: string; readonly dropped: number }
}

const held = 5_000
const mostAtOnce = 5_000

/** @param life names this process, so that its cursors are told apart from an earlier one's */
export function createRequestLog(life: string): RequestLog {
  let lines: Logged[] = []
  let first = 0
  return {
    add: (line) => {
      lines.push(line)
      if (lines.length < 2 * held) return
      first += lines.length - held
      lines = lines.slice(-held)
    },
    since: (cursor, limit) => {
      const [of, number] = (cursor ?? '').split(':')
      const asked = of === life && Number.isSafeInteger(Number(number)) ? Number(number) : undefined
      const from = Math.max(first, asked ?? first)
      const most = Math.min(mostAtOnce, Math.max(1, Number(limit ?? mostAtOnce) || mostAtOnce))
      const given = lines.slice(from - first, from - first + most)
      return { lines: given, cursor: `${life}:${from + given.length}`, dropped: asked === undefined ? 0 : from - asked }
    },
  }
}
