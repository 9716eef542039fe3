/** What other consoles wrote goes along as a part of its own, and what was changed in it is found. Decision 9. */
import { hash as digest } from 'node:crypto'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openBundle } from '../../../../electron/bundle/open.ts'
import { checkOthers, othersIn, othersPath, readOthers, writeOthers, type CarriedOthers } from '../../../../electron/bundle/others.ts'
import { openBundleRoom } from '../../../../electron/console/bundle-room.ts'
import { openOthers } from '../../../../electron/consoles/others.ts'
import { bodyOf } from '../../../../electron/journal/chain.ts'
import type { OpenedPlan } from '../../../../shared/contract.ts'
import { chainedJournal } from '../../../doubles/chained-journal.ts'
import { quietLog } from '../shell/transports.ts'
import { check, person, story, toWrite, writeBundle } from './parts.ts'

const bo = person('Bo')

async function made() {
  const own = story(3)
  own.clock.wake(60_000)
  const others = openOthers(':memory:')
  for (const name of ['c-bo', 'c-chen']) {
    const chain = chainedJournal(name, own.clock)
    if (name === 'c-bo') chain.append({ kind: 'incident.severity', who: bo, incident: 'i-1', data: { severity: 'P0' } })
    for (const text of [`${name} saw it`, `${name} mended it`]) chain.append({ kind: 'incident.note', who: bo, incident: 'i-1', data: { text } })
    chain.append({ kind: 'incident.note', who: bo, incident: 'i-2', data: { text: 'a secret of another incident' } })
    chain.append({ kind: 'incident.note', who: bo, incident: 'i-1', data: { text: `${name} afterwards` } })
    others.take(name, chain.all().map((entry) => ({ seq: entry.seq, body: bodyOf(entry), hash: entry.hash })))
  }
  const file = join(own.dir, 'theirs')
  expect(writeOthers({ entries: others.ofIncident('i-1'), heads: others.heads(), target: file })).toBe(0)
  const to = toWrite(own, { files: [{ path: othersPath, media: 'application/jsonl', file }] })
  await writeBundle(to)
  own.journal.close()
  return { ...own, target: to.target, entries: others.ofIncident('i-1').map(({ entry }) => entry) }
}

it('all of it, of that incident alone, read back as it was; the check says what it proves', async () => {
  const { target, entries, clock } = await made()
  const bundle = openBundle(target)
  expect(othersIn(readOthers(bundle)).map(({ entry }) => entry)).toEqual(entries)
  expect(await check(target)).toMatchObject({ state: 'whole', unsure: [expect.stringContaining('7 entries of c-bo, c-chen came along')] })
  const room = openBundleRoom({ bundle, opened: () => ({}) as OpenedPlan, clock, log: quietLog() })
  expect(room.others).toEqual(entries)
  // What Bo said of it counts in the bundle as it did on the console.
  expect(room.incident.severity).toBe('P0')
  bundle.close()
})

it('one entry changed, moved, taken for another, of another incident, or beyond its chain\'s end: each is named', async () => {
  const { target } = await made()
  const bundle = openBundle(target)
  const carried = readOthers(bundle)
  bundle.close()
  if (carried === undefined) throw new Error('nothing came along')
  expect(checkOthers(carried, 'i-1')).toEqual([])
  const at = carried.lines.findIndex(({ console, seq }) => console === 'c-bo' && seq === 2)
  type Line = CarriedOthers['lines'][number]
  const changed = (change: (line: Line) => Partial<Line>): readonly string[] => checkOthers({ ...carried, lines: carried.lines.map((line, index) => (index === at ? { ...line, ...change(line) } : line)) }, 'i-1')
  const rewritten = (from: string, to: string) => ({ body }: Line): Partial<Line> => {
    const next = body.replace(from, to)
    expect(next).not.toBe(body)
    return { body: next, hash: digest('sha256', next) }
  }
  expect(changed(({ body }) => ({ body: body.replace('saw', 'made') }))).toEqual([expect.stringContaining('entry 2 of c-bo: its text does not have the hash')])
  // With its hash made anew, the next one does not follow it any more.
  expect(changed(rewritten('saw', 'made'))).toEqual([expect.stringContaining('entry 3 of c-bo does not follow')])
  expect(changed(rewritten('"i-1"', '"i-2"'))).toContainEqual('entry 2 of c-bo is not of i-1')
  expect(changed(() => ({ seq: 3 }))).toContainEqual(expect.stringContaining('says that it is another one'))
  expect(changed(() => ({ console: 'c-chen' })).length).toBeGreaterThan(0)
  expect(changed(() => ({ order: 0 }))).toContainEqual(expect.stringContaining('stands after'))
  const [first, ...rest] = carried.chains
  expect(first?.console).toBe('c-bo')
  expect(checkOthers({ ...carried, chains: rest }, 'i-1')).toContainEqual(expect.stringContaining('not of the chain whose end is named'))
})
