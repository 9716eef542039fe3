/** The sealed head: what a journal that was changed as a whole is found by, and how its failures show. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { startSealing } from '../../../../../electron/console/record/sealing.ts'
import { verifyAtRest } from '../../../../../electron/console/record/verify-at-rest.ts'
import { canonical, hashOfBody } from '../../../../../electron/journal/chain.ts'
import { openJournal } from '../../../../../electron/journal/journal.ts'
import { createLog } from '../../../../../electron/log.ts'
import { sealKeyPlace, withoutSealKey } from '../../../../../electron/secrets/seal-key.ts'
import { noSecrets, type SecretStore } from '../../../../../electron/secrets/store.ts'
import { seal as sealSchema, type SealSettings } from '../../../../../shared/plan.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'
import { lenientPlan } from '../../../../doubles/plan-on.ts'
import { note, tamper } from '../../journal/parts.ts'
import { ada } from '../../journal/who.ts'
import { until } from '../../../parts/local.ts'

function stand(settings: unknown = {}, secrets: SecretStore = noSecrets()) {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-seal-'))
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }))
  const time = fakeTime()
  const file = join(dir, 'journal.sqlite')
  const log = createLog({ level: 'error', clock: time.clock, write: () => undefined })
  const read: SealSettings = sealSchema.parse(settings)
  const keyFile = join(dir, 'seal-key.pem')
  const open = async () => {
    const journal = openJournal({ file, clock: time.clock, log, busyTimeout: 0 })
    const sealing = await startSealing({ journal, place: sealKeyPlace(secrets, keyFile), settings: () => read, clock: time.clock, timers: time.timers, log })
    const close = async (): Promise<void> => {
      await sealing.stop()
      journal.close()
    }
    return { journal, sealing, close, seals: () => journal.entries({ kinds: ['journal.sealed'], after: 0, limit: 1_000 }).entries }
  }
  return { dir, file, keyFile, open, ...time }
}
const keychain = (): SecretStore => {
  const values = new Map<string, string>()
  return { kind: 'keychain', words: 'Kept in a test.', get: (name) => values.get(name), names: () => [...values.keys()], set: async (name, value) => void values.set(name, value) }
}
/** Cuts all that the file itself knows of its head. */
const cut = (file: string, after: number): void => tamper(file, (db) => {
  db.prepare('DELETE FROM entries WHERE seq > ?').run(after)
  db.exec('DELETE FROM anchors; DELETE FROM snapshots; UPDATE head SET (seq, hash) = (SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1)')
})

/** All of it written anew, every hash made to fit. */
const rewrite = (file: string, change: (value: Record<string, unknown>, seq: number) => Record<string, unknown>): void => tamper(file, (db) => {
  let previous = '0'.repeat(64)
  for (const { seq, body } of db.prepare<[], { seq: number; body: string }>('SELECT seq, body FROM entries ORDER BY seq').all()) {
    const value = { ...change(JSON.parse(body) as Record<string, unknown>, seq), previous }
    const text = canonical(value)
    previous = hashOfBody(text)
    db.prepare('UPDATE entries SET kind = ?, body = ?, hash = ? WHERE seq = ?').run((value as { readonly kind?: unknown }).kind, text, previous, seq)
  }
  db.exec('DELETE FROM anchors; DELETE FROM snapshots; UPDATE head SET (seq, hash) = (SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1)')
})

