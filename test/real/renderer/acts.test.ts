/** What people do on the screens reaches the console as it was meant, and what it says comes back. */
import { describe, expect, test, vi } from 'vitest'
import type { Page } from 'playwright'
import { ada } from '../../doubles/demo-record.ts'
import type { Scenario } from '../../doubles/demo-console.ts'
import { readOnTheWayDown } from '../parts/on-the-way-down.ts'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

// Five people share two cores: a wait here is for a condition, and its end only a net.
vi.setConfig({ testTimeout: 60_000 })

const openDemoPage = inChromium()

/** The texts of a timeline's rows, each once, as they come by from its first to its last. */
const seenOnTheWayDown = (page: Page): Promise<readonly string[]> => readOnTheWayDown(page.getByRole('list', { name: 'Entries' }))

async function open(scenario: Scenario, screen: string): Promise<Opened> {
  const opened = await openDemoPage({ scenario })
  await opened.go(screen)
  return opened
}
const told = ({ demo }: Opened) => expect.poll(() => demo.calls.map(({ path, input }) => [path, input]))
const giveReason = async ({ page }: Opened, reason: string, action: string): Promise<void> => {
  const dialog = page.getByRole('dialog')
  expect(await dialog.getByRole('button', { name: action }).isDisabled()).toBe(true)
  await dialog.getByRole('textbox').fill(reason)
  await dialog.getByRole('button', { name: action }).click()
  await dialog.waitFor({ state: 'hidden' })
}

describe('a benchmark', () => {
  test('is started after its pre-flight, with a reason, and a yes where users are on it', async () => {
    const opened = await open('idle', 'benchmarks')
    await opened.page.getByRole('button', { name: 'Start Twenty simultaneous users…' }).click()
    const dialog = opened.page.getByRole('dialog')
    await dialog.getByText('20 users send GET /quote to balancer for 30 s, at most 100 requests/s').waitFor()
    const start = dialog.getByRole('button', { name: 'Start', exact: true })
    await dialog.getByRole('textbox').fill('build 5a02')
    expect(await start.isDisabled()).toBe(true)
    await dialog.getByRole('checkbox').focus()
    await opened.page.keyboard.press('Space')
    await start.click()
    await told(opened).toEqual([['bench.start', { benchmark: 'users', reason: 'build 5a02', yes: true }]])
  })

  test('that runs tells its time left, and is cancelled', async () => {
    const opened = await open('benching', 'benchmarks')
    await opened.page.getByText('0:18 left').waitFor()
    const bench = opened.demo.record.state().benches.active?.bench
    await opened.page.getByRole('button', { name: 'Cancel it' }).click()
    await told(opened).toEqual([['bench.cancel', { bench }]])
  })

  test('of rows becomes the baseline with a reason, and is saved as a file', async () => {
    const opened = await open('idle', 'benchmarks/rows')
    await opened.page.getByRole('button', { name: 'Set as the baseline…' }).click()
    await giveReason(opened, 'what green does now', 'Set the baseline')
    await told(opened).toEqual([['bench.baseline', { bench: 'b-9', reason: 'what green does now' }]])
    const saved = opened.page.waitForEvent('download')
    await opened.page.getByRole('button', { name: 'Export CSV' }).click()
    expect((await saved).suggestedFilename()).toBe('fifteen-bench-b-9.csv')
  })
})

