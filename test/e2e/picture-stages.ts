/**
 * What `npm run pictures` takes, in the order in which a drill on the lab comes by: each stage brings the console to
 * where its pictures can be taken, and each picture can be taken alone once its stage is reached.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Page } from 'playwright'
import type { Scenario } from '../doubles/demo-console.ts'
import { seen } from './app.ts'

export type Room = {
  readonly page: Page
  /** Goes to a screen, and takes nothing. */
  readonly open: (address: string) => Promise<void>
  /** A screen in both themes. */
  readonly shoot: (name: string, address?: string) => Promise<void>
  /** What a lab of one console has not: other consoles, a shared database. */
  readonly shootDemo: (name: string, scenario: Scenario, address: string) => Promise<void>
  /** The wall as it hangs, at 1080p and at 4K. */
  readonly shootWall: (name: string) => Promise<void>
  /** A file as people get it, from its first line. */
  readonly shootFile: (name: string, file: string) => Promise<void>
  /** A scratch file of this name. */
  readonly scratch: (name: string) => string
}
type Take = (room: Room) => Promise<void>
type Stage = { readonly reach: Take; readonly pictures: Readonly<Record<string, Take>> }

const patient = { timeout: 60_000 }
const at = (name: string, address = name): Take => ({ shoot }) => shoot(name, address)

/** By the key: what loads above a button moves it, and a press of the mouse between two layouts is lost. */
const press = (page: Page, name: string | RegExp): Promise<void> => page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) }).press('Enter', patient)

async function choose(page: Page, field: RegExp, option: string | RegExp): Promise<void> {
  await press(page, field)
  await page.getByRole('option', { name: option }).first().press('Enter')
}

/** The incident of the drill, shown. @returns its address */
async function openDrill({ page, open }: Room): Promise<string> {
  await open('incidents')
  await page.getByRole('link', { name: /burst/i }).first().press('Enter')
  await seen(page.getByRole('list', { name: 'Entries' }).getByRole('listitem'))
  return new URL(page.url()).hash.replace('#/', '')
}

/** The report of the drill, saved as a browser saves it. @returns where it lies */
async function saveReport(room: Room, format: 'HTML' | 'PDF'): Promise<string> {
  await openDrill(room)
  const [saved] = await Promise.all([room.page.waitForEvent('download', patient), press(room.page, `Save the report as ${format}`)])
  const file = room.scratch(saved.suggestedFilename())
  await saved.saveAs(file)
  return file
}

async function exportDrill(room: Room): Promise<string> {
  const { page } = room
  await openDrill(room)
  await press(page, 'Export the incident')
  const [saved] = await Promise.all([page.waitForEvent('download', patient), press(page, /^Save .*\.fifteen$/)])
  const file = room.scratch(saved.suggestedFilename())
  await saved.saveAs(file)
  return file
}

async function shootBundle(room: Room, name: string, file: string, state: RegExp): Promise<void> {
  const { page, shoot } = room
  await page.getByLabel('Bundle file').setInputFiles(file)
  await page.getByText('from a bundle, read-only').waitFor(patient)
  await page.getByRole('region', { name: 'Is it whole?' }).getByText(state).first().waitFor(patient)
  await shoot(name)
}

/** A plan of one's own, with a connection that answers nowhere, and says so. */
async function testConnection({ page, open }: Room): Promise<void> {
  await open('connections/~plan')
  await page.getByLabel('Title of the plan').fill('Orders: from monolith to services')
  await press(page, 'Connect a system…')
  await choose(page, /Kind of system/, 'JSON page')
  await page.getByLabel('Name', { exact: true }).fill('orders')
  await choose(page, /Environment/, 'green')
  await page.getByLabel('Address', { exact: true }).fill('http://127.0.0.1:9/figures')
  await page.getByLabel('Metrics', { exact: true }).fill('active_users: { path: users }')
  await press(page, 'Test')
  await page.getByRole('button', { name: 'Keep it all the same' }).waitFor(patient)
}

const buildPlan: Take = async (room) => {
  const { page, open, shoot } = room
  await testConnection(room)
  await press(page, 'Keep it all the same')
  await press(page, 'Build the plan')
  await page.getByLabel('Text of the plan').waitFor(patient)
  await shoot('plan-builder')
  await open('live')
}

