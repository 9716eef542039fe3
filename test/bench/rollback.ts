/**
 * The whole procedure on HAProxy and on two MariaDB servers of 1 M rows, with twenty people at work and rows being written on
 * green: from the press to its end, of the plan's 900 s, and what users lost by it. Half of the people sign in once and ask
 * all the time, half work as the lab's users do. What was lost of the rows is told by SQL of its own.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/clock.ts'
import { openConsole } from '../../electron/console.ts'
import { createLog } from '../../electron/log.ts'
import type { StepKind } from '../../shared/plan.ts'
import { askedAs, ofApp, planOn } from '../doubles/plan-on.ts'
import { connectConsole } from '../doubles/window.ts'
import { startSessions } from '../e2e/session-load.ts'
import { startStand } from '../real/electron/archive/stand.ts'
import { startApps } from '../real/parts/apps.ts'
import { startHaproxy } from '../real/parts/haproxy.ts'
import { until } from '../real/parts/process.ts'
import { divergeTrades, fillTrades, lostTrades, tradesRule, workOnGreen } from '../real/parts/trades.ts'
import { figure, type Figure } from './figure.ts'

const [simulated, signedIn] = [10, 10]
/** Machine time that the procedure is to need, of the plan's fifteen minutes. Issue 5. */
const goal = 60
const patience = 300_000

const rows = 1_000_000
/** Trades changed or new on green, beside one user's preferences and what is written on until everyone is back. */
const apart = 4_000
/** Transactions that are open on green at the press; they end by themselves once the switch is done. */
const open = 3
const server = ['--innodb-buffer-pool-size=512M', '--innodb-log-file-size=256M', '--max-allowed-packet=64M']

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-bench-'))
  const stops: (() => Promise<unknown> | void)[] = [() => rmSync(home, { recursive: true, force: true })]
  try {
    // No replication: what only green has is the run's to carry over.
    const apps = await startApps(join(home, 'apps'), { accounts: simulated + signedIn, replicates: false })
    stops.push(apps.stop)
    const haproxy = await startHaproxy({ behind: apps.behind })
    stops.push(haproxy.stop)
    for (const user of apps.people) await haproxy.type(`add map ${haproxy.users} ${user} green`)
    const token = '${ADMIN_TOKEN}'
    say(`filling two archives of ${rows} rows`)
    const databases = await startStand({ blue: server, green: server })
    stops.push(databases.stop)
    await fillTrades(databases, rows)
    await divergeTrades(databases, rows, apart)
    writeFileSync(join(home, 'plan.yaml'), planOn([
      { ...askedAs('blue'), address: apps.addresses.blue, token, metrics: ofApp }, { ...askedAs('green'), address: apps.addresses.green, token, metrics: ofApp },
      { id: 'balancer', kind: 'haproxy', ...haproxy.settings },
    ], databases.section({ rules: tradesRule })))
    const clock = systemClock()
    const users = await apps.sendUsers(haproxy.address, simulated)
    const load = await startSessions(haproxy.address, apps.people.slice(simulated))
    stops.push(load.stop)
    const console = await openConsole({
      home: join(home, 'console'), planFile: join(home, 'plan.yaml'), clock, user: 'bench', env: { ADMIN_TOKEN: apps.adminToken },
      log: createLog({ write: () => undefined, level: 'error', clock }),
    })
    stops.push(console.stop)
    const { client, close } = connectConsole(console)
    stops.push(close)
    await until('ready, with everyone on green', () => {
      const frame = console.lastFrame()
      return frame?.readiness.ready === true && frame.routing?.flags.green === apps.people.length && frame.figures.green.rows_per_second?.value !== undefined
    }, 60_000).catch((error: unknown) => {
      say(JSON.stringify(console.lastFrame()?.readiness.checks.filter(({ state }) => state !== 'ok')))
      say(JSON.stringify([console.lastFrame()?.routing, console.lastFrame()?.figures.green.rows_per_second, console.opened.mistakes]))
      throw error
    })
    const work = await workOnGreen(databases, { every: 20, open })
    stops.push(work.stop)
    const ahead = await lostTrades(databases)
    await client.rollback.press({ trigger: 'button' })
    const stateOf = (kind: StepKind) => console.journal.state().run?.stages.flatMap(({ steps }) => steps).find((step) => step.kind === kind)?.state
    // Nobody works on green once everyone is back; a transaction that was under way there is finished a little later.
    await until('traffic is back', () => stateOf('route') === 'ok', patience)
    await until('the open transactions are waited for', () => stateOf('transactions') === 'running', patience)
    await work.stop()
    await until('the run has ended', () => console.activeRun() === undefined, patience)
    const { run } = console.journal.state()
    if (run?.state !== 'completed' || run.endedAt === undefined) throw new Error(`the run did not complete: ${run?.summary ?? 'no run'}`)
    const { requests: atEnd, green } = load.report()
    // Everyone is asked a few times more, so that a session that was lost is seen to be.
    await until('everyone has asked again', () => load.report().requests > atEnd + 20 * signedIn, patience)
    const [report, theirs] = [load.report(), await users.report()]
    if (report.green !== green) throw new Error(`green answered ${report.green - green} requests after the run`)
    const lostRows = await lostTrades(databases)
    const questions = console.journal.entries({ kinds: ['step.asked'], after: 0, limit: 100 }).entries.length
    for (const { title, steps, from } of run.stages) {
      const last = Math.max(...steps.map(({ endedAt = 0 }) => endedAt)) - run.startedAt
      say(`${title}: done ${(last / 1_000).toFixed(1)} s after the press; the plan begins it at ${from / 1_000} s`)
    }
    for (const { id, startedAt = 0, endedAt = 0, asked = 0 } of run.stages.flatMap(({ steps }) => steps))
      if (endedAt - startedAt > 1_000) say(`step ${id}: ${((endedAt - startedAt) / 1_000).toFixed(1)} s${asked > 0 ? `, asked ${asked} times` : ''}`)
    say(`${report.requests} requests of ${signedIn} people with sessions beside ${simulated} simulated users; ${ahead} rows newer on green at the press, ${work.written()} written meanwhile, ${open} transactions open; ${questions} questions`)
    for (const text of report.failed.slice(0, 5)) say(text)
    const took = (run.endedAt - run.startedAt) / 1_000
    return [
      figure('rollback.total-of-deadline', took, 's', console.plan.rollback.deadline / 1_000),
      figure('rollback.total-of-goal', took, 's', goal),
      figure('rollback.failed', report.failed.length + theirs.failures, 'requests', report.requests),
      figure('rollback.lost-sessions', report.lost.length + theirs.sessionsLost, 'sessions', simulated + signedIn),
      figure('rollback.lost-rows', lostRows, 'rows', apart + 1 + work.written()),
    ]
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}
