import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { ConnectError, type Connector, type Identity, type Reading } from '../../../../electron/connect/connector.ts'
import { startSampler, type IdentityTurn, type Sampler, type SourceTurn } from '../../../../electron/observe/sampler.ts'
import { createSeriesStore } from '../../../../electron/observe/series.ts'
import type { MissingReason } from '../../../../shared/metrics.ts'

const start = 1_000_000

/** A clock that stands still until it is moved; timers fire in their order. */
const fakeTime = () => {
  let now = start
  let timers: { readonly at: number; readonly fire: () => void }[] = []
  const settle = async (): Promise<void> => {
    for (let turns = 0; turns < 3; turns += 1) await turn()
  }
  const advanceTo = async (until: number): Promise<void> => {
    for (;;) {
      await settle()
      const [next] = timers.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)
      if (next === undefined) break
      timers = timers.filter((timer) => timer !== next)
      now = Math.max(now, next.at)
      next.fire()
    }
    now = until
  }
  return {
    clock: { mono: () => now, wall: () => now, boot: 'test' },
    timers: {
      after: (ms: number, then: () => void) => {
        const timer = { at: now + ms, fire: then }
        timers.push(timer)
        return () => {
          timers = timers.filter((one) => one !== timer)
        }
      },
    },
    advance: (ms: number) => advanceTo(now + ms),
    /** Time goes on while nothing runs: timers are late, as after a sleep. */
    sleep: (ms: number) => {
      now += ms
    },
    waiting: () => timers.length,
  }
}

type Answer = 'ok' | 'hang' | 'restart' | Exclude<MissingReason, 'none'> | Error

const double = (target: string, mono: () => number) => {
  let answer: Answer = 'ok'
  let identity: Identity = { id: 'build-1', detail: {} }
  const samples: number[] = []
  const identified: number[] = []
  const connector: Connector = {
    target,
    kind: 'double',
    environment: 'green',
    provides: [{ metric: 'cpu_usage', environment: 'green' }],
    identify: async () => {
      identified.push(mono())
      return identity
    },
    sample: async (): Promise<Reading> => {
      samples.push(mono())
      if (answer === 'hang') return new Promise<never>(() => undefined)
      if (answer instanceof Error) throw answer
      if (answer === 'restart') return { measured: [], missing: [{ metric: 'cpu_usage', environment: 'green', reason: 'restart' }] }
      if (answer !== 'ok') throw new ConnectError({ target, tried: 'sample', reason: answer, detail: `it is ${answer}`, mend: 'Mend it.' })
      return { measured: [{ metric: 'cpu_usage', environment: 'green', kind: 'gauge', value: 0.5 }], missing: [] }
    },
    stop: async () => undefined,
  }
  return {
    connector, samples, identified,
    answers: (wanted: Answer) => {
      answer = wanted
    },
    becomes: (id: string) => {
      identity = { id, detail: {} }
    },
  }
}

const running: Sampler[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((sampler) => sampler.stop()))
})

const sampling = (options: { readonly every?: number; readonly timeout?: number; readonly targets?: number } = {}) => {
  const { every = 1_000, timeout = 900, targets = 1 } = options
  const time = fakeTime()
  const series = createSeriesStore({ start })
  const doubles = Array.from({ length: targets }, (_, index) => double(`target-${index}`, time.clock.mono))
  const turns: SourceTurn[] = []
  const identities: IdentityTurn[] = []
  const sampler = startSampler({
    targets: doubles.map(({ connector }) => ({ connector, every, timeout })),
    series, clock: time.clock, timers: time.timers, onSource: (one) => turns.push(one), onIdentity: (one) => identities.push(one),
  })
  running.push(sampler)
  const [first] = doubles
  if (first === undefined) throw new Error('no target')
  const window = (seconds: number) => series.window('cpu_usage', 'green', 'avg', seconds * 1_000, time.clock.mono())
  return { time, series, doubles, first, turns, identities, sampler, window }
}

