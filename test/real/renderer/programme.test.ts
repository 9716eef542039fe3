/** The programme in a real Chromium, its commands answered by the real router over the demo's record. */
import { readFileSync } from 'node:fs'
import { expect, test, vi } from 'vitest'
import { inChromium } from './in-chromium.ts'
import type { Opened } from './pages.ts'

vi.setConfig({ testTimeout: 60_000 })
const openDemoPage = inChromium()
const open = async (scenario: 'piloting' | 'idle', screen: string, role: 'operator' | 'viewer' = 'operator'): Promise<Opened> => {
  const opened = await openDemoPage({ scenario, role })
  await opened.go(screen)
  return opened
}
const sent = ({ demo }: Opened, path: string) => demo.calls.filter((call) => call.path === path).map(({ input }) => input)
const decide = async ({ page }: Opened, outcome: string): Promise<void> => {
  await page.getByRole('button', { name: 'Decide…' }).press('Enter')
  await page.getByRole('dialog').getByRole('radio', { name: outcome, exact: true }).click()
  await page.getByRole('dialog').getByLabel('Reason, for the record').fill('as the evidence stands')
}
const answer = async ({ page }: Opened, action: string): Promise<void> => {
  await page.getByRole('dialog').getByRole('textbox').fill('as it was decided')
  await page.getByRole('dialog').getByRole('button', { name: action }).click()
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
}

test('a missing answer leaves the rule undecided, and a GO then is against it', async () => {
  const opened = await open('piloting', 'programme')
  const { page } = opened
  await page.getByText('met only if both missing answers are positive').waitFor()
  const verdict = page.getByRole('status', { name: 'The rule\'s verdict' })
  await verdict.getByText('2 of 4 met, 3 needed: passes only if the missing one is met (User Satisfaction).').waitFor()
  await verdict.getByText('Best case: passes. Worst case: fails.').waitFor()
  await decide(opened, 'GO')
  const go = page.getByRole('button', { name: 'Decide GO', exact: true })
  expect(await go.isDisabled()).toBe(true)
  await page.getByRole('checkbox', { name: /Decide GO against the rule/ }).press('Space')
  await go.click()
  await page.getByText('against the rule, by Ada Obi as DevOps Engineer').waitFor()
})

test('with its answer brought, a GO is decided with a dissent, and shows what it froze', async () => {
  const opened = await open('piloting', 'programme/phase-2')
  const { page, demo } = opened
  await page.getByRole('button', { name: 'Record evidence for User Satisfaction' }).press('Enter')
  for (const [label, value] of [['Positive', '7'], ['Answered', '7'], ['Asked', '8']] as const) await page.getByRole('dialog').getByLabel(label).fill(value)
  await page.getByRole('dialog').getByRole('status').filter({ hasText: 'met' }).waitFor()
  await page.getByLabel('What shows it').fill('Ida has answered')
  await page.getByLabel('Attachment').setInputFiles({ name: 'answers.csv', mimeType: 'text/csv', buffer: Buffer.from('user,answer\nida,5\n') })
  await page.getByRole('button', { name: 'Record', exact: true }).click()
  await page.getByText('The rule passes').waitFor()
  await decide(opened, 'GO')
  await page.getByRole('button', { name: 'Add a dissent' }).click()
  expect(await page.getByRole('button', { name: 'Decide GO', exact: true }).isDisabled()).toBe(true)
  await page.getByLabel('Who dissents').fill('Bo Lind')
  await page.getByLabel('Why', { exact: true }).fill('two weeks are too short')
  const frozen = page.getByRole('region', { name: 'What will be frozen' })
  await frozen.getByRole('row', { name: /User Satisfaction ≥ 80 % of those asked 7 of 8 .* met/ }).waitFor()
  await page.getByRole('button', { name: 'Decide GO', exact: true }).click()
  await page.getByText('Bo Lind dissents').waitFor()
  await page.getByText(/Frozen: 4 criteria, plan 9f2ac41be07d/).press('Enter')
  // The file that the evidence rests on is handed over from the decision's own record, as it was.
  const saved = page.waitForEvent('download')
  await page.getByRole('region', { name: 'Decisions' }).getByRole('button', { name: 'Save answers.csv' }).press('Enter')
  const file = await saved
  expect([file.suggestedFilename(), readFileSync(await file.path(), 'utf8')]).toEqual(['answers.csv', 'user,answer\nida,5\n'])
  expect(demo.record.state().programme.decisions.at(-1)).toMatchObject({ outcome: 'GO', against: false, dissent: [{ name: 'Bo Lind', why: 'two weeks are too short' }], verdict: { state: 'passes' } })
  await page.getByRole('button', { name: 'Withdraw…' }).press('Enter')
  await answer(opened, 'Withdraw it')
  await page.getByText('withdrawn', { exact: true }).waitFor()
})

