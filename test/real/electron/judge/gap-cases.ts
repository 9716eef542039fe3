/**
 * Where a gate differs from a Prometheus rule on purpose: semantics 2-4 of the design. One row a case; the test runs both
 * sides of each, and docs/gates.md shows the same rows.
 */
import type { Outcome } from '../../../../shared/gate.ts'
import { exampleGate } from '../../../unit/electron/judge/examples.ts'
import type { Activity, Case, Sample } from './oracle.ts'

export type GapCase = {
  readonly title: string
  /** A letter a second: see `letters`. */
  readonly samples: string
  /** What each says at each second: `-` not active, `p` pending, `F` firing. */
  readonly ours: string
  readonly prometheus: string
  /** Ours at the last second. */
  readonly outcome: Outcome
  readonly why: string
  readonly gate?: Readonly<Record<string, unknown>>
}

export const letters = {
  '!': 'beyond the bar', '.': 'within the bar', 'x': 'the scrape failed', '_': 'nobody asked', 'n': 'NaN', '0': 'answered, and counted no request', 'f': 'one of two requests failed',
} as const
type Letter = keyof typeof letters
export const activities = { '-': 'inactive', 'p': 'pending', 'F': 'firing' } as const satisfies Record<string, Activity>

/** In both a level with a bar of 8 and `for: 5s`, where a row says nothing else. */
export const gapCases: readonly GapCase[] = [
  {
    title: 'A failed scrape while pending', samples: '!!!x!!!!!', ours: 'ppppppFFF', prometheus: 'ppp-ppppp', outcome: 'fail',
    why: 'A lost answer is no recovery: the window stands still for its second and goes on.',
  },
  {
    title: 'As many as the gap allows', samples: '!!!xxx!!!!', ours: 'ppppppppFF', prometheus: 'ppp---pppp', outcome: 'fail',
    why: '`missing.gap` is three samples unless the plan says more: none of them counts as sustained.',
  },
  {
    title: 'One more than the gap', samples: '!!!xxxx!!!!', ours: 'pppppp-pppp', prometheus: 'ppp----pppp', outcome: 'fail',
    why: 'Longer silence is `inconclusive`: what came before proves nothing about after. The same as Prometheus from there on.',
  },
  {
    title: 'A source that goes silent while firing', samples: '!!!!!!!xxxxxxxx', ours: 'pppppFFFFFFFFFF', prometheus: 'pppppFF--------', outcome: 'inconclusive',
    why: 'Silence never resolves. Prometheus reports a recovery that nobody saw. (While silent, ours opens no rollback.)',
  },
  {
    title: 'A failed scrape while it keeps firing', samples: '!...x...', ours: 'FFFFFF--', prometheus: 'FFFFF---', outcome: 'pass', gate: { for: '0s', keepFiringFor: '4s' },
    why: '`keepFiringFor` counts seconds that were seen to be good. In Prometheus a missing one counts as good.',
  },
  {
    title: 'Nobody asks any more', samples: '!!!______', ours: 'ppppppp--', prometheus: 'pppppFFFF', outcome: 'inconclusive',
    why: 'Prometheus looks back five minutes and fires on a sample that is older than the `for`. Ours never sustains what it did not see.',
  },
  {
    title: 'NaN while firing', samples: '!!!!!!nn', ours: 'pppppFFF', prometheus: 'pppppF--', outcome: 'error',
    why: 'NaN is beyond no bar, so Prometheus resolves. Ours calls it an error, which is neither good nor bad.',
  },
  {
    title: 'NaN in a window', samples: '!!!!!n!!!!!!', ours: '----FFFFFFFF', prometheus: 'FFFFF----FFF', outcome: 'fail', gate: { for: '0s', window: '4s', statistic: 'avg' },
    why: 'One NaN makes `avg_over_time` NaN for its whole window. Ours leaves it out and says so while it is the newest.',
  },
  {
    title: 'A window that has not filled', samples: '!!!!!!!!', ours: '----FFFF', prometheus: 'FFFFFFFF', outcome: 'fail', gate: { for: '0s', window: '4s', statistic: 'avg' },
    why: '`not yet`: the seconds after a start are those with cold connections and caches.',
  },
  {
    title: 'A hole in a window', samples: '!!!!!!!!x!!!!', ours: '----ppppppFFF', prometheus: 'pppppFFFFFFFF', outcome: 'fail', gate: { window: '4s', statistic: 'avg' },
    why: '`avg_over_time` of the samples that are left says nothing of the one that is not. Ours does not count its second.',
  },
  {
    title: 'No requests while firing', samples: '!!!!!!!000', ours: '-pppppFFFF', prometheus: '-pppppF---', outcome: 'no data',
    gate: { metric: 'error_rate', statistic: 'ratio', window: '1s', minimum: 20, threshold: { value: 0.1 } },
    why: 'Nobody asked green, so nobody failed: 0 of 0 passes nothing and resolves nothing. In Prometheus it is NaN, which is within every bar.',
  },
  {
    title: 'A handful of requests', samples: '...fff', ours: '------', prometheus: '---FFF', outcome: 'no data',
    gate: { for: '0s', metric: 'error_rate', statistic: 'ratio', window: '1s', minimum: 20, threshold: { value: 0.1 } },
    why: 'One of two is 50 %, and means little: below `minimum` there is no verdict, good or bad.',
  },
]

