/** What other consoles wrote goes along as a part of its own, whole or redacted, and what was changed in it is found and named. Decision 9; fault 25 of trust.md. */
import fc from 'fast-check'
import { hash as digest } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openBundle } from '../../../../electron/bundle/open.ts'
import { checkOthers, othersIn, othersPath, readOthers, type CarriedOthers } from '../../../../electron/bundle/others.ts'
import { fitsCommitment, fitsOriginal, saltOf } from '../../../../electron/bundle/redact.ts'
import { openBundleRoom } from '../../../../electron/console/bundles/bundle-room.ts'
import { allTexts } from '../../../../electron/console/other-chains.ts'
import { openOthers } from '../../../../electron/consoles/others.ts'
import { bodyOf } from '../../../../electron/journal/chain.ts'
import type { Redaction } from '../../../../shared/bundle.ts'
import type { OpenedPlan } from '../../../../shared/contract.ts'
import { chainedJournal } from '../../../doubles/chained-journal.ts'
import { lenientRead } from '../../../doubles/plan-on.ts'
import { quietLog } from '../shell/transports.ts'
import { changed, check, faultsOf, person, story, toWrite, writeBundle } from './parts.ts'

const dir = mkdtempSync(join(tmpdir(), 'fifteen-others-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const bo = person('Bo Lind')
/** Of the other consoles, and of nobody here: they write, are named, stand in their plan and on their roster. */
const personal = ['Bo Lind', 'Chen Wei', 'Mo Farrow', 'mo@corp.example', 'Dana Roux', '5550321', 'Esi Mensah', 'emensah', 'press@news.example']
const planText = 'version: 1\npeople: { contacts: [{ id: dana, name: Dana Roux, phone: "+49 30 5550321" }] }\n'

async function made(level: Redaction) {
  const others = openOthers(':memory:')
  const own = story(3, mkdtempSync(join(dir, 'story-')), ({ journal, clock }) => {
    for (const name of ['c-bo', 'c-chen']) {
      clock.wake(60_000)
      const who = name === 'c-bo' ? bo : person('Chen Wei')
      const chain = chainedJournal(name, clock)
      chain.append({ kind: 'plan.pinned', who, data: { id: 'p', title: 'P', hash: 'def', from: 'file', text: planText } })
      chain.append({ kind: 'pilot.added', who, data: { pilot: 'p-1', person: { name: 'Esi Mensah', email: 'esi@corp.example' }, user: 'emensah', profile: 'x', experience: 'new' } })
      if (name === 'c-bo') chain.append({ kind: 'incident.severity', who, incident: 'i-1', why: 'bo lind saw it', data: { severity: 'P0' } })
      for (const text of [`${name} saw it with Chen Wei`, 'DANA ROUX and Esi Mensah (emensah) were called, and press@news.example']) chain.append({ kind: 'incident.note', who, incident: 'i-1', data: { text } })
      chain.append({ kind: 'incident.note', who, incident: 'i-2', data: { text: 'a secret of another incident' } })
      chain.append({ kind: 'incident.role', who, incident: 'i-1', data: { role: 'commander', person: 'Mo Farrow' } })
      chain.append({ kind: 'incident.note', who, incident: 'i-1', data: { text: `${name} afterwards: mo farrow, mo@corp.example` } })
      others.take(name, chain.all().map((entry) => ({ seq: entry.seq, body: bodyOf(entry), hash: entry.hash })))
    }
    // What Bo says is said here as well.
    journal.append({ kind: 'incident.note', who: person('Ada Obi'), incident: 'i-1', data: { text: 'Bo Lind says that Dana Roux knows' } })
    clock.wake(60_000)
  })
  const to = toWrite(own, { redaction: { level, secret: 's', names: [] }, others: { entries: others.ofIncident('i-1'), heads: others.heads(), all: () => allTexts(others) } })
  await writeBundle(to)
  own.journal.close()
  return { ...own, target: to.target, entries: others.ofIncident('i-1').map(({ entry }) => entry) }
}
type Made = Awaited<ReturnType<typeof made>>
const stands: Record<Redaction, Made | undefined> = { none: undefined, names: undefined, 'names and texts': undefined }
beforeAll(async () => {
  for (const level of ['none', 'names', 'names and texts'] as const) stands[level] = await made(level)
})
const of = (level: Redaction): Made => {
  const one = stands[level]
  if (one === undefined) throw new Error('it was not made')
  return one
}
const carriedOf = (level: Redaction): CarriedOthers => {
  const bundle = openBundle(of(level).target)
  const carried = readOthers(bundle)
  bundle.close()
  if (carried === undefined) throw new Error('nothing came along')
  return carried
}

describe('what other consoles wrote', () => {
  it('goes along, all of that incident alone, and is read back as it was; the check says what it proves', async () => {
    const { target, entries, clock } = of('none')
    const bundle = openBundle(target)
    expect(othersIn(readOthers(bundle)).map(({ entry }) => entry)).toEqual(entries)
    expect(await check(target)).toMatchObject({ state: 'whole', unsure: [expect.stringContaining('9 entries of c-bo, c-chen came along')] })
    const opened: OpenedPlan = { plan: lenientRead(), hash: 'h', from: 'built-in', mistakes: [], findings: [] }
    const { moments, ...room } = openBundleRoom({ bundle, opened: () => opened, clock, log: quietLog() })
    expect(room.others).toEqual(entries)
    // What Bo said of it counts in the bundle as it did on the console.
    expect(room.incident.severity).toBe('P0')
    // Its replay has it at its place: of two consoles' entries the first, and then the second's.
    const { events } = await moments.span(room.incident)
    expect([...new Set(events.flatMap(({ console }) => console ?? []))]).toEqual(['c-bo', 'c-chen'])
    const at = events.find(({ console }) => console === 'c-bo')?.at ?? 0
    const severity = async (wall: number) => {
      const { change } = await moments.at({ incident: room.incident, wall })
      return change.kind === 'state' ? change.state.incidents[0]?.severity : undefined
    }
    expect([await severity(at - 1), await severity(at)]).toEqual(['P1', 'P0'])
    expect((await moments.others({ incident: room.incident, of: room.incident, wall: at })).every(({ console }) => console === 'c-bo')).toBe(true)
    bundle.close()
  })

  it.each(['names', 'names and texts'] as const)('goes along without %s: nobody is in it who is named anywhere in their chains, and each keeps one letter', async (level) => {
    const { target, entries } = of(level)
    const text = readFileSync(target).toString('latin1').toLowerCase()
    expect(personal.filter((one) => readFileSync(of('none').target).toString('latin1').toLowerCase().includes(one.toLowerCase()))).toEqual(personal.filter((one) => one !== '5550321'))
    expect(personal.filter((one) => text.includes(one.toLowerCase()))).toEqual([])
    if (level === 'names and texts') expect(['afterwards', 'were called', 'says that', 'saw it'].filter((one) => text.includes(one))).toEqual([])
    const shown = othersIn(carriedOf(level)).map(({ entry }) => entry)
    // Number, kind, time and hash stay, and so does who is who, here and there.
    expect(shown.map(({ seq, kind, at, hash, previous }) => [seq, kind, at, hash, previous])).toEqual(entries.map(({ seq, kind, at, hash, previous }) => [seq, kind, at, hash, previous]))
    const letters = new Set(shown.filter(({ console }) => console === 'c-bo').map(({ who }) => (who.kind === 'person' ? who.name : '')))
    expect(letters.size).toBe(1)
    const bundle = openBundle(target)
    const said = bundle.entries({ after: 0, limit: 100, kinds: ['incident.note'] }).entries.at(-1)
    bundle.close()
    if (level === 'names') expect(said?.data).toMatchObject({ text: expect.stringContaining(`${[...letters][0]} says that`) })
    expect(await check(target)).toMatchObject({ state: 'whole', unsure: [expect.stringContaining('9 of them redacted')] })
    expect(bundle.manifest.redaction.left).not.toContain('consoles')
  })

  it('lets the holder prove one field of it, or the whole entry, and opens no other field with the same salt', () => {
    const { entries } = of('names')
    const original = entries.find((entry) => entry.console === 'c-bo' && entry.kind === 'incident.note')
    if (original?.kind !== 'incident.note') throw new Error('there is no note')
    const found = carriedOf('names').lines.find(({ console, seq }) => console === 'c-bo' && seq === original.seq)
    const salt = saltOf('s', `c-bo/${original.seq}`, 'data.text')
    expect(fitsCommitment(found?.commitments ?? [], { path: 'data.text', value: original.data.text, salt })).toBe(true)
    expect(fitsCommitment(found?.commitments ?? [], { path: 'data.text', value: original.data.text, salt: saltOf('s', original.seq, 'data.text') })).toBe(false)
    expect(fitsOriginal(found?.hash ?? '', bodyOf(original))).toBe(true)
  })
})

describe.each(['none', 'names'] as const)('where it was changed (redacted: %s)', (level) => {
  /** The file of their entries, written anew by someone with SQLite. */
  const faultsWith = async (change: (lines: string[]) => readonly string[]) => {
    const copy = changed(of(level).target, dir, (db) => {
      const text = Buffer.concat(db.prepare<[string], Buffer>('SELECT data FROM pieces WHERE path = ? ORDER BY number').pluck().all(othersPath)).toString('utf8')
      const bytes = Buffer.from(change(text.split('\n')).join('\n'))
      db.prepare('DELETE FROM pieces WHERE path = ?').run(othersPath)
      db.prepare('INSERT INTO pieces VALUES (?, 0, ?)').run(othersPath, bytes)
    })
    const found = await faultsOf(copy)
    rmSync(copy)
    return found
  }
  const named = (found: Awaited<ReturnType<typeof faultsWith>>) => found.flatMap(({ console, at, what }) => (console === undefined ? [] : [`${console} ${at} ${what}`]))
  /** Lines of entries: the first tells where the chains end, the last is empty. */
  const places = () => carriedOf(level).lines.map(({ console, seq }) => `${console} ${seq}`)
  const some = fc.nat(1_000).map((at) => at % 9)

  it('names each entry of any chain that was changed by a bit', async () => {
    await fc.assert(fc.asyncProperty(some, fc.nat(5_000), fc.integer({ min: 0, max: 6 }), async (at, place, bit) => {
      const found = await faultsWith((lines) => lines.map((line, index) => {
        if (index !== at + 1) return line
        const bytes = Buffer.from(line)
        bytes[place % bytes.length] = (bytes[place % bytes.length] ?? 0) ^ (1 << bit)
        return bytes.toString('utf8').replaceAll('\n', ' ')
      }))
      expect(named(found).some((one) => one.startsWith(`${places()[at]} `))).toBe(true)
    }), { numRuns: 60 })
  })

  it('names each that is missing, twice there, or put in', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(some, { minLength: 1, maxLength: 4 }), async (gone) => {
      const found = await faultsWith((lines) => lines.filter((_, index) => !gone.includes(index - 1)))
      expect(named(found).toSorted()).toEqual(gone.map((at) => `${places()[at]} missing`).toSorted())
    }), { numRuns: 30 })
    await fc.assert(fc.asyncProperty(some, async (at) => {
      expect(named(await faultsWith((lines) => [...lines.slice(0, at + 2), lines[at + 1] ?? '', ...lines.slice(at + 2)]))).toEqual([`${places()[at]} inserted`])
      const other = await faultsWith((lines) => [...lines.slice(0, at + 2), (lines[at + 1] ?? '').replace(/"seq":\d+,"order"/, '"seq":7000,"order"'), ...lines.slice(at + 2)])
      expect(named(other)).toContain(`${places()[at]?.split(' ')[0]} 7000 inserted`)
    }), { numRuns: 20 })
  })

  it('names those that changed places, within a chain and across chains', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(some, { minLength: 2, maxLength: 2 }), async (pair) => {
      const [a = 0, b = 0] = pair.toSorted((x, y) => x - y)
      const found = await faultsWith((lines) => lines.map((line, index) => (index === a + 1 ? lines[b + 1] : index === b + 1 ? lines[a + 1] : line) ?? ''))
      const moved = named(found).filter((one) => one.endsWith('reordered'))
      expect(moved.length).toBeGreaterThan(0)
      // The one that stands too late; or what now stands after the one that stands too early.
      expect(named(found).every((one) => places().slice(a, b + 1).concat(places()[b + 1] ?? []).some((place) => one.startsWith(`${place} `)))).toBe(true)
    }), { numRuns: 30 })
  })
})