describe('the record is sealed', () => {
  it('after so many entries, after so long, at a close; and an idle one is not sealed for ever', async () => {
    const { open, advance } = stand({ every: 10, after: '10m' })
    const { journal, close, seals } = await open()
    for (let count = 0; count < 25; count += 1) journal.append(note(`note ${count}`))
    expect(seals()).toMatchObject([{ data: { cause: 'count' } }, { data: { cause: 'count' } }])
    await advance(700_000)
    expect(seals()).toHaveLength(3)
    await advance(7_200_000)
    expect(seals()).toHaveLength(3)
    journal.append({ kind: 'incident.opened', who: ada, incident: 'i-9', data: { title: 'x y z', severity: 'P2', cause: 'test' } })
    journal.append({ kind: 'incident.closed', who: ada, incident: 'i-9', data: { summary: 'done' } })
    expect(seals().map((entry) => entry.kind === 'journal.sealed' && entry.data.cause)).toEqual(['count', 'count', 'time', 'closed'])
    await close()
  })

  it('with a key of this user alone where there is no keychain, and says so; a key that is no key is put aside', async () => {
    const { open, keyFile, dir } = stand()
    const first = await open()
    expect(statSync(keyFile).mode & 0o777).toBe(0o600)
    expect(first.sealing.summary()).toMatchObject({ kept: 'file', words: expect.stringContaining('no keychain') })
    await first.close()
    const again = await open()
    expect(again.sealing.key().id).toBe(first.sealing.key().id)
    expect(await again.sealing.verify()).toMatchObject({ ok: true, seals: { unsure: [] } })
    await again.close()
    writeFileSync(keyFile, 'no key')
    const third = await open()
    expect(third.sealing.summary().words).toContain('could not be read')
    expect(await third.sealing.verify()).toMatchObject({ ok: true, seals: { unsure: [expect.stringContaining('did not sign')] } })
    expect(readFileSync(join(dir, `seal-key.pem.unreadable-${third.journal.entries({ kinds: ['journal.key'], after: 1, limit: 1 }).entries[0]?.at.recorded}`), 'utf8')).toBe('no key')
    await third.close()
  })

  it('with a key in the keychain where there is one, that no screen lists', async () => {
    const secrets = keychain()
    const { open, keyFile } = stand({}, secrets)
    const { sealing, close } = await open()
    expect(sealing.summary().kept).toBe('keychain')
    expect(() => statSync(keyFile)).toThrow(/ENOENT/)
    expect([secrets.names().length, withoutSealKey(secrets).names()]).toEqual([1, []])
    await close()
  })

  it('with a new key that the old one announces, from the moment a person asks for it', async () => {
    const { open } = stand({ every: 5 })
    const first = await open()
    const old = first.sealing.key().id
    await first.sealing.rotate(ada, 'Ada leaves')
    for (let count = 0; count < 12; count += 1) first.journal.append(note(`note ${count}`))
    expect(first.sealing.key().id).not.toBe(old)
    await first.close()
    const again = await open()
    expect(await again.sealing.verify()).toMatchObject({ ok: true, seals: { unsure: [] } })
    expect(again.journal.entries({ kinds: ['journal.key'], after: 0, limit: 9 }).entries).toHaveLength(2)
    await again.close()
  })
})

describe('a console that does not run', () => {
  const atRest = (home: string) => verifyAtRest({ home, env: {}, now: () => performance.now() })

  it('is checked with its seals and with the heads that its plan published', async () => {
    const heads = join(mkdtempSync(join(tmpdir(), 'fifteen-elsewhere-')), 'heads.jsonl')
    onTestFinished(() => rmSync(join(heads, '..'), { recursive: true, force: true }))
    const own = stand({ every: 5, publish: [{ kind: 'file', path: heads }] })
    expect(await atRest(own.dir)).toBeUndefined()
    const { journal, sealing, close } = await own.open()
    journal.append({ kind: 'plan.pinned', who: ada, data: { id: 'p', title: 'P', hash: 'h', from: 'file', text: `${lenientPlan()}\nseal:\n  publish:\n    - { kind: file, path: ${heads} }\n` } })
    for (let count = 0; count < 23; count += 1) journal.append(note(`note ${count}`))
    await sealing.rotate(ada, 'as every year')
    await close()
    expect(await atRest(own.dir)).toMatchObject({ ok: true, seals: { key: sealing.key().id, unsure: [], published: [{ kind: 'file', place: heads }], good: expect.toSatisfy((good: number) => good >= 5) } })
    cut(own.file, 12)
    expect(await atRest(own.dir)).toMatchObject({ ok: false, what: 'missing', at: 13, detail: expect.stringMatching(/its tail was cut/) })
  })

  it('whose chain was written anew, or whose seals were taken out, is found broken', async () => {
    const own = stand({ every: 5 })
    const { journal, close } = await own.open()
    for (let count = 0; count < 12; count += 1) journal.append(note(`note ${count}`))
    await close()
    rewrite(own.file, (value, seq) => (seq === 4 ? { ...value, data: { text: 'it was otherwise' } } : value))
    expect(await atRest(own.dir)).toMatchObject({ ok: false, what: 'replaced' })
    rewrite(own.file, (value) => (String(value['kind']).startsWith('journal.') ? { ...value, kind: 'incident.note', data: { text: 'nothing' } } : value))
    expect(await atRest(own.dir)).toMatchObject({ ok: false, what: 'seal', detail: expect.stringMatching(/no entry announces the key/) })
  })
})

