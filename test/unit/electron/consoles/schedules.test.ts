/**
 * Consoles that are cut off, killed, started, set right and pressed at random: one run, one driver, chains equal at the end.
 * Fault 30 of trust.md; semantics 7 and 12; issue 8. In one process, on a clock that is moved: many schedules in little time.
 */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { runEnded } from '../../../../shared/rollback.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'
import { fleet, type Fleet } from './fleet.ts'

const plan = planWith([
  stage('trigger', '0s', '2m', step('validate', 'confirm', { after: [] })),
  stage('traffic', '2m', '5m', step('switch', 'route', { after: ['validate'], objective: '30s' }), step('drain', 'drain', { after: ['switch'], timeout: '40s', with: { grace: '5s' } }), step('blue-stable', 'health', { after: ['switch'] })),
  stage('data', '5m', '10m', step('copy', 'sync', { after: ['drain'], timeout: '60s' })),
])
const who = fc.nat(2)
const act = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('press', 'press', 'press', 'take over', 'take over', 'stop'), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('cut', 'lose answers', 'heal', 'heal'), who }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('kill', 'start'), who }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(3, 40, 400, 900, 1_500, 12_000), who }) },
)
type Act = { readonly do: string; readonly who: number; readonly ms?: number }
const schedule = fc.record({
  acts: fc.array(act as fc.Arbitrary<Act>, { minLength: 6, maxLength: 30, size: 'max' }),
  skews: fc.tuple(fc.constant(0), fc.constantFrom(0, 5, -400, 3_600_000), fc.constantFrom(0, -3, 2_000, -3_600_000)),
})

async function play({ members, time }: Fleet, acts: readonly Act[]): Promise<void> {
  for (const { do: what, who: index, ms = 0 } of acts) {
    const member = members[index]
    if (member === undefined) continue
    switch (what) {
      case 'press': member.press(); break
      case 'take over': member.takeOver(); break
      case 'stop': member.stopRun(); break
      case 'cut': member.wire.state = 'cut'; break
      case 'lose answers': member.wire.state = 'lossy'; break
      case 'heal': member.wire.state = 'whole'; break
      case 'kill': member.kill(); break
      case 'start': member.start(); break
      default: await time.advance(ms)
    }
    // What was begun gets as far as it gets without time.
    await time.settle()
  }
}

/** All are up and see each other; whoever finds that nobody drives presses. */
async function end({ members, time }: Fleet): Promise<void> {
  for (const member of members) {
    member.start()
    member.wire.state = 'whole'
  }
  await time.advance(15_000)
  expect(members.filter((member) => member.drives()).length).toBeLessThanOrEqual(1)
  const { run } = members[0]?.state() ?? {}
  if (run !== undefined && !runEnded(run) && !members.some((member) => member.drives())) members.find((member) => member.name === run.console)?.takeOver()
  for (let waited = 0; waited < 12 && members.some((member) => member.drives()); waited += 1) await time.advance(20_000)
  await time.advance(5_000)
}

/** What the schedules led to: one in which nothing happens shows nothing. */
const seen = { opened: 0, gaveWay: 0, taken: 0, resumed: 0, completed: 0 }
function count({ members }: Fleet): void {
  const entries = members.flatMap((member) => member.all())
  seen.opened += entries.filter(({ kind }) => kind === 'rollback.opened').length
  seen.gaveWay += entries.filter(({ who }) => who.name === 'one-run').length
  seen.taken += entries.filter((entry) => entry.kind === 'lease.taken' && entry.why !== undefined).length
  seen.resumed += entries.filter((entry) => entry.kind === 'lease.taken' && entry.who.kind === 'rule').length
  seen.completed += entries.filter((entry) => entry.kind === 'rollback.finished' && entry.data.outcome === 'completed').length
}

function check(one: Fleet): void {
  const { members, world, faults } = one
  expect(members.flatMap((member) => member.faults())).toEqual([])
  const [first, ...rest] = members
  if (first === undefined) return
  for (const member of rest) expect([...member.chains()]).toEqual([...first.chains()])
  for (const member of rest) expect(member.refolded()).toEqual(first.refolded())
  // What was folded as it came is what is folded anew.
  for (const member of members) expect([member.state().run, member.state().pastRuns, member.state().rivals]).toEqual([member.refolded().run, member.refolded().pastRuns, member.refolded().rivals])
  expect(members.filter((member) => member.drives())).toEqual([])
  const { run, rivals } = first.state()
  expect(rivals).toBeUndefined()
  expect(faults).toEqual([])
  if (run === undefined) return
  expect(runEnded(run)).toBe(true)
  if (run.state === 'completed') expect(world.routing.weights).toEqual({ blue: 100, green: 0 })
  // One run: of those that were opened beside it, each has given way in words or had ended.
  expect(first.state().pastRuns.filter(({ gaveWay }) => gaveWay?.written === false)).toEqual([])
  // The one that stays had the greater number.
  const { pastRuns } = first.state()
  for (const { gaveWay, fencing } of pastRuns) if (gaveWay) expect(fencing).toBeLessThan([run, ...pastRuns].find(({ id }) => id === gaveWay.to)?.fencing ?? 0)
  // Nobody acts under a number after having been told of a greater one for the same run.
  for (const member of members) {
    let greatest = 0
    for (const entry of member.all()) {
      if (entry.kind === 'lease.taken') greatest = Math.max(greatest, entry.data.fencing)
      if (entry.kind === 'step.intended') expect(entry.data.fencing).toBe(greatest)
    }
  }
}

const all = process.env['FIFTEEN_FAULTS'] === 'all'

describe('three consoles that share a deployment', () => {
  it('have one run, one driver and equal chains, whatever was cut, killed and pressed', { timeout: all ? 600_000 : 120_000 }, async () => {
    await fc.assert(fc.asyncProperty(schedule, async ({ acts, skews }) => {
      const one = fleet(plan, skews)
      try {
        await play(one, acts)
        await end(one)
        check(one)
        count(one)
      } finally {
        one.end()
      }
    }), { numRuns: all ? 2_000 : 200 })
    expect(Object.entries(seen).filter(([, times]) => times < 10), JSON.stringify(seen)).toEqual([])
  })
})
