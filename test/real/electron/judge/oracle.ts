/** The judge over its real series store, beside `promtool test rules` over the same samples. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createJudge } from '../../../../electron/judge/judge.ts'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import type { GateState, GateStatus } from '../../../../shared/gate.ts'
import type { Measured, MissingReason } from '../../../../shared/metrics.ts'
import type { Gate } from '../../../../shared/plan.ts'

const run = promisify(execFile)
const s = 1_000

/** What our series store is given in a second: a value, or why there is none; undefined where nobody asked. */
export type Sample = { readonly measured: Measured } | { readonly missing: Exclude<MissingReason, 'none'> } | undefined

/** One rule and its samples, a second each, told to both. */
export type Case = {
  /** Label `rule` of all its series. */
  readonly name: string
  readonly gate: Gate
  readonly samples: readonly Sample[]
  /** Seconds from one evaluation to the next; the first is at 0. */
  readonly every: number
  /** The rule as Prometheus has it, over `input`. */
  readonly expr: string
  /** Prometheus's samples in promtool's notation, by the name of the series with its labels. */
  readonly input: Readonly<Record<string, readonly (number | '_' | 'stale')[]>>
}

/** What our gate says at each evaluation. */
export function ours({ gate, samples, every }: Case): readonly GateStatus[] {
  const store = createSeriesStore({ start: 0, capacity: samples.length + 64 })
  store.expect(gate.metric, 'green', s, 0, 0)
  const judge = createJudge({
    plan: { gates: [{ ...gate, environments: ['green'] }], baselines: {}, targets: [] }, read: store.window, watched: (_, now) => now,
    clock: { mono: () => 0, wall: () => 0, boot: 'oracle' },
  })
  return samples.flatMap((sample, second) => {
    const at = second * s
    if (sample !== undefined && 'measured' in sample) store.record(sample.measured, at, at)
    else if (sample !== undefined) store.miss({ metric: gate.metric, environment: 'green' }, sample.missing, at, at)
    if (second % every !== 0) return []
    const [view] = judge.tick(at, { phase: null }).views
    if (view === undefined) throw new Error('the judge has no gate')
    return [view.status]
  })
}

/** Prometheus has no word for why an alert is not active. */
export type Activity = 'inactive' | 'pending' | 'firing'
export const activityOf = (state: GateState): Activity => (state === 'pending' || state === 'firing' ? state : 'inactive')
const numbers = { inactive: 0, pending: 1, firing: 2 } as const satisfies Record<Activity, number>

/** What is claimed of one rule at each evaluation; `since` in seconds, where it is claimed too. */
export type Claim = { readonly case: Case; readonly activities: readonly Activity[]; readonly since?: readonly (number | undefined)[] }

export const claimOf = (one: Case, statuses: readonly GateStatus[]): Claim => ({
  case: one,
  activities: statuses.map(({ state }) => activityOf(state)),
  since: statuses.map(({ activeSince }) => activeSince === undefined ? undefined : activeSince / s),
})

/** `second` is that of the first evaluation that differs. */
export type Difference = { readonly rule: string; readonly second: number; readonly in: 'state' | 'since' }

const seconds = (ms: number): string => `${ms}ms`

/** Each rule's state as Prometheus has it: 1 pending, 2 firing, 0 where our series stands alone. */
const theirs = 'max by (rule) (ALERTS{alertstate="pending"} or ALERTS{alertstate="firing"} * 2)'
const differs = {
  state: `ours - on (rule) (${theirs} or on (rule) max by (rule) (ours * 0)) != 0`,
  since: '(ours_since != on (rule) max by (rule) (ALERTS_FOR_STATE)) or (ours_since unless on (rule) ALERTS_FOR_STATE)',
} as const
const kinds = ['state', 'since'] as const satisfies readonly Difference['in'][]

/**
 * Our states stand beside the samples as series. Rules at the end of the group compare them at every evaluation and keep
 * the first second of each that differs: a question over all of it at the end is more than promtool lets one ask.
 */
const rulesOf = (claims: readonly Claim[]): string => JSON.stringify({
  groups: [{
    name: 'gates', interval: `${everyOf(claims)}s`,
    rules: [
      ...claims.map(({ case: { name, gate, expr } }) => ({
        alert: name, expr, for: seconds(gate.for), labels: { rule: name }, ...(gate.keepFiringFor > 0 && { keep_firing_for: seconds(gate.keepFiringFor) }),
      })),
      ...kinds.map((kind) => ({ record: `first:${kind}`, expr: `first:${kind} or on (rule) max by (rule) (0 * (${differs[kind]}) + time())` })),
    ],
  }],
})

const everyOf = ([first]: readonly Claim[]): number => first?.case.every ?? 1
const repeated = <T>(values: readonly T[], every: number): string => values.flatMap((value) => Array.from({ length: every }, () => value)).join(' ')

const testOf = (claims: readonly Claim[], rules: string): string => JSON.stringify({
  rule_files: [rules], evaluation_interval: `${everyOf(claims)}s`,
  tests: [{
    interval: '1s',
    input_series: claims.flatMap(({ case: { name, input, every }, activities, since }) => [
      ...Object.entries(input).map(([series, values]) => ({ series, values: values.join(' ') })),
      { series: `ours{rule="${name}"}`, values: repeated(activities.map((activity) => numbers[activity]), every) },
      ...(since ? [{ series: `ours_since{rule="${name}"}`, values: repeated(since.map((at) => at ?? 'stale'), every) }] : []),
    ]),
    promql_expr_test: kinds.map((kind) => ({
      expr: `first:${kind}`, eval_time: `${(Math.max(...claims.map(({ activities }) => activities.length)) - 1) * everyOf(claims)}s`, exp_samples: [],
    })),
  }],
})

/** promtool's exit code 1 is its answer: what it got and we did not expect. Anything else is a failure of the test itself. */
const differencesIn = (said: string): readonly Difference[] =>
  [...said.matchAll(/__name__="first:(state|since)", rule="([^"]+)"\} ([\d.E+]+)/g)].map(([, kind, rule = '', second]) => ({
    rule, second: Number(second), in: kind === 'since' ? 'since' : 'state',
  }))

/**
 * Where promtool disagrees with what is claimed, each rule's first evaluation. A run for each batch, side by side;
 * cases of one batch are of one length and one rhythm.
 * @throws where promtool is not there, or can't read what it is given
 */
export const disagreements = async (batches: readonly (readonly Claim[])[]): Promise<readonly Difference[]> => (await Promise.all(batches.map(asked))).flat()

async function asked(claims: readonly Claim[]): Promise<readonly Difference[]> {
  const folder = await mkdtemp(join(tmpdir(), 'fifteen-promtool-'))
  const tests = join(folder, 'tests.yml')
  try {
    await Promise.all([writeFile(join(folder, 'rules.yml'), rulesOf(claims)), writeFile(tests, testOf(claims, 'rules.yml'))])
    const { stdout } = await run('promtool', ['test', 'rules', tests], { maxBuffer: 256 << 20 })
    if (!stdout.includes('SUCCESS')) throw new Error(`promtool did not say SUCCESS: ${stdout}`)
    return []
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { readonly code?: number | string; readonly stdout?: string; readonly stderr?: string }
    if (code === 'ENOENT') throw new Error('promtool is not there. Install the Debian package `prometheus`.', { cause: error })
    const found = differencesIn(`${stdout}${stderr}`)
    if (code !== 1 || found.length === 0) throw error
    return found
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
