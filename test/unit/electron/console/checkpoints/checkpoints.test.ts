/** The console's checkpoints on a clock that stands still, before an archive in memory whose dumps are real files. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { createCheckpoints, type ConsoleCheckpoints } from '../../../../../electron/console/checkpoints/checkpoints.ts'
import type { Archives } from '../../../../../electron/connect/connector.ts'
import { openGroups } from '../../../../../shared/alert.ts'
import { lastProven } from '../../../../../shared/checkpoint-rules.ts'
import { itemKey } from '../../../../../shared/checklist.ts'
import type { CheckpointProgress } from '../../../../../shared/contract.ts'
import type { Actor, Entry } from '../../../../../shared/journal.ts'
import type { Plan } from '../../../../../shared/plan.ts'
import type { Run } from '../../../../../shared/rollback.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'
import { fakeWorld } from '../../../../doubles/fake-world.ts'
import { memoryCheckpoints } from '../../../../doubles/memory-checkpoints.ts'
import { memoryJournal } from '../../../../doubles/memory-journal.ts'
import { tbsPlan } from '../../../shared/plan/tbs-plan.ts'

const ada: Actor = { kind: 'person', name: 'Ada', role: 'operator' }
const hour = 3_600_000
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

type Options = { readonly time?: ReturnType<typeof fakeTime>; readonly archive?: ReturnType<typeof memoryCheckpoints>; readonly held?: readonly Entry[]; readonly home?: string; readonly plan?: Plan; readonly able?: boolean; readonly free?: number }

function open({ time = fakeTime(), archive = memoryCheckpoints(time.clock), held = [], home, plan = tbsPlan(), able = true, free = 1e12 }: Options = {}) {
  const { clock, timers } = time
  const dir = home ?? mkdtempSync(join(tmpdir(), 'fifteen-checkpoints-'))
  folders.push(dir)
  const memory = memoryJournal(clock, held)
  const listeners = new Set<(entry: Entry) => void>()
  const tell = <E extends Entry>(entry: E): E => {
    for (const listener of listeners) listener(entry)
    return entry
  }
  const journal = {
    ...memory,
    append: ((draft) => tell(memory.append(draft) as Entry)) as typeof memory.append,
    appendAll: ((drafts) => memory.appendAll(drafts).map(tell)) as typeof memory.appendAll,
    subscribe: (listener: (entry: Entry) => void) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  const world = fakeWorld()
  let run: Run | undefined
  const archives: Archives = { ...world.targets.archives(), compare: async () => ({ ms: 1, tables: Object.keys(archive.live.blue).map((table) => ({ table, blueRows: archive.live.blue[table]?.length ?? 0, greenRows: archive.live.green[table]?.length ?? 0, differing: { onlyBlue: 0, onlyGreen: 0, changed: 0, newer: { blue: 0, green: 0 } }, sampleKeys: [] })) }), ...(able && { checkpoints: archive.checkpoints }) }
  const progress: { readonly active?: CheckpointProgress }[] = []
  const logged: string[] = []
  const note = (event: string): void => void logged.push(event)
  let ids = held.length
  const checkpoints: ConsoleCheckpoints = createCheckpoints({
    plan: () => plan, archives: () => archives, routing: () => undefined, journal, clock, timers, home: dir, activeRun: () => run,
    log: { debug: note, info: note, warn: note, error: note },
    newId: (kind) => `${kind}-${(ids += 1)}`, onProgress: (one) => progress.push(one), free: () => free,
  })
  const idle = async (): Promise<void> => {
    await checkpoints.idle()
    await time.settle()
  }
  return {
    ...time, archive, journal, checkpoints, progress, logged, dir, plan, idle,
    state: () => journal.state().checkpoints,
    stateOf: (id: string) => journal.state().checkpoints.checkpoints.find((one) => one.id === id)?.state,
    kinds: () => journal.all().map(({ kind }) => kind),
    files: () => readdirSync(join(dir, 'checkpoints')).toSorted(),
    rolling: (id = 'r-1') => {
      run = { id } as Run
      journal.append({ kind: 'rollback.opened', who: ada, incident: 'i-1', data: { run: id, trigger: 'button', manual: true, drill: true, plan: 'p', stages: [], target: 'blue', identity: '', startedAt: clock.mono(), exposedSince: 0, deadline: 900_000, validation: 0 } })
    },
    rolled: () => (run = undefined),
  }
}
type Opened = ReturnType<typeof open>
const take = (one: Opened) => one.checkpoints.take({ environments: ['blue'], who: ada, why: 'before the import' }).checkpoint
const proven = async (one: Opened): Promise<string> => {
  const id = take(one)
  await one.idle()
  return id
}
/** Stands still at a call, until it is ended. */
const hang = (one: Opened, at: string): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  one.archive.before = (call, signal) => {
    if (call !== at) return undefined
    resolve()
    return new Promise<void>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
  }
  return promise
}

