import { describe, expect, it } from 'vitest'
import { targetConflicts } from '../../../../electron/connect/conflicts.ts'
import { target } from '../../../../shared/plan.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'

const app = { id: 'green', kind: 'app', environment: 'green', address: 'http://127.0.0.1:1', metrics: { active_users: { gauge: 'users' } } }
const balancer = { id: 'balancer', kind: 'lab-balancer', address: 'http://127.0.0.1:1', control: 'http://127.0.0.1:2', token: 'secret' }
const archive = { id: 'archive', kind: 'lab-archive', blue: '/a', green: '/b', tables: ['trades'], every: '5s' }
const db = { id: 'db', kind: 'mysql', environment: 'green', host: '127.0.0.1', user: 'a', password: 'b', metrics: { db_pool_usage: 'pool_usage' } }
const found = (...given: readonly object[]): readonly string[] =>
  targetConflicts({ targets: given.map((one) => target.parse(one)) }).map(({ path, message }) => `${path.join('.')}: ${message}`)

describe('targets beside each other', () => {
  it('stand for different things in a good plan', () => {
    expect(found(app, { ...app, id: 'blue', environment: 'blue' }, balancer, archive, db)).toEqual([])
  })
  it.each([
    ['two balancers', [balancer, { ...balancer, id: 'second' }], 'targets.1.kind: balancer stands for the balancer already'],
    ['two applications of an environment', [app, { ...app, id: 'again', metrics: {} }], "targets.1.kind: green stands for green's application already"],
    ['two archives', [archive, { ...archive, id: 'again' }], 'targets.1.kind: archive stands for the archives already'],
    ['a series that a second one brings by its metrics', [app, { ...db, metrics: { active_users: { query: 'SELECT COUNT(*) FROM sessions' } } }], 'targets.1.metrics.active_users: green stands for active_users of green already'],
  ])('%s are a mistake at the second one', (_, given, message) => {
    expect(found(...given).join('\n')).toContain(message)
  })
  it('are looked at once each is good by itself', () => {
    expect(found({ ...app, address: 'nonsense' }, app)).toEqual([])
  })
})

it('a series that the surveys feed and a target brings as well is a mistake of the plan', () => {
  const plan = tbsPlan()
  expect(targetConflicts(plan)).toEqual([])
  if (plan.pilots === undefined) throw new Error('no pilots in the plan')
  expect(targetConflicts({ ...plan, pilots: { ...plan.pilots, feeds: ['critical_bugs', 'user_satisfaction'] } })).toEqual([
    { path: ['pilots', 'feeds', 1], message: 'green stands for user_satisfaction of green already: which of the two would be believed?' },
  ])
})
