import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differenceInterval, evidenceOfDifference, testOf, type Arms } from '../../../shared/always-valid.ts'
import { seededRandom } from '../../../electron/lab/random.ts'

const alpha = 0.05
type Counts = { blue: { good: number; of: number }; green: { good: number; of: number } }
const counts = (): Counts => ({ blue: { good: 0, of: 0 }, green: { good: 0, of: 0 } })

/** How many of so many tests without any difference are called one at some look, looking after every observation. */
function falsePositives(runs: number, looks: number, share: number, green: number, called: (arms: Arms) => boolean): number {
  const random = seededRandom(20_260_105)
  let wrong = 0
  for (let run = 0; run < runs; run += 1) {
    const arms = counts()
    for (let look = 0; look < looks; look += 1) {
      const arm = arms[random() < green ? 'green' : 'blue']
      arm.of += 1
      if (random() < share) arm.good += 1
      if (called(arms)) {
        wrong += 1
        break
      }
    }
  }
  return wrong
}

/** The test for one look, used at every look. */
function naive({ blue, green }: Arms): boolean {
  if (blue.of < 2 || green.of < 2) return false
  const pooled = (blue.good + green.good) / (blue.of + green.of)
  const spread = Math.sqrt(pooled * (1 - pooled) * (1 / blue.of + 1 / green.of))
  return spread > 0 && Math.abs(green.good / green.of - blue.good / blue.of) / spread > 1.96
}

describe('looked at after every observation', () => {
  test.each([[0.5, 0.5], [0.95, 0.5], [0.99, 0.2]])('a share of %f in both, %f of the users on green: a difference is called in no more than one test in twenty', (share, green) => {
    const runs = 600
    const wrong = falsePositives(runs, 400, share, green, (arms) => evidenceOfDifference(arms) >= Math.log(1 / alpha))
    // 5 % and three standard errors of the simulation itself.
    expect(wrong / runs).toBeLessThanOrEqual(alpha + 3 * Math.sqrt((alpha * (1 - alpha)) / runs))
  })
  test('which the usual test, peeked at, is far from: the simulation would tell', () => {
    expect(falsePositives(300, 400, 0.5, 0.5, naive) / 300).toBeGreaterThan(0.2)
  })
})

describe('the interval', () => {
  const arm = fc.integer({ min: 0, max: 400 }).chain((of) => fc.record({ of: fc.constant(of), good: fc.integer({ min: 0, max: of }) }))
  test('holds the observed difference, lies within −1 to 1, and leaves 0 out just where equality is refuted', () => {
    fc.assert(fc.property(arm, arm, (blue, green) => {
      const { low, high } = differenceInterval({ blue, green }, alpha)
      const found = blue.of === 0 || green.of === 0 ? 0 : green.good / green.of - blue.good / blue.of
      expect(low >= -1 && high <= 1 && low <= found + 1e-9 && high >= found - 1e-9).toBe(true)
      const evidence = evidenceOfDifference({ blue, green })
      if (Math.abs(evidence - Math.log(1 / alpha)) > 1e-6) expect(low > 0 || high < 0).toBe(evidence >= Math.log(1 / alpha))
    }), { numRuns: 120 })
  })
  test('turns round with the environments', () => {
    const [blue, green] = [{ good: 180, of: 200 }, { good: 40, of: 50 }]
    const one = differenceInterval({ blue, green }, alpha)
    const other = differenceInterval({ blue: green, green: blue }, alpha)
    expect(one.low).toBeCloseTo(-other.high, 6)
    expect(one.high).toBeCloseTo(-other.low, 6)
  })
})

test('verdicts: not yet, better, worse, and alike within the margin', () => {
  const rule = { alpha, margin: 0.02 }
  const of = (blue: readonly [number, number], green: readonly [number, number]) => testOf({ blue: { good: blue[0], of: blue[1] }, green: { good: green[0], of: green[1] } }, rule).verdict
  expect(of([0, 0], [0, 0])).toBe('not yet')
  expect(of([9, 10], [10, 10])).toBe('not yet')
  expect(of([700, 1_000], [900, 1_000])).toBe('green better')
  expect(of([990, 1_000], [900, 1_000])).toBe('blue better')
  expect(of([19_800, 20_000], [19_795, 20_000])).toBe('no difference within the margin')
})
