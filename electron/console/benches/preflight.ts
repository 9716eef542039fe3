/** What a benchmark would do, and to whom: said before it does it. Pure. Plan: semantics 16 of the design; trust.md, "Conventions". */
import type { Preflight, Routing } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import type { Benchmark, Plan, Target } from '../../../shared/plan.ts'
import { targetsOf } from '../../../shared/plan/benchmarks.ts'
import { rowsBar, usersOf } from '../../bench/planned.ts'

/** Older than this (ms), what the balancer said last is no longer known. */
const staleAfter = 5_000

export type PreflightFacts = {
  readonly plan: Pick<Plan, 'targets' | 'phases' | 'gates' | 'baselines'>
  /** Where users go; undefined while that is not known. */
  readonly routing: Routing | undefined
  /** A run that is not ended. */
  readonly run: { readonly id: string } | undefined
  /** The benchmark that runs. */
  readonly active: { readonly title: string } | undefined
  /** How long it took when it was last done, in ms. */
  readonly usual: number | undefined
}

const percent = (ratio: number): string => `${Number((100 * ratio).toFixed(1))} %`
/** A query may hold what is no one's business. */
const pathOf = (path: string): string => path.split('?', 1)[0] ?? path
const perSecond = (rate: number): string => `${Number(rate.toFixed(rate < 10 ? 1 : 0))} requests/s`

function usersOn({ id, environment, kind }: Target, routing: Routing | undefined): Preflight['targets'][number] {
  const base = { id, ...(environment !== undefined && { environment }) }
  if (environment === undefined)
    return kind === 'heavydb' || kind === 'mysql'
      ? { ...base, users: undefined, detail: 'the plan gives it no environment, so whether users are on it is not known' }
      : { ...base, users: true, detail: 'it is the way in of every user' }
  if (routing === undefined || routing.age > staleAfter) return { ...base, users: undefined, detail: 'the balancer has not said where users go' }
  const [share, weight, flags] = [routing.share[environment], routing.weights[environment], routing.flags[environment]]
  const detail = `${percent(share)} of the requests of the last seconds, weight ${weight}, ${flags} ${flags === 1 ? 'user' : 'users'} by flag`
  return { ...base, users: share > 0 || weight > 0 || flags > 0, detail }
}

function doesOf(one: Benchmark, plan: PreflightFacts['plan']): string {
  if (one.kind === 'load') {
    const { method, path } = one.request
    const what = `${method} ${pathOf(path)} to ${one.target} for ${durationText(one.duration)}`
    if (!('users' in one.traffic)) return `${one.traffic.rate} times a second ${what}, over ${one.traffic.connections} connections at most`
    const users = usersOf(one, plan) ?? 0
    const most = one.traffic.think > 0 ? `at most ${perSecond(users / (one.traffic.think / 1_000))}` : 'as fast as it is answered'
    return `${users} users send ${what}, ${most}`
  }
  if (one.kind === 'compare')
    return `${2 * (one.pairs + one.warmUp)} times ${one.request.method} ${pathOf(one.request.path)}, one after the other and in turn to ${one.blue} and ${one.green}`
  const rounds = one.warmUp + one.runs
  const rows = one.queries.reduce((sum, query) => sum + ('rows' in query ? query.rows : 0), 0)
  const what = one.queries.length === 1 ? `${one.queries[0]?.name ?? 'query'}` : `${one.queries.length} queries`
  return `${rounds} times ${what} on ${one.target}${rows > 0 ? `, ${rows.toLocaleString('en-GB')} rows each time` : ''}, one after the other`
}

function effectsOf(one: Benchmark): readonly string[] {
  if (one.kind === 'rows') {
    const journeys = one.queries.some((query) => 'rows' in query)
    return journeys
      ? [`It signs in to ${one.target} as user fifteen-bench; its journeys count in the figures of ${one.target} and what they store stays there.`]
      : ['It reads and changes nothing; the server works for it as for any query.']
  }
  const counts = `Its requests count in the figures and gates of ${targetsOf(one).join(' and ')}, as those of users do.`
  return one.request.method === 'GET' || one.request.method === 'HEAD' ? [counts] : [counts, `${one.request.method} may change data: it is sent as the plan has it, each time anew.`]
}

/** How long it takes: a load by the plan, the rest as it took before; backtests of so many rows at the baseline's rate. */
function expectedOf(one: Benchmark, { plan, usual }: PreflightFacts): number | undefined {
  if (one.kind === 'load') return one.duration
  if (usual !== undefined || one.kind === 'compare' || !one.queries.every((query) => 'rows' in query)) return usual
  const rows = one.queries.reduce((sum, query) => sum + ('rows' in query ? query.rows : 0), 0)
  return ((one.warmUp + one.runs) * rows * 1_000) / rowsBar(one, plan).baseline
}

export function preflightOf(one: Benchmark, facts: PreflightFacts): Preflight {
  const { plan, routing, run, active } = facts
  const expectedMs = expectedOf(one, facts)
  const targets = targetsOf(one).flatMap((id) => plan.targets.find((target) => target.id === id) ?? []).map((target) => usersOn(target, routing))
  const refused = run ? `rollback ${run.id} is under way: nothing else is done to its targets` : active ? `${active.title} is running: one at a time` : undefined
  return {
    does: doesOf(one, plan), effects: effectsOf(one), targets, needsYes: targets.some(({ users }) => users !== false), ...(expectedMs !== undefined && { expectedMs }), ...(refused !== undefined && { refused }),
  }
}
