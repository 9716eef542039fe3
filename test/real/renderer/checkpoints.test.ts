/** Checkpoints in a real Chromium: what is taken, recovered, put in place with a hold, and who may. */
import { expect, test, vi } from 'vitest'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

vi.setConfig({ testTimeout: 60_000 })
const openDemoPage = inChromium()
const open = async (scenario: 'idle' | 'fresh' | 'benching' | 'blocked', role: 'operator' | 'viewer' = 'operator'): Promise<Opened> => {
  const opened = await openDemoPage({ scenario, role })
  await opened.go('checkpoints')
  return opened
}
const callsOf = ({ demo }: Opened) => demo.calls.map(({ path, input }) => ({ path, input }))
const told = (opened: Opened) => expect.poll(() => callsOf(opened), { timeout: 20_000 })

test('each stands with its state, size, restore time and whether that fits, by words', async () => {
  const { page } = await open('idle')
  await page.getByRole('row', { name: /c-t5c0a0-41aa blue proven .* on demand 48\.1 MB 14 s fits/ }).waitFor()
  await page.getByRole('row', { name: /c-t5b700-03be blue proven .* as scheduled 48\.1 MB 4 min 12 s does not fit/ }).waitFor()
  await page.getByRole('row', { name: /c-t5ac80-77f0 green damaged/ }).getByRole('link').click()
  await page.getByText('its sha256 is another one than when it was taken').waitFor()
})

test('one is taken with a reason, by the keyboard', async () => {
  const opened = await openDemoPage({ scenario: 'idle' })
  const { page } = opened
  await page.keyboard.press('g')
  await page.keyboard.press('k')
  await page.getByRole('heading', { name: 'Checkpoints', level: 1 }).waitFor()
  await page.getByRole('button', { name: 'Take one now…' }).press('Enter')
  await page.getByRole('textbox', { name: 'Reason, for the record' }).fill('before the import')
  await page.getByRole('button', { name: 'Take it' }).press('Enter')
  await told(opened).toEqual([{ path: 'checkpoints.take', input: { reason: 'before the import' } }])
  await page.getByText('Checkpoint c-9 is being taken').waitFor()
})

test('what is under way says how far it is, and is cancelled; nothing else can be begun', async () => {
  const opened = await open('benching')
  const { page } = opened
  const bar = page.getByRole('progressbar', { name: 'Taking a checkpoint, done' })
  await bar.waitFor()
  expect(await bar.getAttribute('aria-valuenow')).toBe('37')
  expect(await page.getByRole('button', { name: 'Take one now…' }).isDisabled()).toBe(true)
  await page.getByRole('button', { name: 'Cancel it' }).press('Enter')
  await told(opened).toEqual([{ path: 'checkpoints.cancel', input: undefined }])
})

test('a moment is chosen with the slider or typed, within what the log reaches, and built beside', async () => {
  const opened = await open('idle')
  const { page } = opened
  const slider = page.getByRole('slider')
  await slider.focus()
  const field = page.getByLabel(/^Moment, /)
  const last = await field.inputValue()
  await page.keyboard.press('Home')
  const first = await field.inputValue()
  expect(new Date(first).getTime()).toBeLessThan(new Date(last).getTime())
  await page.keyboard.press('ArrowRight')
  await page.getByRole('button', { name: 'Build it beside…' }).press('Enter')
  await page.getByRole('textbox', { name: 'Reason, for the record' }).fill('orders were emptied')
  await page.getByRole('button', { name: 'Build it', exact: true }).press('Enter')
  await told(opened).toMatchObject([{ path: 'checkpoints.recover', input: { checkpoint: 'c-t5c0a0-41aa', reason: 'orders were emptied' } }])
  const sent = callsOf(opened)[0]?.input as { readonly moment: number } | undefined
  expect(Math.abs((sent?.moment ?? 0) - new Date(first).getTime())).toBeLessThanOrEqual(2_000)
})

test('what was built is put in place only after it was seen what would be lost, with a reason and a hold', async () => {
  const opened = await open('idle')
  const { page } = opened
  await page.getByRole('button', { name: 'See what would be lost…' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: /Put v-t5c400-2b90 in place on blue/ })
  await dialog.getByRole('row', { name: /orders 20,118 20,155 37/ }).waitFor()
  const hold = dialog.getByRole('button', { name: 'Hold to put it in place' })
  expect(await hold.isDisabled()).toBe(true)
  await dialog.getByRole('textbox').fill('agreed in the call')
  await hold.focus()
  await page.keyboard.down(' ')
  await told(opened).toEqual([
    { path: 'checkpoints.preview', input: { recovery: 'v-t5c400-2b90' } },
    { path: 'checkpoints.promote', input: { recovery: 'v-t5c400-2b90', preview: 'p-1', yes: true, reason: 'agreed in the call' } },
  ])
  await page.keyboard.up(' ')
})

test('what is set aside is taken back with a reason; the last proven one can not be removed', async () => {
  const opened = await open('idle')
  const { page } = opened
  expect(await page.getByRole('button', { name: 'Remove…' }).isDisabled()).toBe(true)
  await page.getByText('It stays: it is the last proven one of blue').waitFor()
  await page.getByRole('button', { name: 'Take back…' }).press('Enter')
  await page.getByRole('textbox', { name: 'Reason, for the record' }).fill('the wrong hour')
  await page.getByRole('button', { name: 'Take it back' }).press('Enter')
  await told(opened).toEqual([{ path: 'checkpoints.takeBack', input: { recovery: 'v-t5b900-10aa', yes: true, reason: 'the wrong hour' } }])
})

test('before the first it is said what one is; an archive that offers none is said', async () => {
  const fresh = await open('fresh')
  await fresh.page.getByText('A dump that nobody has restored is a hope').waitFor()
  await fresh.close()
  const { page } = await open('blocked')
  await page.getByText('This plan’s archive can’t be checkpointed: archive (lab-archive) offers no checkpoints').waitFor()
  expect(await page.getByRole('button', { name: 'Take one now…' }).isDisabled()).toBe(true)
})

test('a viewer looks, and has nothing to press', async () => {
  const { page } = await open('idle', 'viewer')
  await page.getByText('The log of changes reaches from').waitFor()
  for (const name of ['Take one now…', 'Prove it again', 'Remove…', 'Build it beside…', 'See what would be lost…', 'Take back…']) expect(await page.getByRole('button', { name }).count()).toBe(0)
  expect(await page.getByRole('slider').count()).toBe(0)
})
