/** Who drives after a console was killed, started again, or handed its run over: the cases that schedules come by too seldom. Decision 9. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Entry } from '../../../../shared/journal.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'
import { fleet, pairOf, type Fleet, type Member } from './fleet.ts'

/** It takes most of a minute, so that a run can be met in its middle. */
const plan = planWith([
  stage('trigger', '0s', '2m', step('validate', 'confirm', { after: [] })),
  stage('traffic', '2m', '5m', step('switch', 'route', { after: ['validate'], objective: '30s' }), step('blue-stable', 'health', { after: ['switch'], timeout: '3m', with: { checks: 100 } })),
])
let own: Fleet
beforeEach(() => {
  own = fleet(plan, [0, 0])
})
afterEach(() => own.end())

const pair = (): readonly [Member, Member] => pairOf(own)
const leases = ({ all }: Member): readonly Entry<'lease.taken'>[] => all().filter((entry): entry is Entry<'lease.taken'> => entry.kind === 'lease.taken')

test('one that is started while another drives takes nothing', async () => {
  const [one, other] = pair()
  one.press()
  await own.time.advance(3_000)
  other.kill()
  other.start()
  await own.time.advance(2_000)
  expect([one.drives(), other.drives()]).toEqual([true, false])
  expect(leases(other)).toEqual([])
})

test('one that was killed, and comes back without the database, goes on by a number after its own and not by the clock: whoever took over meanwhile keeps the run', async () => {
  const [one, other] = pair()
  one.press()
  await own.time.advance(2_000)
  one.kill()
  await own.time.advance(12_000)
  other.press()
  await own.time.advance(1_500)
  expect(other.drives()).toBe(true)
  one.wire.state = 'cut'
  one.start()
  await own.time.advance(1_000)
  const [first, resumed] = leases(one)
  expect(resumed?.who).toEqual({ kind: 'rule', name: 'resume-after-restart' })
  expect(resumed?.data.fencing).toBeGreaterThan(first?.data.fencing ?? Infinity)
  expect(resumed?.data.fencing).toBeLessThan(leases(other).at(-1)?.data.fencing ?? 0)
  one.wire.state = 'whole'
  await own.time.advance(6_000)
  expect([one.drives(), other.drives()]).toEqual([false, true])
})

test('one press hands a run over: the other drives it on, and what is offered to nobody who is there is refused', async () => {
  const [one, other] = pair()
  await own.time.advance(2_000)
  one.press()
  await own.time.advance(2_000)
  expect(() => one.handOver('c-x')).toThrow('There is no other console c-x.')
  one.handOver(other.name)
  await own.time.advance(4_000)
  expect([one.drives(), other.drives()]).toEqual([false, true])
  const taken = leases(other).at(-1)
  expect([taken?.who.name, taken?.why]).toEqual([one.name, 'handed over: for the test'])
  await own.time.advance(120_000)
  expect(other.state().run?.state).toBe('completed')
  expect(() => one.handOver(other.name)).toThrow('This console drives no run')
})

test('an offer by a number that drives no more moves nothing', async () => {
  const [one, other] = pair()
  await own.time.advance(2_000)
  one.press()
  await own.time.advance(2_000)
  other.wire.state = 'cut'
  one.handOver(other.name)
  one.kill()
  one.start()
  await own.time.advance(1_000)
  other.wire.state = 'whole'
  await own.time.advance(6_000)
  expect(leases(other)).toEqual([])
  expect(one.drives()).toBe(true)
})

test('an offer that comes long after it was made moves nothing', async () => {
  const [one, other] = pair()
  await own.time.advance(2_000)
  one.press()
  await own.time.advance(2_000)
  other.wire.state = 'cut'
  one.handOver(other.name)
  own.time.sleep(61_000)
  other.wire.state = 'whole'
  await own.time.advance(6_000)
  expect(leases(other)).toEqual([])
})