describe('a checkpoint on demand', () => {
  test('is acknowledged once it is on the record, taken, then proven, of each environment of the plan in turn', async () => {
    const one = open()
    const { checkpoint } = one.checkpoints.take({ who: ada, why: 'before the import' })
    expect(one.journal.of('checkpoint.begun')[0]).toMatchObject({ who: ada, why: 'before the import', data: { checkpoint, environment: 'blue', cause: 'person' } })
    await one.idle()
    expect(one.kinds()).toEqual(['checkpoint.begun', 'checkpoint.taken', 'checkpoint.proven', 'checkpoint.begun', 'checkpoint.taken', 'checkpoint.proven', 'checklist.ticked'])
    expect(lastProven(one.state(), 'green')).toMatchObject({ taken: { file: expect.stringMatching(/^c-\d+\.json$/) as string }, proof: { ms: 12_000 } })
    expect(one.progress.at(-1)).toEqual({})
    expect(one.progress.map(({ active }) => active?.text)).toContain('restoring trades')
  })
  test('one thing at a time, and none while a rollback runs', async () => {
    const one = open()
    take(one)
    expect(() => take(one)).toThrow('one thing at a time')
    await one.idle()
    one.rolling()
    expect(() => take(one)).toThrow('Run r-1 is under way')
  })
  test('is cancelled by a person, and nothing half done counts', async () => {
    const one = open()
    const hung = hang(one, 'prove blue')
    const id = take(one)
    await hung
    one.checkpoints.cancel({ ...ada, name: 'Grace' } as Actor)
    await one.idle()
    expect(one.stateOf(id)).toBe('taken')
    expect(one.journal.of('checkpoint.failed')[0]).toMatchObject({ who: { name: 'Grace' }, why: 'cancelled by Grace', data: { at: 'prove', ended: 'cancelled' } })
    expect(() => one.checkpoints.cancel(ada)).toThrow('Nothing is under way')
  })
  test('a rollback waits for nothing: what is under way is ended when a run opens', async () => {
    const one = open()
    const hung = hang(one, 'take blue')
    const id = take(one)
    await hung
    one.rolling()
    await one.idle()
    expect([one.stateOf(id), one.journal.of('checkpoint.failed')[0]?.data.ended]).toEqual(['failed', 'rollback'])
  })
  test('an archive that throws, a proof that fails and a full disk are told, and none counts', async () => {
    const one = open()
    one.archive.before = (call) => {
      if (call === 'prove blue') throw new Error('trades differs')
    }
    const id = await proven(one)
    expect([one.stateOf(id), one.journal.of('checkpoint.failed')[0]?.why, lastProven(one.state(), 'blue')]).toEqual(['taken', 'trades differs', undefined])
    const full = open({ free: 1_000_000 })
    const other = await proven(full)
    expect([full.stateOf(other), full.archive.calls]).toEqual(['failed', []])
    expect(full.journal.of('checkpoint.failed')[0]?.why).toMatch(/1 MB are free in .*, and 64 MB are wanted/)
  })
  test('an archive that offers none is said, and nothing begins', async () => {
    const one = open({ able: false })
    expect(() => take(one)).toThrow("This plan's archive can't be checkpointed: archive (fake) offers no checkpoints.")
    expect(await one.checkpoints.status()).toEqual({ unable: 'archive (fake) offers no checkpoints' })
  })
})