describe('the schedule', () => {
  it('samples at once and then at whole multiples of its interval', async () => {
    const { time, first } = sampling()
    await time.advance(3_500)
    expect(first.samples.map((at) => at - start)).toEqual([0, 1_000, 2_000, 3_000])
  })
  it('says when every target was asked, also where one does not answer: the first picture waits for that', async () => {
    const { time, doubles, sampler } = sampling({ targets: 3 })
    doubles[1]?.answers('refused')
    doubles[2]?.answers('hang')
    let asked = false
    void sampler.asked.then(() => (asked = true))
    await time.advance(899)
    expect(asked).toBe(false)
    await time.advance(1)
    await time.advance(0)
    expect(asked).toBe(true)
  })
  it('does not drift when timers are late', async () => {
    const { time, first } = sampling()
    await time.advance(500)
    time.sleep(900)
    await time.advance(0)
    await time.advance(1_000)
    expect(first.samples.map((at) => at - start)).toEqual([0, 1_400, 2_000])
  })
  it('skips what is overdue and never piles up', async () => {
    const { time, first, window } = sampling()
    await time.advance(500)
    time.sleep(4_700)
    await time.advance(1_000)
    expect(first.samples.map((at) => at - start)).toEqual([0, 5_200, 6_000])
    expect(window(7)).toMatchObject({ filled: 3, expected: 7, missing: 0 })
  })
  it('skips what came due while a slow answer was waited for', async () => {
    const { time, first } = sampling({ timeout: 2_500 })
    await time.advance(900)
    first.answers('hang')
    await time.advance(200)
    first.answers('ok')
    await time.advance(4_000)
    expect(first.samples.map((at) => at - start)).toEqual([0, 1_000, 3_500, 4_000, 5_000])
  })
  it('fills the slot that the sample was due in', async () => {
    const { time, window } = sampling()
    await time.advance(9_999)
    expect(window(10)).toMatchObject({ value: 0.5, filled: 10, expected: 10, missing: 0 })
  })
})

describe('a dead target', () => {
  it('delays no other', async () => {
    const { time, doubles, sampler } = sampling({ targets: 2 })
    doubles[0]?.answers('hang')
    await time.advance(5_500)
    expect(doubles[1]?.samples.map((at) => at - start)).toEqual([0, 1_000, 2_000, 3_000, 4_000, 5_000])
    expect(sampler.sources().map(({ state }) => state)).toEqual(['timeout', 'ok'])
  })
  it('is given up after its time-out though it heeds no signal', async () => {
    const { time, first, sampler } = sampling()
    first.answers('hang')
    await time.advance(950)
    expect(sampler.sources()[0]).toMatchObject({ state: 'timeout', misses: 1, detail: 'no answer within 900 ms' })
  })
  it.each(['refused', 'unreachable', 'auth', 'invalid'] as const)('that is %s marks its metrics so', async (reason) => {
    const { time, first, window, sampler } = sampling()
    await time.advance(500)
    first.answers(reason)
    await time.advance(2_000)
    expect(window(60)).toMatchObject({ value: 0.5, missing: 2, reason })
    expect(sampler.sources()[0]).toMatchObject({ state: reason, detail: `it is ${reason}`, mend: 'Mend it.', misses: 2, lastGood: start, lastTried: start + 2_000 })
  })
  it('is lost after three misses and found again, each said once', async () => {
    const { time, first, turns } = sampling()
    await time.advance(500)
    first.answers('refused')
    await time.advance(2_000)
    expect(turns).toEqual([])
    await time.advance(5_000)
    expect(turns.map(({ turn: what, source }) => [what, source.state, source.misses])).toEqual([['lost', 'refused', 3]])
    first.answers('ok')
    await time.advance(5_000)
    expect(turns.map(({ turn: what }) => what)).toEqual(['lost', 'found'])
    expect(turns[1]?.source).toMatchObject({ state: 'ok', misses: 0 })
    expect(turns[1]?.source).not.toHaveProperty('detail')
  })
  it('still measures what is known: a refused connection is up 0', async () => {
    const { time, first, series } = sampling()
    first.answers(new ConnectError({
      target: 'target-0', tried: 'sample', reason: 'refused', detail: 'refused', mend: '',
      known: [{ metric: 'up', environment: 'green', kind: 'gauge', value: 0 }],
    }))
    await time.advance(500)
    expect(series.window('up', 'green', 'last', 1_000, time.clock.mono()).value).toBe(0)
  })
  it('shows a fault of the console itself as such and goes on', async () => {
    const { time, first, sampler } = sampling()
    first.answers(new TypeError('x is not a function'))
    await time.advance(500)
    expect(sampler.sources()[0]).toMatchObject({ state: 'invalid', detail: 'x is not a function' })
    first.answers('ok')
    await time.advance(1_000)
    expect(sampler.sources()[0]?.state).toBe('ok')
  })
})

