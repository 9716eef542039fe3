/** Drills and commands in a real Chromium: what is started, called off and let run, and who may. */
import { expect, test, vi } from 'vitest'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

vi.setConfig({ testTimeout: 60_000 })
const openDemoPage = inChromium()
const open = (scenario: 'idle' | 'fresh' | 'validating', role: 'operator' | 'viewer' = 'operator'): Promise<Opened> =>
  openDemoPage({ scenario, role })
const callsOf = ({ demo }: Opened) => demo.calls.map(({ path, input }) => ({ path, input }))

test('a drill is started with the fault that is chosen, by the keyboard, and called off while it is prepared', async () => {
  const opened = await open('idle')
  const { page } = opened
  await page.keyboard.press('g')
  await page.keyboard.press('d')
  await page.getByRole('heading', { name: 'Drills', level: 1 }).waitFor()
  await page.getByRole('button', { name: /Fault/ }).focus()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Start the drill' }).focus()
  await page.keyboard.press('Enter')
  await page.getByText('Drill d-9 is being prepared').waitFor()
  await page.getByText(/d-9, with slow answers, begun by Ada Obi/).waitFor()
  await page.getByRole('button', { name: 'Call it off' }).press('Enter')
  await page.getByText(/The last one came to nothing/).waitFor()
  expect(callsOf(opened)).toEqual([{ path: 'drills.start', input: { fault: 'slow' } }, { path: 'drills.cancel', input: undefined }])
})

test('each stage of a drill stands against its window, and a failed one is told by a word', async () => {
  const { page, go } = await open('idle')
  await go('drills')
  await page.getByRole('row', { name: /Traffic Routing .* of 5:00 within/ }).waitFor()
  await page.getByRole('row', { name: /r-d2 .* not within/ }).getByRole('link').click()
  await page.getByText('Left out: State Preservation.').waitFor()
  await page.getByRole('row', { name: /User Session Restoration .* incomplete/ }).waitFor()
})

test('before the first drill it is said what one is', async () => {
  const { page, go } = await open('fresh')
  await go('drills')
  await page.getByText('A drill is the whole rollback').waitFor()
  await page.getByText('Not proven: no drill was run yet').waitFor()
})

test('a viewer starts none, and lets no command run', async () => {
  const { page, go } = await open('validating', 'viewer')
  await go('drills')
  await page.getByText('An operator starts it.').waitFor()
  expect(await page.getByRole('button', { name: 'Start the drill' }).count()).toBe(0)
  await go('rollback')
  await page.getByText('nobody has looked at them').waitFor()
  expect(await page.getByRole('button', { name: /let steps run them/ }).count()).toBe(0)
})

test('the commands of a plan are shown in full, and let be run once', async () => {
  const opened = await open('validating')
  const { page, go } = opened
  await go('rollback')
  await page.getByText("/usr/bin/redis-cli -n {target} FLUSHDB 'keys of users'").waitFor()
  await page.getByRole('button', { name: 'I have read them: let steps run them' }).press('Enter')
  await page.getByText(/Ada Obi let them be run/).waitFor()
  expect(callsOf(opened)).toEqual([{ path: 'rollback.letRun', input: { hash: 'demo' } }])
})

test('before a run it is shown what would be lost by table, until when a restore fits, and how long each step took', async () => {
  const { page, go } = await open('idle')
  await go('rollback/now')
  await page.getByRole('row', { name: 'trades 25 0 1 0', exact: true }).waitFor()
  await page.getByText('Latest moment for a restore: not known, since none was ever measured.').waitFor()
  await page.getByRole('columnheader', { name: 'Worst' }).waitFor()
})
