/** How much a page holds: what a screen that stands open for days must not let grow. */
import type { CDPSession, Page } from 'playwright'
import { expect } from 'vitest'

/** `heap` in bytes. */
export type Footprint = { readonly heap: number; readonly nodes: number; readonly listeners: number }
/** After a forced collection. @param session of `footprintOf` */
export async function footprint(session: CDPSession): Promise<Footprint> {
  // Twice: what the first one finalises, the second one frees.
  for (let turn = 0; turn < 2; turn += 1) await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const of = (name: string): number => metrics.find((one) => one.name === name)?.value ?? Number.NaN
  return { heap: of('JSHeapUsedSize'), nodes: of('Nodes'), listeners: of('JSEventListeners') }
}

/** The page has not grown in between. */
export function staysFlat(before: Footprint, after: Footprint): void {
  expect(after.nodes).toBeLessThanOrEqual(before.nodes * 1.02 + 20)
  expect(after.listeners).toBeLessThanOrEqual(before.listeners + 5)
  // A tenth and half a megabyte: compiled code and caches of the engine go on settling.
  expect(after.heap).toBeLessThanOrEqual(before.heap * 1.1 + 500_000)
}

export async function footprintOf(page: Page): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  await session.send('HeapProfiler.enable')
  return session
}