describe('the identity', () => {
  it('is asked before the first sample and told once', async () => {
    const { time, first, identities } = sampling()
    await time.advance(5_000)
    expect(first.identified).toHaveLength(1)
    expect(identities).toEqual([{ target: 'target-0', environment: 'green', is: { id: 'build-1', detail: {} } }])
  })
  it('is checked after a sleep before the next sample counts, and a change is told', async () => {
    const { time, first, identities, window } = sampling()
    await time.advance(500)
    first.becomes('build-2')
    time.sleep(600_000)
    await time.advance(0)
    expect(first.identified.at(-1)).toBe(start + 600_500)
    expect(identities.at(-1)).toMatchObject({ was: { id: 'build-1' }, is: { id: 'build-2' } })
    expect(window(60)).toMatchObject({ filled: 1, missing: 0 })
  })
  it('is checked after a miss and after a restart', async () => {
    const { time, first } = sampling()
    await time.advance(500)
    first.answers('refused')
    await time.advance(1_000)
    first.answers('ok')
    await time.advance(1_000)
    expect(first.identified).toHaveLength(2)
    first.answers('restart')
    await time.advance(1_000)
    first.answers('ok')
    await time.advance(2_000)
    expect(first.identified).toHaveLength(3)
  })
  it('that the target will not tell keeps the sample from counting', async () => {
    const { time, first, window } = sampling()
    await time.advance(500)
    const { identify } = first.connector
    Object.assign(first.connector, { identify: async () => Promise.reject(new ConnectError({ target: 'target-0', tried: 'identify', reason: 'auth', detail: 'answered 401', mend: '' })) })
    time.sleep(600_000)
    await time.advance(0)
    expect(window(60)).toMatchObject({ samples: 0, reason: 'auth' })
    Object.assign(first.connector, { identify })
    await time.advance(1_000)
    expect(window(60).samples).toBe(1)
  })
})

describe('kick', () => {
  it('samples now, and the schedule goes on as it was', async () => {
    const { time, first, sampler } = sampling({ every: 5_000, timeout: 4_000 })
    await time.advance(2_200)
    sampler.kick()
    await time.advance(3_000)
    expect(first.samples.map((at) => at - start)).toEqual([0, 2_200, 5_000])
  })
  it('does not sample twice in the same second, nor beside a sample under way', async () => {
    const { time, first, sampler, series } = sampling()
    await time.advance(100)
    sampler.kick()
    await time.advance(900)
    first.answers('hang')
    await time.advance(1_500)
    sampler.kick()
    await time.advance(0)
    expect(first.samples.map((at) => at - start)).toEqual([0, 1_000, 2_000])
    expect(series.dropped()).toEqual({ late: 0, doubles: 0 })
  })
})

describe('a machine that slept, or changed its network', () => {
  it('samples every target again at its rhythm after ten minutes asleep, asks each anew who it is, and keeps the gap a gap', async () => {
    const { time, doubles, sampler, turns, window } = sampling({ targets: 3 })
    await time.advance(2_500)
    time.sleep(600_000)
    await time.advance(2_000)
    for (const { samples, identified } of doubles) {
      expect(samples.filter((at) => at > start + 600_000).map((at) => at - start)).toEqual([602_500, 603_000, 604_000])
      expect(identified.map((at) => at - start)).toEqual([0, 602_500])
    }
    expect(sampler.sources().map(({ state, misses }) => [state, misses])).toEqual([['ok', 0], ['ok', 0], ['ok', 0]])
    expect(turns).toEqual([])
    expect(window(605)).toMatchObject({ filled: 6, missing: 0 })
  })
  it('heals by itself when every connection is cut and comes back, while a sample that hung over it is given up', async () => {
    const { time, doubles, sampler, turns } = sampling({ targets: 2 })
    await time.advance(1_500)
    const [hung, cut] = doubles
    hung?.answers('hang')
    cut?.answers('unreachable')
    await time.advance(500)
    time.sleep(600_000)
    await time.advance(4_000)
    expect(turns.map(({ turn, source }) => [turn, source.target, source.state])).toEqual(expect.arrayContaining([['lost', 'target-0', 'timeout'], ['lost', 'target-1', 'unreachable']]))
    for (const { answers } of doubles) answers('ok')
    await time.advance(2_000)
    expect(sampler.sources().map(({ state }) => state)).toEqual(['ok', 'ok'])
    expect(turns.filter(({ turn }) => turn === 'found')).toHaveLength(2)
  })
})

describe('stop', () => {
  it('ends at once, with a sample under way, and leaves no timer', async () => {
    const { time, first, sampler, turns } = sampling()
    first.answers('hang')
    await time.advance(100)
    await sampler.stop()
    expect(time.waiting()).toBe(0)
    await time.advance(10_000)
    expect(first.samples).toHaveLength(1)
    expect(turns).toEqual([])
  })
})
