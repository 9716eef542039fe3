/** The connectors and the sampler on the real practice environment. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ConnectError, FencingError, type App, type Archives, type Balancer, type Reading } from '../../../../electron/connect/connector.ts'
import { checkTargets, connect, isApp, isArchives, isBalancer } from '../../../../electron/connect/registry.ts'
import { setFault } from '../../../../electron/lab/faults.ts'
import { startLab, type Lab } from '../../../../electron/lab/lab.ts'
import { startSampler, type IdentityTurn, type Sampler, type SourceTurn } from '../../../../electron/observe/sampler.ts'
import { createSeriesStore, type SeriesStore } from '../../../../electron/observe/series.ts'
import { environments, type Environment, type MetricName } from '../../../../shared/metrics.ts'
import { target as targetSchema } from '../../../../shared/plan.ts'
import { labApp } from '../../../doubles/lab-app.ts'

const metrics = {
  requests: { counter: 'http_requests_total' },
  error_rate: { ratio: 'http_requests_total{code=~"5.."}', of: 'http_requests_total' },
  response_time: { histogram: 'http_request_duration_seconds' },
  rows_per_second: { ratio: 'rows_processed_total', of: 'row_processing_seconds_total' },
  session_success: { ratio: 'session_operations_total{outcome="ok"}', of: 'session_operations_total' },
  active_users: { gauge: 'sessions_active' },
  db_connection_failures: { counter: 'db_connection_failures_total' },
  db_pool_usage: { gauge: 'db_pool_in_use', over: 'db_pool_size' },
  cpu_usage: { rate: 'process_cpu_seconds_total' },
  memory_usage: { gauge: 'process_resident_memory_bytes', over: 'process_memory_limit_bytes' },
  disk_free: { gauge: 'disk_free_bytes', over: 'disk_size_bytes' },
  user_satisfaction: { gauge: 'feedback_total{positive="true"}', over: 'feedback_total' },
  training_completion: { gauge: 'training_completed', over: 'training_enrolled' },
} as const

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
const dir = mkdtempSync(join(tmpdir(), 'fifteen-connect-'))
let lab: Lab
let sampler: Sampler
let series: SeriesStore
let apps: Record<Environment, App>
let balancer: Balancer
let archives: Archives
const turns: SourceTurn[] = []
const identities: IdentityTurn[] = []

const soon = (ms = 8_000): AbortSignal => AbortSignal.timeout(ms)
const failure = async (work: Promise<unknown>): Promise<unknown> => work.then(() => 'nothing failed', (error: unknown) => error)
/** Waits for the lab to come to it; the deadline is what fails. */
const until = async (what: string, holds: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> => {
  const deadline = performance.now() + ms
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`)
    await pause(50)
  }
}
const window = (metric: MetricName, environment: Environment, statistic: Parameters<SeriesStore['window']>[2], seconds = 10) =>
  series.window(metric, environment, statistic, seconds * 1_000, clock.mono())

beforeAll(async () => {
  lab = await startLab({ dir, users: 14, market: { rows: 20_000 } })
  const { blue, green, balancer: address, control, adminToken: token, blueArchive, greenArchive } = lab.addresses
  const targets = [
    { id: 'blue', kind: 'app', environment: 'blue', address: blue, token, metrics, ...labApp },
    { id: 'green', kind: 'app', environment: 'green', address: green, token, metrics, ...labApp },
    { id: 'balancer', kind: 'lab-balancer', address, control, token },
    { id: 'archive', kind: 'lab-archive', blue: blueArchive, green: greenArchive, tables: ['backtests', 'preferences', 'trades'], timeout: '4s' },
  ].map((one) => targetSchema.parse(one))
  expect(checkTargets({ targets })).toEqual([])
  const connected = targets.map((one) => ({ connector: connect(one, { clock }), every: one.every, timeout: one.timeout }))
  const connectors = connected.map(({ connector }) => connector)
  const app = (environment: Environment) => connectors.filter(isApp).find((one) => one.environment === environment)
  const found = { blue: app('blue'), green: app('green'), balancer: connectors.find(isBalancer), archives: connectors.find(isArchives) }
  if (!found.blue || !found.green || !found.balancer || !found.archives) throw new Error('a connector is missing')
  apps = { blue: found.blue, green: found.green }
  balancer = found.balancer
  archives = found.archives
  series = createSeriesStore({ start: clock.mono() })
  sampler = startSampler({
    targets: connected, series, clock,
    timers: { after: (ms, then) => { const timer = setTimeout(then, ms); return () => clearTimeout(timer) } },
    onSource: (turn) => turns.push(turn), onIdentity: (turn) => identities.push(turn),
  })
}, 30_000)

afterAll(async () => {
  await sampler.stop()
  await Promise.all([apps.blue, apps.green, balancer, archives].map((one) => one.stop()))
  await lab.stop()
  rmSync(dir, { recursive: true, force: true })
})

describe('the sampler on the lab', () => {
  it('brings every metric of every target within seconds, under its identity', { timeout: 60_000 }, async () => {
    await until('both environments served users', () => environments.every((environment) => window('rows_per_second', environment, 'ratio').value !== undefined && window('user_satisfaction', environment, 'last').value !== undefined), 40_000)
    for (const environment of environments) {
      expect(window('up', environment, 'min').value).toBe(1)
      expect(window('error_rate', environment, 'ratio').value).toBe(0)
      expect(window('session_success', environment, 'ratio').value).toBe(1)
      expect(window('db_connection_failures', environment, 'sum').value).toBe(0)
      expect(window('response_time', environment, 'p95').value).toBeGreaterThan(0)
      expect(window('rows_per_second', environment, 'ratio').value).toBeGreaterThan(0)
      expect(window('memory_usage', environment, 'last').value).toBeLessThan(1)
      expect(window('archive_lag', environment, 'last').value).toBeLessThan(5)
    }
    const shares = environments.map((environment) => window('traffic_share', environment, 'avg').value ?? 0)
    expect((shares[0] ?? 0) + (shares[1] ?? 0)).toBeCloseTo(1, 9)
    await until('all four answer', () => sampler.sources().map(({ target, state }) => `${target} ${state}`).join() === 'blue ok,green ok,balancer ok,archive ok')
    expect(identities.map(({ target, is }) => [target, is.id]).filter(([target]) => target === 'blue' || target === 'green').toSorted()).toEqual([['blue', 'html-js-4.7.2'], ['green', 'next-14.2.5']])
  })
  it('counts the same requests as the balancer does', async () => {
    const signal = soon()
    const before = (await balancer.read(signal)).served
    await until('users were served', async () => (await balancer.read(signal)).served.green > before.green + 20)
    const counted = window('balancer_requests', 'green', 'sum', 60).value ?? 0
    expect(counted).toBeGreaterThan(20)
    // The platform counts the same ones, but for what is under way and the first scrape.
    await until('both agree', () => Math.abs((window('requests', 'green', 'sum', 60).value ?? 0) - (window('balancer_requests', 'green', 'sum', 60).value ?? 0)) < 30)
  })
  it('sees the fault that returns errors, and sees it gone', { timeout: 20_000 }, async () => {
    await setFault(lab.addresses, { name: 'errors', environment: 'green', on: true })
    await until('errors are measured', () => (window('error_rate', 'green', 'ratio', 5).value ?? 0) > 0.1)
    expect(window('error_rate', 'blue', 'ratio', 5).value).toBe(0)
    await setFault(lab.addresses, { name: 'errors', environment: 'green', on: false })
    await until('errors are gone', () => window('error_rate', 'green', 'ratio', 3).value === 0)
  })
})

describe('an app', () => {
  it('says who it is, directly and through the balancer', async () => {
    expect((await apps.green.identify(soon())).id).toBe('next-14.2.5')
    expect((await apps.green.health(soon())).environment).toBe('green')
    expect((await apps.green.health(soon(), { through: balancer.through })).environment).toBe('blue')
  })
  it.each(['blue', 'green'] as const)('lets a synthetic user of %s go the whole way', async (environment) => {
    const { steps, environment: by } = await apps[environment].journey('backtest', soon())
    expect(by).toBe(environment)
    expect(steps.map(({ title }) => title)).toEqual(['sign in', 'session', 'submit a backtest', 'read its result', 'preferences'])
    expect(steps.every(({ ms }) => ms > 0)).toBe(true)
  })
  it('lets one go through the balancer', async () => {
    expect((await apps.green.journey('backtest', soon(), { through: balancer.through })).environment).toBe('blue')
  })
  it('lets one who signs in nowhere look at a price', async () => {
    expect((await apps.green.journey('visitor', soon())).steps.map(({ title }) => title)).toEqual(['open the platform', 'ask for a price'])
  })
  it('takes over the sessions of the other, twice without harm', async () => {
    const { carried } = await apps.green.journey('sign-in', soon(), { user: 'mover' })
    const known = async (): Promise<unknown> => {
      const answer = await fetch(`${lab.addresses.blue}/session`, { headers: { cookie: carried.jar.line('/session') ?? '' } })
      return ((await answer.json()) as { known: unknown }).known
    }
    expect((await apps.blue.journey('session', soon(), { user: 'mover', carried })).environment).toBe('blue')
    expect(await known()).toBe(false)
    const sessions = await apps.green.exportSessions(soon())
    expect(sessions.map(({ user }) => user)).toContain('mover')
    expect((await apps.blue.importSessions(sessions, soon())).imported).toBeGreaterThan(0)
    expect(await known()).toBe(true)
    expect((await apps.blue.importSessions(sessions, soon())).imported).toBe(0)
  })
  it('shows a notice to its users', async () => {
    await apps.blue.notice('Back on blue.', 'warning', soon())
    expect(await (await fetch(`${lab.addresses.blue}/notice`)).json()).toMatchObject({ text: 'Back on blue.', severity: 'warning' })
  })
  it('without a token in the plan says which reference is missing', async () => {
    const one = connect(targetSchema.parse({ id: 'blue', kind: 'app', environment: 'blue', address: lab.addresses.blue, ...labApp }), { clock })
    const error = isApp(one) ? await failure(one.exportSessions(soon())) : undefined
    await one.stop()
    expect(error).toMatchObject({ reason: 'auth', mend: expect.stringContaining('token') as string })
  })
  it('that is the other environment than the plan says is refused', async () => {
    const one = connect(targetSchema.parse({ id: 'green', kind: 'app', environment: 'green', address: lab.addresses.blue, metrics: {} }), { clock })
    const error = await failure(one.identify(soon()))
    await one.stop()
    expect(error).toMatchObject({ reason: 'invalid', detail: 'answers as blue, the plan has green there' })
  })
})

describe('the balancer', () => {
  it('reports its routing', async () => {
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 9 }, drained: { blue: false, green: false }, healthy: { blue: true, green: true } })
  })
  it('is probed on fresh connections, counted by who answered', async () => {
    expect(await balancer.probe(10, soon())).toEqual({ answered: { blue: 10, green: 0 }, failed: 0 })
  })
  it('takes the switch: weights, flags, drain, close', { timeout: 15_000 }, async () => {
    const { fencing } = await balancer.read(soon())
    const mine = fencing + 1
    await balancer.noop(mine, soon())
    await balancer.setWeights({ blue: 0, green: 100 }, mine, soon())
    expect((await balancer.probe(6, soon())).answered).toEqual({ blue: 0, green: 6 })
    await balancer.setWeights({ blue: 100, green: 0 }, mine, soon())
    await balancer.setFlags({ clear: 'all' }, mine, soon())
    await balancer.drain('green', true, mine, soon())
    await balancer.close('green', 200, mine, soon())
    expect(await balancer.read(soon())).toMatchObject({ weights: { blue: 100, green: 0 }, flags: { blue: 0, green: 0 }, drained: { blue: false, green: true }, fencing: mine })
    expect((await balancer.probe(6, soon())).answered).toEqual({ blue: 6, green: 0 })
    await until('the share of blue is whole', () => window('traffic_share', 'blue', 'last').value === 1)
    await balancer.setFlags({ set: { 'u-1': 'green' } }, mine, soon())
    await balancer.drain('green', false, mine, soon())
    expect((await balancer.read(soon())).flags).toEqual({ blue: 0, green: 1 })
  })
  it('refuses a driver whose number is dead, and tells which one lives', async () => {
    const { fencing, changed } = await balancer.read(soon())
    const error = await failure(balancer.setWeights({ blue: 0, green: 1 }, fencing - 1, soon()))
    expect(error).toBeInstanceOf(FencingError)
    expect(error).toMatchObject({ seen: fencing })
    expect(await failure(balancer.noop(fencing - 1, soon()))).toBeInstanceOf(FencingError)
    expect((await balancer.read(soon())).changed).toBe(changed)
  })
  it('refuses an outage, and that is no dead driver', async () => {
    const { fencing } = await balancer.read(soon())
    await balancer.drain('green', true, fencing, soon())
    const error = await failure(balancer.drain('blue', true, fencing, soon()))
    await balancer.drain('green', false, fencing, soon())
    expect(error).toBeInstanceOf(ConnectError)
    expect(error).not.toBeInstanceOf(FencingError)
    expect(error).toMatchObject({ detail: expect.stringContaining('outage') as string })
  })
  it('lets nobody in without the token', async () => {
    const one = connect(targetSchema.parse({ id: 'balancer', kind: 'lab-balancer', address: lab.addresses.balancer, control: lab.addresses.control, token: 'wrong' }), { clock })
    const error = await failure(one.identify(soon()))
    await one.stop()
    expect(error).toMatchObject({ reason: 'auth' })
    expect(String(error)).not.toContain('wrong')
  })
})

describe('the archives', () => {
  it('are equal but for what is on its way, then diverge, then are made equal', { timeout: 20_000 }, async () => {
    const trades = async () => (await archives.compare(soon(), { tables: ['trades'] })).tables[0]?.differing
    expect(await trades()).toEqual({ onlyBlue: 0, onlyGreen: 0, changed: 0, newer: { blue: 0, green: 0 } })
    await setFault(lab.addresses, { name: 'diverge', environment: 'green', on: true })
    expect(await trades()).toEqual({ onlyBlue: 0, onlyGreen: 3, changed: 5, newer: { blue: 0, green: 5 } })
    await until('the sampler sees it', () => (window('archive_differing', 'blue', 'last').value ?? 0) >= 8)
    expect(await archives.syncInto('blue', { beforeImages: join(dir, 'before.jsonl'), tables: ['trades'] }, soon())).toMatchObject({ inserted: 3, updated: 5, beforeImages: 5 })
    expect(await trades()).toEqual({ onlyBlue: 0, onlyGreen: 0, changed: 0, newer: { blue: 0, green: 0 } })
    await setFault(lab.addresses, { name: 'diverge', environment: 'green', on: false })
  })
  it('list open backtests and are whole', async () => {
    const { carried: { jar } } = await apps.green.journey('sign-in', soon(), { user: 'pending' })
    const answer = await fetch(`${lab.addresses.green}/backtests`, {
      method: 'POST', headers: { cookie: jar.line('/backtests') ?? '', 'content-type': 'application/json' }, body: JSON.stringify({ strategy: 'sma-5-20', rows: 60_000 }),
    })
    const { id } = (await answer.json()) as { id: string }
    expect(await archives.pending('green', soon())).toContainEqual({ id, user: 'pending', since: expect.any(Number) as number, statement: 'backtest sma-5-20 over 60000 rows' })
    expect(await archives.integrity('blue', soon())).toEqual({ whole: true, problems: [] })
  })
  it('end a backtest that was shown: the platform gives it up', { timeout: 20_000 }, async () => {
    const { carried: { jar } } = await apps.green.journey('sign-in', soon(), { user: 'ended' })
    const headers = { cookie: jar.line('/backtests') ?? '', 'content-type': 'application/json' }
    // A minute of work.
    const { id } = (await (await fetch(`${lab.addresses.green}/backtests`, { method: 'POST', headers, body: JSON.stringify({ strategy: 'sma-5-20', rows: 2_000_000 }) })).json()) as { id: string }
    const shown = (await archives.pending('green', soon())).find((one) => one.id === id)
    if (shown === undefined) throw new Error('it is not open')
    const end = archives.endTransaction?.bind(archives)
    expect(await end?.('green', { ...shown, since: shown.since - 1 }, { who: 'Bo' }, soon())).toBe('gone')
    expect(await end?.('green', shown, { who: 'Bo' }, soon())).toBe('ended')
    expect(await end?.('green', shown, { who: 'Bo' }, soon())).toBe('gone')
    expect((await archives.pending('green', soon())).find((one) => one.id === id)).toBeUndefined()
    expect(await (await fetch(`${lab.addresses.green}/backtests/${id}`, { headers })).json()).toEqual({ state: 'ended' })
    const rows = async (): Promise<string> => /^rows_processed_total.* (\d+)$/m.exec(await (await fetch(`${lab.addresses.green}/metrics`)).text())?.[1] ?? ''
    let [last, since] = ['', performance.now()]
    await until('no row is read for it any more', async () => {
      const now = await rows()
      if (now !== last) [last, since] = [now, performance.now()]
      return last !== '' && performance.now() - since > 500
    }, 10_000)
  })
})

describe('a target that is restarted', () => {
  const reasons = (reading: Reading | undefined) => new Set(reading?.missing.map(({ reason }) => reason))
  it('is a restart and not a burst: what its counters show is left out once', { timeout: 20_000 }, async () => {
    const one = connect(targetSchema.parse({ id: 'green', kind: 'app', environment: 'green', address: lab.addresses.green, metrics: { requests: metrics.requests, active_users: metrics.active_users } }), { clock })
    const sample = async () => reasons(await one.sample?.(soon()))
    expect([await sample(), await sample()]).toEqual([new Set(['empty']), new Set()])
    await lab.restart('green')
    expect([await sample(), await sample()]).toEqual([new Set(['restart']), new Set()])
    await one.stop()
    expect(identities.filter(({ target }) => target === 'green')).toHaveLength(1)
  })
  it('tells its new start where its configuration died with the old one: the balancer', { timeout: 20_000 }, async () => {
    const before = await balancer.identify(soon())
    await lab.restart('balancer')
    await until('the sampler tells', () => identities.some(({ target, was }) => target === 'balancer' && was?.detail['start'] === before.detail['start']))
    const after = await balancer.identify(soon())
    expect([after.id, after.detail['start'] === before.detail['start']]).toEqual([before.id, false])
  })
})

describe('a green that is dead', () => {
  it('is up 0, lost after three misses, and delays nobody', { timeout: 25_000 }, async () => {
    const { readLabFile } = await import('../../../../electron/lab/lab-file.ts')
    process.kill(readLabFile(dir).pids.green, 'SIGKILL')
    await until('it is lost', () => turns.some(({ turn, source }) => turn === 'lost' && source.target === 'green'))
    expect(sampler.sources().find(({ target }) => target === 'green')).toMatchObject({ state: 'refused' })
    expect(window('up', 'green', 'last', 2).value).toBe(0)
    expect(window('error_rate', 'green', 'ratio')).toMatchObject({ reason: 'refused' })
    expect(window('up', 'blue', 'last')).toMatchObject({ value: 1, missing: 0 })
    const direct: Promise<Reading> | undefined = apps.green.sample?.(soon())
    expect(await failure(direct ?? Promise.resolve())).toMatchObject({ reason: 'refused', known: [{ metric: 'up', value: 0 }] })
    await lab.restart('green')
    await until('it is found', () => turns.some(({ turn, source }) => turn === 'found' && source.target === 'green'))
  })
})
