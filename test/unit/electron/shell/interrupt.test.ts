import { expect, test, vi } from 'vitest'
import { createInterrupt } from '../../../../electron/shell/interrupt.ts'

function interrupts(run?: string) {
  const calls: string[] = []
  let running = run
  const press = createInterrupt({
    running: () => (running === undefined ? undefined : { run: running, text: `Run ${running}.` }),
    say: (line) => calls.push(line), stop: () => calls.push('stop'), abort: vi.fn(() => calls.push('abort')),
  })
  return { calls, press, goesOn: (next: string | undefined) => (running = next) }
}

test('Ctrl+C stops at once where nothing runs', () => {
  const { calls, press } = interrupts()
  press()
  expect(calls).toEqual(['stop'])
})

test('during a run it names the run and takes a second press', () => {
  const { calls, press } = interrupts('r1')
  press()
  expect(calls).toEqual([expect.stringMatching(/^Run r1\. Press Ctrl\+C again.*goes on when Fifteen is next started/)])
  press()
  expect(calls.at(-1)).toBe('stop')
})

test('a warning about one run does not count for the next', () => {
  const { calls, press, goesOn } = interrupts('r1')
  press()
  goesOn('r2')
  press()
  expect(calls).toHaveLength(2)
  expect(calls[1]).toContain('Run r2.')
})

test('one more while it stops ends it', () => {
  const { calls, press } = interrupts()
  press()
  press()
  expect(calls).toEqual(['stop', 'abort'])
})
