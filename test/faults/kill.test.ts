/**
 * kill -9 of a whole console before and after every write of its record and every effect on a target (faults 1 and 2 of
 * trust.md): started again, it completes the one run, and every effect has happened once. `npm run faults` takes all of
 * the places; `npm test` some, spread over the run.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startConsole, type Config } from './console.ts'
import type { When } from './ledger.ts'
import { recordOf, startFaultStand, type FaultStand, type Record } from './stand.ts'

const all = process.env['FIFTEEN_FAULTS'] === 'all'
const aMinute = 60_000

let stand: FaultStand
beforeAll(async () => {
  stand = await startFaultStand()
}, 60_000)
afterAll(() => stand?.stop())

type Place = { readonly at: 'write' | 'effect'; readonly when: When; readonly number: number; readonly from?: 'press' | 'start' }
const nameOf = ({ at, when, number, from = 'press' }: Place): string => `${when} ${at} ${number} since the ${from}`

/** Lets a console go until it has ended, at that place or of itself. @returns the place in words, undefined where it was not come to */
async function goUntil(config: Config, place: Place): Promise<string | undefined> {
  let at: string | undefined
  const isWrite = place.at === 'write'
  stand.ledger.onEffect((when, number, what) => {
    if (isWrite || when !== place.when || number !== place.number) return
    at = `${when} ${what}`
    child.kill()
    throw new Error('cut')
  })
  const child = startConsole({ ...config, alone: true, ...(isWrite && { kill: { when: place.when, write: place.number, from: place.from ?? 'press' } }) })
  const how = await child.ended
  if (how === 'exit code 0') return undefined
  expect(how, child.log().slice(-3_000)).toBe('SIGKILL')
  return at ?? /^killed (.*)$/m.exec(child.log())?.[1] ?? ''
}

/** Commands that a second time would be a second effect; closing what is left is none, and neither is a fencing number. */
const oncePerRun = (command: string): boolean => !command.startsWith('shutdown sessions') && !command.includes(stand.haproxy.fence)

function effectsHappenedOnce(): void {
  const effects = stand.ledger.effects()
  const commands = effects.filter(({ target, sent }) => target === 'haproxy' && oncePerRun(sent)).map(({ sent }) => sent)
  const wanted = [
    'set server split/blue weight 100', 'set server split/green weight 0', `clear map ${stand.haproxy.users}`,
    ...['blue/green', 'green/green', 'split/green'].map((server) => `set server ${server} state drain`),
  ]
  expect(commands.toSorted(), 'commands of HAProxy').toEqual(wanted.toSorted())
  const imports = effects.filter(({ target, what }) => target === 'blue' && what === 'PUT /admin/sessions')
  const sent = new Set(imports.flatMap((effect) => (JSON.parse(effect.sent) as readonly { readonly sessionId: string }[]).map(({ sessionId }) => sessionId)))
  const taken = imports.reduce((sum, { answer }) => sum + (JSON.parse(answer) as { readonly imported: number }).imported, 0)
  expect(taken, 'sessions taken in').toBe(sent.size)
  const notices = effects.filter(({ what }) => what === 'POST /admin/notice')
  expect(new Set(notices.map(({ target, answer }) => `${target} at ${(JSON.parse(answer) as { readonly at: number }).at}`)).size, 'notices shown in the app').toBe(1)
  expect(effects.filter(({ target }) => target === 'green')).toEqual([])
}

