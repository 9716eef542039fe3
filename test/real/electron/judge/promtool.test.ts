/** The gates' `for` and `keepFiringFor` against Prometheus itself: `promtool test rules` of Debian's package. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stepGate, type GateStatus } from '../../../../shared/gate.ts'

const run = promisify(execFile)
const seriesCount = 150
const evaluations = 60

type Rule = { readonly name: string; readonly for: number; readonly keep: number; readonly bad: readonly boolean[] }

/** Runs of true and false, short and long, so that every `for` is both met and missed. */
const rule = fc.record({
  for: fc.constantFrom(0, 1, 2, 5, 10, 30),
  keep: fc.constantFrom(0, 1, 3, 10),
  runs: fc.array(fc.record({ bad: fc.boolean(), length: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 4, max: 35 })) }), { minLength: 8, maxLength: 8 }),
})
const rules: readonly Rule[] = fc.sample(rule, { numRuns: seriesCount, seed: 15 }).map((one, index) => {
  const bad = one.runs.flatMap(({ bad, length }) => Array.from({ length }, () => bad))
  return { name: `rule${index}`, for: one.for, keep: one.keep, bad: Array.from({ length: evaluations }, (_, at) => bad[at] ?? false) }
})

function statusesOf({ for: forSeconds, keep, bad }: Rule): readonly GateStatus[] {
  const gate = { for: forSeconds * 1_000, keepFiringFor: keep * 1_000, missing: { gap: 3, policy: 'inconclusive' } } as const
  let status: GateStatus | undefined
  return bad.map((isBad, second) => {
    const evaluation = { outcome: isBad ? 'fail' : 'pass', threshold: 0, samples: 1, value: Number(isBad) } as const
    return (status = stepGate(status, gate, evaluation, second * 1_000))
  })
}

const rulesFile = JSON.stringify({
  groups: [{
    name: 'gates', interval: '1s',
    rules: rules.map(({ name, for: forSeconds, keep }) => ({
      alert: name, expr: `bad{rule="${name}"} > 0`, for: `${forSeconds}s`, ...(keep > 0 && { keep_firing_for: `${keep}s` }),
    })),
  }],
})

type Sample = { readonly labels: string; readonly value: number }

/** What Prometheus should say at each second: the state of every active alert, and the second at which it began. */
function testFile(statuses: readonly (readonly GateStatus[])[]): string {
  const at = (second: number, sample: (name: string, status: GateStatus) => Sample): readonly Sample[] =>
    rules.flatMap(({ name }, index) => {
      const status = statuses[index]?.[second]
      return status?.state === 'pending' || status?.state === 'firing' ? [sample(name, status)] : []
    })
  const promql_expr_test = Array.from({ length: evaluations }, (_, second) => [
    {
      expr: 'ALERTS', eval_time: `${second}s`,
      exp_samples: at(second, (name, { state }) => ({ labels: `ALERTS{alertname="${name}", alertstate="${state}", rule="${name}"}`, value: 1 })),
    },
    {
      expr: 'ALERTS_FOR_STATE', eval_time: `${second}s`,
      exp_samples: at(second, (name, { activeSince = Number.NaN }) => ({ labels: `ALERTS_FOR_STATE{alertname="${name}", rule="${name}"}`, value: activeSince / 1_000 })),
    },
  ]).flat()
  const input_series = rules.map(({ name, bad }) => ({ series: `bad{rule="${name}"}`, values: bad.map(Number).join(' ') }))
  return JSON.stringify({ rule_files: ['rules.yml'], evaluation_interval: '1s', tests: [{ interval: '1s', input_series, promql_expr_test }] })
}

let folder = ''
beforeAll(async () => {
  await run('promtool', ['--version']).catch((error: unknown) => {
    throw new Error('promtool is not there. Install the Debian package `prometheus`.', { cause: error })
  })
  folder = await mkdtemp(join(tmpdir(), 'fifteen-promtool-'))
  await writeFile(join(folder, 'rules.yml'), rulesFile)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const ask = async (statuses: readonly (readonly GateStatus[])[]): Promise<string> => {
  await writeFile(join(folder, 'tests.yml'), testFile(statuses))
  const { stdout } = await run('promtool', ['test', 'rules', join(folder, 'tests.yml')], { maxBuffer: 64 << 20 })
  return stdout
}

it('says what Prometheus says of 150 series, at every evaluation', async () => {
  const statuses = rules.map(statusesOf)
  const counts = Map.groupBy(statuses.flat(), ({ state }) => state)
  // The series must visit every state, or agreeing means little.
  for (const state of ['ok', 'pending', 'firing', 'resolved'] as const) expect(counts.get(state)?.length ?? 0).toBeGreaterThan(100)
  expect(await ask(statuses)).toContain('SUCCESS')
})

it('promtool would notice a state that is wrong for one second', async () => {
  const statuses = rules.map((one) => [...statusesOf(one)])
  const wrong = statuses.find((list) => list[20]?.state === 'pending')
  const status = wrong?.[20]
  if (!wrong || !status) throw new Error('no series is pending at 20 s')
  wrong[20] = { ...status, state: 'firing' }
  await expect(ask(statuses)).rejects.toMatchObject({ code: 1 })
})