describe('by itself', () => {
  test('is taken as scheduled while a phase runs, and not otherwise', async () => {
    const one = open()
    one.journal.append({ kind: 'console.closed', who: ada, data: {} })
    await one.advance(7 * hour)
    expect(one.journal.of('checkpoint.begun')).toEqual([])
    one.journal.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-1' } })
    await one.advance(60_000)
    expect(one.journal.of('checkpoint.proven')).toHaveLength(2)
    expect(one.journal.of('checkpoint.begun')[0]).toMatchObject({ who: { kind: 'rule', name: 'checkpoint-schedule' }, data: { cause: 'schedule' } })
    await one.advance(5 * hour)
    expect(one.journal.of('checkpoint.begun')).toHaveLength(2)
    await one.advance(1.1 * hour)
    expect(one.journal.of('checkpoint.begun')).toHaveLength(4)
  })
  test('waits while a rollback runs, and follows it', async () => {
    const one = open()
    one.journal.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-1' } })
    one.rolling()
    await one.advance(7 * hour)
    expect(one.journal.of('checkpoint.begun')).toEqual([])
    one.rolled()
    await one.advance(60_000)
    expect(one.journal.of('checkpoint.proven')).toHaveLength(2)
  })
  test('a scheduled one that fails is an alert, which ends with the next that is proven', async () => {
    const one = open()
    one.journal.append({ kind: 'phase.set', who: ada, data: { phase: 'phase-1' } })
    one.archive.before = () => {
      throw new Error('the server is gone')
    }
    await one.advance(6.1 * hour)
    expect(openGroups(one.journal.state().alerts).flatMap(({ alerts }) => alerts.map(({ gate }) => gate))).toEqual(['checkpoint-failed'])
    one.archive.before = undefined
    one.checkpoints.take({ who: ada, why: 'again' })
    await one.idle()
    expect(openGroups(one.journal.state().alerts)).toEqual([])
  })
  test('retention removes files beyond what the plan keeps, and the record says so', async () => {
    const plan = tbsPlan((raw) => void Object.assign(raw['checkpoints'] as object, { keep: { count: 2, age: '30d' } }))
    const one = open({ plan })
    const ids: string[] = []
    for (let turn = 0; turn < 4; turn += 1) {
      await one.advance(1_000)
      ids.push(await proven(one))
    }
    expect(one.files()).toEqual(ids.slice(2).map((id) => `${id}.json`).toSorted())
    expect(ids.map(one.stateOf)).toEqual(['removed', 'removed', 'proven', 'proven'])
    expect(() => one.checkpoints.remove(ids[3] ?? '', { who: ada, why: 'no room' })).toThrow('it is the last proven one of blue')
    one.checkpoints.remove(ids[2] ?? '', { who: ada, why: 'no room' })
    expect(one.files()).toEqual([`${ids[3] ?? ''}.json`])
  })
  test('a file that is no longer what was taken is an entry and an alert at the next look, and unticks the checklist', async () => {
    const one = open()
    one.checkpoints.take({ who: ada, why: 'first' })
    await one.idle()
    const item = () => one.journal.state().checklists[itemKey('phase-1', 'integrity')]
    expect(item()?.tick?.evidence).toMatch(/^blue c-1: restored and compared in 12 s; green c-2/)
    await one.advance(1_000)
    writeFileSync(join(one.dir, 'checkpoints', 'c-1.json'), '{}')
    await one.advance(24 * hour)
    expect([one.stateOf('c-1'), one.stateOf('c-2')]).toEqual(['damaged', 'proven'])
    expect(openGroups(one.journal.state().alerts).flatMap(({ alerts }) => alerts.map(({ text }) => text))).toEqual(['c-1 of blue: archive: read it: its sha256 is another one. Take another. Take another, and remove it.'])
    expect(item()?.unticked?.why).toBe('no checkpoint of blue stands that was proven by a restore')
    one.checkpoints.take({ who: ada, why: 'another' })
    await one.idle()
    one.checkpoints.remove('c-1', { who: ada, why: 'damaged' })
    expect(openGroups(one.journal.state().alerts)).toEqual([])
    expect(item()?.tick?.evidence).toContain('blue c-')
  })
})