type Cell = { readonly integer: string }
/** One report, whole; and of each row that was overwritten what stood there before, however often the copying was cut off. */
function filesAreWhole(home: string): void {
  const filesIn = (folder: string) => readdirSync(join(home, folder)).map((name) => join(home, folder, name))
  const [report = '', ...others] = filesIn('reports')
  expect(others).toEqual([])
  expect(readFileSync(report, 'utf8')).toMatch(/^#/)
  const images = filesIn('before-images').flatMap((file) => readFileSync(file, 'utf8').trimEnd().split('\n'))
    .map((line) => JSON.parse(line) as { readonly table: string; readonly before: { readonly id: Cell; readonly quantity: Cell } })
  expect(new Set(images.map(({ table }) => table))).toEqual(new Set(['trades']))
  const kept = new Map(images.map(({ before }) => [Number(before.id.integer), Number(before.quantity.integer)]))
  expect(kept).toEqual(stand.overwritten())
  // What was kept again, after a copying that was cut off, is the same.
  expect(new Set(images.map((image) => JSON.stringify(image))).size).toBe(kept.size)
}

function isOneWholeRun({ state, entries, check }: Record, left: Record | undefined): void {
  const { run } = state
  expect(run?.state, run?.summary).toBe('completed')
  expect(run?.stages.flatMap(({ steps }) => steps).filter((step) => step.state !== 'ok')).toEqual([])
  expect(entries.filter(({ kind }) => kind === 'rollback.opened' || kind === 'rollback.finished').map(({ kind }) => kind)).toEqual(['rollback.opened', 'rollback.finished'])
  expect(entries.filter(({ kind }) => kind === 'step.asked')).toEqual([])
  const shown = entries.filter((entry) => entry.kind === 'notice.sent').map((entry) => `${entry.who.name} ${entry.data.channel} ${entry.environment ?? ''}`)
  expect(shown).toEqual([...new Set(shown)])
  expect(check.ok).toBe(true)
  if (left?.state.run) expect([run?.id, run?.startedAt, run?.deadline]).toEqual([left.state.run.id, left.state.run.startedAt, left.state.run.deadline])
}

async function everyoneIsOnBlue(users: readonly string[]): Promise<void> {
  expect(await stand.haproxy.type(`show map ${stand.haproxy.users}`)).not.toMatch(/green/)
  const { sessions, missing } = stand.onBlue()
  expect(sessions).toEqual(expect.arrayContaining([...users]))
  expect(missing).toBe(0)
}

/** @returns the places it was killed at; fewer than asked for where the run was over before */
async function killedAt(places: readonly Place[]): Promise<readonly string[]> {
  const users = await stand.reset()
  const config = stand.config()
  const at: string[] = []
  let left: Record | undefined
  for (const place of places) {
    const found = await goUntil(config, place)
    if (found === undefined) break
    at.push(found)
    left = await recordOf(config.home)
    expect(left.check.ok, 'the chain of what was left').toBe(true)
  }
  if (at.length > 0) {
    stand.ledger.onEffect()
    const last = startConsole({ ...config, alone: true })
    expect(await last.ended, last.log().slice(-3_000)).toBe('exit code 0')
  }
  isOneWholeRun(await recordOf(config.home), left)
  effectsHappenedOnce()
  filesAreWhole(config.home)
  await everyoneIsOnBlue(users)
  return at
}

/** All places one after another, until the run is over before the next; what went wrong, by place. */
async function everyPlace(placesOf: (number: number) => readonly Place[]): Promise<void> {
  const wrong: string[] = []
  let number = 1
  for (;; number += 1) {
    const places = placesOf(number)
    const at = await killedAt(places).catch((error: unknown) => {
      wrong.push(`${places.map(nameOf).join(', then ')}: ${error instanceof Error ? error.message : String(error)}`)
      process.stderr.write(`wrong: ${wrong.at(-1)}\n`)
      return places.map(nameOf)
    })
    if (at.length < places.length) break
    process.stderr.write(`${number}: ${at.join('; then ')}\n`)
  }
  expect(wrong).toEqual([])
  // Places were come to at all.
  expect(number).toBeGreaterThan(3)
}

const write = (when: When, number: number, from?: 'press' | 'start'): Place => ({ at: 'write', when, number, ...(from && { from }) })
const effect = (when: When, number: number): Place => ({ at: 'effect', when, number })

describe('a console that is killed', () => {
  test.skipIf(all).for([
    { places: [write('before', 1)], name: 'before the press is on disk' },
    { places: [write('after', 1)], name: 'with its first intents on disk' },
    { places: [effect('after', 2)], name: 'between the two weights of the switch' },
    { places: [effect('after', 4)], name: 'switched, without its outcome' },
    { places: [write('before', 9)], name: 'in the traffic stage' },
    { places: [effect('after', 6)], name: 'in the middle of draining' },
    { places: [write('after', 15)], name: 'in the data stage' },
    { places: [effect('after', 13)], name: 'with users told, and no entry of it' },
    { places: [effect('after', 4), write('after', 4, 'start')], name: 'and killed again while it takes the run up' },
    { places: [effect('after', 7), write('before', 7, 'start')], name: 'in the drain, and killed again in the resumed run' },
  ] satisfies readonly { readonly places: readonly Place[]; readonly name: string }[])('$name, completes the one run at the next start, every effect once', { timeout: 2 * aMinute }, async ({ places }) => {
    expect(await killedAt(places)).toHaveLength(places.length)
  })

  test.runIf(all).for(['before', 'after'] as const)('%s any write of its record completes the one run, every effect once', { timeout: 60 * aMinute }, (when) =>
    everyPlace((number) => [write(when, number)]))
  test.runIf(all).for(['before', 'after'] as const)('%s any effect on a target completes the one run, every effect once', { timeout: 60 * aMinute }, (when) =>
    everyPlace((number) => [effect(when, number)]))
  test.runIf(all).for([
    { first: effect('after', 2), name: 'between the two weights' }, { first: effect('after', 6), name: 'in the drain' }, { first: effect('after', 13), name: 'with users told' },
  ])('$name, and again at every third write of the resumed run, completes it', { timeout: 60 * aMinute }, ({ first }) =>
    everyPlace((number) => [first, write(number % 2 === 0 ? 'before' : 'after', 3 * number - 2, 'start')]))
})
