import { expect, test } from 'vitest'
import { stoppedAfter } from '../../../electron/control.ts'

test('a console that others reach has the plan of now, and stops after what reaches it', async () => {
  const calls: string[] = []
  let plan = 'first'
  const console = {
    get plan() {
      return plan
    },
    stop: () => Promise.resolve(void calls.push('console')),
  }
  const reachable = stoppedAfter(console, () => Promise.resolve(void calls.push('socket')))
  plan = 'second'
  expect(reachable.plan).toBe('second')
  await reachable.stop()
  expect(calls).toEqual(['socket', 'console'])
})
