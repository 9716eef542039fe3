/** The incident room and its replay, in a real Chromium. Issue 6: the incident, replay, offline. */
import { describe, expect, test, vi } from 'vitest'
import { ada } from '../../doubles/demo-record.ts'
import { violationsOf } from './axe.ts'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

// A busy machine takes its time over a page.
vi.setConfig({ testTimeout: 120_000 })
const openDemoPage = inChromium()

async function open(screen: string, options: Partial<Parameters<typeof openDemoPage>[0]> = {}): Promise<Opened> {
  const opened = await openDemoPage({ scenario: 'completed', ...options })
  await opened.go(screen)
  return opened
}
const accessible = async ({ page }: Opened): Promise<void> => expect(await violationsOf(page)).toEqual([])
const paths = ({ demo }: Opened) => demo.calls.map(({ path }) => path)
/** Pastes what a screenshot tool puts into the clipboard: a PNG that this browser has drawn, or any bytes under any name. */
const paste = ({ page }: Opened, file?: { readonly bytes?: readonly number[]; readonly size?: number; readonly type: string }): Promise<void> =>
  page.getByRole('form', { name: 'Add a note' }).locator('textarea').evaluate(async (area, given) => {
    const drawn = async (): Promise<Blob> => {
      const canvas = new OffscreenCanvas(600, 450)
      const pen = canvas.getContext('2d')
      // Noise does not shrink: it takes several frames of the contract.
      const image = new ImageData(600, 450)
      for (let at = 0; at < image.data.length; at += 1) image.data[at] = at % 4 === 3 ? 255 : Math.random() * 256
      pen?.putImageData(image, 0, 0)
      return canvas.convertToBlob({ type: 'image/png' })
    }
    const blob = given === undefined ? await drawn() : new Blob([given.bytes === undefined ? new Uint8Array(given.size ?? 0) : new Uint8Array(given.bytes)], { type: given.type })
    const data = new DataTransfer()
    data.items.add(new File([blob], 'screenshot.png', { type: blob.type }))
    area.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
  }, file)

