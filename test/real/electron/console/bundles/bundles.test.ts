/** One console exports, another opens: by file and in pieces, checked in the background, still there at the next start. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '@orpc/server'
import { describe, expect, it, onTestFinished } from 'vitest'
import { BundleError } from '../../../../../electron/bundle/error.ts'
import { systemClock } from '../../../../../electron/clock.ts'
import { createBundles } from '../../../../../electron/console/bundles/bundles.ts'
import { startSealing } from '../../../../../electron/console/record/sealing.ts'
import { systemTimers } from '../../../../../electron/console/timers.ts'
import { openJournal } from '../../../../../electron/journal/journal.ts'
import { createLog } from '../../../../../electron/log.ts'
import { bundles as bundlesRouter } from '../../../../../electron/router/bundles.ts'
import { sealKeyPlace } from '../../../../../electron/secrets/seal-key.ts'
import { noSecrets } from '../../../../../electron/secrets/store.ts'
import { readPlan } from '../../../../../electron/plan/read.ts'
import type { Redaction } from '../../../../../shared/bundle.ts'
import { pieceBytes, type ExportEvent, type OpenedPlan } from '../../../../../shared/contract.ts'
import { seal } from '../../../../../shared/plan.ts'
import { lenientPlan } from '../../../../doubles/plan-on.ts'
import { until } from '../../../parts/local.ts'
import { note, notes } from '../../journal/parts.ts'
import { ada } from '../../journal/who.ts'

const lab = { LAB_BLUE: 'http://127.0.0.1:1', LAB_GREEN: 'http://127.0.0.1:2', LAB_BALANCER: 'http://127.0.0.1:3', LAB_CONTROL: 'http://127.0.0.1:4', LAB_TOKEN: 'x', LAB_BLUE_ARCHIVE: 'a', LAB_GREEN_ARCHIVE: 'b' }
const planOf = (): OpenedPlan['plan'] => {
  const read = readPlan(lenientPlan(), lab)
  if ('mistakes' in read) throw new Error(JSON.stringify(read.mistakes))
  return read.plan
}
const tbs = planOf()

const folder = (): string => {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-bundles-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  return home
}

/** One console's room for bundles, in a home of its own. */
async function room(home = folder()) {
  const clock = systemClock()
  const log = createLog({ level: 'error', clock, write: () => undefined })
  const journal = openJournal({ file: join(home, 'journal.sqlite'), clock, log, busyTimeout: 0 })
  const sealing = await startSealing({ journal, place: sealKeyPlace(noSecrets(), join(home, 'seal-key.pem')), settings: () => seal.parse({}), clock, timers: systemTimers, log })
  const bundles = createBundles({ home, journal, flushSeries: async () => undefined, sealing, names: () => ['Ada'], opened: () => ({ plan: tbs, hash: 'h', from: 'built-in', mistakes: [], findings: [] }), clock, log, version: '0' })
  const stop = async (): Promise<void> => {
    await bundles.stop()
    await sealing.stop()
    journal.close()
  }
  return { home, journal, bundles, sealing, stop }
}
type Room = Awaited<ReturnType<typeof room>>

async function exported({ journal, bundles }: Room, redaction: Redaction = 'none'): Promise<Extract<ExportEvent, { readonly kind: 'done' }>> {
  if (journal.state().incidents.length === 0) {
    journal.append({ kind: 'incident.opened', who: ada, incident: 'i-1', data: { title: 'Odd rows', severity: 'P1', cause: 'by hand' } })
    journal.appendAll(notes(40, 'i-1'))
    journal.append(note('of another', 'i-2'))
  }
  let last: ExportEvent | undefined
  for await (const event of bundles.export('i-1', { redaction, who: ada })) last = event
  if (last?.kind !== 'done') throw new Error('the export did not end')
  return last
}
const settled = (one: Room, id: string) => until('it is checked', () => one.bundles.list().find((bundle) => bundle.id === id)?.check.state !== 'checking')

it('shows who only looks no telephone of the plan that came along', async () => {
  const [from, to] = [await room(), await room()]
  from.journal.append({ kind: 'plan.pinned', who: ada, data: { id: 'p', title: 'P', hash: 'h', from: 'file', text: 'people: { contacts: [{ id: ada, name: Ada, phone: "+49 30 5550199" }] }' } })
  const { id } = await to.bundles.add({ file: (await exported(from)).file })
  const timeline = (role: 'viewer' | 'operator') => call(bundlesRouter.timeline, { bundle: id, all: true }, { context: { console: { bundles: to.bundles }, role, me: { name: 'x' } } as never })
  expect(JSON.stringify(await timeline('operator'))).toContain('5550199')
  const shown = await timeline('viewer')
  expect(shown.entries.some(({ kind }) => kind === 'plan.pinned')).toBe(true)
  expect(JSON.stringify(shown)).not.toContain('5550199')
  await from.stop()
  await to.stop()
})

