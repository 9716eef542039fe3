import { expect, test } from 'vitest'
import { FencingError, type Balancer } from '../../../../../electron/connect/connector.ts'
import { createFlags, type FlagDeps } from '../../../../../electron/console/pilots/pilot-flags.ts'
import type { Environment } from '../../../../../shared/metrics.ts'
import type { Pilot } from '../../../../../shared/pilot.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'
import { memoryJournal } from '../../../../doubles/memory-journal.ts'

const by = { who: { kind: 'person', name: 'Ada', role: 'operator' }, why: 'phase 2 begins' } as const
const pilot = (id: string, more: Partial<Pilot> = {}): Pilot => ({
  id, user: id, person: { name: `User ${id}` }, profile: 'Trader', experience: 'new', addedAt: 0, workflows: [], progress: { onboarding: { state: 'not begun' }, training: { state: 'not begun' } },
  consent: { given: true, on: '2026-01-05', at: 0, by: 'Ada' }, ...more,
})

/** @param heeds whether the balancer does as it is told */
function stand({ heeds = true, seen = 0, drained = false }: { readonly heeds?: boolean; readonly seen?: number; readonly drained?: boolean } = {}) {
  const time = fakeTime()
  const journal = memoryJournal(time.clock)
  const flags: Record<string, Environment> = {}
  const numbers: number[] = []
  let run: { readonly id: string } | undefined
  const balancer = {
    target: 'balancer', userFlags: () => Promise.resolve({ ...flags }), read: () => Promise.resolve({ drained: { blue: false, green: drained }, fencing: seen }),
    setFlags: ({ set = {} }: { readonly set?: Readonly<Record<string, Environment>> }, fencing: number) => {
      numbers.push(fencing)
      if (fencing < seen) return Promise.reject(new FencingError({ target: 'balancer', tried: 'set flags', fencing, seen }))
      if (heeds) Object.assign(flags, set)
      return Promise.resolve()
    },
  } as unknown as Balancer
  const deps: FlagDeps = { journal: { ...journal } as never, balancer: () => balancer, app: () => ({ offers: { sessions: false } }) as never, home: () => 'blue', activeRun: () => run, seenFencing: () => 0, timers: time.timers, newId: () => 'f-1' }
  return { ...createFlags(deps), journal, numbers, begin: () => (run = { id: 'r-1' }) }
}
const results = ({ journal }: ReturnType<typeof stand>) => [journal.of('flag.intended').length, ...journal.of('flag.outcome').map(({ data }) => data.result)]

test('a flag is on the record before, with a number beyond the balancer’s, and read back after', async () => {
  const one = stand({ seen: 41 })
  expect((await one.set([pilot('ida'), pilot('bo')], 'green', by)).detail).toContain('read back: 2 users go to green')
  expect(one.numbers[0]).toBeGreaterThan(41)
  expect(one.journal.of('flag.intended')[0]).toMatchObject({ why: 'phase 2 begins', data: { users: ['ida', 'bo'], to: 'green' } })
  expect([results(one), await one.read()]).toEqual([[1, 'done'], { ida: 'green', bo: 'green' }])
})
test('what the balancer took and does not report is no success', async () => {
  const one = stand({ heeds: false })
  await expect(one.set([pilot('ida')], 'green', by)).rejects.toThrow('does not report them for ida')
  expect(results(one)).toEqual([1, 'failed'])
})
test('during a rollback nothing is tried, neither way', async () => {
  const one = stand()
  one.begin()
  for (const to of ['green', 'blue'] as const) await expect(one.set([pilot('ida')], to, by)).rejects.toThrow('run r-1 is under way')
  expect([results(one), one.numbers]).toEqual([[0], []])
})
test('nobody is sent on without consent, without a user, or to what is drained; back they may always go', async () => {
  const shy = pilot('ida', { consent: { given: false, on: '2026-01-06', at: 0, by: 'Ada' } })
  await expect(stand().set([shy], 'green', by)).rejects.toThrow('User ida has not consented')
  const { user: _, ...nameless } = pilot('ida')
  await expect(stand().set([nameless], 'green', by)).rejects.toThrow('does not say which user')
  await expect(stand({ drained: true }).set([pilot('ida')], 'green', by)).rejects.toThrow('green is drained')
  await expect(stand().set([shy], 'blue', by)).resolves.toMatchObject({ detail: expect.stringContaining('ida goes to blue') })
})