const stages: readonly Stage[] = [
  {
    // The question of a fresh home stands over the running lab.
    reach: ({ page }) => seen(page.getByRole('region', { name: 'Welcome' })),
    pictures: { welcome: at('welcome', 'live') },
  },
  {
    reach: async ({ page }) => {
      await page.keyboard.press('Escape')
      // Figures of a minute, so that charts and gates have something to say.
      await page.waitForTimeout(70_000)
    },
    pictures: {
      live: at('live'),
      'rollback-ready': at('rollback-ready', 'rollback'),
      checklists: at('checklists'),
      checkpoints: async ({ page, open, shoot }) => {
        await open('checkpoints')
        await press(page, 'Take one now…')
        await page.getByRole('dialog').getByRole('textbox').fill('before the week begins')
        await press(page, 'Take it')
        await page.getByRole('row', { name: /blue.*proven/ }).waitFor(patient)
        await page.getByRole('row', { name: /green.*proven/ }).waitFor(patient)
        await shoot('checkpoints')
      },
      traffic: at('traffic'),
      'on-call': at('on-call'),
      'hand-over': at('hand-over'),
      programme: async ({ page, open, shoot }) => {
        await open('programme/phase-2')
        await press(page, 'Set the start…')
        const dialog = page.getByRole('dialog')
        await dialog.getByLabel('Date of day 1').fill(new Date(Date.now() - 9 * 86_400_000).toISOString().slice(0, 10))
        await dialog.getByRole('textbox').last().fill('the kick-off')
        await press(page, 'Set the start')
        await dialog.waitFor({ state: 'detached' })
        await shoot('programme')
      },
      pilots: async ({ page, open, scratch, shoot }) => {
        await open('pilots')
        await press(page, 'Import…')
        const roster = scratch('roster.csv')
        writeFileSync(roster, 'name,profile,experience,cohort,consent\nAmara Obi,Trader,experienced,phase-2,2026-11-14\nBjörn Falk,Quant researcher,experienced,phase-2,2026-11-14\nChiara Conti,Risk analyst,intermediate,phase-2,\n')
        await page.getByRole('dialog').locator('input[type=file]').setInputFiles(roster)
        await press(page, /^Yes, import/)
        await page.getByRole('row', { name: /Chiara Conti/ }).waitFor(patient)
        await shoot('pilots')
      },
      reports: async ({ page, open, shoot }) => {
        await open('programme/~reports')
        await page.getByText('Gathering…').waitFor({ ...patient, state: 'detached' })
        await shoot('reports')
      },
      help: at('help'),
      benchmarks: async ({ page, open, shoot }) => {
        await open('benchmarks')
        await press(page, 'Start Green against blue…')
        const dialog = page.getByRole('dialog')
        await dialog.getByRole('textbox').fill('before the first share')
        const yes = dialog.getByRole('checkbox')
        if ((await yes.count()) > 0) await yes.press('Space')
        await press(page, 'Start')
        await page.getByRole('region', { name: 'Green against blue: latest result' }).waitFor(patient)
        await shoot('benchmarks')
      },
      plan: at('plan'),
      connections: at('connections'),
      'connection-test': async (room) => {
        await testConnection(room)
        await room.shoot('connection-test')
        await press(room.page, 'Cancel')
      },
      'plan-builder': buildPlan,
      consoles: ({ shootDemo }) => shootDemo('consoles', 'asking', 'connections'),
      'wall-calm': ({ shootWall }) => shootWall('wall-calm'),
    },
  },
  {
    reach: async ({ page, open }) => {
      await open('live')
      await press(page, 'Practice lab')
      await page.getByRole('switch', { name: /Failing requests.*green/i }).press('Space')
      await page.getByRole('progressbar', { name: /error burst.*pending/i }).waitFor(patient)
    },
    pictures: { 'live-pending': at('live-pending', 'live') },
  },
  {
    reach: ({ page }) => page.getByText(/Rolls back to blue in/).first().waitFor(patient),
    pictures: { rollback: at('rollback'), 'war-room': ({ shootWall }) => shootWall('war-room') },
  },
  {
    reach: async ({ page, open }) => {
      await open('rollback')
      await press(page, 'Confirm now')
      await page.getByText(/completed/i).first().waitFor({ timeout: 150_000 })
    },
    pictures: {
      'rollback-done': at('rollback-done', 'rollback'),
      drills: at('drills'),
      messages: at('messages'),
      incidents: async (room) => room.shoot('incidents', await openDrill(room)),
      bundle: async (room) => shootBundle(room, 'bundle', await exportDrill(room), /^whole$/),
      'bundle-broken': async (room) => {
        const file = await exportDrill(room)
        const bytes = readFileSync(file)
        const middle = Math.floor(bytes.length / 2)
        bytes[middle] = (bytes[middle] ?? 0) ^ 1
        writeFileSync(file, bytes)
        await shootBundle(room, 'bundle-broken', file, /^broken/)
      },
      report: async (room) => room.shootFile('report', await saveReport(room, 'HTML')),
      'incident-replay': async (room) => {
        const { page, shoot } = room
        await openDrill(room)
        await press(page, 'Replay')
        await page.getByRole('slider', { name: 'Moment of the replay' }).waitFor(patient)
        for (let count = 0; count < 12; count += 1) await page.keyboard.press('.')
        await shoot('incident-replay', 'rollback')
        await page.keyboard.press('Escape')
        await page.getByRole('slider', { name: 'Moment of the replay' }).waitFor({ state: 'detached' })
      },
      replay: async ({ page, open, shoot }) => {
        await open('replay')
        await page.getByRole('radio', { name: 'Run or incident' }).click()
        await choose(page, /Run or incident$/, /Drill/)
        await choose(page, /Gate$/, /Error burst/)
        await page.getByRole('textbox', { name: 'For', exact: true }).fill('10s')
        await press(page, 'Replay')
        await page.getByText(/10 s earlier/).waitFor(patient)
        await shoot('replay')
      },
    },
  },
]

/** The names of all pictures that are taken. */
export const pictureNames: readonly string[] = stages.flatMap(({ pictures }) => Object.keys(pictures))

/**
 * Goes through the stages as far as the wanted pictures need it. A picture that can't be taken stops no other.
 * @param wanted names; all if it is empty
 * @returns what could not be taken, with why
 */
export async function takePictures(room: Room, wanted: readonly string[]): Promise<readonly { readonly name: string; readonly why: string }[]> {
  const isWanted = (name: string): boolean => wanted.length === 0 || wanted.includes(name)
  const last = stages.findLastIndex(({ pictures }) => Object.keys(pictures).some(isWanted))
  const missed: { readonly name: string; readonly why: string }[] = []
  for (const { reach, pictures } of stages.slice(0, last + 1)) {
    await reach(room)
    for (const [name, take] of Object.entries(pictures).filter(([one]) => isWanted(one))) {
      try {
        await take(room)
      } catch (error) {
        missed.push({ name, why: error instanceof Error ? error.message : String(error) })
      }
    }
  }
  return missed
}