describe('before a phase', () => {
  const phase = (one: Opened, more: { readonly without?: boolean; readonly phase?: string | null } = {}) => one.checkpoints.beginPhase({ phase: 'phase-1', who: ada, why: 'week 1', without: false, ...more })
  test('it is taken and proven first, and the phase begins after', async () => {
    const one = open()
    expect(phase(one)).toEqual({ waits: true })
    expect([one.journal.state().phase, one.state().waits?.phase]).toEqual([null, 'phase-1'])
    await one.idle()
    expect(one.journal.of('phase.set')[0]).toMatchObject({ who: ada, why: 'week 1', data: { phase: 'phase-1', checkpoint: 'c-1 (blue), c-2 (green)' } })
    expect(one.state().waits).toBeUndefined()
  })
  test('where it is not proven the phase does not begin, and a person may go on without one', async () => {
    const one = open()
    one.archive.before = (call) => {
      if (call === 'prove green') throw new Error('orders differs')
    }
    phase(one)
    await one.idle()
    expect([one.journal.state().phase, one.journal.of('phase.stays')[0]?.why]).toEqual([null, expect.stringContaining('not proven')])
    expect(phase(one, { without: true })).toEqual({ waits: false })
    expect(one.journal.of('phase.set')[0]?.data).toEqual({ phase: 'phase-1', checkpoint: 'none: Ada goes on without one' })
  })
  test('a rollback in between leaves it where it was', async () => {
    const one = open()
    const hung = hang(one, 'prove green')
    phase(one)
    await hung
    one.rolling()
    await one.idle()
    expect([one.journal.state().phase, one.kinds().at(-1)]).toEqual([null, 'phase.stays'])
  })
  test('an archive without checkpoints, an end of the phase and a plan that wants none begin at once, and the first says so', () => {
    const none = open({ able: false })
    expect(phase(none)).toEqual({ waits: false })
    expect(none.journal.of('phase.set')[0]?.data.checkpoint).toBe("none: this plan's archive can't be checkpointed (archive (fake) offers no checkpoints)")
    const one = open()
    phase(one, { phase: null })
    const plan = tbsPlan((raw) => void Object.assign(raw['checkpoints'] as object, { beforePhases: false }))
    const other = open({ plan })
    phase(other)
    expect([one, other].map(({ journal }) => journal.of('phase.set')[0]?.data)).toEqual([{ phase: null }, { phase: 'phase-1' }])
  })
})

describe('a console that was killed', () => {
  test.each(['take blue', 'prove blue', 'take green'])('in the middle of %s: what was not taken is failed, what was taken is proven', async (at) => {
    const one = open()
    const hung = hang(one, at)
    one.checkpoints.beginPhase({ phase: 'phase-1', who: ada, why: 'week 1', without: false })
    await hung
    const held = [...one.journal.all()]
    one.archive.before = undefined
    const next = open({ time: one, archive: one.archive, held, home: one.dir })
    await next.advance(31_000)
    expect(next.state().checkpoints.filter(({ state }) => state === 'taking')).toEqual([])
    expect(next.state().checkpoints.map(({ state }) => state)).toEqual(at === 'take blue' ? ['failed'] : at === 'prove blue' ? ['proven'] : ['proven', 'failed'])
    expect([next.journal.state().phase, next.journal.of('phase.stays')]).toEqual([null, [expect.objectContaining({ why: expect.stringContaining('the console ended') as string })]])
  })
})

