/** docs/figures.md: every figure with its peer of the same run, its goal, and whether that was met. Pure. */
import type { Figure } from './figure.ts'

type Goal = {
  /** What the baseline is. */
  readonly peer: string
  /** The ratio to the baseline that is wanted, or that no more is wanted of. */
  readonly atLeast?: number
  readonly atMost?: number
}

/** By the figure's name. Sources: the issues of Fifteen; semantics 16 of the design: a figure stands beside its peer. */
export const goals: Readonly<Record<string, Goal>> = {
  'switch.p50': { peer: 'the lab balancer asked directly' },
  'switch.p99': { peer: 'the lab balancer asked directly' },
  'switch.p99-of-objective': { peer: 'the plan’s objective for the switch', atMost: 1 },
  'switch.failed': { peer: 'requests sent', atMost: 0 },
  'rollback.total-of-deadline': { peer: 'the plan’s fifteen minutes', atMost: 1 },
  'rollback.total-of-goal': { peer: 'goal of machine time', atMost: 1 },
  'rollback.failed': { peer: 'requests sent', atMost: 0 },
  'rollback.lost-sessions': { peer: 'sessions', atMost: 0 },
  'rollback.lost-rows': { peer: 'rows written or apart', atMost: 0 },
  'memory.day': { peer: 'goal', atMost: 1 },
  'memory.day-of-empty-node': { peer: 'Node that has loaded nothing' },
  'journal.appends': { peer: 'one-row transactions of better-sqlite3 alone, as durable', atLeast: 0.95 },
  'journal.ingest': { peer: 'one naive thread', atLeast: 1.7 },
  'journal.ingest.loop-late-p99': { peer: 'goal', atMost: 1 },
  'journal.first-page-of-1m': { peer: 'goal', atMost: 1 },
  'journal.verify-1m': { peer: 'one naive thread', atMost: 0.5 },
  'journal.verify-1m.loop-late-p99': { peer: 'goal', atMost: 1 },
  'journal.search-1m-p99': { peer: 'a bare FTS5 table', atMost: 3.3 },
  'journal.search-1m-beside-rg': { peer: 'ripgrep on the same text', atMost: 1 },
  'journal.search-1m-beside-grep': { peer: 'grep on the same text (no ripgrep here)', atMost: 1 },
  'verify.1m-rows': { peer: 'CHECKSUM TABLE on both', atMost: 1.5 },
  'verify.find-10-rows': { peer: 'pt-table-checksum and pt-table-sync', atMost: 0.2 },
  'checkpoint.take-1m-rows': { peer: 'mariadb-dump' },
  'checkpoint.prove-1m-rows': { peer: 'the dump loaded by mariadb' },
  'checkpoint.recover-1m-rows': { peer: 'dump and log replayed by hand' },
  'judge.turn-p99': { peer: 'one frame of the screen', atMost: 1 },
  'connectors.mysql': { peer: 'mysql2 alone, streaming', atLeast: 0.95 },
  'connectors.load': { peer: 'autocannon', atLeast: 1 },
  'connectors.load-of-wrk': { peer: 'wrk, which is C' },
  'connectors.stall-p99': { peer: 'the truth', atLeast: 0.95, atMost: 1.05 },
  'connectors.stall-p99-by-autocannon': { peer: 'the truth' },
  'connectors.stall-p99-by-wrk': { peer: 'the truth' },
  'connectors.press-to-blue.p50': { peer: 'HAProxy’s Runtime API asked directly: no console, record or checks' },
  'connectors.press-to-blue.p99': { peer: 'HAProxy’s Runtime API asked directly: no console, record or checks' },
  'connectors.press-to-blue.p99-of-goal': { peer: 'goal', atMost: 1 },
  'connectors.press-to-blue.rate': { peer: 'requests/s that were asked for' },
  'connectors.press-to-blue.failed': { peer: 'requests sent', atMost: 0 },
  'connectors.press-to-blue.sessions-lost': { peer: 'sessions', atMost: 0 },
  'connectors.heavydb': { peer: 'the connector’s default call', atLeast: 20 },
  'connectors.heavydb-of-goal': { peer: 'goal: ten times the plan’s rows/s', atLeast: 1 },
  'gates.core-share': { peer: 'goal of a core', atMost: 1 },
  'gates.heap-growth': { peer: 'goal', atMost: 1 },
  'gates.evaluation-for-10m': { peer: 'the same over 10 s' },
  'gates.evaluation-for-24h': { peer: 'the same over 10 s' },
  'gates.evaluation-window-10m': { peer: 'the same over 10 s' },
  'gates.evaluation-window-24h': { peer: 'the same over 10 s' },
  'gates.evaluation-window-24h-of-naive': { peer: 'the window summed naively', atMost: 1 },
  'bundle.1m-first-page': { peer: 'goal', atMost: 1 },
  'bundle.1m-verify': { peer: 'the entries’ bodies hashed alone, in one thread' },
  'bundle.1m-verify-loop-late-p99': { peer: 'goal', atMost: 1 },
  'replay.100k-seek-p99': { peer: 'goal', atMost: 1 },
  'replay.100k-seek-p99-of-three': { peer: 'goal', atMost: 1 },
  'screen.charts-1hz.longest-task': { peer: 'goal', atMost: 1 },
  'screen.charts-1hz.main-thread': { peer: 'goal', atMost: 1 },
  'screen.charts-1hz.all-threads': { peer: 'the time between two updates' },
  'screen.charts-10hz.longest-task': { peer: 'goal', atMost: 1 },
  'screen.charts-10hz.main-thread': { peer: 'goal', atMost: 1 },
  'screen.charts-10hz.all-threads': { peer: 'the time between two updates' },
  'screen.timeline-5k.blank-frames': { peer: 'frames of the scroll', atMost: 0 },
  'screen.timeline-5k.frame-p99': { peer: 'a long task', atMost: 1 },
  'screen.start-to-figure': { peer: 'goal', atMost: 1 },
  'screen.start-to-served': { peer: 'goal of the whole' },
  'screen.start-with-lab-to-figure': { peer: 'goal without the lab' },
  'screen.lab-start': { peer: 'the whole start with it' },
}

