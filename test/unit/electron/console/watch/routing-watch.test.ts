import { expect, test } from 'vitest'
import { watchRouting } from '../../../../../electron/console/watch/routing-watch.ts'
import { ConnectError, type Balancer, type Routing } from '../../../../../electron/connect/connector.ts'
import { createLog } from '../../../../../electron/log.ts'
import type { Environment, PerEnvironment } from '../../../../../shared/metrics.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'

const none: PerEnvironment<number> = { blue: 0, green: 0 }
const routing = (weights: PerEnvironment<number>, flags: PerEnvironment<number> = none): Routing => ({
  id: 'b', weights, flags, drained: { blue: false, green: false }, inFlight: none, sticky: none, served: none, failed: 0,
  healthy: { blue: true, green: true }, fencing: 7, changed: 0,
})

function watch(expected: Environment | undefined) {
  const { clock, timers, advance, settle } = fakeTime()
  const drifts: string[] = []
  const noops: number[] = []
  let answer: () => Promise<Routing> = () => Promise.resolve(routing({ blue: 100, green: 0 }))
  const balancer = { read: () => answer(), noop: (fencing: number) => Promise.resolve(noops.push(fencing)) } as unknown as Balancer
  const watched = watchRouting({
    balancer, clock, timers, share: () => 0.5, expected: () => expected,
    onDrift: ({ found }) => drifts.push(found), log: createLog({ write: () => undefined, level: 'error', clock }),
  })
  return {
    watched, drifts, noops, now: clock.mono,
    reads: async (given: Routing | ConnectError, seconds = 1) => {
      await settle()
      answer = () => (given instanceof Error ? Promise.reject(given) : Promise.resolve(given))
      for (let second = 0; second < seconds; second += 1) {
        await advance(1_000)
      }
    },
  }
}

test('users who are sent away after a finished rollback are a drift, told once until it is over', async () => {
  const { reads, drifts, watched } = watch('blue')
  await reads(routing({ blue: 100, green: 0 }))
  expect([drifts, watched.drifted()]).toEqual([[], false])
  await reads(routing({ blue: 50, green: 50 }), 3)
  expect([drifts.length, watched.drifted()]).toEqual([1, true])
  await reads(routing({ blue: 100, green: 0 }))
  await reads(routing({ blue: 100, green: 0 }, { blue: 0, green: 2 }))
  expect(drifts).toHaveLength(2)
  expect(drifts[1]).toBe('weights blue 100, green 0; users by flag blue 0, green 2')
})

test('where nobody is expected anywhere nothing drifts', async () => {
  const { reads, drifts } = watch(undefined)
  await reads(routing({ blue: 0, green: 100 }), 2)
  expect(drifts).toEqual([])
})

test('a balancer that does not answer keeps its last reading, with its age and the reason', async () => {
  const { reads, watched, now } = watch(undefined)
  await reads(routing({ blue: 90, green: 10 }))
  await reads(new ConnectError({ target: 'balancer', tried: 'GET /state', reason: 'refused', detail: 'nothing listens', mend: 'start it' }), 5)
  expect(watched.view(now())).toMatchObject({ weights: { blue: 90, green: 10 }, age: 5_000 })
  expect(watched.failure()?.reason).toBe('refused')
})

test('the write path is tried every half minute under the last driver’s number, which it never claims', async () => {
  const { reads, noops } = watch(undefined)
  await reads(routing({ blue: 100, green: 0 }), 65)
  expect(noops).toEqual([7, 7, 7])
})
