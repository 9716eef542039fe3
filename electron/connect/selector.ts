/** Picks series off a page: a metric's name with optional label matchers, as `http_requests_total{code=~"5.."}`. */
import { z } from 'zod'
import { errorText } from '../../shared/error-text.ts'
import type { Page, Series } from './open-metrics.ts'

type Matcher = { readonly label: string; readonly matches: (value: string) => boolean }
export type Selector = { readonly name: string; readonly matchers: readonly Matcher[]; readonly text: string }

const whole = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?$/
const matcher = /^\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*(=~|=)\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/
const lengthLimit = 500

/** The selector, or what is wrong with the text. A regex matches the whole value, as in Prometheus. */
export function readSelector(text: string): Selector | { readonly wrong: string } {
  if (text.length > lengthLimit) return { wrong: `longer than ${lengthLimit} characters` }
  const [, name, inner = ''] = whole.exec(text.trim()) ?? []
  if (name === undefined) return { wrong: 'expected a metric name with optional labels, such as http_requests_total{code=~"5.."}' }
  const matchers: Matcher[] = []
  let rest = inner
  while (rest.trim() !== '') {
    const [all, label, operator, value] = matcher.exec(rest) ?? []
    if (all === undefined || label === undefined || value === undefined) return { wrong: `expected label="value" or label=~"regex" at ${rest}` }
    const wanted = value.replace(/\\(["\\])/g, '$1')
    if (operator === '=') {
      matchers.push({ label, matches: (given) => given === wanted })
    } else {
      try {
        const regex = new RegExp(`^(?:${wanted})$`, 'u')
        matchers.push({ label, matches: (given) => regex.test(given) })
      } catch (error) {
        return { wrong: `${label}: ${errorText(error)}` }
      }
    }
    rest = rest.slice(all.length)
  }
  return { name, matchers, text }
}

/** A selector in a plan's settings: read as text, held ready to use. */
export const selector = z.string().transform((text, context): Selector => {
  const read = readSelector(text)
  if (!('wrong' in read)) return read
  context.addIssue({ code: 'custom', message: read.wrong, input: text })
  return z.NEVER
})

/** Series of the page that the selector picks; `suffix` is added to its name, as `_bucket`. */
export function select(page: Page, { name, matchers }: Selector, suffix = ''): readonly Series[] {
  const named = page.series.get(`${name}${suffix}`) ?? []
  return named.filter(({ labels }) => matchers.every(({ label, matches }) => matches(labels.get(label) ?? '')))
}

/** The page has the metric, be it without a series: a counter of errors may have nothing to show yet. */
export const isDeclared = (page: Page, { name }: Selector): boolean =>
  page.series.has(name) || page.types.has(name) || page.types.has(name.replace(/_total$/, ''))
