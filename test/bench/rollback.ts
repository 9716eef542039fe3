/**
 * The whole procedure on HAProxy with twenty people at work: from the press to its end, of the plan's 900 s, and what
 * users lost by it. Half of the people sign in once and ask all the time, half work as the lab's users do.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '../../electron/clock.ts'
import { connect, isArchives } from '../../electron/connect/registry.ts'
import { openConsole } from '../../electron/console.ts'
import { createLog } from '../../electron/log.ts'
import { target as targetSchema } from '../../shared/plan.ts'
import { askedAs, ofApp, planOn } from '../doubles/plan-on.ts'
import { connectConsole } from '../doubles/window.ts'
import { startSessions } from '../e2e/session-load.ts'
import { startApps, type TestApps } from '../real/parts/apps.ts'
import { startHaproxy } from '../real/parts/haproxy.ts'
import { until } from '../real/parts/process.ts'
import { figure, type Figure } from './figure.ts'

const [simulated, signedIn] = [10, 10]
/** Machine time that the procedure is to need, of the plan's fifteen minutes. Issue 5. */
const goal = 60
const patience = 300_000

/** What the plan calls its archive; another pair stands here by another target. */
const archiveOf = ({ archives }: TestApps) => ({ id: 'archive', kind: 'lab-archive', ...archives, tables: ['backtests', 'preferences', 'trades'], every: '5s', timeout: '4s' })

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
    const archive = archiveOf(apps)
    writeFileSync(join(home, 'plan.yaml'), planOn([
      { ...askedAs('blue'), address: apps.addresses.blue, token, metrics: ofApp }, { ...askedAs('green'), address: apps.addresses.green, token, metrics: ofApp },
      { id: 'balancer', kind: 'haproxy', ...haproxy.settings }, archive,
    ]))
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
    const archives = connect(targetSchema.parse(archive), { clock })
    stops.push(() => archives.stop())
    const onlyGreen = async (): Promise<number> => {
      if (!isArchives(archives)) throw new Error(`${archive.kind} is no pair of archives`)
      const { tables } = await archives.compare(AbortSignal.timeout(patience))
      return tables.reduce((sum, { differing }) => sum + differing.onlyGreen + differing.newer.green, 0)
    }

    await until('ready, with everyone on green', () => {
      const frame = console.lastFrame()
      return frame?.readiness.ready === true && frame.routing?.flags.green === apps.people.length && frame.figures.green.rows_per_second?.value !== undefined
    }, 60_000).catch((error: unknown) => {
      say(JSON.stringify(console.lastFrame()?.readiness.checks.filter(({ state }) => state !== 'ok')))
      say(JSON.stringify([console.lastFrame()?.routing, console.lastFrame()?.figures.green.rows_per_second, console.opened.mistakes]))
      throw error
    })
    const ahead = await onlyGreen()
    await client.rollback.press({ trigger: 'button' })
    await until('the run has ended', () => console.activeRun() === undefined, patience)
    const { run } = console.journal.state()
    if (run?.state !== 'completed' || run.endedAt === undefined) throw new Error(`the run did not complete: ${run?.summary ?? 'no run'}`)
    const { requests: atEnd, green } = load.report()
    // Everyone is asked a few times more, so that a session that was lost is seen to be.
    await until('everyone has asked again', () => load.report().requests > atEnd + 20 * signedIn, patience)
    const [report, theirs] = [load.report(), await users.report()]
    if (report.green !== green) throw new Error(`green answered ${report.green - green} requests after the run`)
    const lostRows = await onlyGreen()
    const questions = console.journal.entries({ kinds: ['step.asked'], after: 0, limit: 100 }).entries.length
    for (const { title, steps, from } of run.stages) {
      const last = Math.max(...steps.map(({ endedAt = 0 }) => endedAt)) - run.startedAt
      say(`${title}: done ${(last / 1_000).toFixed(1)} s after the press; the plan begins it at ${from / 1_000} s`)
    }
    say(`${report.requests} requests of ${signedIn} people with sessions beside ${simulated} simulated users; ${ahead} rows only on green at the press; ${questions} questions`)
    for (const text of report.failed.slice(0, 5)) say(text)
    const took = (run.endedAt - run.startedAt) / 1_000
    return [
      figure('rollback.total-of-deadline', took, 's', console.plan.rollback.deadline / 1_000),
      figure('rollback.total-of-goal', took, 's', goal),
      figure('rollback.failed', report.failed.length + theirs.failures, 'requests', report.requests),
      figure('rollback.lost-sessions', report.lost.length + theirs.sessionsLost, 'sessions', simulated + signedIn),
      figure('rollback.lost-rows', lostRows, 'rows', ahead),
    ]
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}