describe('a bundle from another console', () => {
  it('is opened by its file, checked, kept over a start, and its key is taken as known by a person', async () => {
    const [from, to] = [await room(), await room()]
    const { file, entries } = await exported(from)
    expect(entries).toBe(41)
    expect(from.journal.entries({ kinds: ['bundle.exported'], after: 0, limit: 1 }).entries).toHaveLength(1)
    const { id } = await to.bundles.add({ file })
    await settled(to, id)
    expect(to.bundles.list()).toMatchObject([{ id, signer: 'unknown', manifest: { incident: { id: 'i-1' }, console: from.journal.console }, check: { state: 'whole' } }])
    expect(to.bundles.get(id).entries({ after: 0, limit: 5 })).toMatchObject({ entries: [{ kind: 'incident.opened' }, { kind: 'incident.note' }, {}, {}, {}], more: true })
    to.bundles.accept(id, ada, 'compared over the phone')
    expect(to.bundles.list()[0]?.signer).toBe('accepted')
    expect((await from.bundles.add({ file })).signer).toBe('own')
    // The same file twice is one bundle.
    await to.bundles.add({ file })
    expect(to.bundles.list()).toHaveLength(1)
    await to.stop()
    const again = await room(to.home)
    await settled(again, id)
    expect(again.bundles.list()).toMatchObject([{ id, signer: 'accepted', check: { state: 'whole' } }])
    again.bundles.remove(id)
    expect(readdirSync(join(again.home, 'bundles'))).toEqual([])
    await Promise.all([from.stop(), again.stop()])
  })

  it('comes in pieces in their order, as a browser sends them, and leaves in pieces', async () => {
    const [from, to] = [await room(), await room()]
    const { name, bytes, file } = await exported(from, 'names')
    const pieces: Buffer[] = []
    for (let offset = 0; ; offset += pieceBytes) {
      const { data, more } = await from.bundles.exported(name, offset)
      pieces.push(Buffer.from(data, 'base64'))
      if (!more) break
    }
    const whole = Buffer.concat(pieces)
    expect([whole.length, whole.equals(readFileSync(file))]).toEqual([bytes, true])
    const upload = '00000000000000aa'
    await to.bundles.send(upload, 0, whole.subarray(0, 50_000).toString('base64'))
    await expect(to.bundles.send(upload, 90_000, 'AAAA')).rejects.toThrow(/out of order; 50000 bytes/)
    await to.bundles.send(upload, 50_000, whole.subarray(50_000).toString('base64'))
    const { id } = await to.bundles.add({ upload })
    await settled(to, id)
    expect(to.bundles.list()[0]).toMatchObject({ check: { state: 'whole' }, manifest: { redaction: { level: 'names' }, by: 'Person A' } })
    expect(readdirSync(join(to.home, 'incoming'))).toEqual([])
    await Promise.all([from.stop(), to.stop()])
  })

  it('that is nonsense, changed, or a way out of the folder does no harm', async () => {
    const [from, to] = [await room(), await room()]
    const { file } = await exported(from)
    const nonsense = join(to.home, 'nonsense.fifteen')
    writeFileSync(nonsense, Buffer.alloc(9_000, 1))
    await expect(to.bundles.add({ file: nonsense })).rejects.toThrow(BundleError)
    await to.bundles.send('00000000000000ab', 0, Buffer.alloc(500, 2).toString('base64'))
    await expect(to.bundles.add({ upload: '00000000000000ab' })).rejects.toThrow(/no bundle of Fifteen/)
    await expect(to.bundles.exported('../journal.sqlite', 0)).rejects.toThrow()
    expect([readdirSync(join(to.home, 'bundles')), readdirSync(join(to.home, 'incoming'))]).toEqual([[], []])
    const changed = join(to.home, 'changed.fifteen')
    copyFileSync(file, changed)
    const bytes = readFileSync(changed)
    bytes.write('note 99', bytes.indexOf('note 17'))
    writeFileSync(changed, bytes)
    const { id } = await to.bundles.add({ file: changed })
    await settled(to, id)
    expect(to.bundles.list()[0]?.check).toMatchObject({ state: 'broken', faults: [{ what: 'changed', detail: expect.stringMatching(/^entry \d+: its text has the hash/) }] })
    await Promise.all([from.stop(), to.stop()])
  })

  it('whose export was cancelled by who asked leaves nothing', async () => {
    const from = await room()
    await exported(from)
    const before = readdirSync(join(from.home, 'exports'))
    const events = from.bundles.export('i-1', { redaction: 'none', who: ada })
    await events.next()
    await events.return(undefined)
    const after = readdirSync(join(from.home, 'exports'))
    expect(after.filter((name) => name.includes('making'))).toEqual([])
    expect(after.length).toBeLessThanOrEqual(before.length + 1)
    await from.stop()
  })
})
