/** The restore step: its table of decisions, and each effect once however often the console dies. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { takenOf } from '../../../../electron/rollback/recovery.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { checkpoints as section, type Plan } from '../../../../shared/plan.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { fakeWorld, type FakeWorld } from '../../../doubles/fake-world.ts'
import { memoryCheckpoints, type MemoryCheckpoints } from '../../../doubles/memory-checkpoints.ts'
import { memoryJournal } from '../../../doubles/memory-journal.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'
import { ada, bench } from './bench.ts'

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const plan: Plan = {
  ...planWith([stage('data', '0s', '10m', step('it', 'restore', { after: [], attempts: 1, timeout: '4m' }))]),
  checkpoints: section.parse({ keep: { count: 3, age: '7d' }, stale: '24h' }),
}

type Stand = { readonly time: ReturnType<typeof fakeTime>; readonly archive: MemoryCheckpoints; readonly world: FakeWorld; readonly home: string; readonly held: readonly Entry[] }

/** An archive that is damaged, with a checkpoint of an hour ago that was proven. */
async function stand({ proven = true, takes = 12_000 }: { readonly proven?: boolean; readonly takes?: number } = {}): Promise<Stand> {
  const time = fakeTime()
  const archive = memoryCheckpoints(time.clock)
  archive.takes = takes
  const home = mkdtempSync(join(tmpdir(), 'fifteen-restore-'))
  folders.push(home)
  const folder = join(home, 'checkpoints')
  mkdirSync(folder)
  const journal = memoryJournal(time.clock)
  const file = await archive.checkpoints.take('blue', { id: 'c-1', folder }, new AbortController().signal)
  journal.append({ kind: 'checkpoint.begun', who: ada, data: { checkpoint: 'c-1', environment: 'blue', cause: 'person' } })
  journal.append({ kind: 'checkpoint.taken', who: ada, data: takenOf(file, folder) })
  if (proven) journal.append({ kind: 'checkpoint.proven', who: ada, data: { checkpoint: 'c-1', rows: 4, tables: 2, ms: takes } })
  await time.advance(1_800_000)
  archive.write('blue', { trades: ['1', '2', '3', '4', '5'] })
  await time.advance(1_800_000)
  const world = fakeWorld()
  world.whole = false
  archive.calls.length = 0
  archive.after = (call) => {
    if (call === 'promote blue') world.whole = true
  }
  return { time, archive, world, home, held: journal.all() }
}

/** A console before it: the first, or the next one with what the one before left on the record. */
const on = ({ time, archive, world, home }: Stand, held: readonly Entry[]) =>
  bench(plan, {
    time, world, held,
    deps: { dir: home, targets: { ...world.targets, archives: () => ({ ...world.targets.archives(), checkpoints: archive.checkpoints }) } },
  })
type Bench = ReturnType<typeof on>

const asked = async (own: Stand): Promise<Bench> => {
  const made = on(own, own.held)
  made.press()
  await made.advance(100)
  return made
}
const say = async (made: Bench, choice: 'restore' | 'skip' | 'retry', ms = 100): Promise<void> => {
  made.runner.answer(made.run().id, { step: 'it', choice, who: ada, reason: 'agreed in the call' })
  await made.advance(ms)
}
const acts = ({ archive }: Stand): readonly string[] => archive.calls.filter((call) => !call.startsWith('intact'))

