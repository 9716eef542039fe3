/** What a benchmark's figures mean against the plan. Pure: every threshold comes in, none is here. Semantics 2 and 16 of the design. */
import { cliffsDelta, effectSize, mannWhitney, median, ratioInterval, type Interval, type MannWhitney, type Resampling } from './statistics.ts'

export type Outcome = 'pass' | 'warn' | 'fail' | 'inconclusive' | 'no data'
export type Verdict = { readonly outcome: Outcome; readonly why: string }

/** Of the baseline: at `pass` and above it passes, at `warn` and above it warns, below it fails. `margin` counts as equal. */
export type Bar = { readonly baseline: number; readonly pass: number; readonly warn: number; readonly margin: number }

const share = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`

const outcomeOf = (value: number, { baseline, pass, warn, margin }: Bar): 'pass' | 'warn' | 'fail' => {
  const ratio = value / baseline + margin
  return ratio >= pass ? 'pass' : ratio >= warn ? 'warn' : 'fail'
}

/** Holds rows/s against the baseline. An interval across a threshold decides nothing; no value, or just one, never passes. */
export function judgeRows(middle: number | undefined, interval: Interval | undefined, bar: Bar): Verdict {
  if (middle === undefined) return { outcome: 'no data', why: 'no run was completed' }
  if (interval === undefined) return { outcome: 'inconclusive', why: 'one run alone has no spread: at least two are needed' }
  const [low, high] = [outcomeOf(interval.low, bar), outcomeOf(interval.high, bar)]
  const text = `${share(middle / bar.baseline)} of the baseline (${share(interval.low / bar.baseline)} to ${share(interval.high / bar.baseline)})`
  if (low === high) return { outcome: low, why: text }
  return { outcome: 'inconclusive', why: `${text}: from ${low} to ${high}; more runs narrow it` }
}

export type Comparing = Resampling & {
  /** A ratio of medians within 1 ± this is as good as equal. */
  readonly margin: number
  /** Differences likelier than this by chance are none. */
  readonly alpha: number
  readonly better: 'higher' | 'lower'
}

export type Compared = {
  readonly blue: number
  readonly green: number
  /** median(green) / median(blue). */
  readonly ratio: number
  readonly interval?: Interval
  readonly test: MannWhitney
  readonly delta: number
  readonly effect: ReturnType<typeof effectSize>
}

/**
 * Green against blue. Equivalent where the whole interval of the ratio lies within the margin; worse or better where the
 * whole interval lies beyond it and the test agrees; else inconclusive, so that noise is not called a regression.
 */
export function judgeComparison(blue: readonly number[], green: readonly number[], settings: Comparing): { readonly verdict: Verdict; readonly figures?: Compared } {
  const [ofBlue, ofGreen, test, delta] = [median(blue), median(green), mannWhitney(blue, green), cliffsDelta(blue, green)]
  if (ofBlue === undefined || ofGreen === undefined || test === undefined || delta === undefined)
    return { verdict: { outcome: 'no data', why: `${blue.length} values of blue, ${green.length} of green` } }
  const interval = ratioInterval(blue, green, settings)
  const figures: Compared = { blue: ofBlue, green: ofGreen, ratio: ofGreen / ofBlue, ...(interval && { interval }), test, delta, effect: effectSize(delta) }
  if (interval === undefined) return { verdict: { outcome: 'inconclusive', why: 'too few values to know their spread' }, figures }
  const { margin, alpha, better } = settings
  const range = `green is ${share(figures.ratio)} of blue (${share(interval.low)} to ${share(interval.high)}), p ${test.p.toPrecision(2)}, effect ${figures.effect}`
  const [above, below] = [interval.low > 1 + margin, interval.high < 1 - margin]
  if (interval.low >= 1 - margin && interval.high <= 1 + margin) return { verdict: { outcome: 'pass', why: `equivalent: ${range}` }, figures }
  if ((above || below) && test.p < alpha) {
    const good = above === (better === 'higher')
    return { verdict: { outcome: good ? 'pass' : 'fail', why: `${good ? 'better' : 'worse'}: ${range}` }, figures }
  }
  return { verdict: { outcome: 'inconclusive', why: `neither equivalent nor different: ${range}; more pairs decide it` }, figures }
}
