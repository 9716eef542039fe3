import { describe, expect, it } from 'vitest'
import { checkTargets, connect, isApp, isArchives, isBalancer } from '../../../../electron/connect/registry.ts'
import { target, type Target } from '../../../../shared/plan.ts'

const clock = { mono: () => 0, wall: () => 0, boot: 'test' }
const app = { id: 'green', kind: 'app', environment: 'green', address: 'http://127.0.0.1:1', metrics: { active_users: { gauge: 'users' } } }
const balancer = { id: 'balancer', kind: 'lab-balancer', address: 'http://127.0.0.1:1', control: 'http://127.0.0.1:2', token: 'secret' }
const archive = { id: 'archive', kind: 'lab-archive', blue: '/a', green: '/b', tables: ['trades'], every: '5s' }
const targets = (...given: readonly object[]): { readonly targets: Target[] } => ({ targets: given.map((one) => target.parse(one)) })
const mistakes = (...given: readonly object[]) => checkTargets(targets(...given)).map(({ path, message }) => `${path.join('.')}: ${message}`)

describe('the targets of a plan', () => {
  it('are connected by their kind, without a word being sent', async () => {
    const connected = targets(app, balancer, archive).targets.map((one) => connect(one, { clock }))
    expect(connected.map((one) => [one.target, isApp(one), isBalancer(one), isArchives(one)])).toEqual([
      ['green', true, false, false], ['balancer', false, true, false], ['archive', false, false, true],
    ])
    expect(connected.map(({ provides }) => provides?.length)).toEqual([2, 8, 4])
    await Promise.all(connected.map((one) => one.stop()))
  })
  it('without a mistake have none', () => {
    expect(mistakes(app, balancer, archive)).toEqual([])
  })
  it.each([
    [{ ...app, kind: 'mainframe' }, 'targets.0.kind: unknown kind mainframe: expected one of app, lab-balancer'],
    [{ ...app, kind: 'constructor' }, 'targets.0.kind: unknown kind constructor'],
    [{ ...app, address: 'localhost:3000' }, 'targets.0.address: expected an address such as'],
    [{ ...app, address: 'file:///etc/passwd' }, 'targets.0.address: expected an address such as'],
    [{ ...app, address: 'http://me:secret@host' }, 'targets.0.address: an address bears no user name or password'],
    [{ ...app, adress: 'http://host' }, 'targets.0: Unrecognized key: "adress"'],
    [{ ...app, metrics: { cpu_usage: { gauge: '5' } } }, 'targets.0.metrics.cpu_usage'],
    [{ ...balancer, token: '' }, 'targets.0.token'],
    [{ ...archive, tables: [] }, 'targets.0.tables'],
  ])('%j is a mistake with its path', (given, message) => {
    expect(mistakes(given).join('\n')).toContain(message)
    expect(() => targets(given).targets.map((one) => connect(one, { clock }))).toThrow(/^target /)
  })
  it('bear different names', () => {
    expect(mistakes(app, app)).toEqual(['targets.1.id: there is a target green already'])
  })
})