describe('what a check finds by it', () => {
  it('a tail that was cut, with all that the file knew of it, by the head that was published', async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'fifteen-elsewhere-'))
    onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }))
    const heads = join(elsewhere, 'heads.jsonl')
    const own = stand({ every: 5, publish: [{ kind: 'file', path: heads }] })
    const before = await own.open()
    for (let count = 0; count < 23; count += 1) before.journal.append(note(`note ${count}`))
    await before.close()
    const [lastLine] = readFileSync(heads, 'utf8').trim().split('\n').toReversed()
    const published = (JSON.parse(lastLine ?? '{}') as { readonly seq: number }).seq
    expect(published).toBeGreaterThan(20)
    cut(own.file, 12)
    const after = await own.open()
    expect(await after.journal.verify()).toMatchObject({ ok: true })
    // What it appended at this start stands where a sealed entry stood, or the end comes before the published head.
    const found = await after.sealing.verify()
    expect(found).toMatchObject({ ok: false, detail: expect.stringMatching(/once seen to reach entry|was noted as/) })
    expect(found.ok ? 0 : found.at).toBeGreaterThan(12)
    expect(found.ok ? 0 : found.at).toBeLessThanOrEqual(published)
    await after.close()
  })

  it('a chain that was written anew, every hash made to fit, by the seals in it', async () => {
    const { open, file } = stand({ every: 5 })
    const before = await open()
    for (let count = 0; count < 12; count += 1) before.journal.append(note(`note ${count}`))
    await before.close()
    rewrite(file, (value, seq) => (seq === 4 ? { ...value, data: { text: 'it was otherwise' } } : value))
    const after = await open()
    expect(await after.journal.verify()).toMatchObject({ ok: true })
    const found = await after.sealing.verify()
    expect(found).toMatchObject({ ok: false, what: 'replaced', detail: expect.stringContaining('written anew') })
    await after.close()
  })

  it('a seal by another key', async () => {
    const { open, file } = stand({ every: 5 })
    const other = stand({ every: 5 })
    const [mine, theirs] = [await open(), await other.open()]
    for (const { journal } of [mine, theirs]) for (let count = 0; count < 6; count += 1) journal.append(note('note'))
    const [forged] = theirs.seals()
    if (forged?.kind !== 'journal.sealed') throw new Error('there is no seal')
    const { seq } = mine.journal.append({ kind: 'journal.sealed', who: forged.who, data: forged.data })
    expect(await mine.sealing.verify()).toMatchObject({ ok: false, at: seq, what: 'seal', detail: expect.stringContaining('which no entry before it announces') })
    expect(file).not.toBe(other.file)
    await Promise.all([mine.close(), theirs.close()])
  })
})

it('a server that fails is tried again, shown meanwhile, and holds nothing up', async () => {
  const got: unknown[] = []
  let status = 503
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      if (status === 200) got.push(JSON.parse(Buffer.concat(chunks).toString()))
      response.writeHead(status).end()
    })
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  onTestFinished(() => void server.close())
  const address = `http://127.0.0.1:${(server.address() as { readonly port: number }).port}/heads`
  const { open, advance } = stand({ every: 5, publish: [{ kind: 'http', address }] })
  const { journal, sealing, close } = await open()
  for (let count = 0; count < 6; count += 1) journal.append(note('note'))
  await until('the failure shows', () => sealing.summary().published[0]?.failure?.includes('503') === true)
  expect(sealing.summary().published).toMatchObject([{ kind: 'http', place: address, waiting: true }])
  status = 200
  await until('it is told at last', async () => {
    await advance(10_000)
    return got.length > 0
  })
  await until('it is known', () => sealing.summary().published.every(({ waiting }) => !waiting))
  expect(got[0]).toMatchObject({ console: journal.console, key: sealing.key().id, hash: expect.stringMatching(/^[0-9a-f]{64}$/) })
  await close()
})