const amount = (value: number): string => value.toLocaleString('en-US', { maximumSignificantDigits: 4 })

function verdict({ ratio }: Figure, goal: Goal | undefined): string {
  if (goal?.atLeast === undefined && goal?.atMost === undefined) return ''
  const { atLeast, atMost } = goal
  const wanted = [atLeast === undefined ? [] : [`≥ ${atLeast}`], atMost === undefined ? [] : [`≤ ${atMost}`]].flat().join(', ')
  const met = (atLeast === undefined || ratio >= atLeast) && (atMost === undefined || ratio <= atMost)
  return `${wanted}: ${met ? 'met' : '**missed**'}`
}

export type Bench = { readonly name: string; readonly figures: readonly Figure[]; /** Why there is none. */ readonly failure?: string }

/** @param machine one line: cores, load, day */
export function figuresPage(benches: readonly Bench[], machine: string): string {
  const rows = benches.flatMap(({ name, figures, failure }) => [
    ...figures.map((one) => {
      const goal = goals[one.name]
      return `| ${one.name} | ${amount(one.value)} ${one.unit} | ${amount(one.baseline)} ${one.unit}${goal ? `: ${goal.peer}` : ''} | ${amount(one.ratio)} | ${verdict(one, goal)} |`
    }),
    ...(failure === undefined ? [] : [`| ${name} | | ${failure.replaceAll('|', '/').replaceAll('\n', ' ')} | | **not measured** |`]),
  ])
  return [
    '# Figures', '',
    'Written by `npm run bench`: each figure beside its peer or goal of the same run. Machines are noisy: ratios hold better than values. `npm run bench -- NAME --json` measures one again.', '',
    machine, '',
    '| figure | value | beside | ratio | goal of the ratio |', '|---|---|---|---|---|', ...rows, '',
  ].join('\n')
}