describe('a note', () => {
  test('is Markdown with a pasted picture, sent by Ctrl+Enter; a picture that is lost or was changed says so in its place', async () => {
    const opened = await open('incidents/i-3')
    const { page, demo, go } = opened
    await page.getByLabel('Note', { exact: true }).fill('**Green** is *slow*:\n\n- since noon\n- on `orders`')
    await paste(opened)
    await page.getByRole('list', { name: 'Pictures of the note' }).getByRole('img').waitFor()
    await page.getByLabel('Note', { exact: true }).press('Control+Enter')
    const list = page.getByRole('list', { name: 'Entries' })
    await list.getByText('since noon').waitFor()
    expect(await list.locator('strong').filter({ hasText: 'Green' }).count()).toBe(1)
    const shown = list.getByRole('img', { name: /Picture 1, 600 × 450/ })
    await shown.waitFor()
    expect(await shown.evaluate((image) => image instanceof HTMLImageElement && image.naturalWidth)).toBe(600)
    expect(paths(opened).filter((path) => path === 'attachments.add').length).toBeGreaterThan(2)
    const note = demo.record.entries().at(-1)
    const sha = note?.kind === 'incident.note' ? (note.data.pictures?.[0]?.sha ?? '') : ''
    demo.attachments.damage(sha)
    await page.reload()
    await page.getByText(/Picture 1 is changed: its file is not the one of this note any more/).waitFor()
    demo.attachments.lose(sha)
    await go('live')
    await go('incidents/i-3')
    await page.getByText(/Picture 1 is lost: its file is gone/).waitFor()
    await accessible(opened)
  })

  test('takes no other file, whatever it is called, and keeps its text through that, a failure and a reload', async () => {
    const opened = await open('incidents/i-3')
    const { page, demo } = opened
    const note = page.getByLabel('Note', { exact: true })
    await note.fill('half a thought')
    await paste(opened, { bytes: [...Buffer.from('<svg onload="alert(1)"/>')], type: 'image/png' })
    await page.getByRole('alert').filter({ hasText: 'no PNG, JPEG or WebP by its first bytes' }).waitFor()
    await paste(opened, { bytes: [1], type: 'image/svg+xml' })
    await page.getByRole('alert').filter({ hasText: 'a note takes PNG, JPEG and WebP' }).waitFor()
    await paste(opened, { size: 4_100_000, type: 'image/png' })
    await page.getByRole('alert').filter({ hasText: '4 MB at most' }).waitFor()
    await page.reload()
    await expect.poll(() => note.inputValue()).toBe('half a thought')
    await demo.stop()
    await page.getByRole('alert').filter({ hasText: 'Connection to the engine lost' }).waitFor()
    await note.press('Control+Enter')
    await page.getByText('The note failed').waitFor()
    expect(await note.inputValue()).toBe('half a thought')
    // With everything gone it says how old it is.
    await page.getByRole('status').filter({ hasText: 'Not connected to the engine' }).getByText(/the record goes up to/).waitFor()
  })

  test('that is hostile is text: no tag, no script, no remote picture, no link that runs; and a huge one does not stop the page', async () => {
    const opened = await open('incidents/i-3')
    const { page, demo, complaints } = opened
    const hostile = ['<script>globalThis.ran=1</script>', '<img src=x onerror="globalThis.ran=1">', '[press](javascript:globalThis.ran=1)', '[data](data:text/html,<script>globalThis.ran=1</script>)', '![far](https://far.example/p.png)', '[away](https://far.example/x)', '<iframe srcdoc="x">'].join('\n\n')
    demo.record.add({ kind: 'incident.note', who: ada, incident: 'i-3', data: { text: hostile } })
    for (const text of ['>'.repeat(9_999), '['.repeat(9_999), '*a '.repeat(3_300), `${'- '.repeat(4_000)}x`, '`'.repeat(9_999), `${'[a]('.repeat(2_400)}`, '_*'.repeat(4_900)])
      demo.record.add({ kind: 'incident.note', who: ada, incident: 'i-3', data: { text } })
    demo.record.add({ kind: 'incident.note', who: ada, incident: 'i-3', data: { text: 'the last word' } })
    const list = page.getByRole('list', { name: 'Entries' })
    await list.getByText('the last word').waitFor()
    await list.getByText('<script>globalThis.ran=1</script>').first().waitFor()
    await list.getByText('press', { exact: true }).click()
    await list.getByText('data', { exact: true }).click()
    await list.getByText(/picture that is not fetched: far/).waitFor()
    expect(await list.locator('a[href^="javascript"], a[href^="data"], img[src^="http"], iframe, script').count()).toBe(0)
    await list.getByRole('button', { name: 'away' }).click()
    const dialog = page.getByRole('dialog', { name: 'Open this address?' })
    await dialog.getByText('https://far.example/x').waitFor()
    expect(await dialog.getByRole('link', { name: 'Open it' }).getAttribute('rel')).toBe('noopener noreferrer')
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => 'ran' in globalThis)).toBe(false)
    expect(complaints).toEqual([])
  })
})