describe('a run', () => {
  test('is confirmed now, or vetoed with a reason and a lapse', async () => {
    const opened = await open('validating', 'live')
    await opened.page.getByRole('button', { name: 'Confirm now' }).click()
    await told(opened).toEqual([['rollback.confirm', { run: 'r-2' }]])
    await opened.page.getByRole('button', { name: 'Veto…' }).click()
    await giveReason(opened, 'the errors are of the load test', 'Veto')
    await told(opened).toContainEqual(['rollback.veto', { run: 'r-2', reason: 'the errors are of the load test', lapse: 600_000 }])
  })

  test('asks, and is told to try again, to skip with a reason, to stop with a reason', async () => {
    const opened = await open('asking', 'rollback')
    const question = opened.page.getByRole('region', { name: 'Connection Draining asks' })
    await question.getByText(/it is tried again in \d:\d\d/).waitFor()
    await question.getByRole('button', { name: /Try again/ }).click()
    await told(opened).toEqual([['rollback.answer', { run: 'r-2', step: 'drain', choice: 'retry' }]])
    await question.getByRole('button', { name: /Skip/ }).click()
    await giveReason(opened, 'they are health checks', 'Skip it')
    await told(opened).toContainEqual(['rollback.answer', { run: 'r-2', step: 'drain', choice: 'skip', reason: 'they are health checks' }])
    await opened.page.getByRole('button', { name: 'Stop the run…', exact: true }).click()
    await giveReason(opened, 'blue does not answer', 'Stop the run')
    await told(opened).toContainEqual(['rollback.stop', { run: 'r-2', reason: 'blue does not answer' }])
  })

  test('shows which transactions it would end, and ends those with a reason', async () => {
    const opened = await open('ending', 'rollback')
    const question = opened.page.getByRole('region', { name: 'Transaction Verification asks' })
    await question.getByRole('group', { name: 'Open transactions of green' }).getByRole('row').filter({ hasText: 'reporting' }).filter({ hasText: 'UPDATE positions' }).waitFor()
    await question.getByText(/the step is skipped in \d:\d\d/).waitFor()
    await question.getByRole('button', { name: /End these 3/ }).click()
    await giveReason(opened, 'the report can run again', 'End these 3')
    await told(opened).toEqual([['rollback.answer', { run: 'r-2', step: 'transactions', choice: 'end', reason: 'the report can run again', asked: 1 }]])
  })

  test('shows what a step is at, while it is at it', async () => {
    const { page } = await open('asking', 'rollback')
    await page.getByRole('status').filter({ hasText: /copying orders · \d+ of 1,204/ }).waitFor()
  })

  test('that ended says how, how long, and where its incident is', async () => {
    const { page } = await open('completed', 'rollback')
    await page.getByRole('heading', { name: 'Rollback r-2 completed' }).waitFor()
    await page.getByText('All users are on blue; 1,204 rows were copied').waitFor()
    await page.getByRole('link', { name: 'Open its incident' }).click()
    await page.getByRole('heading', { name: 'Error burst on green' }).waitFor()
  })
})

test('the automation is set with a reason', async () => {
  const opened = await open('idle', 'rollback')
  await opened.page.getByRole('radio', { name: 'Watch only' }).click()
  await giveReason(opened, 'maintenance of the balancer', 'Set it')
  await told(opened).toEqual([['rollback.automation', { mode: 'watch only', reason: 'maintenance of the balancer' }]])
  await opened.page.getByText('Gates are judged and shown; none proposes or acts.').waitFor()
})

test('the phase is set with a reason', async () => {
  const opened = await open('idle', 'plan')
  await opened.page.getByRole('button', { name: /Set the phase to Phase 2/ }).click()
  await giveReason(opened, 'phase 1 passed', 'Set it')
  await told(opened).toEqual([['programme.phase', { phase: 'phase-2', reason: 'phase 1 passed' }]])
})

test('mistakes of a plan stand with their place and how to mend them', async () => {
  const { page } = await open('mistakes', 'plan')
  const row = page.getByRole('row').filter({ hasText: '104:16' })
  await row.getByText('Write 0.8 without quotes.').waitFor()
  await page.getByText('the last good plan, not the present file').waitFor()
})