describe('a recovery', () => {
  const built = async (one: Opened, back = 0): Promise<string> => {
    const id = await proven(one)
    await one.advance(60_000)
    one.archive.write('blue', { trades: ['1', '2', '3', '4'] })
    await one.advance(60_000)
    one.archive.write('blue', { trades: [] })
    await one.advance(60_000)
    const { recovery } = await one.checkpoints.recover(id, { moment: one.clock.wall() - back, who: ada, why: 'the import emptied trades' })
    await one.idle()
    return recovery
  }
  test('to a moment is built beside, previewed, put in place with a yes, and taken back', async () => {
    const one = open()
    const recovery = await built(one, 90_000)
    expect(one.archive.live.blue['trades']).toEqual([])
    const preview = await one.checkpoints.preview(recovery)
    expect(preview).toMatchObject({ lost: 0, tables: [{ table: 'trades', rows: 4, liveRows: 0 }, { table: 'orders', rows: 1, liveRows: 1 }] })
    expect(await one.checkpoints.promote(recovery, { preview: preview.id, who: ada, why: 'agreed in the call' })).toEqual({ aside: 'aside_2', whole: true, problems: [] })
    expect(one.archive.live.blue['trades']).toEqual(['1', '2', '3', '4'])
    expect(one.state().recoveries[0]).toMatchObject({ state: 'promoted', aside: { name: 'aside_2' } })
    await one.checkpoints.takeBack(recovery, { who: ada, why: 'it was the wrong hour' })
    expect([one.archive.live.blue['trades'], one.state().recoveries[0]?.state]).toEqual([[], 'taken back'])
    await one.checkpoints.discard(recovery, { who: ada, why: 'not wanted' })
    expect([one.archive.aside.size, one.state().recoveries[0]?.aside]).toEqual([0, undefined])
  })
  test('outside of the reach, or from one that was not proven, does not begin', async () => {
    const one = open()
    const id = await proven(one)
    await expect(one.checkpoints.recover(id, { moment: one.clock.wall() + hour, who: ada, why: 'too far' })).rejects.toThrow("can't be reached")
    one.archive.logged = false
    await expect(one.checkpoints.recover(id, { moment: one.clock.wall() - 1, who: ada, why: 'too far' })).rejects.toThrow('only its own moment')
    expect(one.state().recoveries).toEqual([])
  })
  test('is not put in place unseen, after live data moved on, after five minutes, nor while a run is under way', async () => {
    const one = open()
    const recovery = await built(one)
    const promote = (preview: string) => one.checkpoints.promote(recovery, { preview, who: ada, why: 'agreed' })
    await expect(promote('p-0')).rejects.toThrow('look first')
    const first = await one.checkpoints.preview(recovery)
    one.archive.write('blue', { trades: Array.from({ length: 40 }, (_, row) => String(row)) })
    await expect(promote(first.id)).rejects.toThrow('Live data moved on since it was looked at: trades had 0 rows and has 40. Look again.')
    const second = await one.checkpoints.preview(recovery)
    expect(second.lost).toBe(40)
    await one.advance(301_000)
    await expect(promote(second.id)).rejects.toThrow('more than five minutes ago')
    const third = await one.checkpoints.preview(recovery)
    one.rolling()
    await expect(promote(third.id)).rejects.toThrow('Run r-1 is under way')
    expect(one.archive.calls.filter((call) => call.startsWith('promote'))).toEqual([])
  })
  test.each([['before', 'built'], ['after', 'promoted']] as const)('a console that is killed %s the effect finds out at its next start', async (when, found) => {
    const one = open()
    const recovery = await built(one)
    const { id } = await one.checkpoints.preview(recovery)
    const { promise: reached, resolve } = Promise.withResolvers<void>()
    const stop = (call: string): Promise<void> | undefined => {
      if (call !== 'promote blue') return undefined
      resolve()
      return new Promise(() => undefined)
    }
    one.archive[when] = stop
    void one.checkpoints.promote(recovery, { preview: id, who: ada, why: 'agreed' })
    await reached
    const held = [...one.journal.all()]
    one.archive[when] = undefined
    const next = open({ time: one, archive: one.archive, held, home: one.dir })
    await next.advance(31_000)
    expect(next.state().recoveries[0]?.state).toBe(found)
    if (found === 'built') {
      const again = await next.checkpoints.preview(recovery)
      await next.checkpoints.promote(recovery, { preview: again.id, who: ada, why: 'agreed' })
    }
    expect(next.state().recoveries[0]).toMatchObject({ state: 'promoted' })
    expect(next.archive.aside.size).toBe(1)
  })
  test('what was left half done is swept at the next start, and nothing else', async () => {
    const one = open()
    await proven(one)
    const kept = one.files()
    for (const name of ['blue-c-9.sql.zst.making', 'blue-c-8.sqlite.making-journal']) writeFileSync(join(one.dir, 'checkpoints', name), 'half')
    mkdirSync(join(one.dir, 'checkpoints', '.replay-x1', 'log'), { recursive: true })
    await one.checkpoints.stop()
    open({ time: one, archive: one.archive, held: one.journal.all(), home: one.dir })
    expect(one.files()).toEqual(kept)
  })
  test('one that was being built is failed at the next start', async () => {
    const one = open()
    const id = await proven(one)
    const hung = hang(one, 'recover blue')
    await one.checkpoints.recover(id, { moment: one.clock.wall(), who: ada, why: 'to look' })
    await hung
    const next = open({ time: one, held: [...one.journal.all()], home: one.dir })
    expect(next.state().recoveries[0]).toMatchObject({ state: 'failed', problem: expect.stringContaining('the console ended') as string })
  })
})
