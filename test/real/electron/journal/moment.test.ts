/** The state at any entry is the fold over the entries up to it, however it was found. Issue 6, replay. */
import fc from 'fast-check'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createMomentAt } from '../../../../electron/journal/moment.ts'
import { openMomentFile } from '../../../../electron/journal/moment-file.ts'
import { severities, type Draft, type Entry } from '../../../../shared/journal.ts'
import { emptyMoment, foldMoment } from '../../../../shared/moment.ts'
import { memoryJournal } from '../../../doubles/memory-journal.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { quietLog } from '../shell/transports.ts'
import { ada, folder, journalIn } from './parts.ts'

const incident = fc.constantFrom('i-1', 'i-2', 'i-3')
const person = { kind: 'person', name: 'Ada', role: 'operator' } as const
const draft: fc.Arbitrary<Draft> = fc.oneof(
  fc.record({ kind: fc.constant('incident.opened' as const), who: fc.constant(person), incident, data: fc.record({ title: fc.string(), severity: fc.constantFrom(...severities), cause: fc.string() }) }),
  fc.record({ kind: fc.constant('incident.note' as const), who: fc.constant(person), incident, data: fc.record({ text: fc.string({ minLength: 1 }) }) }),
  fc.record({ kind: fc.constant('incident.role' as const), who: fc.constant(person), incident, data: fc.record({ role: fc.constantFrom('commander' as const, 'scribe' as const), person: fc.option(fc.constantFrom('Ada', 'Bo')) }) }),
  fc.record({ kind: fc.constant('incident.closed' as const), who: fc.constant(person), incident, data: fc.record({ summary: fc.string() }) }),
  fc.record({ kind: fc.constant('checklist.ticked' as const), who: fc.constant(person), data: fc.record({ checklist: fc.constantFrom('a', 'b'), item: fc.constantFrom('x', 'y'), evidence: fc.string() }) }),
  fc.record({ kind: fc.constant('source.lost' as const), who: fc.constant(person), data: fc.record({ target: fc.constantFrom('t', 'u'), reason: fc.constant('timeout'), detail: fc.string() }) }),
  fc.record({
    kind: fc.constant('gate.turned' as const), who: fc.constant(person), environment: fc.constantFrom('blue' as const, 'green' as const),
    data: fc.record({ gate: fc.constantFrom('g', 'h'), title: fc.string(), from: fc.constant('ok' as const), to: fc.constantFrom('pending' as const, 'firing' as const, 'ok' as const), outcome: fc.constant('fail' as const), threshold: fc.integer(), samples: fc.nat(), response: fc.constant('rollback') }),
  }),
)
const foldOf = (entries: readonly Entry[], seq: number) => entries.filter((entry) => entry.seq <= seq).reduce(foldMoment, emptyMoment)

describe('the state at an entry', () => {
  it('is the fold over the entries up to it, in any order of asking, from any kept state', { timeout: 60_000 }, async () => {
    const log = quietLog()
    await fc.assert(fc.asyncProperty(fc.array(draft, { minLength: 1, maxLength: 40 }), fc.array(fc.nat(45), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 9 }), async (drafts, asked, every) => {
      const { clock } = fakeTime()
      const journal = { ...memoryJournal(clock), console: 'memory' }
      for (const one of drafts) journal.append(one)
      const file = openMomentFile(':memory:', log)
      const [at, after] = [createMomentAt({ journal, file, every }), createMomentAt({ journal, file, every })]
      for (const seq of asked) expect((await at(seq)).moment).toEqual(foldOf(journal.all(), Math.min(seq, drafts.length)))
      // Another asker finds only what was kept, as after a restart.
      for (const seq of asked) expect((await after(seq)).moment).toEqual(foldOf(journal.all(), Math.min(seq, drafts.length)))
      file.close()
    }), { numRuns: 60 })
  })

  it('of a long journal folds no more than the entries after the nearest kept state', async () => {
    const dir = folder()
    const { open } = journalIn(dir)
    const journal = open()
    journal.together(() => {
      for (let number = 0; number < 5_000; number += 1) journal.append({ kind: 'incident.note', who: ada, incident: 'i-1', data: { text: `note ${number}` } })
    })
    const file = openMomentFile(join(dir, 'moments.sqlite'), quietLog())
    let read = 0
    const counted = { console: journal.console, state: journal.state, entries: (query: Parameters<typeof journal.entries>[0]) => { const found = journal.entries(query); read += found.entries.length; return found } }
    const told: (number | undefined)[] = []
    await createMomentAt({ journal, file, onReading: (reading) => void told.push(reading?.done) })(5_000)
    // The first seek says how far it is, and when it is over.
    expect([told.length, told[0], told.at(-2), told.at(-1)]).toEqual([50, 100, 4_900, undefined])
    const at = createMomentAt({ journal: counted, file })
    expect((await at(4_321)).moment.state.seq).toBe(4_321)
    // 321 after the state at 4,000, and the entry that proves it.
    expect(read).toBe(322)
    read = 0
    await at(4_330)
    expect(read).toBeLessThanOrEqual(10)
    file.close()
  })

  it('is not taken from a kept state of another journal, nor from a damaged file', async () => {
    const dir = folder()
    const path = join(dir, 'moments.sqlite')
    const fill = (text: string) => {
      const { clock } = fakeTime()
      const journal = memoryJournal(clock)
      for (let number = 0; number < 10; number += 1) journal.append({ kind: 'incident.opened', who: ada, incident: `i-${text}-${number}`, data: { title: text, severity: 'P1', cause: '' } })
      // The memory's entries have no hash: one that tells them apart stands for it.
      const all = journal.all().map((entry) => ({ ...entry, hash: `${text}${entry.seq}` }))
      return { all, journal: { console: 'memory', state: () => all.reduce(foldMoment, emptyMoment).state, entries: ({ after, limit }: { readonly after: number; readonly limit: number }) => ({ entries: all.slice(after, after + limit), more: false }) } }
    }
    const [one, other] = [fill('one'), fill('other')]
    const file = openMomentFile(path, quietLog())
    await createMomentAt({ journal: one.journal, file, every: 3 })(10)
    expect((await createMomentAt({ journal: other.journal, file, every: 3 })(8)).moment).toEqual(foldOf(other.all, 8))
    file.close()
    writeFileSync(path, 'this is no database, and is longer than a header of one'.repeat(40))
    const damaged = openMomentFile(path, quietLog())
    expect((await createMomentAt({ journal: one.journal, file: damaged, every: 3 })(8)).moment).toEqual(foldOf(one.all, 8))
    damaged.close()
  })
})