test('an item is ticked with evidence and unticked with a reason, and only the record ticks it', async () => {
  const opened = await open('idle', 'checklists/phase-1')
  const { page } = opened
  const row = page.getByRole('row').filter({ hasText: 'Internal team access configured' })
  await row.getByText('Internal team access configured').click()
  expect(await row.getByRole('checkbox').isChecked()).toBe(false)
  await page.getByRole('dialog').getByRole('textbox').fill('12 accounts, list in the wiki')
  await page.getByRole('dialog').getByRole('button', { name: 'Tick' }).click()
  await row.getByText('12 accounts, list in the wiki').waitFor()
  await row.getByText('Ada Obi').waitFor()
  expect(await row.getByRole('checkbox').isChecked()).toBe(true)
  await row.getByText('Internal team access configured').click()
  await giveReason(opened, 'two accounts were wrong', 'Untick')
  await row.getByText('Unticked: two accounts were wrong').waitFor()
})

describe('an incident', () => {
  test('is opened by hand, graded, noted, corrected by a later note and closed with a summary', async () => {
    const opened = await open('idle', 'incidents')
    const { page } = opened
    await page.getByRole('button', { name: 'Open an incident…' }).click()
    await page.getByRole('dialog').getByRole('textbox').fill('Orders are missing')
    await page.getByRole('dialog').getByRole('button', { name: 'Open it' }).click()
    await page.getByRole('heading', { name: 'Orders are missing' }).waitFor()
    await page.getByRole('region', { name: 'Incident i-9' }).getByRole('radio', { name: 'P0' }).click()
    await page.getByRole('main').getByText('Ada Obi set the severity to P0').waitFor()
    await page.getByLabel('Note', { exact: true }).fill('since noon')
    await page.getByRole('button', { name: 'Add the note' }).click()
    await page.getByRole('button', { name: /Correct note/ }).click()
    await page.getByLabel(/Note that corrects/).fill('since ten')
    await page.getByRole('button', { name: 'Add the correction' }).click()
    await page.getByText(/corrected by entry \d+/).waitFor()
    await page.getByRole('button', { name: 'Close…' }).click()
    await giveReason(opened, 'found in the queue', 'Close it')
    await page.getByText('found in the queue').first().waitFor()
    expect(await page.getByRole('button', { name: 'Close…' }).count()).toBe(0)
  })

  test('of many entries is read in pages, oldest first, and carries on by itself', async () => {
    const { page, demo, go } = await open('idle', 'incidents')
    for (let number = 1; number <= 450; number += 1) demo.record.add({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: `note number ${number}.` } })
    const all = demo.record.state().incidents.find(({ id }) => id === 'i-1')?.entries ?? 0
    await page.getByText(`${all} entries`).waitFor()
    await go('incidents/i-1')
    const entries = page.getByRole('list', { name: 'Entries' })
    await entries.getByText('note number 1.').waitFor()
    await page.getByText(/^200 entries shown/).waitFor()
    for (const more = page.getByRole('button', { name: 'Load more' }); await more.isVisible(); ) {
      await more.click()
      await page.getByText('Reading…').waitFor({ state: 'hidden' })
    }
    // With its own, what is nobody's and happened around it.
    expect(Number(/\d+/.exec(await page.getByText(/^\d+ entries shown/).innerText())?.[0])).toBeGreaterThanOrEqual(all)
    // Only what is near the sight is drawn; on the way down every one comes by.
    expect(await entries.getByRole('listitem').count()).toBeLessThan(450)
    expect((await seenOnTheWayDown(page)).filter((text) => /note number \d+\./.test(text))).toHaveLength(450)
    demo.record.add({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: 'the last word' } })
    await entries.getByText('the last word').waitFor()
    await page.getByRole('radio', { name: 'Gates' }).click()
    await page.getByText('None of this kind').waitFor()
  })
})