test('an extension moves the phases that follow', async () => {
  const opened = await open('piloting', 'programme')
  const { page } = opened
  const timeline = page.getByRole('region', { name: 'Timeline' })
  await timeline.getByText('days 30 to 57, 8 d later').waitFor()
  await decide(opened, 'EXTEND')
  await page.getByRole('button', { name: 'Decide EXTEND' }).click()
  await page.getByRole('button', { name: 'Extend…' }).click()
  await answer(opened, 'Do it')
  await timeline.getByText('days 37 to 64, 15 d later').waitFor()
  await page.getByText('ends on day 71, 15 d later').waitFor()
})

test('an open checklist holds the next phase, which begins despite it only with a yes and a reason', async () => {
  const opened = await open('piloting', 'checklists/phase-2')
  const { page, go } = opened
  await page.getByRole('checkbox', { name: 'User satisfaction surveys distributed' }).press('Space')
  await page.getByRole('dialog').getByLabel('Evidence').fill('sent on day 15')
  await page.getByRole('dialog').getByRole('button', { name: 'Tick' }).click()
  await page.getByText('2 items that are due are open').waitFor()
  await go('programme/phase-2')
  await page.getByText(/has 2 open items: Issue resolution tracking operational, Phase 3 readiness assessment complete/).waitFor()
  await go('programme/phase-3')
  await page.getByRole('button', { name: 'Begin this phase…' }).press('Enter')
  const dialog = page.getByRole('dialog')
  await dialog.getByText('“Phase 2 → Phase 3 Decision” has no GO').waitFor()
  await dialog.getByLabel('Reason, for the record').fill('the desk insists')
  await dialog.getByRole('button', { name: 'Begin it' }).click()
  await page.getByRole('alert').or(page.getByText('Beginning the phase failed')).first().waitFor()
  await dialog.getByRole('checkbox', { name: /Begin despite it/ }).press('Space')
  await dialog.getByRole('button', { name: 'Begin it' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await expect.poll(() => opened.demo.record.state().phase).toBe('phase-3')
})

test('the start is set by the keyboard, and the days get dates', async () => {
  const opened = await open('idle', 'live')
  const { page } = opened
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await page.getByText('not started: the days stand as the plan has them').waitFor()
  await page.getByRole('button', { name: 'Set the start…' }).press('Enter')
  const today = new Date().toISOString().slice(0, 10)
  await page.getByLabel('Date of day 1').fill(today)
  await page.getByLabel('Reason, for the record').fill('agreed with the desk')
  await page.getByRole('button', { name: 'Set the start', exact: true }).press('Enter')
  await page.getByText(`day 1 is ${today} (UTC)`).waitFor()
  expect(sent(opened, 'programme.begin')).toEqual([{ day1: today, reason: 'agreed with the desk' }])
  await page.getByRole('button', { name: 'Week 8' }).press('Enter')
  await page.getByRole('region', { name: 'Week 8' }).getByText('Stakeholder review and GO/NO-GO decision').waitFor()
})

test('a rollback that was decided asks once more, and opens a run', async () => {
  const opened = await open('piloting', 'programme')
  await opened.page.getByRole('region', { name: 'Decisions' }).getByRole('button', { name: 'Roll back…' }).click()
  await answer(opened, 'Roll back now')
  await opened.page.getByText(/set off by Ada Obi, r-9/).waitFor()
})

test('a risk is given an owner, and help is searched', async () => {
  const { page, go, demo } = await open('piloting', 'programme')
  await page.getByRole('button', { name: 'Update the risk Error rate above 5 %' }).click()
  await page.getByRole('radiogroup', { name: 'Mitigation' }).getByRole('radio', { name: 'in place' }).click()
  await page.getByLabel('Owner').fill('Bo Lind')
  await page.getByRole('button', { name: 'Record', exact: true }).click()
  await page.getByRole('row', { name: /Error rate above 5 %.*in place Bo Lind/ }).waitFor()
  expect(demo.record.state().programme.risks['errors']).toMatchObject({ owner: 'Bo Lind', mitigation: 'in place' })
  await go('help')
  await page.keyboard.press('/')
  await page.keyboard.type('golden format')
  await page.getByRole('link', { name: 'Migration guide 1 place' }).waitFor()
  expect(await page.getByRole('navigation', { name: 'Pages of help' }).getByRole('link').count()).toBe(1)
  expect(await page.locator('mark').allInnerTexts()).toEqual(['Golden Format'])
  // The plan's cheat sheet can be taken along.
  await page.getByRole('textbox', { name: 'Search' }).fill('')
  await page.getByRole('link', { name: 'Quick reference' }).click()
  const saved = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Save as Markdown: Quick reference' }).press('Enter')
  expect(readFileSync(await (await saved).path(), 'utf8')).toMatch(/^# Quick reference\n\n## Roll back\n/)
})

test('a viewer sees all of it and changes nothing', async () => {
  const { page } = await open('piloting', 'programme', 'viewer')
  await page.getByText('The rule is undecided').waitFor()
  const names = await page.getByRole('main').getByRole('button').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent ?? ''))
  expect(names.filter((name) => !/^Week \d+$/.test(name))).toEqual([])
})

test('a weekly report is looked at, made with one press, and stands in the list with its files', async () => {
  const opened = await open('piloting', 'programme')
  const { page, demo } = opened
  await page.getByRole('link', { name: 'Reports', exact: true }).press('Enter')
  const report = page.getByRole('region', { name: 'The report' })
  await report.getByRole('region', { name: 'Performance Trends' }).getByRole('row', { name: /^green Error rate/ }).waitFor()
  await report.getByRole('region', { name: 'Risk Assessment' }).waitFor()
  await page.getByRole('button', { name: 'Make it: HTML, Markdown, PDF' }).press('Enter')
  await page.getByRole('button', { name: /^Save weekly-.*html$/ }).waitFor()
  expect(demo.record.state().reports.at(-1)).toMatchObject({ report: 'weekly', by: 'Ada Obi', files: [{}, {}] })
  await page.getByRole('radiogroup', { name: 'Report' }).getByRole('radio', { name: 'Phase transition' }).click()
  await page.getByRole('region', { name: 'Success Criteria Assessment' }).waitFor()
  await page.getByRole('radiogroup', { name: 'Report' }).getByRole('radio', { name: 'Final assessment' }).click()
  await page.getByRole('region', { name: 'Confidence' }).waitFor()
})

test('a phase tells of its traffic, and what stands against it', async () => {
  const { page } = await open('piloting', 'programme/phase-2')
  await page.getByLabel('Traffic of the phase').getByText(/Roll forward, 10 %, 50 %, 100 %/).waitFor()
  await page.getByLabel('Traffic of the phase').getByRole('link', { name: 'To Traffic' }).press('Enter')
  await page.getByRole('heading', { name: 'Traffic', level: 1 }).waitFor()
})
