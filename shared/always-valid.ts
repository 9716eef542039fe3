/**
 * Two shares compared while they are still being counted, looked at as often as one likes. For each environment the uniform
 * mixture of likelihoods over its true likelihood is a martingale that starts at 1 (Robbins 1970); so is the product of the two,
 * in whatever order and proportion observations come. By Ville's inequality (1939) it reaches 1/α with a probability of α at
 * most, ever. All differences of shares for which it has not are a confidence sequence: it holds the true difference at every
 * look with 1 − α (Howard, Ramdas et al. 2021; Johari et al. 2022 call it always valid). No approximation, so small counts are
 * as safe as large ones; observations must be independent, which requests of one user are not quite. Pure.
 * Plan: "A/B Testing: Critical workflow optimization".
 */

export type Arm = { readonly good: number; readonly of: number }
export type Arms = { readonly blue: Arm; readonly green: Arm }

const lanczos = [676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905, -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7] as const

/** ln Γ(x) for x ≥ 1 (Lanczos, g = 7). */
function logGamma(x: number): number {
  const at = x - 1
  const sum = lanczos.reduce((total, factor, index) => total + factor / (at + index + 1), 0.9999999999998099)
  const t = at + 7.5
  return 0.5 * Math.log(2 * Math.PI) + (at + 0.5) * Math.log(t) - t + Math.log(sum)
}

const times = (count: number, p: number): number => (count === 0 ? 0 : count * Math.log(p))

/** ln of the mixture's likelihood: B(1 + good, 1 + bad). */
const logMixture = ({ good, of }: Arm): number => logGamma(1 + good) + logGamma(1 + of - good) - logGamma(2 + of)
const logLikelihood = ({ good, of }: Arm, p: number): number => times(good, p) + times(of - good, 1 - p)

/** ln of the evidence against both shares being the same, whatever it is: the smallest over all. Reaches ln(1/α) by chance with α at most, ever. */
export function evidenceOfDifference({ blue, green }: Arms): number {
  const of = blue.of + green.of
  if (of === 0) return 0
  const pooled = (blue.good + green.good) / of
  return logMixture(blue) + logMixture(green) - logLikelihood(blue, pooled) - logLikelihood(green, pooled)
}

const golden = (Math.sqrt(5) - 1) / 2
/** The smallest value of a convex function between two places. */
function smallest(convex: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to]
  let [a, b] = [high - golden * (high - low), low + golden * (high - low)]
  let [atA, atB] = [convex(a), convex(b)]
  for (let round = 0; round < 70; round += 1) {
    if (atA < atB) {
      ;[high, b, atB] = [b, a, atA]
      a = high - golden * (high - low)
      atA = convex(a)
    } else {
      ;[low, a, atA] = [a, b, atB]
      b = low + golden * (high - low)
      atB = convex(b)
    }
  }
  return Math.min(atA, atB, convex(low), convex(high))
}

export type Difference = { readonly low: number; readonly high: number }

/** Confidence sequence of green's share less blue's. */
export function differenceInterval(arms: Arms, alpha: number): Difference {
  const { blue, green } = arms
  const bar = Math.log(1 / alpha)
  const mixture = logMixture(blue) + logMixture(green)
  const against = (difference: number): number =>
    mixture + smallest((p) => -logLikelihood(blue, p) - logLikelihood(green, p + difference), Math.max(0, -difference), Math.min(1, 1 - difference))
  const shareOf = ({ good, of }: Arm): number => (of === 0 ? 0.5 : good / of)
  const found = blue.of + green.of === 0 ? 0 : shareOf(green) - shareOf(blue)
  const edge = (end: number): number => {
    if (against(end) < bar) return end
    let [inside, outside] = [found, end]
    for (let halving = 0; halving < 40; halving += 1) {
      const middle = (inside + outside) / 2
      if (against(middle) < bar) inside = middle
      else outside = middle
    }
    return outside
  }
  return { low: edge(-1), high: edge(1) }
}

const verdicts = ['green better', 'blue better', 'no difference within the margin', 'not yet'] as const
export type TestVerdict = (typeof verdicts)[number]

/** @param margin a difference up to which the two count as alike */
export function testOf(arms: Arms, { alpha, margin }: { readonly alpha: number; readonly margin: number }): Difference & { readonly verdict: TestVerdict } {
  const interval = differenceInterval(arms, alpha)
  const verdict = interval.low > 0 ? 'green better' : interval.high < 0 ? 'blue better' : interval.low > -margin && interval.high < margin ? 'no difference within the margin' : 'not yet'
  return { ...interval, verdict }
}