describe('a ramp', () => {
  test('is begun with a reason, at the step that is chosen', async () => {
    const opened = await open('idle', 'traffic')
    await opened.page.getByRole('button', { name: /Begin at/ }).click()
    await opened.page.getByRole('option', { name: '50 %' }).click()
    await opened.page.getByRole('button', { name: 'Roll forward…' }).click()
    await giveReason(opened, 'build 4f1d is mended', 'Begin')
    await told(opened).toEqual([['forward.start', { ramp: 'forward', from: 'half', reason: 'build 4f1d is mended' }]])
  })

  test('tells how long its gates have passed and why that stands still, and is stopped with a reason', async () => {
    const opened = await open('ramping', 'traffic')
    const { page } = opened
    await page.getByText('4:12 of 10:00 passed').waitFor()
    await page.getByText(/The time stands still: More than 10 % of sessions fail: no data/).waitFor()
    expect(await page.getByRole('list', { name: 'Gates of this step' }).getByRole('listitem').count()).toBe(9)
    await page.getByRole('button', { name: 'Stop…' }).click()
    await giveReason(opened, 'lunch', 'Stop it')
    await told(opened).toEqual([['forward.stop', { run: 'f-1', reason: 'lunch' }]])
    await page.getByText('No users are being sent on.').waitFor()
  })

  test('whose gate fails asks, and is measured again', async () => {
    const opened = await open('ramp-asks', 'traffic')
    await opened.page.getByRole('button', { name: 'Measure again Hold under the gates' }).click()
    await told(opened).toEqual([['forward.answer', { run: 'f-1', step: 'half-gates', choice: 'retry' }]])
    await opened.page.getByRole('button', { name: 'Back one step…' }).click()
    await giveReason(opened, 'too many errors', 'Go back')
    await told(opened).toEqual([['forward.answer', expect.anything()], ['forward.back', { run: 'f-1', reason: 'too many errors' }]])
  })

  test('that goes by hand waits for “next”, and says so on the rail', async () => {
    const opened = await open('ramp-hand', 'traffic')
    await opened.page.getByLabel('1 step waits for you').waitFor()
    await opened.page.getByRole('button', { name: 'Next: 100 %' }).click()
    await told(opened).toEqual([['forward.next', { run: 'f-1' }]])
    expect(await opened.page.getByRole('button', { name: 'Next', exact: true }).isDisabled()).toBe(true)
  })
})

test('the whole journal is read from its end back, and no entry is shown twice', async () => {
  const { page, demo, go } = await open('idle', 'incidents')
  for (let number = 1; number <= 450; number += 1) demo.record.add({ kind: 'lab.fault', who: ada, data: { fault: `f${number}`, on: true } })
  await page.getByText(demo.record.state().head).waitFor()
  await go('incidents/journal')
  await page.getByText('practice fault: f450').waitFor()
  await page.getByText(/^200 entries shown/).waitFor()
  const all = demo.record.entries().length
  for (let shown = 400; shown < all + 200; shown += 200) {
    await page.getByRole('button', { name: 'Load earlier ones' }).click()
    await page.getByText(new RegExp(`^${Math.min(shown, all)} entries shown`)).waitFor()
  }
  expect(await page.getByRole('button', { name: 'Load earlier ones' }).count()).toBe(0)
  const faults = (await seenOnTheWayDown(page)).filter((text) => /practice fault: f\d+/.test(text))
  expect(faults).toEqual(Array.from({ length: 450 }, (_, index) => expect.stringContaining(`practice fault: f${450 - index}`)))
})

test('the chain and the logs are verified, and the results are words; Live says what is read of the logs', async () => {
  const { page, demo, go } = await open('idle', 'incidents')
  await page.getByText(demo.record.state().head).waitFor()
  await page.getByRole('button', { name: 'Verify the chain' }).click()
  await page.getByRole('status').filter({ hasText: 'The chain is whole.' }).waitFor()
  await page.getByRole('button', { name: 'Verify the logs' }).click()
  await page.getByRole('status').filter({ hasText: 'The logs are whole. 305,322 lines in 612 batches' }).waitFor()
  await page.getByRole('list', { name: 'Where lines come from' }).getByText('14,000 lines went by age').waitFor()
  await go('live')
  await page.getByRole('row', { name: /reading Logs .* 3 logs .* 22 lines\/s, 305,322 lines kept/ }).waitFor()
})