test('a moment is marked by a key, a decision and a role are written down, and a mark is corrected by a later note', async () => {
  const opened = await open('incidents/i-3')
  const { page, demo } = opened
  const list = page.getByRole('list', { name: 'Entries' })
  await list.getByText(/opened the incident/).waitFor()
  await page.keyboard.press('m')
  await page.getByRole('dialog').getByRole('textbox').fill('green stops')
  await page.keyboard.press('Enter')
  await list.getByText('Ada Obi marked: green stops').waitFor()
  expect(demo.calls.at(-1)).toMatchObject({ path: 'incidents.mark', input: { incident: 'i-3', label: 'green stops' } })
  await page.getByRole('button', { name: 'Assign: incident commander' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('Bo Lind')
  await page.getByRole('dialog').getByRole('button', { name: 'Give the role' }).click()
  await page.getByRole('region', { name: 'People' }).getByText('Bo Lind').waitFor()
  await page.getByRole('region', { name: 'People' }).getByText('DevOps Engineer, within 5 min').waitFor()
  await page.getByRole('button', { name: 'Decision…' }).click()
  await page.getByRole('dialog').getByLabel('What was decided').fill('we stay on blue')
  await page.getByRole('dialog').getByRole('button', { name: 'Write it down' }).click()
  await list.getByText('Decided by Bo Lind: we stay on blue').waitFor()
  const { seq } = demo.record.entries().find(({ kind }) => kind === 'incident.mark') ?? { seq: 0 }
  await page.getByRole('button', { name: `Correct entry ${seq}` }).click()
  await page.getByLabel(/Note that corrects/).fill('green slows down')
  await page.getByRole('button', { name: 'Add the correction' }).click()
  await list.getByText(/corrected by entry \d+. It stands now:/).waitFor()
  const struck = list.getByText('Ada Obi marked: green stops')
  expect(await struck.evaluate((one) => getComputedStyle(one).textDecorationLine)).toBe('line-through')
  await page.getByRole('radio', { name: 'Notes' }).click()
  await list.getByText('Ada Obi marked: green stops').waitFor()
  expect(await list.getByText(/Connection Draining/).count()).toBe(0)
})

test('the series of that time stand beside the timeline, which holds what is nobody’s too', async () => {
  const { page, demo } = await open('incidents/i-3')
  await page.getByRole('img', { name: 'Error rate around the incident' }).waitFor()
  demo.record.add({ kind: 'lab.fault', who: ada, data: { fault: 'errors', on: false } })
  const list = page.getByRole('list', { name: 'Entries' })
  await list.getByText('switched off a practice fault: failing requests').waitFor()
  await page.getByRole('radio', { name: 'Its own' }).click()
  await list.getByText(/opened the incident/).waitFor()
  expect(await list.getByText('switched off a practice fault: failing requests').count()).toBe(0)
})

describe('a replay', () => {
  const enter = async ({ page }: Opened): Promise<void> => {
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    await page.getByRole('region', { name: 'Replay of the past' }).getByText(/Replaying i-3 at/).waitFor()
  }
  const scrub = async ({ page }: Opened, wall: number): Promise<void> => {
    await page.getByRole('slider', { name: 'Moment of the replay' }).evaluate((input, value) => {
      if (!(input instanceof HTMLInputElement)) return
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, String(value))
      input.dispatchEvent(new Event('input', { bubbles: true }))
    }, wall)
  }
  const opening = ({ demo }: Opened): number => demo.record.state().incidents.find(({ id }) => id === 'i-3')?.openedAt ?? 0

  /** At the speed that was chosen, and from event to event. */
  const plays = async (opened: Opened): Promise<void> => {
    const { page } = opened
    await scrub(opened, opening(opened) - 300_000)
    const at = async (): Promise<number> => Number(await page.getByRole('slider', { name: 'Moment of the replay' }).inputValue())
    await page.getByRole('radio', { name: '60×' }).click()
    const before = await at()
    await page.getByRole('heading', { level: 2 }).first().click()
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: 'Pause' }).waitFor()
    await expect.poll(at).toBeGreaterThan(before + 60_000)
    await page.keyboard.press(' ')
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor()
    // The entries of one press may stand a millisecond apart: the next event is after all of them.
    await scrub(opened, opening(opened) + 1_000)
    await page.keyboard.press('.')
    await page.getByText(/Entry \d+: .*(Validated|drives)/).waitFor()
    const there = await at()
    expect(there - opening(opened)).toBeGreaterThanOrEqual(41_000 - 1_000)
    await page.keyboard.press(',')
    await expect.poll(at).toBeLessThan(there)
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Shift+ArrowRight')
    await expect.poll(async () => (await at()) - opening(opened)).toBeGreaterThanOrEqual(63_000)
  }

  test('shows every screen as it was: before the rollback, in its second stage, after it; plays, and is left by Esc', async () => {
    const opened = await open('incidents/i-3')
    const { page, go, complaints, demo } = opened
    await enter(opened)
    await go('rollback')
    await page.getByText('Waiting for validation').waitFor()
    await scrub(opened, opening(opened) - 60_000)
    await page.getByRole('heading', { name: 'No run at this moment' }).waitFor()
    await scrub(opened, opening(opened) + 41_000 + 5 * 17_000 + 3_000)
    const bar = page.getByRole('region', { name: 'The open run' })
    await bar.getByText('Connection Draining').waitFor()
    await bar.getByText(/^2:0[89]/).waitFor()
    await go('live')
    await page.getByRole('region', { name: 'Traffic' }).getByText('100.0 %').waitFor()
    await page.getByRole('region', { name: 'Traffic' }).getByText(/Weights, flags and who was still on green: not recorded/).waitFor()
    await page.getByRole('region', { name: 'Gates' }).getByRole('button', { name: /firing.*Error burst/ }).waitFor()
    await accessible(opened)
    // The other screens too; its timeline ends where it stands.
    await go('checklists')
    await page.getByText('Unticked: rolled back, to be deployed again').waitFor()
    await go('wall')
    await page.getByText('Stage 2 of 5: Traffic Routing').waitFor()
    await go('connections')
    await page.getByText('Not recorded', { exact: true }).waitFor()
    await go('incidents/i-3')
    const list = page.getByRole('list', { name: 'Entries' })
    await list.getByText(/Load Balancer Switch done/).waitFor()
    expect(await list.getByText(/completed after/).count()).toBe(0)
    await scrub(opened, (demo.record.state().run?.endedWall ?? 0) + 1)
    await list.getByText(/Run r-2 completed after/).waitFor()
    await plays(opened)
    expect(complaints).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('region', { name: 'Replay of the past' }).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Roll back', exact: true }).waitFor()
  })

  test('changes nothing, and says what happens live meanwhile: one press is back there', async () => {
    const opened = await open('incidents/i-3')
    const { page, demo, go } = opened
    await enter(opened)
    expect(await page.getByRole('button', { name: 'Not live' }).isDisabled()).toBe(true)
    expect(await page.getByRole('button', { name: /Add the note|Close…|Open an incident…|Mark this moment/ }).count()).toBe(0)
    await page.keyboard.press('m')
    await go('checklists/phase-1')
    expect(await page.getByRole('checkbox').evaluateAll((all) => all.filter((one) => one instanceof HTMLInputElement && !one.disabled).length)).toBe(0)
    expect(demo.calls).toEqual([])
    const plan = demo.opened.plan.rollback
    const mono = demo.record.entries().at(-1)?.at.mono ?? 0
    demo.record.add({ kind: 'rollback.opened', who: ada, incident: 'i-3', data: { run: 'r-7', trigger: 'button', manual: true, drill: false, plan: 'c0ffee', target: 'blue', identity: '', startedAt: mono, exposedSince: mono, deadline: plan.deadline, validation: plan.validation, stages: plan.stages.map(({ steps, ...stage }) => ({ ...stage, steps: steps.map(({ id, title, kind }) => ({ id, title, kind })) })) } })
    const alarm = page.getByRole('alert').filter({ hasText: 'Now, live: a rollback to blue' })
    await alarm.waitFor()
    await alarm.getByRole('button', { name: 'Back to live' }).click()
    await page.getByText('Run r-7').waitFor()
    expect(await page.getByRole('region', { name: 'Replay of the past' }).count()).toBe(0)
  })

  test('is a viewer’s too; a note is not', async () => {
    const opened = await open('incidents/i-3', { role: 'viewer' })
    const { page, demo } = opened
    expect(await page.getByRole('form', { name: 'Add a note' }).count()).toBe(0)
    await enter(opened)
    await scrub(opened, opening(opened) + 60_000)
    await page.getByText(/Entry \d+:/).waitFor()
    expect(demo.calls).toEqual([])
  })

  test('without any series says so, and makes none up', async () => {
    const opened = await open('incidents', { scenario: 'fresh' })
    const { page, demo, go } = opened
    demo.record.add({ kind: 'incident.opened', who: ada, incident: 'i-3', data: { title: 'Orders are missing', severity: 'P1', cause: 'opened by hand' } })
    await go('incidents/i-3')
    await page.getByText('No series of that time').waitFor()
    await enter(opened)
    await page.getByText(/No figures: no series of that time were recorded/).waitFor()
    await go('live')
    await page.getByText('No share of the traffic is recorded for that time.').waitFor()
  })

  test('of a ramp that was under way shows its steps as the record has them, and offers none of its acts', async () => {
    const opened = await open('traffic', { scenario: 'ramping' })
    const { page, demo, go } = opened
    demo.record.add({ kind: 'incident.opened', who: ada, incident: 'i-3', data: { title: 'Slow answers', severity: 'P1', cause: 'opened by hand' } })
    await go('incidents/i-3')
    await enter(opened)
    await go('traffic')
    await page.getByText(/The time stands still: More than 10 % of sessions fail/).waitFor()
    await scrub(opened, opening(opened) - 6 * 60_000)
    await page.getByText('held under its gates').waitFor()
    expect(await page.getByText(/The time stands still/).count()).toBe(0)
    expect(await page.getByRole('button', { name: /^Next(?::|$)|^Hold…|^Stop…|^Back one step/ }).count()).toBe(0)
    expect(demo.calls).toEqual([])
  })
})
