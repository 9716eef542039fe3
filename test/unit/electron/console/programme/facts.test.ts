/** Checklist items that tick and untick themselves, by facts that the console knows. */
import { expect, test } from 'vitest'
import { watchFacts } from '../../../../../electron/console/programme/facts.ts'
import { tickDrafts } from '../../../../../electron/console/self-ticking.ts'
import type { Frame } from '../../../../../shared/contract.ts'
import type { Outcome } from '../../../../../shared/gate.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'
import { memoryJournal } from '../../../../doubles/memory-journal.ts'
import { tbsPlan } from '../../../shared/plan/tbs-plan.ts'

const plan = tbsPlan()
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const

function stand(phase: string) {
  const time = fakeTime()
  const journal = memoryJournal(time.clock)
  journal.append({ kind: 'phase.set', who: ada, data: { phase } })
  const facts = watchFacts()
  const see = (outcome: Outcome, journeys?: number, samples = 0): readonly string[] => {
    const gates = plan.gates.flatMap((gate) => gate.environments.map((environment) => ({ gate: gate.id, environment, status: { evaluation: { outcome, samples } } })))
    const green = journeys === undefined ? {} : { journey_success: { value: journeys, samples: 20 } }
    const drafts = facts(plan, journal.state(), { wall: time.clock.wall(), gates, figures: { blue: {}, green } } as unknown as Frame)
    journal.appendAll(drafts)
    return drafts.map(({ kind, data, why }) => `${kind === 'checklist.ticked' ? '✓' : '✗'} ${'item' in data ? `${data.checklist}/${data.item}` : ''}${why === undefined ? '' : `: ${why}`}`)
  }
  return { time, journal, see }
}

test('monitoring is live once every gate of the phase has had data for a minute, and no longer once one has not', () => {
  const { time, see } = stand('preparation')
  expect(see('pass')).toEqual([])
  time.sleep(59_000)
  expect(see('pass')).toEqual([])
  time.sleep(1_000)
  expect(see('pass')).toEqual(['✓ preparation/monitoring'])
  // A second without data is no end of it.
  expect(see('no data')).toEqual([])
  time.sleep(1_000)
  expect(see('fail')).toEqual([])
  see('no data')
  time.sleep(60_000)
  expect(see('no data')).toEqual([expect.stringMatching(/^✗ preparation\/monitoring: no data for performance-warning \(green\)/)])
})

test('a window of a day that still fills is live once samples come in, and no reason to wait a day for', () => {
  const { time, see } = stand('preparation')
  see('not yet', undefined, 30)
  time.sleep(60_000)
  expect(see('not yet', undefined, 90)).toEqual(['✓ preparation/monitoring'])
  see('no data')
  time.sleep(60_000)
  expect(see('no data')).toEqual([expect.stringMatching(/^✗ preparation\/monitoring: no data for/)])
})

test('a window without a single sample says nothing, and a phase that does not run neither', () => {
  const { time, see, journal } = stand('preparation')
  see('not yet')
  time.sleep(120_000)
  expect(see('not yet')).toEqual([])
  journal.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-4' } })
  see('pass')
  time.sleep(120_000)
  expect(see('pass')).toEqual([])
})

test('journeys that get through tick that green is deployed, and failing ones untick it', () => {
  const { time, see } = stand('phase-1')
  see('not yet', 1)
  time.sleep(60_000)
  expect(see('not yet', 1)).toEqual(['✓ phase-1/green'])
  see('not yet', 0.8)
  time.sleep(60_000)
  expect(see('not yet', 0.8)).toEqual(['✗ phase-1/green: 4 of 20 journeys failed on green'])
})

test('a benchmark ticks its item; a later one that fails unticks even what a person has ticked', () => {
  const { time, see, journal } = stand('phase-3')
  const bench = (outcome: 'pass' | 'fail' | 'inconclusive', ended: 'done' | 'cancelled' = 'done'): void => {
    time.sleep(1_000)
    journal.append({ kind: 'bench.finished', who: ada, data: { bench: 'b-1', benchmark: 'users', title: 'Users', ended, outcome, why: 'p95 188 ms', ms: 1 } })
  }
  bench('pass')
  expect(see('not yet')).toEqual(['✓ phase-3/load'])
  bench('fail', 'cancelled')
  expect(see('not yet')).toEqual([])
  bench('fail')
  expect(see('not yet')).toEqual(['✗ phase-3/load: benchmark b-1: fail, p95 188 ms'])
  journal.append({ kind: 'checklist.ticked', who: ada, data: { checklist: 'phase-3', item: 'load', evidence: 'by hand' } })
  time.sleep(1_000)
  bench('inconclusive')
  expect(see('not yet')).toEqual([])
  bench('fail')
  expect(see('not yet')).toHaveLength(1)
})

test('a recorded baseline ticks its item; unticked by a person it waits for another', () => {
  const { time, see, journal } = stand('phase-1')
  const baseline = (): void => {
    time.sleep(1_000)
    journal.append({ kind: 'baseline.recorded', who: ada, why: 'build 5', data: { metric: 'rows_per_second', value: 38_000, plan: 'tbs', replaces: 37_303 } })
  }
  baseline()
  expect(see('not yet')).toEqual(['✓ phase-1/baseline'])
  time.sleep(1_000)
  journal.append({ kind: 'checklist.unticked', who: ada, why: 'the wrong build', data: { checklist: 'phase-1', item: 'baseline' } })
  expect(see('not yet')).toEqual([])
  baseline()
  expect(see('not yet')).toEqual(['✓ phase-1/baseline'])
})

test('what another console has ticked by a fact of its own does not lapse here, where that fact is not known; it does where it was ticked', () => {
  const { time, journal } = stand('phase-1')
  const rule = { kind: 'rule', name: 'checkpoint-proof' } as const
  journal.append({ kind: 'checklist.ticked', who: rule, data: { checklist: 'phase-1', item: 'integrity', evidence: 'blue c-1: restored and compared in 2 s' } })
  const gone = { proven: false, text: 'no checkpoint stands', at: time.clock.wall() + 1, contradicts: false }
  const drafts = (own: string, fact = gone): readonly string[] => tickDrafts(rule, 'checkpoint', plan, journal.state().checklists, fact, own).map(({ kind }) => kind)
  expect(drafts('c-b')).toEqual([])
  expect(drafts('memory')).toEqual(['checklist.unticked'])
  // A damaged one says otherwise wherever it lies.
  expect(drafts('c-b', { ...gone, contradicts: true })).toEqual(['checklist.unticked'])
})
