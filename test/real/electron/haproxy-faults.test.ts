/** A rollback while its HAProxy has bad days. Faults 8 and 9 of trust.md; issue 3: "HAProxy reloaded in the middle of a drain". */
import { afterEach, describe, expect, test } from 'vitest'
import type { Entry } from '../../../shared/journal.ts'
import { until } from '../lab/tools.ts'
import { startHaproxyConsole, type HaproxyConsole } from './haproxy-console.ts'

const users = ['amara', 'bjorn', 'chiara', 'dmitri']
let stand: HaproxyConsole
afterEach(() => stand?.stop())

const entriesOf = (step: string): readonly Entry[] =>
  stand.console.journal.entries({ kinds: ['step.intended', 'step.outcome', 'step.asked'], after: 0, limit: 1_000 }).entries.filter((entry) => 'step' in entry.data && entry.data.step === step)
const outcomesOf = (step: string) => entriesOf(step).flatMap((entry) => (entry.kind === 'step.outcome' ? [entry.data] : []))
const runEnds = (): Promise<unknown> => until('the run has ended', () => stand.console.activeRun() === undefined, 120_000)
const isReady = (): Promise<unknown> =>
  until('ready, with users on green', () => {
    const frame = stand.console.lastFrame()
    return frame?.readiness.ready === true && frame.routing !== undefined && frame.routing.flags.green === users.length && frame.figures.blue.rows_per_second?.value !== undefined
  }, 60_000)
const everyoneOnBlue = async (): Promise<void> => {
  const { summary, state } = stand.console.journal.state().run ?? {}
  expect(state, summary).toBe('completed')
  const show = await stand.haproxy.type('show stat')
  expect(show.split('\n').filter((line) => line.startsWith('split,green,')).join()).toMatch(/DRAIN/)
  expect(await stand.haproxy.type(`show map ${stand.haproxy.users}`)).not.toMatch(/green/)
  await until('the console reads so back', () => {
    const routing = stand.console.lastFrame()?.routing
    return routing?.weights.green === 0 && routing.flags.green === 0 && routing.drained.green && routing.age < 3_000
  }, 20_000)
}

describe('a rollback', () => {
  test('whose HAProxy is reloaded in the middle of the drain ends with everyone on blue', { timeout: 240_000 }, async () => {
    stand = await startHaproxyConsole(users)
    await isReady()
    // Answers that take long keep connections of green open while it is drained.
    await stand.apps.setFault('green', 'slow', true)
    await until('something is in flight on green', () => (stand.console.lastFrame()?.routing?.inFlight.green ?? 0) > 0, 20_000)
    const before = await stand.haproxy.worker()
    await stand.window.client.rollback.press({ trigger: 'button' })
    await until('the drain has begun', () => entriesOf('drain').length > 0, 60_000)
    await stand.haproxy.reload()
    expect(await stand.haproxy.worker()).not.toBe(before)
    await runEnds()
    await everyoneOnBlue()
    expect(outcomesOf('drain').at(-1)?.result).toBe('ok')
    // Nobody had to be asked.
    expect(stand.console.journal.entries({ kinds: ['step.asked'], after: 0, limit: 10 }).entries).toEqual([])
  })

  test('whose HAProxy hangs at the switch, dies and comes back goes on by itself, and the screen all the while', { timeout: 240_000 }, async () => {
    stand = await startHaproxyConsole(users)
    await isReady()
    stand.haproxy.freeze()
    await stand.window.client.rollback.press({ trigger: 'button' })
    const frames = stand.console.lastFrame()?.number ?? 0
    await until('the first attempt has failed', () => outcomesOf('switch').length > 0, 30_000)
    expect(outcomesOf('switch')[0]).toMatchObject({ attempt: 1, detail: expect.stringMatching(/no (whole )?answer/) as string })
    expect(outcomesOf('switch')[0]?.result).not.toBe('ok')
    // A frame a second went on; one would do to show it.
    expect((stand.console.lastFrame()?.number ?? 0)).toBeGreaterThan(frames)
    await stand.haproxy.kill()
    await stand.haproxy.start()
    await runEnds()
    await everyoneOnBlue()
    expect(outcomesOf('switch').at(-1)?.result).toBe('ok')
  })
})
