/** Bundles, reviews, reports and care on the Incidents screen, in a real Chromium. */
import { AxeBuilder } from '@axe-core/playwright'
import { describe, expect, test } from 'vitest'
import { inChromium } from './in-chromium.ts'

const open = inChromium()

describe('the Incidents screen', () => {
  test('lists bundles beside the own incidents, with what their check found and whose key it is', async () => {
    const { page, go } = await open({ scenario: 'idle' })
    await go('incidents/i-1')
    const bundles = page.getByRole('region', { name: 'Bundles' })
    await bundles.getByText('broken: 3 places').waitFor()
    await bundles.getByText('being checked, 42 %').waitFor()
    await bundles.getByText('signed by a key that is known here').waitFor()
    await bundles.getByRole('link', { name: /Archive lag, as it came/ }).click()
    const faults = page.getByRole('list', { name: 'Faults' })
    expect(await faults.getByRole('listitem').count()).toBe(3)
    await faults.getByText('Entry 430', { exact: true }).waitFor()
    await page.getByText('from a bundle, read-only').waitFor()
    await page.getByRole('list', { name: 'Entries of the bundle' }).getByText('Error burst on green').first().waitFor()
    await page.getByRole('img', { name: /^Error rate: at most 30 %, green and blue/ }).waitFor()
    expect(await page.getByRole('button', { name: /note|severity/i }).count()).toBe(0)
    const found = await new AxeBuilder({ page }).analyze()
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([])
  })

  test('exports with names taken out, and opens what is chosen: a file that is none is told in words', async () => {
    const { page, demo, go } = await open({ scenario: 'idle' })
    await go('incidents/i-1')
    await page.getByRole('radio', { name: 'Names', exact: true }).click()
    await page.getByRole('button', { name: 'Export the incident' }).click()
    await page.getByRole('button', { name: /^Save i-1-4f00aa/ }).waitFor()
    expect(demo.calls.at(-1)).toMatchObject({ path: 'bundles.export', input: { incident: 'i-1', redaction: 'names' } })
    await page.getByLabel('Bundle file').setInputFiles({ name: 'x.fifteen', mimeType: 'application/octet-stream', buffer: Buffer.alloc(600_000, 7) })
    await page.getByText(/It is no bundle of Fifteen/).waitFor()
    expect(demo.calls.filter(({ path }) => path === 'bundles.send').map(({ input }) => (input as { readonly offset: number }).offset)).toEqual([0, 262_144, 524_288])
  })

  test('shows what is left to do, and takes an owner and evidence by keyboard', async () => {
    const { page, demo, go } = await open({ scenario: 'idle' })
    await go('incidents/i-1')
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
    const found = await new AxeBuilder({ page }).analyze()
    expect(found.violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 120))])).toEqual([])
  })

  test('a viewer reads all of it and finds nothing that acts', async () => {
    const { page, go } = await open({ scenario: 'idle', role: 'viewer' })
    await go('incidents/bundle:1111111111111111')
    await page.getByText('from a bundle, read-only').waitFor()
    for (const name of [/Open a file/, /Close the bundle/, /Export/, /Make one now/, /Take the key/]) expect(await page.getByRole('button', { name }).count()).toBe(0)
  })
})
