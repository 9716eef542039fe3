/** Another server answering where a run's target was, on the real parts: it is never acted upon. Semantics 7 of the design. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Archives, Balancer, Connector } from '../../../../electron/connect/connector.ts'
import { connect, isBalancer } from '../../../../electron/connect/registry.ts'
import { readLabFile } from '../../../../electron/lab/lab-file.ts'
import { startLab } from '../../../../electron/lab/lab.ts'
import { provenTargets } from '../../../../electron/rollback/prove.ts'
import type { StepTargets } from '../../../../electron/rollback/steps/kind.ts'
import { target as targetSchema, type Plan } from '../../../../shared/plan.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'
import { startHaproxy } from '../../parts/haproxy.ts'
import { startMariaDb } from '../../parts/mariadb.ts'
import { ada, clock, connectLab, soon, stand, targetsOf, timers, until } from './stand.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

const connected = (settings: object): Connector => {
  const one = connect(targetSchema.parse(settings), { clock })
  ends.push(() => one.stop())
  return one
}
/** The targets of a step of a run that was opened with these identities. */
const proven = (targets: Partial<StepTargets>, identities: Readonly<Record<string, string>>): StepTargets =>
  provenTargets(targets as StepTargets, { run: { identities, stages: [] } as never, plan: { targets: [] as Plan['targets'] } as Plan, signal: soon(), timers, fencing: 1 }, () => undefined)

describe('blue', () => {
  it('swapped for another build in the middle of a run is not touched: a person is asked, and goes on once it is back', { timeout: 60_000 }, async () => {
    const root = mkdtempSync(join(tmpdir(), 'fifteen-identity-'))
    ends.push(() => rmSync(root, { recursive: true, force: true }))
    const lab = await startLab({ dir: join(root, 'lab'), users: 6, market: { rows: 20_000 } })
    ends.push(() => lab.stop())
    const targets = targetsOf(lab.addresses)
    const parts = connectLab(targets)
    ends.push(() => parts.stop())
    const plan = planWith([stage('one', '0s', '5m',
      step('tell', 'notify', { after: [], with: { audience: 'users', channels: ['app'], text: 'Going back' } }),
      step('validate', 'confirm', { after: [] }),
      step('move', 'sessions', { after: ['validate'], attempts: 3 }))], { targets })
    const open = stand({ dir: root, plan, targets: parts, sampled: parts.sampled })
    ends.push(() => open.stop())
    await until('every target said who it is', async () => (await parts.all.blue.identify(soon())).id !== '' && open.journal.state().run === undefined)
    const stepOf = (id: string) => open.journal.state().run?.stages.flatMap(({ steps }) => steps).find((one) => one.id === id)
    open.press({ manual: false, who: { kind: 'rule', name: 'error-burst' } })
    await until('blue was told', () => stepOf('tell')?.state === 'ok')

    process.kill(readLabFile(join(root, 'lab')).pids.blue, 'SIGKILL')
    const port = Number(new URL(lab.addresses.blue).port)
    const written: string[] = []
    const intruder: Server = createServer((request, response) => {
      if (request.method !== 'GET' || request.url?.startsWith('/admin')) written.push(`${request.method} ${request.url}`)
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify({ status: 'ok', environment: 'blue', build: 'html-js-9.9.9', archive: 'x', imported: 0 }))
    })
    await until('its port is free', () => new Promise((resolve) => {
      intruder.once('error', () => resolve(false))
      intruder.listen(port, '127.0.0.1', () => resolve(true))
    }))
    open.runner.confirm(open.journal.state().run?.id ?? '', ada)
    await until('a person is asked', () => stepOf('move')?.state === 'asking')
    expect(stepOf('move')).toMatchObject({
      attempt: 1, detail: expect.stringMatching(/^blue answers as html-js-9\.9\.9; when this run opened it was html-js-4\.7\.2\. Nothing was done to it\./) as string, facts: { 'blue answers as': 'html-js-9.9.9' },
    })
    expect(written).toEqual([])

    intruder.closeAllConnections()
    intruder.close()
    await once(intruder, 'close')
    await lab.restart('blue')
    open.runner.answer(open.journal.state().run?.id ?? '', { step: 'move', choice: 'retry', who: ada })
    await until('the run has ended', () => open.journal.state().run?.state === 'completed', 20_000)
    expect(stepOf('move')).toMatchObject({ state: 'ok', attempt: 2 })
  })
})

describe('a MariaDB', () => {
  it('at the same address with another data folder and server id is another one', { timeout: 60_000 }, async () => {
    const first = await startMariaDb(['--server-id=7'])
    ends.push(() => first.remove())
    const user = ["CREATE USER watcher@'127.0.0.1' IDENTIFIED BY 'secret'", "GRANT PROCESS ON *.* TO watcher@'127.0.0.1'"]
    await first.sql(...user)
    const database = connected({ id: 'archive', kind: 'mysql', environment: 'blue', host: '127.0.0.1', port: first.port, user: 'watcher', password: 'secret', metrics: {} })
    const { id } = await database.identify(soon())
    expect(id).toMatch(/^mariadb .*#7$/)
    let synced = 0
    // The archive of a step, with this server behind it.
    const archives = { ...database, syncInto: () => Promise.resolve({ inserted: (synced += 1), updated: 0, beforeImages: 0, chunks: 1, kept: 0 }) } as unknown as Archives
    const sync = () => proven({ archives: () => archives }, { archive: id }).archives().syncInto('blue', { beforeImages: '/dev/null' }, soon())
    await sync()
    expect(synced).toBe(1)
    await first.stop()
    const second = await startMariaDb(['--server-id=8', `--port=${first.port}`])
    ends.push(() => second.remove())
    await second.sql(...user)
    await expect(sync()).rejects.toThrow(/^archive answers as mariadb .*#8; when this run opened it was mariadb .*#7\. Nothing was done to it\./)
    expect(synced).toBe(1)
  })
})

describe('an HAProxy', () => {
  it('is the same one after a reload and after a restart: the run goes on; another at its address is refused', { timeout: 60_000 }, async () => {
    const haproxy = await startHaproxy({ identity: 'edge-1' })
    ends.push(() => haproxy.stop())
    const { identity: _identity, ...settings } = haproxy.settings
    const one = connected({ id: 'balancer', kind: 'haproxy', ...settings })
    if (!isBalancer(one)) throw new Error('no balancer')
    const { id, detail } = await one.identify(soon())
    let fencing = 0
    const drain = (known: string): Promise<void> => {
      const balancer: Balancer = proven({ balancer: () => one }, { balancer: known }).balancer()
      return balancer.drain('green', true, (fencing += 1), soon())
    }
    await haproxy.reload()
    const after = await one.identify(soon())
    expect([after.id, after.detail['pid'] === detail['pid']]).toEqual([id, false])
    await drain(id)
    await haproxy.kill()
    await haproxy.start()
    await drain(id)
    expect((await one.read(soon())).drained.green).toBe(true)
    await one.drain('green', false, (fencing += 1), soon())
    await expect(drain(id.replace('edge-1', 'edge-2'))).rejects.toThrow(/^balancer answers as HAProxy .*edge-1; when this run opened it was HAProxy .*edge-2\. Nothing was done to it\./)
    expect((await one.read(soon())).drained.green).toBe(false)
  })
})
