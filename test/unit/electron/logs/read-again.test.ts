/** A source that fails for a reason that nobody foresaw is read again, later each time, and says so. Issue 6, ingest. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { readAgain } from '../../../../electron/logs/source.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function stand() {
  const stopping = new AbortController()
  const told: string[] = []
  const failures: unknown[] = []
  const tools = { signal: stopping.signal, state: (state: string, detail: string) => void told.push(`${state}: ${detail}`), failed: (error: unknown) => void failures.push(error) }
  return { stopping, told, failures, tools }
}

it('waits twice as long after each failure, a minute at most, and goes on when it can', async () => {
  const { told, failures, tools } = stand()
  const begun: number[] = []
  const from = Date.now()
  const reading = readAgain(async () => {
    begun.push((Date.now() - from) / 1_000)
    if (begun.length < 10) throw new TypeError('a nibble too many')
    tools.state('reading', 'app.log')
  }, tools, Date.now)
  await vi.advanceTimersByTimeAsync(10 * 60_000)
  await reading
  expect(begun).toEqual([0, 1, 3, 7, 15, 31, 63, 123, 183, 243])
  expect(failures).toHaveLength(9)
  expect(told[0]).toBe('waiting: reading it failed: a nibble too many. It is read again in 1 s')
  expect(told[8]).toBe('waiting: reading it failed: a nibble too many. It is read again in 1 min')
  expect(told[9]).toBe('reading: app.log')
})

it('begins with the shortest wait again where it was read for long', async () => {
  const { told, tools } = stand()
  let times = 0
  const reading = readAgain(async () => {
    times += 1
    if (times === 4) return
    if (times === 3) await new Promise((resolve) => setTimeout(resolve, 6 * 60_000))
    throw new Error('again')
  }, tools, Date.now)
  await vi.advanceTimersByTimeAsync(10 * 60_000)
  await reading
  expect(told.map((text) => text.slice(-3))).toEqual(['1 s', '2 s', '1 s'])
})

it('ends at once with its signal, in the middle of a wait', async () => {
  const { stopping, tools, failures } = stand()
  const reading = readAgain(async () => { throw new Error('no') }, tools, Date.now)
  await vi.advanceTimersByTimeAsync(5_000)
  const before = failures.length
  stopping.abort()
  await reading
  await vi.advanceTimersByTimeAsync(120_000)
  expect(failures).toHaveLength(before)
})
