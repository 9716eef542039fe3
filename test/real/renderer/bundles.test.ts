/** Bundles, reviews, reports and care on the Incidents screen, in a real Chromium. */
import { describe, expect, test, vi } from 'vitest'
import { violationsOf } from './axe.ts'
import { inChromium } from './in-chromium.ts'

// A busy machine takes its time over a page.
vi.setConfig({ testTimeout: 120_000 })
const open = inChromium()

describe('the Incidents screen', () => {
  test('lists bundles beside the own incidents, with what their check found and whose key it is; one is read as an own incident, and replayed', async () => {
    const { page, demo, go, complaints } = await open({ scenario: 'completed' })
    await go('incidents/i-1')
    const bundles = page.getByRole('region', { name: 'Bundles' })
    await bundles.getByText('broken: 3 places').waitFor()
    await bundles.getByText('being checked, 42 %').waitFor()
    await bundles.getByText('signed by a key that is known here').waitFor()
    await bundles.getByRole('link', { name: /Archive lag, as it came/ }).click()
    const faults = page.getByRole('list', { name: 'Faults' })
    await expect.poll(() => faults.getByRole('listitem').count()).toBe(3)
    await faults.getByText('Entry 430', { exact: true }).waitFor()
    await page.getByText('from a bundle, read-only').waitFor()
    // The room's own parts: timeline, charts, log lines, and nothing that acts.
    await page.getByRole('list', { name: 'Entries' }).getByText(/opened the incident/).first().waitFor()
    await page.getByRole('img', { name: 'Error rate around the incident' }).waitFor()
    await page.getByRole('region', { name: 'The series of that time' }).getByText('carried in the bundle').waitFor()
    await page.getByRole('list', { name: 'Log lines' }).getByRole('listitem').first().waitFor()
    await page.getByText('1,310 lines of that time did not fit').waitFor()
    expect(await page.getByRole('button', { name: /Add the note|severity|Correct/i }).count()).toBe(0)
    // Its replay: by its entries alone; screens that need more say so.
    await go('incidents/bundle:1111111111111111')
    await page.getByRole('button', { name: 'Replay', exact: true }).click()
    const bar = page.getByRole('region', { name: 'Replay of the past' })
    await bar.getByText(/Replaying i-2 of a bundle at/).waitFor()
    await bar.getByText(/By the entries of the bundle alone: what others would have said is not in it/).waitFor()
    for (const screen of ['checklists', 'checkpoints', 'drills', 'programme', 'pilots']) {
      await go(screen)
      await page.getByText('Not in this bundle').waitFor()
    }
    await go('rollback')
    await page.getByRole('heading', { name: 'Rollback' }).first().waitFor()
    await go('incidents')
    await page.getByRole('list', { name: 'Entries' }).getByText(/opened the incident/).first().waitFor()
    await go('live')
    await page.getByRole('region', { name: 'Gates' }).waitFor()
    expect(await violationsOf(page)).toEqual([])
    expect([demo.calls, complaints]).toEqual([[], []])
  })

  test('exports with names taken out, opens what is chosen, shows what is left to do, and takes an owner, evidence and a new key by hand', async () => {
    const { page, demo, go } = await open({ scenario: 'idle' })
    await go('incidents/i-1')
    await page.getByRole('radio', { name: 'Names', exact: true }).click()
    await page.getByRole('button', { name: 'Export the incident' }).click()
    await page.getByRole('button', { name: /^Save i-1-4f00aa/ }).waitFor()
    expect(demo.calls.at(-1)).toMatchObject({ path: 'bundles.export', input: { incident: 'i-1', redaction: 'names' } })
    await page.getByLabel('Bundle file').setInputFiles({ name: 'x.fifteen', mimeType: 'application/octet-stream', buffer: Buffer.alloc(600_000, 7) })
    await page.getByText(/It is no bundle of Fifteen/).waitFor()
    expect(demo.calls.filter(({ path }) => path === 'bundles.send').map(({ input }) => (input as { readonly offset: number }).offset)).toEqual([0, 262_144, 524_288])
    await page.getByRole('region', { name: 'Open actions' }).getByText('1 is overdue').waitFor()
    await page.getByRole('button', { name: 'Improvement Plan is done' }).focus()
    await page.keyboard.press('Enter')
    await page.keyboard.type('https://wiki.example/plan')
    await page.getByRole('button', { name: 'It is done' }).click()
    await page.getByText('done by Ada Obi').nth(1).waitFor()
    expect(demo.calls.at(-1)).toMatchObject({ path: 'reviews.done', input: { action: 'i-1/improvement', evidence: 'https://wiki.example/plan' } })
    await page.getByRole('button', { name: 'Save the report as PDF' }).click()
    await page.getByText(/No Chromium, Chrome or Edge was found/).waitFor()
    await page.getByRole('button', { name: 'Verify the chain' }).click()
    await page.getByText('4 seals are good').waitFor()
    await page.getByText('answered 503').waitFor()
    // A new key goes on the record with its reason.
    await page.getByRole('button', { name: 'Take a new key…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Take a new key' })
    expect(await dialog.getByRole('button', { name: 'Take it' }).isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('Ada leaves the team')
    await dialog.getByRole('button', { name: 'Take it' }).click()
    await page.getByText(/A new key seals the record now/).waitFor()
    expect(demo.calls.at(-1)).toMatchObject({ path: 'care.rotate', input: { reason: 'Ada leaves the team' } })
  })

  test('while the index is built anew it says how far it is, and what is not found yet', async () => {
    const { page, go } = await open({ scenario: 'stale' })
    await go('incidents')
    await page.getByLabel('Search the record').fill('incident')
    await page.getByText(/^Indexing 4\d %: \d+ entries, the newest, are not found yet\.$/).waitFor()
    await page.getByRole('list', { name: 'Entries that fit' }).getByRole('listitem').first().waitFor()
    await page.getByText(/^\d+ entries so far, in/).waitFor()
    await page.getByLabel('Search the record').fill('nowhere at all ')
    await page.getByText('No entry fits so far').waitFor()
  })

  test('a viewer reads all of it and finds nothing that acts', async () => {
    const { page, go } = await open({ scenario: 'idle', role: 'viewer' })
    await go('incidents/bundle:1111111111111111')
    await page.getByText('from a bundle, read-only').waitFor()
    for (const name of [/Open a file/, /Close the bundle/, /Export/, /Make one now/, /Take the key/, /Take a new key/]) expect(await page.getByRole('button', { name }).count()).toBe(0)
  })
})
