/** `show stat` of HAProxy's Runtime API, and what it says of each environment. Pure. */
import { HaproxyTextError } from './haproxy-text.ts'

/** One server, or the whole backend under `backend/BACKEND`. Counters count since the worker's start. */
export type StatRow = {
  readonly name: string
  readonly backend: string
  /** Sessions that are open now. */
  readonly sessions: number
  readonly queued: number
  /** HTTP answers, and those among them from 500 on. */
  readonly answers: number
  readonly serverErrors: number
  /** Connections that could not be had, answers that broke off. */
  readonly failures: number
  /** Averages of the last 1,024 requests, in seconds; undefined while nothing was answered. */
  readonly queueSeconds?: number
  readonly responseSeconds?: number
}

const answerColumns = ['hrsp_1xx', 'hrsp_2xx', 'hrsp_3xx', 'hrsp_4xx', 'hrsp_5xx', 'hrsp_other'] as const
const needed = ['pxname', 'svname', 'qcur', 'scur', 'econ', 'eresp', 'qtime', 'rtime', ...answerColumns] as const

/** A CSV row; a field in quotation marks may hold commas (a check's last words). */
const fieldsOf = (line: string): readonly string[] => [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, field = '']) => field)

export function readStat(text: string): readonly StatRow[] {
  const [header = '', ...lines] = text.split('\n').filter((line) => line !== '')
  const columns = header.replace(/^# /, '').split(',')
  const lacking = needed.filter((column) => !columns.includes(column))
  if (!header.startsWith('# pxname,') || lacking.length > 0)
    throw new HaproxyTextError(`expected statistics, got ${JSON.stringify(header.slice(0, 80))}${header.startsWith('# pxname,') ? ` without ${lacking.join(', ')}` : ''}`)
  return lines.map((line) => {
    const fields = fieldsOf(line)
    if (fields.length < columns.length) throw new HaproxyTextError(`a row of statistics is cut: ${JSON.stringify(line.slice(0, 80))}`)
    const text = (column: (typeof needed)[number]): string => fields[columns.indexOf(column)] ?? ''
    const number = (column: (typeof needed)[number]): number => {
      const given = text(column)
      if (!/^\d*$/.test(given)) throw new HaproxyTextError(`${column} of ${text('pxname')}/${text('svname')} is ${JSON.stringify(given.slice(0, 40))}`)
      return Number(given)
    }
    const answers = answerColumns.reduce((sum, column) => sum + number(column), 0)
    return {
      name: `${text('pxname')}/${text('svname')}`, backend: text('pxname'), sessions: number('scur'), queued: number('qcur'),
      answers, serverErrors: number('hrsp_5xx'), failures: number('econ') + number('eresp'),
      ...(answers > 0 && { queueSeconds: number('qtime') / 1_000, responseSeconds: number('rtime') / 1_000 }),
    }
  })
}

/** What the servers of one environment come to. */
export type HaproxyFigures = Omit<StatRow, 'name' | 'backend'>

/** Times are weighted by what each server answered. */
export function figuresOf(rows: readonly StatRow[], names: ReadonlySet<string>): HaproxyFigures {
  const own = rows.filter(({ name }) => names.has(name))
  const sum = (of: (row: StatRow) => number): number => own.reduce((total, row) => total + of(row), 0)
  const answers = sum((row) => row.answers)
  return {
    sessions: sum((row) => row.sessions), queued: sum((row) => row.queued), answers,
    serverErrors: sum((row) => row.serverErrors), failures: sum((row) => row.failures),
    ...(answers > 0 && {
      queueSeconds: sum((row) => (row.queueSeconds ?? 0) * row.answers) / answers,
      responseSeconds: sum((row) => (row.responseSeconds ?? 0) * row.answers) / answers,
    }),
  }
}

/** Requests that no server answered: HAProxy's own errors in these backends. */
export function unanswered(rows: readonly StatRow[], backends: ReadonlySet<string>): number {
  const of = (whole: boolean): number =>
    rows.filter(({ name, backend }) => backends.has(backend) && name.endsWith('/BACKEND') === whole).reduce((sum, row) => sum + row.serverErrors, 0)
  return Math.max(0, of(true) - of(false))
}