describe('restore', () => {
  it('does nothing while the archive is whole', async () => {
    const own = await stand()
    own.world.whole = true
    const made = await asked(own)
    expect(made.step('it')).toMatchObject({ state: 'ok', facts: { restore: 'not necessary', integrity: 'whole' } })
    expect(acts(own)).toEqual([])
  })
  it('without a proven checkpoint leaves it to a person, and offers no restore', async () => {
    const own = await stand({ proven: false })
    const made = await asked(own)
    expect(made.step('it').question).toMatchObject({ options: ['retry', 'skip', 'stop'], silence: 'skip', text: expect.stringContaining('There is no checkpoint that was proven by a restore') as string })
  })
  it('asks with which checkpoint, how old, how long it took, how far the log reaches, who is there, and until when it fits', async () => {
    const own = await stand()
    const { question } = (await asked(own)).step('it')
    expect(question).toMatchObject({ options: ['retry', 'restore', 'skip', 'stop'], silence: 'skip' })
    for (const part of [
      "blue's archive is damaged: page 7 is torn.", 'Checkpoint c-1 of 2025-10-01 12:00:00 UTC, 1 h old, was restored and compared in 12 s.',
      'reaches from there to 2025-10-01 13:00:00 UTC: what was committed until then comes back too.', '0 users of the last minute work on blue',
      'Latest moment for a restore: 14:48 after the start, since it took 12 s.', 'Nothing is restored without a yes.',
    ]) expect(question?.text).toContain(part)
    expect(acts(own)).toEqual([])
  })
  it('says what would be lost where the log does not reach back', async () => {
    const own = await stand()
    own.archive.logged = false
    own.world.lacking = 0
    const { question } = (await asked(own)).step('it')
    expect(question?.text).toContain('what was committed since would be lost, 7 rows would be lost (trades 7), changed ones not counted.')
  })
  it('never restores by silence', async () => {
    const own = await stand()
    const made = await asked(own)
    await made.advance(61_000)
    expect(made.step('it')).toMatchObject({ state: 'skipped' })
    expect(acts(own)).toEqual([])
  })
  it('with a yes builds the last whole moment beside it, puts that in place, and reads back that it is whole', async () => {
    const own = await stand()
    const made = await asked(own)
    await say(made, 'restore')
    expect(made.step('it')).toMatchObject({ state: 'ok', facts: { restore: 'from checkpoint c-1', rows: 6, integrity: 'whole', 'set aside': 'aside_2' } })
    expect(own.archive.live.blue['trades']).toHaveLength(5)
    expect(made.kinds().filter((kind) => kind.startsWith('recovery'))).toEqual(['recovery.begun', 'recovery.built', 'recovery.swapping', 'recovery.promoted'])
    expect(made.journal.of('recovery.begun')[0]).toMatchObject({ incident: made.run().incident, data: { run: made.run().id } })
    expect(made.run().state).toBe('completed')
  })
  it('where the log does not reach takes the checkpoint itself', async () => {
    const own = await stand()
    own.archive.logged = false
    const made = await asked(own)
    await say(made, 'restore')
    expect([made.step('it').state, own.archive.live.blue['trades']?.length]).toEqual(['ok', 3])
  })
  it('a yes needs a reason, and is good for one question', async () => {
    const own = await stand()
    const made = await asked(own)
    expect(() => made.runner.answer(made.run().id, { step: 'it', choice: 'restore', who: ada })).toThrow('Say why')
    own.archive.before = (call) => {
      if (call === 'recover blue') throw new Error('the log is torn')
    }
    await say(made, 'restore')
    expect(made.step('it')).toMatchObject({ state: 'asking', detail: expect.stringContaining('the log is torn') as string })
    own.archive.before = undefined
    await say(made, 'retry')
    expect(made.step('it').question?.text).toContain('Nothing is restored without a yes.')
    expect(own.archive.calls.filter((call) => call.startsWith('promote'))).toEqual([])
  })
  it('is not offered again where it was restored and still is not whole', async () => {
    const own = await stand()
    own.archive.after = undefined
    const made = await asked(own)
    await say(made, 'restore')
    expect(made.step('it').question).toMatchObject({ options: ['retry', 'skip', 'stop'], text: expect.stringMatching(/It was restored to the state of .*, and what was live is kept as aside_2\./) as string })
    await say(made, 'retry')
    expect(own.archive.calls.filter((call) => call.startsWith('promote'))).toEqual(['promote blue'])
  })
  it('that would not fit says so before anything starts (fault 18)', async () => {
    const long = await stand({ takes: 300_000 })
    expect((await asked(long)).step('it').question?.text).toContain('It does not fit: it took 5 min, and the step may take 4 min. Skip leaves it to after the rollback, on the Checkpoints screen.')
    const late = await stand({ takes: 100_000 })
    const made = on(late, late.held)
    made.press({ startedAt: made.clock.mono() - 820_000 })
    await made.advance(100)
    expect(made.step('it').question?.text).toContain('It does not fit: it took 1 min 40 s, and 1:20 are left of the run.')
  })
  it('that fitted when a person was asked, and no longer does, asks anew', async () => {
    const own = await stand({ takes: 100_000 })
    const made = on(own, own.held)
    made.press({ startedAt: made.clock.mono() - 795_000 })
    await made.advance(100)
    expect(made.step('it').question?.text).toContain('Latest moment for a restore')
    await made.advance(6_000)
    await say(made, 'restore')
    expect(made.step('it').question?.text).toContain('It does not fit')
    expect(acts(own)).toEqual([])
    await say(made, 'restore')
    expect(made.step('it').state).toBe('ok')
  })
  it('says in a dry run what it would do, and changes nothing', async () => {
    const own = await stand()
    const [rehearsal] = await on(own, own.held).runner.rehearse()
    expect(rehearsal).toMatchObject({ would: "ask a person whether to restore from checkpoint c-1, which took 12 s: blue's archive is damaged (page 7 is torn)", preview: { restore: { checkpoint: Date.UTC(2025, 9, 1, 12), takes: 12_000 } } })
    expect(acts(own)).toEqual([])
  })
})

describe('a console that is killed while it restores', () => {
  it.each([['before', 'recover blue'], ['after', 'recover blue'], ['before', 'promote blue'], ['after', 'promote blue']] as const)('%s %s takes effect goes on at the next start, and puts it in place once', async (when, at) => {
    const own = await stand()
    const made = await asked(own)
    const { promise: reached, resolve } = Promise.withResolvers<void>()
    const wholeAgain = own.archive.after
    const before = { before: own.archive.before, after: wholeAgain }
    own.archive[when] = async (call: string) => {
      if (call === 'promote blue' && when === 'after') await wholeAgain?.(call)
      if (call !== at) return
      resolve()
      await new Promise(() => undefined)
    }
    made.runner.answer(made.run().id, { step: 'it', choice: 'restore', who: ada, reason: 'agreed' })
    await reached
    const held = [...made.journal.all()]
    Object.assign(own.archive, before)
    const next = on(own, held)
    next.runner.resume()
    await next.advance(10_000)
    expect(next.step('it')).toMatchObject({ state: 'ok', facts: { integrity: 'whole' } })
    expect([own.archive.aside.size, own.archive.live.blue['trades']?.length]).toEqual([1, 5])
    expect(next.journal.of('recovery.promoted')).toHaveLength(1)
  })
})
