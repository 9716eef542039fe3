/** What an export takes along, leaves out and proves; and that half of one never stands there. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { commitmentsOf, openBundle } from '../../../../electron/bundle/open.ts'
import { fitsCommitment, fitsOriginal, saltOf } from '../../../../electron/bundle/redact.ts'
import { bodyOf } from '../../../../electron/journal/chain.ts'
import { announce, newSealKey, sealOf } from '../../../../electron/journal/seals.ts'
import { pilotNames } from '../../../../electron/console/bundles/bundle-exports.ts'
import { folder, note } from '../journal/parts.ts'
import { changed, check, faultsOf, person, rule, sealNow, story, toWrite, writeBundle } from './parts.ts'

describe('a redacted bundle', () => {
  const redacted = async (level: 'names' | 'names and texts') => {
    const made = story(6)
    const to = toWrite(made, { redaction: { level, secret: 'kept here', names: ['Ada Obi'] } })
    await writeBundle(to)
    const originals = made.journal.entries({ after: 0, limit: 1_000 }).entries
    made.journal.close()
    return { ...to, originals, dir: made.dir }
  }

  it('holds no name that it knows, in any spelling, and each person keeps one letter', async () => {
    const { target } = await redacted('names')
    const text = readFileSync(target).toString('latin1')
    for (const name of ['Ada Obi', 'ada obi', 'Grace Kim', 'Grace']) expect([name, text.includes(name)]).toEqual([name, false])
    const bundle = openBundle(target)
    const { entries } = bundle.entries({ after: 0, limit: 100 })
    bundle.close()
    const notes = entries.filter(({ kind }) => kind === 'incident.note')
    expect(notes[0]).toMatchObject({ who: { name: 'Person B' }, data: { text: 'note 1: Person B called Person A' } })
    expect(notes[1]).toMatchObject({ who: { name: 'Person A' } })
    expect(bundle.manifest).toMatchObject({ by: 'Person A', incident: { openedBy: 'Person A', title: 'Odd rows, says Person B (i-1)' } })
  })

  it('withholds all that people wrote at the stricter level', async () => {
    const { target } = await redacted('names and texts')
    const text = readFileSync(target).toString('latin1')
    for (const word of ['called', 'mended', 'Odd rows']) expect([word, text.includes(word)]).toEqual([word, false])
    expect(text).toMatch(/\[text withheld, \d+ characters\]/)
  })

  it('keeps order and completeness provable: it is whole, and what is changed, gone or moved in it is named', async () => {
    const { target, dir } = await redacted('names')
    expect(await check(target)).toMatchObject({ state: 'whole', redacted: 9 })
    const bundle = openBundle(target)
    const [, second, third] = bundle.entries({ after: 0, limit: 3 }).entries.map(({ seq }) => seq)
    bundle.close()
    const faults = (sql: string) => faultsOf(changed(target, dir, (db) => void db.exec(sql)))
    expect(await faults(`UPDATE entries SET body = replace(body, 'Person B called', 'Person A called') WHERE seq = ${second}`)).toMatchObject([{ at: second, what: 'changed' }])
    expect(await faults(`UPDATE commitments SET commitment = 'x' WHERE seq = ${second}`)).toMatchObject([{ at: second, what: 'changed' }])
    expect(await faults(`DELETE FROM entries WHERE seq = ${second}`)).toMatchObject([{ at: second, what: 'missing' }])
    expect(await faults(`UPDATE entries SET seq = -1 WHERE seq = ${second}; UPDATE entries SET seq = ${second} WHERE seq = ${third}; UPDATE entries SET seq = ${third} WHERE seq = -1`))
      .toMatchObject([{ at: second }, { at: third }])
  })

  it('lets the holder of the original prove one field, or the whole entry, and nobody prove another', async () => {
    const { target, originals } = await redacted('names and texts')
    const original = originals.find((entry) => entry.kind === 'incident.note' && entry.incident === 'i-1')
    if (original?.kind !== 'incident.note') throw new Error('there is no note')
    const bundle = openBundle(target)
    const commitments = commitmentsOf(bundle.db)(original.seq)
    bundle.close()
    const salt = saltOf('kept here', original.seq, 'data.text')
    expect(fitsCommitment(commitments, { path: 'data.text', value: original.data.text, salt })).toBe(true)
    expect(fitsCommitment(commitments, { path: 'data.text', value: `${original.data.text}!`, salt })).toBe(false)
    expect(fitsCommitment(commitments, { path: 'data.text', value: original.data.text, salt: saltOf('guessed', original.seq, 'data.text') })).toBe(false)
    expect(fitsCommitment(commitments, { path: 'who.name', value: original.data.text, salt })).toBe(false)
    expect(fitsOriginal(original.hash, bodyOf(original))).toBe(true)
    expect(fitsOriginal(original.hash, bodyOf({ ...original, why: 'other' }))).toBe(false)
  })
})

describe('the pilot users in a bundle', () => {
  const personal = ['Imani Okafor', 'imani@desk.example', 'iokafor', 'charts are too slow for me', '2026-01-05', 'Options trader']
  const bundled = async (level: 'none' | 'names' | 'names and texts'): Promise<string> => {
    const made = story(2)
    const { journal } = made
    const who = person('Ada Obi')
    journal.append({ kind: 'pilot.added', who, data: { pilot: 'p-1', person: { name: 'Imani Okafor', email: 'imani@desk.example' }, user: 'iokafor', profile: 'Options trader', experience: 'new' } })
    journal.append({ kind: 'pilot.consented', who, data: { pilot: 'p-1', given: true, on: '2026-01-05' } })
    journal.append({ kind: 'survey.opened', who, data: { survey: 's-1', title: 'Week 2', questions: [{ id: 'comment', text: 'What?', kind: 'text', positiveFrom: 4 }], asked: ['p-1'], closes: 1 } })
    journal.append({ kind: 'survey.answered', who: { kind: 'rule', name: 'survey-link' }, data: { survey: 's-1', pilot: 'p-1', answers: { comment: 'charts are too slow for me' }, via: 'link' } })
    // Off the roster since: a text may name her all the same.
    journal.append({ kind: 'pilot.removed', who, why: 'left the desk', data: { pilot: 'p-1' } })
    journal.append({ ...note('imani okafor (iokafor, imani@desk.example) could not trade', 'i-1'), who })
    const to = toWrite(made, { redaction: { level, secret: 's', names: pilotNames(journal) } })
    await writeBundle(to)
    journal.close()
    expect((await check(to.target)).state).toBe('whole')
    return readFileSync(to.target).toString('latin1').toLowerCase()
  }
  const heldIn = (text: string): readonly string[] => personal.filter((one) => text.includes(one.toLowerCase()))

  it('are not there but for what a text of the incident says: roster, consent and answers stay here', async () =>
    expect(heldIn(await bundled('none'))).toEqual(['Imani Okafor', 'imani@desk.example', 'iokafor']))
  it('are nobody once names are taken out, not even who was taken off the roster', async () =>
    expect([heldIn(await bundled('names')), heldIn(await bundled('names and texts'))]).toEqual([[], []]))
})

describe('whom the plan and the run name', () => {
  const planText = `# Ada Obi wrote this
version: 1
people:
  contacts:
    - { id: ada-obi, name: Ada Obi, email: ada@corp.example, phone: "+49 30 5550199", channels: [desktop] }
    - { id: manager, name: Lena Wolf, role: Engineering Manager, email: lena@corp.example }
    - { id: devops-b, name: Second DevOps Engineer, role: DevOps Engineer, placeholder: true }
  rotation: [{ duty: primary, people: [ada-obi, manager, devops-b] }]
  audiences: [{ id: desk, title: The desk, to: [trading.desk@corp.example], channels: [mail] }]
ramps: [{ id: first, steps: [{ users: [tkhan, Joy Mwangi] }] }]
`
  const personal = ['ada-obi', 'Ada Obi', 'ada@corp', '5550199', 'Lena Wolf', 'lena@corp', 'trading.desk', 'tkhan', 'Joy Mwangi', 'Noor Said', 'press@news.example']
  const bundled = async (level: 'none' | 'names' | 'names and texts') => {
    const made = story(1)
    const { journal } = made
    const who = person('Grace Kim')
    journal.append({ kind: 'plan.pinned', who, data: { id: 'p', title: 'P', hash: 'def', from: 'file', text: planText } })
    journal.append({ kind: 'lease.offered', who, incident: 'i-1', data: { run: 'r-1', to: 'c-2', person: 'Noor Said', fencing: 2 } })
    journal.append({ kind: 'escalation.started', who: rule, incident: 'i-1', data: { escalation: 'e-1', subject: { kind: 'incident', id: 'i-1' }, severity: 'P1', title: 'Odd rows again', since: 1, levels: [] } })
    journal.append({ kind: 'escalation.called', who: rule, incident: 'i-1', data: { escalation: 'e-1', level: 0, round: 0, duty: 'primary', contact: 'ada-obi' } })
    journal.append({ kind: 'incident.mark', who, incident: 'i-1', data: { label: 'the moment of the mistake' } })
    journal.append({ kind: 'step.outcome', who: rule, incident: 'i-1', data: { run: 'r-1', step: 's', attempt: 1, result: 'ok', detail: 'asked press@news.example', facts: { tkhan: 'moved for tkhan', TKHAN: 'as well' }, ms: 1 } })
    const to = toWrite(made, { redaction: { level, secret: 's', names: [] } })
    const last = journal.state()
    await writeBundle({ ...to, head: { seq: last.seq, hash: last.head }, incident: { ...to.incident, lastSeq: last.seq } })
    journal.close()
    expect((await check(to.target)).state).toBe('whole')
    const bundle = openBundle(to.target)
    const { entries } = bundle.entries({ after: 0, limit: 100, all: true })
    bundle.close()
    return { text: readFileSync(to.target).toString('latin1').toLowerCase(), entries }
  }
  const heldIn = (text: string): readonly string[] => personal.filter((one) => text.includes(one.toLowerCase()))

  it('goes along as it is where nothing is taken out', async () => expect(heldIn((await bundled('none')).text)).toEqual(personal))

  it('is nobody once names are taken out: contacts, users of a ramp, mailboxes, whoever was asked to drive, keys of facts', async () => {
    const { text, entries } = await bundled('names')
    expect(heldIn(text)).toEqual([])
    const found = (kind: string) => entries.findLast((entry) => entry.kind === kind)?.data
    // Two spellings of one key stay two.
    expect(Object.keys((found('step.outcome') as { readonly facts: object }).facts)).toHaveLength(2)
    const { people } = parse((found('plan.pinned') as { readonly text: string }).text) as { readonly people: { readonly contacts: readonly { readonly id: string; readonly email?: string }[]; readonly rotation: readonly { readonly people: readonly string[] }[] } }
    // It is still a plan: ids are ids, addresses are addresses, and the record names the same ones.
    expect(people.rotation[0]?.people).toEqual(people.contacts.map(({ id }) => id))
    expect(people.contacts.map(({ id }) => id)).toEqual([expect.stringMatching(/^person-[a-z]$/), 'manager', 'devops-b'])
    expect(people.contacts[0]?.email).toBe(`${people.contacts[0]?.id}@redacted.invalid`)
    expect(found('escalation.called')).toMatchObject({ contact: people.contacts[0]?.id })
  })

  it('says nothing that people wrote at the stricter level, not where a rule repeats it', async () => {
    const { text } = await bundled('names and texts')
    expect([...heldIn(text), ...['moment of the mistake', 'odd rows again'].filter((one) => text.includes(one))]).toEqual([])
  })

  it('leaves words that are no names: a person called like a role costs no entry', async () => {
    const made = story(1)
    made.journal.append({ kind: 'incident.mark', who: person('operator'), incident: 'i-1', data: { label: 'x' } })
    const to = toWrite(made, { redaction: { level: 'names', secret: 's', names: ['person', 'data', 'note'] } })
    await writeBundle(to)
    made.journal.close()
    const bundle = openBundle(to.target)
    expect(bundle.entries({ after: 0, limit: 100 }).entries).toHaveLength(bundle.manifest.entries)
    bundle.close()
  })
})

describe('an export', () => {
  it('carries files under a name and a digest, and finds one that was changed', async () => {
    const made = story(3)
    const picture = join(made.dir, 'picture')
    writeFileSync(picture, Buffer.alloc(700_000, 'picture '))
    const to = toWrite(made, { files: [{ path: 'attachments/abc', media: 'image/png', file: picture }, { path: 'attachments/gone', media: 'image/png', file: join(made.dir, 'gone') }] })
    const { files } = await writeBundle(to)
    made.journal.close()
    expect(files).toMatchObject([{ path: 'attachments/abc', bytes: 700_000 }])
    const bundle = openBundle(to.target)
    expect(Buffer.concat([0, 1, 2].map((number) => bundle.piece('attachments/abc', number)))).toEqual(readFileSync(picture))
    bundle.close()
    expect((await check(to.target)).state).toBe('whole')
    expect(await faultsOf(changed(to.target, made.dir, (db) => void db.prepare('UPDATE pieces SET data = ? WHERE number = 1').run(Buffer.alloc(262_144))))).toMatchObject([{ what: 'file', detail: expect.stringContaining('attachments/abc') }])
    expect(await faultsOf(changed(to.target, made.dir, (db) => void db.exec('DELETE FROM pieces WHERE number = 2')))).toMatchObject([{ what: 'file' }])
  })

  it('that is cancelled leaves nothing', async () => {
    const made = story(300)
    const stop = new AbortController()
    const seen: number[] = []
    const to = toWrite(made, { signal: stop.signal, onProgress: (done) => {
      seen.push(done)
      if (done > 0.3) stop.abort()
    } })
    await expect(writeBundle(to)).rejects.toThrow(/abort/i)
    made.journal.close()
    expect(seen.some((done) => done > 0 && done < 1)).toBe(true)
    expect(readdirSync(made.dir).filter((name) => name.includes('fifteen'))).toEqual([])
  })

  it('that is killed in the middle leaves no bundle, and the next one is whole', { timeout: 90_000 }, async () => {
    const made = story(3_000)
    const to = toWrite(made)
    made.journal.close()
    const { signal: _, onProgress: __, ...plain } = to
    const child = spawn(process.execPath, [resolve(import.meta.dirname, 'export-child.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
    child.stdin.end(JSON.stringify(plain))
    await once(child.stdout, 'data')
    child.kill('SIGKILL')
    await once(child, 'exit')
    expect(existsSync(to.target)).toBe(false)
    expect(existsSync(`${to.target}.making`)).toBe(true)
    await writeBundle(to)
    expect(await check(to.target)).toMatchObject({ state: 'whole' })
    expect(existsSync(`${to.target}.making`)).toBe(false)
  })

  it('of a journal that is broken is refused: it would prove nothing', async () => {
    const made = story(3)
    const to = toWrite(made)
    made.journal.close()
    const broken = changed(made.file, folder(), (db) => void db.exec('DROP TRIGGER entries_never_go; DELETE FROM entries WHERE seq = 6'))
    await expect(writeBundle({ ...to, journal: broken })).rejects.toThrow(/entry 7 where entry 6 should stand.*Verify the chain/s)
    expect(existsSync(to.target)).toBe(false)
  })
})

describe('seals in a bundle', () => {
  it('a key that another signed in is taken on; one that nobody signed in is told', async () => {
    const made = story(2)
    const next = newSealKey()
    made.journal.append({ kind: 'journal.key', who: rule, data: announce(next, made.journal.console, made.key) })
    sealNow(made.journal, next)
    await writeBundle(toWrite({ ...made, key: next }))
    expect(await check(join(made.dir, 'i-1.fifteen'))).toMatchObject({ state: 'whole', seals: 2, unsure: [] })
    const strange = newSealKey()
    made.journal.append({ kind: 'journal.key', who: rule, data: announce(strange, made.journal.console, undefined) })
    await writeBundle(toWrite({ ...made, key: strange }))
    expect(await check(join(made.dir, 'i-1.fifteen'))).toMatchObject({ state: 'whole', unsure: [expect.stringContaining('did not sign')] })
    made.journal.close()
  })

  it('a seal by another key, over another hash, and a manifest by a key that the chain does not know are faults', async () => {
    const made = story(2)
    const other = newSealKey()
    const { console: _, ...data } = sealOf({ seq: 3, hash: 'f'.repeat(64) }, made.key, { wall: 1, console: made.journal.console })
    const { seq: overOther } = made.journal.append({ kind: 'journal.sealed', who: rule, data: { ...data, cause: 'count' } })
    sealNow(made.journal, other)
    await writeBundle(toWrite({ ...made, key: other }))
    made.journal.close()
    const found = await faultsOf(join(made.dir, 'i-1.fifteen'))
    expect(found).toMatchObject([{ at: 0, what: 'key' }, { at: 3, what: 'replaced' }, { at: overOther + 1, what: 'seal' }])
  })
})
