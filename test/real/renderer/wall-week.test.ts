/**
 * A wall hangs for weeks: hours of frames and entries, given as fast as the page takes them, leave nothing behind. Four hours by
 * themselves; `FIFTEEN_FAULTS=all` gives the whole day of issue 8. Heap after a forced collection, and nodes, at hour 1 and at the end.
 */
import { expect, test } from 'vitest'
import type { Console } from '../../../electron/console.ts'
import type { Walls } from '../../../electron/console/walls.ts'
import { systemClock } from '../../../electron/clock.ts'
import { wallRouter } from '../../../electron/router.ts'
import { openWallServer } from '../../../electron/shell/wall-server.ts'
import { serveLine } from '../../../electron/shell/wire.ts'
import { timeText } from '../../../renderer/parts/format.ts'
import type { Frame, OpenedPlan } from '../../../shared/contract.ts'
import { wallFrame, wallPlan, wallState, type WallView } from '../../../shared/wall.ts'
import type { WallShare } from '../../../shared/wall-share.ts'
import { demoFrame, type Mood } from '../../doubles/demo-frame.ts'
import { ada, alerts, demoRecord, run } from '../../doubles/demo-record.ts'
import { tbsPlan } from '../../unit/shared/plan/tbs-plan.ts'
import { quietLog } from '../electron/shell/transports.ts'
import { freePort } from '../parts/process.ts'
import { footprint, footprintOf, staysFlat, type Footprint } from './footprint.ts'
import { launch } from '../parts/chromium.ts'
import { buildPage } from './pages.ts'

const hours = process.env['FIFTEEN_FAULTS'] === 'all' ? 24 : 4
const hour = 3_600

test(`${hours} hours at one frame a second leave the page as large as the first one did`, { timeout: 900_000 }, async () => {
  const plan = tbsPlan()
  let second = 0
  const real = systemClock()
  const start = Date.parse('2026-01-05T08:00:00Z')
  const clock = { wall: () => start + second * 1_000, mono: () => second * 1_000, boot: 'b' }
  const record = demoRecord(clock, () => undefined)
  const opened = { plan, hash: 'h' } as unknown as OpenedPlan
  const moodAt = (): Mood => ({ bad: second % hour < 600 ? 'none' : second % hour < 900 ? 'pending' : second % hour < 1_800 ? 'firing' : 'none', share: second % 7_200 < hour ? 0.2 : 0, blocked: second % hour > 3_000 })
  /** What happens in an hour: alerts, a rollback with all its steps, roles, messages, and an entry every ten seconds. */
  const happens = (): void => {
    const at = second % hour
    const number = Math.floor(second / hour)
    if (at === 600) alerts(record, plan, clock.wall())
    if (at === 900) run(record, plan, { id: `r-${number}`, incident: `i-${number}`, began: 0, until: 'asking', pace: 0 })
    if (at === 905) record.add({ kind: 'incident.role', who: ada, incident: `i-${number}`, data: { role: 'commander', person: 'Ada Obi' } })
    if (at === 910) record.add({ kind: 'message.queued', who: ada, data: { message: `m-${second}`, kind: 'update', to: 'management', channels: ['mail'], title: 'Users are on blue', text: 'x', due: clock.wall() + 600_000 } })
    if (at === 1_500) record.add({ kind: 'message.sent', who: ada, data: { message: `m-${second - 590}`, channel: 'mail', proof: 'p' } })
    if (at === 1_700) record.add({ kind: 'rollback.finished', who: ada, incident: `i-${number}`, data: { run: `r-${number}`, outcome: 'completed', ms: 800_000, text: 'x' } })
    if (at === 1_710) record.add({ kind: 'incident.closed', who: ada, incident: `i-${number}`, data: { summary: 'x' } })
    if (at % 10 === 0) record.add({ kind: 'lab.fault', who: ada, data: { fault: 'errors', on: at % 20 === 0 } })
  }
  let until = 0
  let go = (): void => undefined
  let atHour = (): void => undefined
  async function* script(signal: AbortSignal | undefined): AsyncGenerator<WallView> {
    yield { plan: wallPlan(opened) }
    for (let told = -1; signal?.aborted !== true; second += 1) {
      if (second >= until) {
        atHour()
        await new Promise<void>((resolve) => {
          go = resolve
          signal?.addEventListener('abort', () => resolve(), { once: true })
        })
      }
      happens()
      const { seq } = record.state()
      const frame: Frame = demoFrame({ plan, state: record.state(), mood: moodAt(), clock, number: second })
      yield { frame: wallFrame(frame), ...(seq !== told && { state: wallState(record.state(), record.entries().slice(-60), clock.boot) }) }
      told = seq
    }
  }
  const share: WallShare = { id: 'w', label: 'Room', digest: 'a'.repeat(64), by: 'ada', at: 0, until: real.wall() + 86_400_000 }
  const walls = { find: () => share, live: () => [share], seen: () => undefined, failed: () => undefined, servedBy: () => undefined, views: script } as unknown as Walls
  const port = await freePort()
  const pages = await buildPage()
  const log = quietLog()
  const server = openWallServer({
    walls, root: pages, settings: () => ({ host: '127.0.0.1', port, names: [] }), clock: real, log, heartbeat: 60_000,
    serve: (line, { role, name }, admit) => serveLine(line, { router: wallRouter, context: { console: { walls } as Console, role, me: { name } }, log, admit }),
  })
  const browser = await launch()
  try {
    const page = await browser.newPage({ viewport: { width: 1_920, height: 1_080 }, reducedMotion: 'reduce' })
    const complaints: string[] = []
    page.on('pageerror', (error) => complaints.push(error.message))
    const reach = (to: number): Promise<void> => new Promise((resolve) => {
      until = to * hour
      atHour = resolve
      go()
    })
    const began = reach(0)
    await page.goto(`http://127.0.0.1:${port}/?token=${'x'.repeat(43)}`)
    await began
    const session = await footprintOf(page)
    /** The page shows the last second that was sent: no frame waits any more, and both ends stand at the same minute of an hour. */
    const settled = async (to: number): Promise<Footprint> => {
      await reach(to)
      await page.getByRole('region', { name: 'Latest entries' }).getByText(timeText(record.entries().at(-1)?.at.occurred ?? 0)).first().waitFor()
      return footprint(session)
    }
    const first = await settled(1)
    const last = await settled(hours)
    process.stderr.write(`the wall after 1 h: ${JSON.stringify(first)}, after ${hours} h (${(hours * hour).toLocaleString('en')} frames, ${record.state().seq} entries): ${JSON.stringify(last)}\n`)
    expect(record.state().seq).toBeGreaterThan(hours * 300)
    staysFlat(first, last)
    expect(complaints).toEqual([])
  } finally {
    await browser.close()
    await server.stop()
  }
})