it('one entry written anew, its hash made to fit, of another incident, or beyond its chain\'s end, in a bundle of before the manifest named them: each is found', () => {
  const carried = carriedOf('none')
  const manifest = { incident: { id: 'i-1' } } as never
  expect(checkOthers(carried, manifest)).toEqual([])
  const at = carried.lines.findIndex(({ console, seq }) => console === 'c-bo' && seq === 4)
  type Line = CarriedOthers['lines'][number]
  const details = (lines: CarriedOthers['lines'], chains = carried.chains): readonly string[] => checkOthers({ chains, lines }, manifest).map(({ detail }) => detail)
  const withChange = (change: (line: Line) => Partial<Line>): readonly string[] => details(carried.lines.map((line, index) => (index === at ? { ...line, ...change(line) } : line)))
  const rewritten = (from: string, to: string) => ({ body }: Line): Partial<Line> => {
    const next = body.replace(from, to)
    expect(next).not.toBe(body)
    return { body: next, hash: digest('sha256', next) }
  }
  expect(withChange(({ body }) => ({ body: body.replace('saw', 'made') }))).toEqual([expect.stringContaining('entry 4 of c-bo: its text does not have the hash')])
  // With its hash made anew, the next one does not follow it any more.
  expect(withChange(rewritten('saw', 'made'))).toEqual([expect.stringContaining('entry 5 of c-bo does not follow')])
  expect(withChange(rewritten('"i-1"', '"i-2"'))).toContainEqual('entry 4 of c-bo is not of i-1')
  expect(withChange(() => ({ seq: 5 }))).toContainEqual(expect.stringContaining('says that it is another one'))
  expect(withChange(() => ({ console: 'c-chen' })).length).toBeGreaterThan(0)
  expect(withChange(() => ({ order: 0 }))).toContainEqual(expect.stringContaining('stands after'))
  const [first, ...rest] = carried.chains
  expect(first?.console).toBe('c-bo')
  expect(details(carried.lines, rest)).toContainEqual(expect.stringContaining('not of the chain whose end is named'))
})
