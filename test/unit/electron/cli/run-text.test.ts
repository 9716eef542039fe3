/** What a followed run says, and how its stages stand against their windows. */
import { expect, test } from 'vitest'
import { drillLines, drillResult } from '../../../../electron/cli/drill-text.ts'
import { stageTimes } from '../../../../shared/drill.ts'
import { entryText, joinedText } from '../../../../electron/cli/run-text.ts'
import type { Draft } from '../../../../shared/journal.ts'
import type { Run } from '../../../../shared/rollback.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { memoryJournal } from '../../../doubles/memory-journal.ts'
import { plain } from './plain.ts'

const who = { kind: 'person', name: 'Ada', role: 'operator' } as const

/** A run of one step in each of two stages, and what is said of each entry. */
function followed() {
  const time = fakeTime()
  const journal = memoryJournal(time.clock)
  const start = time.clock.mono()
  const run = (): Run => {
    const { run: present } = journal.state()
    if (!present) throw new Error('no run')
    return present
  }
  const add = (draft: Draft): string | undefined => entryText(journal.append(draft), run(), plain)
  const intend = (step: string, attempt = 1) => add({ kind: 'step.intended', who, data: { run: 'r1', step, attempt, fencing: 1, effect: 'e' } })
  const outcome = (step: string, result: 'ok' | 'failed' | 'timed out', detail = '') => add({ kind: 'step.outcome', who, data: { run: 'r1', step, attempt: 1, result, detail, facts: {}, ms: 1 } })
  const opened = add({
    kind: 'rollback.opened', who, data: {
      run: 'r1', trigger: 'button', manual: true, drill: true, plan: 'h', target: 'blue', identity: 'b', startedAt: start, exposedSince: start, deadline: 900_000, validation: 120_000,
      stages: [
        { id: 'traffic', title: 'Traffic', from: 0, to: 5_000, steps: [{ id: 'switch', title: 'Switch', kind: 'route' }] },
        { id: 'data', title: 'Data', from: 5_000, to: 10_000, steps: [{ id: 'copy', title: 'Copy', kind: 'sync' }] },
      ],
    },
  })
  return { time, run, add, intend, outcome, opened, start }
}

test('an opened run is named, and what only begins says nothing', () => {
  const { opened, intend } = followed()
  expect(opened).toBe(' 0:00  opened    Drill r1 to blue by Ada, 15 min at most')
  expect(intend('switch')).toBeUndefined()
  expect(intend('switch', 2)).toBe(' 0:00  again     Switch, attempt 2')
})

test('each step is a line: how it ended, what it found, when', async () => {
  const { time, intend, outcome } = followed()
  intend('switch')
  await time.advance(65_000)
  expect(outcome('switch', 'timed out', 'the balancer did not answer')).toBe(' 1:05  timed out Switch: the balancer did not answer')
  expect(outcome('switch', 'ok')).toBe(' 1:05  done      Switch')
})

test('a question is told with its answers, what silence does, and when', () => {
  const { add, time } = followed()
  const said = add({ kind: 'step.asked', who, data: { run: 'r1', step: 'switch', question: 'It failed. What now?', options: ['retry', 'skip', 'stop'], silence: 'retry', answerBy: time.clock.mono() + 60_000 } })
  expect(said).toBe(' 0:00  asks      Switch: It failed. What now? (retry, skip, stop; without an answer in 1 min: retry)')
  expect(add({ kind: 'step.answered', who, data: { run: 'r1', step: 'switch', choice: 'retry', bySilence: true } })).toContain('retry, since nobody answered')
  expect(add({ kind: 'step.skipped', who, why: 'known', data: { run: 'r1', step: 'switch' } })).toContain('skipped   Switch: known')
})

test('a stage in its window, with every step done, is within; one that is late, open or skipped is not', async () => {
  const { time, run, intend, outcome, add } = followed()
  intend('switch')
  await time.advance(2_000)
  outcome('switch', 'ok')
  expect(stageTimes(run())).toMatchObject([{ began: 0, ended: 2_000, within: true }, { done: 0, within: false }])
  expect(joinedText(run())).toBe('Joined drill r1 to blue, opened by Ada: 1 of 2 steps done.')
  intend('copy')
  await time.advance(9_000)
  outcome('copy', 'ok')
  add({ kind: 'rollback.finished', who, data: { run: 'r1', outcome: 'completed', ms: 11_000, text: 'All done.' } })
  const late = drillResult(run(), 'errors', 12_000)
  expect(late).toMatchObject({ ok: false, state: 'completed', ms: 11_000, detected: 12_000, stages: [{ within: true }, { ended: 11_000, until: 10_000, within: false }] })
  expect(drillLines(late, plain)).toEqual([
    'A gate fired 12 s after the fault.', 'Traffic       2 s of    5 s  within', 'Data         11 s of   10 s  not within', 'completed after 11 s of 15 min',
  ])
})

test('a drill whose step was skipped did not do what the plan asks', () => {
  const { run, add, outcome, intend } = followed()
  for (const step of ['switch', 'copy']) intend(step)
  outcome('switch', 'ok')
  add({ kind: 'step.skipped', who, why: 'no time', data: { run: 'r1', step: 'copy' } })
  add({ kind: 'rollback.finished', who, data: { run: 'r1', outcome: 'completed', ms: 1, text: 'All but one.' } })
  expect(drillResult(run(), 'none', undefined)).toMatchObject({ ok: false, stages: [{ within: true }, { within: false, done: 1 }] })
})