const levels: Readonly<Partial<Record<Letter, number>>> = { '!': 9, '.': 7, 'n': Number.NaN }
const requests: Readonly<Partial<Record<Letter, readonly [number, number]>>> = { '!': [5, 20], '.': [0, 20], '0': [0, 0], 'f': [1, 2] }

const isLetter = (text: string): text is Letter => text in letters
export const lettersOf = (text: string): readonly Letter[] => [...text].map((letter) => {
  if (!isLetter(letter)) throw new Error(`no such second: ${letter}`)
  return letter
})
export const activitiesOf = (text: string): readonly Activity[] => [...text].map((letter) => {
  if (!(letter in activities)) throw new Error(`no such state: ${letter}`)
  return activities[letter as keyof typeof activities]
})

/** What we are told in a second. */
const sampleOf = (letter: Letter, ratio: boolean, second: number): Sample => {
  if (letter === '_') return undefined
  if (letter === 'x') return { missing: 'timeout' }
  if (!ratio) return { measured: { metric: 'cpu_usage', environment: 'green', kind: 'gauge', value: levels[letter] ?? 0 } }
  const [numerator, denominator] = requests[letter] ?? [0, 0]
  return second === 0 ? { missing: 'empty' } : { measured: { metric: 'error_rate', environment: 'green', kind: 'ratio', numerator, denominator } }
}

const sums = (grown: readonly number[]): readonly number[] => {
  let total = 0
  return grown.map((by, second) => (total += second === 0 ? 0 : by))
}

/** The row for both: a level over `cpu_usage`, or a ratio of two counters. */
export function gapCase({ samples, gate: changes = {} }: GapCase, index: number): Case {
  const name = `gap${index}`
  const given = lettersOf(samples)
  const gate = exampleGate({ id: name, metric: 'cpu_usage', statistic: 'last', window: '1s', threshold: { value: 8 }, for: '5s', minimum: 1, ...changes })
  const ratio = gate.metric === 'error_rate'
  const of = (series: string): string => `${series}{rule="${name}"}`
  const levelExpr = gate.statistic === 'avg' ? `avg_over_time(${of('level')}[${gate.window - 500}ms])` : of('level')
  return {
    name, gate, every: 1,
    samples: given.map((letter, second) => sampleOf(letter, ratio, second)),
    expr: ratio ? `increase(${of('errors_total')}[1s]) / increase(${of('requests_total')}[1s]) > 0.1` : `${levelExpr} > 8`,
    input: ratio
      ? Object.fromEntries((['errors_total', 'requests_total'] as const).map((series, column) => [of(series), sums(given.map((letter) => requests[letter]?.[column] ?? 0))]))
      : { [of('level')]: given.map((letter) => (letter === 'x' ? 'stale' : letter === '_' ? '_' : (levels[letter] ?? 0))) },
  }
}
