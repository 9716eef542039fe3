/**
 * Live and the timeline of an incident that is followed stand open for a day: what a day brings leaves nothing behind. Issue 9. A frame
 * every quarter of an hour. With `FIFTEEN_FAULTS=all` only: it takes minutes on a busy machine. Heap after a forced collection, nodes and listeners.
 */
import type { Page } from 'playwright'
import { expect, test } from 'vitest'
import { systemClock } from '../../../electron/clock.ts'
import { mostHeld } from '../../../renderer/screens/incidents/use-timeline.ts'
import type { Frame } from '../../../shared/contract.ts'
import { openDemo, type Demo } from '../../doubles/demo-console.ts'
import { ada, alerts, run } from '../../doubles/demo-record.ts'
import { footprint, footprintOf, staysFlat } from './footprint.ts'
import { launch } from '../parts/chromium.ts'
import { buildPage } from './pages.ts'

const hours = 24
/** Simulated seconds. */
const hour = 3_600
const step = 900
const entryEvery = 10

/** An hour's alerts, rollback and messages, and an entry every ten seconds, up to this second. */
function happens({ record, opened: { plan } }: Pick<Demo, 'record' | 'opened'>, second: number, wall: number): void {
  const number = Math.floor(second / hour)
  const who = { who: ada, incident: `i-h${number}` } as const
  if (second % hour === 900) alerts(record, plan, wall)
  if (second % hour === 900) run(record, plan, { id: `r-h${number}`, incident: `i-h${number}`, began: 0, until: 'asking', pace: 0 })
  if (second % hour === 1_800) record.add({ kind: 'rollback.finished', ...who, data: { run: `r-h${number}`, outcome: 'completed', ms: 800_000, text: 'x' } })
  if (second % hour === 1_800) record.add({ kind: 'incident.closed', ...who, data: { summary: 'x' } })
  for (let at = 0; at < step; at += entryEvery) record.add({ kind: 'lab.fault', who: ada, data: { fault: 'errors', on: at % 20 === 0 } }, (step - at) * 1_000)
}

test.runIf(process.env['FIFTEEN_FAULTS'] === 'all')(`${hours} hours leave Live and an incident’s timeline as large as they were`, { timeout: 3_600_000 }, async () => {
  const start = systemClock().wall() - hours * hour * 1_000
  let second = 0
  const clock = { wall: () => start + second * 1_000, mono: () => 86_400_000 + second * 1_000, boot: 'b' }
  let turn = Promise.withResolvers<void>()
  async function* paced(_: unknown, frame: () => Frame, signal: AbortSignal | undefined): AsyncGenerator<Frame> {
    const gone = Promise.withResolvers<void>()
    signal?.addEventListener('abort', () => gone.resolve(), { once: true })
    yield frame()
    while (signal?.aborted !== true) {
      await Promise.race([turn.promise, gone.promise])
      yield frame()
    }
  }
  const demo = await openDemo({ scenario: 'idle', page: await buildPage(), clock, paced })
  const browser = await launch()
  try {
    demo.record.add({ kind: 'incident.opened', who: ada, incident: 'i-day', data: { title: 'The whole day', severity: 'P2', cause: 'opened by hand' } })
    const complaints: string[] = []
    /** In a window of its own: behind another it would not be drawn. */
    const open = async (link: string, beside?: Page): Promise<Page> => {
      const page = await browser.newPage({ viewport: { width: 1_440, height: 900 }, reducedMotion: 'reduce', ...(beside && { storageState: await beside.context().storageState() }) })
      page.on('pageerror', (error) => complaints.push(error.message))
      await page.goto(link)
      await page.getByRole('heading', { level: 1 }).waitFor()
      return page
    }
    const live = await open(demo.operator)
    const timeline = await open(`${demo.address}#/incidents/i-day`, live)
    await timeline.getByText(/shown.*with hash/).waitFor()
    const pages = [live, timeline]
    const sessions = await Promise.all(pages.map(footprintOf))
    const drawn = (page: Page): Promise<unknown> => page.evaluate(() => new Promise((then) => requestAnimationFrame(() => setTimeout(then))))
    /** The timeline's foot names its last entry: what has not come by the next turn would be more than it follows by itself. */
    const followed = (head: string): Promise<unknown> =>
      timeline.waitForFunction((hash) => [...document.querySelectorAll('main code')].some((code) => code.textContent === hash), head.slice(0, 12), { polling: 'raf' })
    /** Time goes on as fast as both pages draw it. */
    const upTo = async (to: number) => {
      while (second < to * hour) {
        second += step
        happens(demo, second, clock.wall())
        const { resolve } = turn
        turn = Promise.withResolvers()
        resolve()
        await Promise.all([...pages.map(drawn), followed(demo.record.state().head)])
      }
      const [ofLive, ofTimeline] = await Promise.all(sessions.map(footprint))
      if (ofLive === undefined || ofTimeline === undefined) throw new Error('a page was not measured')
      process.stderr.write(`after ${to} h: Live ${JSON.stringify(ofLive)}, the timeline ${JSON.stringify(ofTimeline)}\n`)
      return { live: ofLive, timeline: ofTimeline }
    }
    const first = await upTo(8)
    // By then the timeline is as long as one gets.
    const full = await upTo(16)
    const last = await upTo(hours)
    expect(demo.record.state().seq).toBeGreaterThan(mostHeld + 200)
    staysFlat(first.live, last.live)
    staysFlat(full.timeline, last.timeline)
    expect(complaints).toEqual([])
  } finally {
    await browser.close()
    await demo.stop()
  }
})
