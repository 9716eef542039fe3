/** Fetches a page of metrics again and again, and says which earlier page its increments may be counted from. */
import type { MissingReason } from '../../shared/metrics.ts'
import type { ConnectContext } from './connector.ts'
import type { Ask, Http } from './http.ts'
import type { Before } from './metric-map.ts'
import { PageError, readPage, type Page } from './open-metrics.ts'

/** Increments over more missed samples than this would be squeezed into one second: they are dropped. */
const missedSamples = 3

/** What increments are counted from; without a page before, `cut` says what came between. */
export type Since = { readonly before?: Before; readonly cut?: MissingReason }

export type Scraper = {
  /** @throws ConnectError */
  fetch(signal: AbortSignal): Promise<Page>
  /** Takes the page as the latest. Another generation than before (a start time, an id): the target was restarted. */
  follow(page: Page, generation: string | number | undefined): Since
}

const accept = 'application/openmetrics-text; version=1.0.0, text/plain; version=0.0.4; q=0.5'

export function createScraper(http: Http, { clock, every }: ConnectContext, path = '/metrics'): Scraper {
  let last: { readonly page: Page; readonly at: number; readonly generation: string | number | undefined } | undefined

  const since = (now: number, generation: string | number | undefined): Since => {
    if (last === undefined) return {}
    if (!Object.is(last.generation, generation)) return { cut: 'restart' }
    // Half a sample more, for a scrape that is a little late.
    if (now - last.at > (missedSamples + 1.5) * every) return { cut: 'stale' }
    return { before: { page: last.page, seconds: (now - last.at) / 1_000 } }
  }

  return {
    fetch: async (signal) => {
      const ask: Ask = { path, headers: { accept }, signal }
      const { headers, text } = await http.text(ask, /^(application\/openmetrics-text|text\/plain)\b/)
      try {
        return readPage(text, { ended: headers['content-type']?.startsWith('application/openmetrics-text') === true })
      } catch (error) {
        if (error instanceof PageError) throw http.wrong(ask, error.message, error)
        throw error
      }
    },
    follow: (page, generation) => {
      const now = clock.mono()
      const found = since(now, generation)
      last = { page, at: now, generation }
      return found
    },
  }
}
