/** What consoles, servers and other people's programs keep, read back: logs of changes, before-images, kept series, chains of other consoles. */
import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, gzipSync } from 'node:zlib'
import { ArchiveRefusal } from '../../electron/archive/error.ts'
import { imageCells, imageKey, readImages } from '../../electron/archive/images.ts'
import { chooseTransactions } from '../../electron/archive/log-events.ts'
import { BundleError } from '../../electron/bundle/error.ts'
import { checkLogs, findCarried, logsPath, readLogs } from '../../electron/bundle/logs.ts'
import { checkOthers, othersIn, othersPath, readOthers } from '../../electron/bundle/others.ts'
import { peopleInText } from '../../electron/bundle/plan-people.ts'
import { createRedactor } from '../../electron/bundle/redact.ts'
import { createBugDesk } from '../../electron/console/pilots/bug-desk.ts'
import { readPublished } from '../../electron/console/record/publish.ts'
import { openOthers } from '../../electron/consoles/others.ts'
import { createRecord } from '../../electron/consoles/record.ts'
import { canonical, genesis, hashOfBody } from '../../electron/journal/chain.ts'
import { openMomentFile } from '../../electron/journal/moment-file.ts'
import { newSealKey, sealOf } from '../../electron/journal/seals.ts'
import { createLog } from '../../electron/log.ts'
import { readEntries } from '../../electron/logs/journald.ts'
import { chained } from '../../electron/logs/store.ts'
import { pack, unpack } from '../../electron/observe/block.ts'
import { thaw } from '../../electron/observe/frozen.ts'
import { blockSlots } from '../../electron/observe/series-file.ts'
import { columnsOf } from '../../electron/observe/series.ts'
import { openStatusPage } from '../../electron/people/status-page.ts'
import { SecretError } from '../../electron/secrets/store.ts'
import { openVault } from '../../electron/secrets/vault.ts'
import { fillWords, messageWords } from '../../shared/communication-text.ts'
import { entryData, entryKinds, type Entry, type EntryKind } from '../../shared/journal.ts'
import { environments, metricInfo, metricNames, statisticsOf } from '../../shared/metrics.ts'
import { fold, emptyState } from '../../shared/state.ts'
import { createHash, createHmac } from 'node:crypto'
import { memoryJournal } from '../doubles/memory-journal.ts'
import { tbsText } from '../unit/shared/plan/tbs-plan.ts'
import { binlog } from './binlog.ts'
import { mutated, mutatedBytes, planted } from './mutate.ts'
import { hostile, valuesFor, withOther } from './schema.ts'
import { Finding, target, type Target } from './target.ts'

const clock = { wall: () => 1_774_267_200_000, mono: () => 1_000_000, boot: 'fuzz' }
const quiet = createLog({ clock, level: 'error', write: () => undefined })
const temporary = (): { readonly dir: string; readonly remove: () => void } => {
  const dir = mkdtempSync(join(tmpdir(), 'fifteen-fuzz-kept-'))
  return { dir, remove: () => rmSync(dir, { recursive: true, force: true }) }
}

const header = 19
const lengthAt = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at + 9)
/** The log with one event's own bytes changed and its checksum and place right: what a checksum finds is found at once, and tells little. */
function changedLog(event: number, edits: readonly { readonly at: number; readonly byte: number }[], cut: number): Buffer {
  const bytes = Buffer.from(binlog)
  const starts: number[] = []
  for (let at = 4; at + header <= bytes.length; at += lengthAt(bytes, at)) starts.push(at)
  const start = starts[event % starts.length] ?? 4
  const length = lengthAt(bytes, start)
  for (const { at, byte } of edits) {
    // All but its length and its end: those are the first thing that is looked at.
    const place = Math.floor(at * (length - 12))
    bytes[start + (place < 9 ? place : place + 8)] = byte
  }
  const taken = cut === 0 ? length : Math.max(header + 4, length - cut)
  const one = Buffer.from(bytes.subarray(start, start + taken))
  one.writeUInt32LE(taken, 9)
  one.writeUInt32LE(start + taken, 13)
  if (one.readUInt8(4) !== 15) one.writeUInt32LE(crc32(one.subarray(0, -4)), taken - 4)
  const rest = bytes.subarray(start + length)
  // Those behind it say where they end, and that is elsewhere now.
  return taken === length ? Buffer.concat([bytes.subarray(0, start), one, rest]) : Buffer.concat([bytes.subarray(0, start), one])
}

function logOfChanges(): Target {
  const { dir, remove } = temporary()
  const [source, made] = [join(dir, 'bin.000001'), join(dir, 'chosen')]
  const choose = async (bytes: Uint8Array, from: number, before: number) => {
    writeFileSync(source, bytes)
    rmSync(made, { force: true })
    return chooseTransactions(source, made, { live: 'live', from, before, signal: new AbortController().signal })
  }
  const byte = fc.record({ at: fc.double({ min: 0, max: 0.999, noNaN: true }), byte: fc.nat(255) })
  return target({
    name: 'the log of changes', share: 10, stop: remove, allowed: (error) => error instanceof ArchiveRefusal,
    inputs: fc.oneof(
      { weight: 4, arbitrary: fc.tuple(fc.nat(60), fc.array(byte, { maxLength: 4 }), fc.oneof(fc.constant(0), fc.nat(40))).map(([event, edits, cut]) => changedLog(event, edits, cut)) },
      { weight: 2, arbitrary: mutatedBytes([binlog]) },
    ),
    take: async (bytes) => {
      // Only what the log itself says was committed may be replayed.
      const { transactions } = await choose(bytes, 0, 4_000_000_000)
      if (transactions > 10) throw new Finding(`${transactions} transactions of three`)
    },
  })
}

function beforeImages(): Target {
  const { dir, remove } = temporary()
  const file = join(dir, 'images.jsonl')
  const one = { sync: 's', chunk: 1, table: 't', key: { id: { text: '1' } }, was: null, became: 'f'.repeat(32), before: null }
  const columns = ['id', 'a'].map((name) => ({ name }))
  return target({
    name: 'before-images', share: 4, stop: remove, inputs: mutated([`${JSON.stringify(one)}\n${JSON.stringify({ ...one, key: { id: { hex: 'ff00' } }, was: 'a', before: { id: { text: '1' }, a: null } })}\n`], ['"hex":', '"text":', '"key":{}', '\n']),
    take: async (text) => {
      writeFileSync(file, text)
      for await (const image of readImages(file)) {
        imageKey(image, { key: columns } as never)
        imageCells(image, { columns } as never)
      }
    },
  })
}

const line = (time: number, text: string): string => `${time}\t1\t${text}`
function carriedLogs(): Target {
  const bodies = [`${line(1_700_000_000_000, '{"msg":"a"}')}\n${line(1_700_000_001_000, 'b')}`, line(1_700_000_002_000, 'c')]
  let before = '0'.repeat(64)
  const batches = bodies.map((body, index) => {
    const own = { id: index + 1, source: 'web', sum: createHash('sha256').update(body).digest('hex') }
    before = chained(before, own)
    return JSON.stringify({ ...own, oldest: 1_700_000_000_000, newest: 1_700_000_002_000, lines: 2, hash: before, body })
  })
  const whole = `${JSON.stringify({ format: 'fifteen-logs-1', from: 0, to: 8e12, before: '0'.repeat(64), left: 0, sources: [{ id: 'web', format: { kind: 'json', time: 'time', level: 'level', message: 'msg' } }] })}\n${batches.join('\n')}\n`
  return target({
    name: 'carried log lines', share: 6, inputs: mutated([whole], ['"body":null', '\\n', '\\t', '"id":1', '"oldest":', '1e308']), allowed: (error) => error instanceof BundleError,
    take: (text) => {
      const bytes = Buffer.from(text)
      const logs = readLogs({ manifest: { files: [{ path: logsPath, media: '', bytes: bytes.length, sha256: '' }] } as never, piece: (_, number) => bytes.subarray(number * 1_000, (number + 1) * 1_000) })
      if (logs === undefined) throw new Finding('no logs where there are some')
      checkLogs(logs, [])
      const { lines } = findCarried(logs, { since: 0, until: 8e15, take: 'newest', limit: 100, terms: [] })
      if (lines.some(({ time }) => !(Math.abs(time) < 8.64e15))) throw new Finding('a line without a time')
    },
  })
}

/** What other consoles wrote, in a bundle. */
function carriedChains(): Target {
  const lines = [1, 2].map((seq) => {
    const body = canonical({ kind: 'incident.note', data: { text: `note ${seq}` }, who: { kind: 'person', name: 'Ada', role: 'operator' }, console: 'c-2', seq, previous: '0'.repeat(64), incident: 'i-1', at: { occurred: 1, observed: 1, recorded: 1, mono: 1, boot: 'b', order: seq } })
    return { console: 'c-2', seq, order: seq, body, hash: hashOfBody(body) }
  })
  // The second one is redacted: its text has not the hash that it bears.
  const carried = lines.map((line, index) => (index === 0 ? line : { ...line, body: line.body.replace('"Ada"', '"Person A"'), commitments: [{ path: 'who.name', commitment: line.hash }] }))
  const head = { console: 'c-2', seq: 2, hash: lines[1]?.hash ?? '' }
  const texts = [{ format: 'fifteen-consoles-1', chains: [head] }, ...carried].map((one) => JSON.stringify(one))
  const sums = Buffer.from(texts.slice(1).map((text) => createHash('sha256').update(text).digest('hex').slice(0, 8)).join(''), 'hex').toString('base64')
  const manifest = { incident: { id: 'i-1' } as never, others: [{ ...head, entries: [1, 2], sums }] }
  const whole = texts.join('\n')
  return target({
    name: 'carried chains of consoles', share: 4, inputs: mutated([whole], ['"order":', '"seq":', '\\"kind\\":\\"rollback.opened\\"', '"console":', '"commitments":[]', '1e308']), allowed: (error) => error instanceof BundleError,
    take: (text) => {
      const bytes = Buffer.from(text)
      const read = readOthers({ manifest: { files: [{ path: othersPath, media: '', bytes: bytes.length, sha256: '' }] } as never, piece: (_, number) => bytes.subarray(number * 500, (number + 1) * 500) })
      if (read === undefined) throw new Finding('no chains where there are some')
      const faults = checkOthers(read, manifest)
      const shown = othersIn(read)
      // What the check finds good is what was written.
      if (faults.length === 0 && (read.lines.length !== 2 || read.lines.some(({ body, hash }, index) => body !== carried[index]?.body || hash !== carried[index]?.hash) || shown.length > 2)) throw new Finding('another entry counts as whole')
    },
  })
}

async function keptSeries(): Promise<readonly Target[]> {
  const values = new Float64Array(blockSlots).fill(0.5)
  const states = new Uint8Array(blockSlots).fill(1)
  const data = Buffer.from(await pack({ states, values })).toString('base64')
  const from = 1_774_267_200_000
  const whole = { format: 'fifteen-series-1', from, to: from + 600_000, slots: blockSlots, spans: [{ from, to: from + 600_000 }], blocks: [0, 300_000].map((more) => ({ metric: 'cpu_usage', environment: 'green', at: from + more, every: 1, grace: 3, data })) }
  const text = JSON.stringify(whole)
  const blocks = fc.tuple(fc.constantFrom(...metricNames), fc.uint8Array({ minLength: blockSlots, maxLength: blockSlots }), fc.array(fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, 1e308)), { minLength: 20, maxLength: 20 }))
  return [
    target({
      name: 'kept series', share: 6, inputs: fc.oneof(mutated([text], ['"at":', '"every":', '1e15', '"spans":[]', '"blocks":[]', data.slice(0, 40)]), fc.tuple(fc.nat(30), hostile).map(([at, other]) => JSON.stringify(withOther(whole, at, other), (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one)) ?? '')),
      // Whatever is wrong is an Error with words: the chart falls back on what the console still has.
      allowed: (error) => error instanceof Error && !(error instanceof TypeError),
      take: async (given) => {
        const { store, from: first, to } = await thaw(gzipSync(given))
        if (to - first > 3 * 86_400_000) throw new Finding('a stretch that takes all memory')
        for (const environment of environments) store.range('cpu_usage', environment, 'avg', first, to, 100)
      },
    }),
    target({
      name: 'blocks of series', share: 4, inputs: fc.tuple(blocks, fc.array(fc.tuple(fc.nat(5_000), fc.nat(255)), { maxLength: 2 })), allowed: (error) => error instanceof Error && (error instanceof RangeError || String((error as NodeJS.ErrnoException).code).startsWith('Z_')),
      take: async ([[metric, given, figures], flips]) => {
        const columns = columnsOf[metricInfo(metric).kind]
        const cut = { states: given, values: Float64Array.from({ length: blockSlots * columns }, (_, index) => figures[index % figures.length] ?? 0) }
        const bytes = Buffer.from(await pack(cut))
        for (const [at, byte] of flips) if (bytes.length > 0) bytes[at % bytes.length] = byte
        unpack(bytes, blockSlots, columns)
        const { store } = await thaw(gzipSync(JSON.stringify({ ...whole, blocks: [{ ...whole.blocks[0], metric, data: bytes.toString('base64') }] })))
        for (const statistic of statisticsOf[metricInfo(metric).kind]) {
          const { v } = store.range(metric, 'green', statistic, from, from + 600_000, 50) as { readonly v?: readonly (number | null)[] }
          if ((v ?? []).some((value) => value !== null && !Number.isFinite(value))) throw new Finding(`a figure that is none: ${metric} ${statistic}`)
        }
      },
    }),
  ]
}

const words = ['i-1', 'r-1', 'ada', 's-1', 'blue', 'green', 'p-1', 'first', 'e-1', 'm-1', 'o-1', 'd-1']
type Made = { readonly kind: EntryKind; readonly data: unknown; readonly incident: string | undefined; readonly wall: number; readonly order: number | undefined }
const made = (spoiled: boolean): fc.Arbitrary<Made> => fc.constantFrom(...entryKinds).chain((kind) => fc.record({
  kind: fc.constant(kind), data: spoiled ? fc.oneof({ weight: 4, arbitrary: valuesFor(entryData[kind], words) }, { weight: 1, arbitrary: hostile }) : valuesFor(entryData[kind], words),
  incident: fc.constantFrom('i-1', 'r-1', undefined), wall: fc.constantFrom(1_774_267_200_000, 1_774_267_300_000, 0, -1, 8.64e15, 1e300), order: fc.constantFrom(undefined, 5, 1_774_267_200_001, 1e15, 2 ** 53 - 1),
}))
const who = { kind: 'person', name: 'Ada', role: 'operator' } as const
/** @returns what the chain would hold: nothing where JSON can't say it */
function bodyOf({ kind, data, incident, wall, order }: Made, before: { readonly seq: number; readonly hash: string }): string | undefined {
  try {
    return canonical({ kind, data: JSON.parse(JSON.stringify(data) ?? 'null') as unknown, who, console: 'c-2', seq: before.seq + 1, previous: before.hash, at: { occurred: wall, observed: wall, recorded: wall, mono: 1, boot: 'b', ...(order !== undefined && { order }) }, ...(incident !== undefined && { incident }) })
  } catch {
    // A bigint, a lone surrogate: no console could have written it.
    return undefined
  }
}

const folds = (): Target => target({
  name: 'entries in any order, folded', share: 10, inputs: fc.array(made(false), { minLength: 1, maxLength: 12 }),
  take: (all) => {
    let state = emptyState
    for (const [index, { kind, data, incident, wall }] of all.entries()) {
      const parsed = entryData[kind].safeParse(data)
      if (!parsed.success) continue
      const at = { occurred: Math.min(wall, 8e15), observed: wall, recorded: Math.min(wall, 8e15), mono: 1, boot: 'b' }
      state = fold(state, { kind, data: parsed.data, who, console: 'c', seq: index + 1, previous: '', hash: '', at, ...(incident !== undefined && { incident }) } as unknown as Entry)
    }
  },
})

const chains = (): Target => target({
  name: 'chains of other consoles', share: 6, inputs: fc.array(fc.oneof({ weight: 6, arbitrary: made(true) }, { weight: 1, arbitrary: fc.constantFrom('null', '{}', '[]', '1', '"x"', '', '{"kind":1,"who":null,"at":null,"data":null,"seq":1,"previous":"x"}') }), { minLength: 1, maxLength: 8 }),
  take: (all) => {
    const others = openOthers(':memory:')
    try {
      const own = memoryJournal(clock)
      own.append({ kind: 'incident.opened', who, incident: 'i-1', data: { title: 'x', severity: 'P1', cause: 'y' } })
      const record = createRecord({ ...own, console: 'memory', recent: (count: number) => own.all().slice(-count), seen: () => undefined } as never, others)
      let before: { readonly seq: number; readonly hash: string } = genesis
      for (const one of all) {
        const body = typeof one === 'string' ? one : bodyOf(one, before)
        if (body === undefined) continue
        const hash = hashOfBody(body)
        const known = record.heads().get('c-2')?.seq ?? 0
        record.receive('c-2', [{ seq: before.seq + 1, body, hash }])
        if ((record.heads().get('c-2')?.seq ?? 0) > known) before = { seq: before.seq + 1, hash }
      }
      record.tell()
      record.state()
      record.verify()
      if (record.faults().some(({ detail }) => detail === '')) throw new Finding('a fault without a word')
      // Its own commands still count.
      own.append({ kind: 'automation.set', who, data: { mode: 'watch only' } })
      if (record.state().automation !== 'watch only') throw new Finding('what is done here does not count any more')
    } finally {
      others.close()
    }
  },
})

function smallFiles(): readonly Target[] {
  const { dir, remove } = temporary()
  const key = newSealKey()
  const heads = join(dir, 'heads.jsonl')
  const head = JSON.stringify(sealOf({ seq: 5, hash: 'a'.repeat(64) }, key, { wall: 1_700_000_000_000, console: 'c' }))
  const vault = join(dir, 'secrets.json')
  const items = { version: 1, writtenAt: 1, items: [{ key: 'k', group: 'g', title: 'Disturbances <b>', text: 'We are working on it', at: 1_700_000_000_000, over: false }] }
  const opened = openMomentFile(join(dir, 'moments.sqlite'), quiet)
  opened.close()
  return [
    target({ name: 'published heads', share: 4, stop: remove, inputs: mutated([`${head}\n${head}\n`], ['"seq":6', '"key":', '"signature":""']), take: async (text) => {
      writeFileSync(heads, text)
      const { heads: found } = await readPublished([{ kind: 'file', path: heads }] as never, { console: 'c', keys: new Map([[key.id, key.public]]) })
      if (found.some(({ seq, hash }) => seq !== 5 || hash !== 'a'.repeat(64))) throw new Finding('a head that nobody signed')
    } }),
    target({ name: 'files of secrets', share: 3, inputs: mutated(['{"version":1,"secrets":{"TOKEN":"c2VjcmV0"}}']), take: (text) => {
      writeFileSync(vault, text)
      const kept = openVault({ file: vault, cipher: { unsafe: () => undefined, title: 'the keychain', encrypt: (plain) => Buffer.from(plain), decrypt: () => planted } }).read()
      if (kept.words.includes(planted) && !text.includes(planted)) throw new Finding('a secret in the words')
    }, allowed: (error) => error instanceof SecretError }),
    target({ name: 'items of the status page', share: 3, inputs: fc.tuple(mutated([JSON.stringify(items)], ['"over":true', '"at":']), mutated(['Disturbances'])), take: async ([text, title]) => {
      const folder = mkdtempSync(join(dir, 'page-'))
      writeFileSync(join(folder, 'items.json'), text)
      const page = await openStatusPage({ settings: { title: 'Status', folder, keep: 1e15 }, home: dir, clock, onDamaged: () => undefined })
      await page.publish({ key: 'm', title, text: title, at: 1_700_000_000_000, over: false })
      const [html, feed] = [page.html(), page.feed()]
      if (/<(?:script|img|svg|iframe|style\b(?!>))/i.test(html.replace(/<style>[\s\S]*?<\/style>/, ''))) throw new Finding(`a tag in the page: ${html.slice(0, 500)}`)
      // oxlint-disable-next-line no-control-regex -- what XML may not hold is what is looked for
      if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/.test(feed)) throw new Finding('a feed that is no XML')
      rmSync(folder, { recursive: true })
    } }),
  ]
}

const ours = (): readonly Target[] => [
  target({ name: 'journald entries', share: 5, inputs: fc.array(mutated(['{"__CURSOR":"s=1;i=2","__REALTIME_TIMESTAMP":"1700000000100000","PRIORITY":"3","SYSLOG_IDENTIFIER":"web","MESSAGE":"first"}', '{"__CURSOR":"c","__REALTIME_TIMESTAMP":"1","MESSAGE":[115,101,255],"_COMM":["a","b"]}', '{"MESSAGE":["one","two"],"PRIORITY":null}'], ['"MESSAGE":null', '[', '{"a":']), { maxLength: 4 }), take: (texts) => {
    const { lines, known, lost } = readEntries(texts)
    if (lines.length !== known.length || lines.length + lost !== texts.length) throw new Finding('entries that are neither told nor counted')
  } }),
  target({ name: 'messages from a tracker', share: 5, inputs: fc.tuple(mutatedBytes(['{"delivery":"d-1","event":{"kind":"reported","bug":"17","title":"Orders vanish","severity":"critical","affects":3}}', '{"delivery":"d-2","event":{"kind":"resolved","bug":"17","how":"x"}}'].map((text) => Buffer.from(text))), fc.boolean(), mutated(['Bearer x', 'sha256=00'])), take: ([body, signs, other]) => {
    const journal = memoryJournal(clock)
    const secret = 'k'.repeat(32)
    const desk = createBugDesk({ pilots: () => journal.state().pilots, journal, secret: () => secret })
    const state = desk.deliver(body, signs ? { signature: `sha256=${createHmac('sha256', secret).update(body).digest('hex')}` } : { signature: other, authorization: other })
    if (!signs && state !== 'unsigned') throw new Finding(`taken without a signature: ${state}`)
  } }),
  target({ name: 'templates of messages', share: 4, inputs: mutated(['{severity}: {title} since {since}, {owner} {nothing} {{title}}'], ['{', '}', '{constructor}', '{__proto__}', '{title}', '$&', '$1']), take: (text) => {
    const given = { title: '$& {severity} $1', severity: 'P1' } as const
    fillWords(text, given)
    const told = messageWords({ plan: { title: text, lab: undefined, staging: undefined } as never, incident: { id: 'i-1', title: text, severity: 'P1', cause: text, openedAt: 1, openedBy: 'ada', entries: 1, firstSeq: 1, lastSeq: 1 } as never, run: undefined, next: 5, at: 9 }, { occasion: 'first', isPublic: true, template: { title: text, text } })
    if (told.title.length > 200) throw new Finding('a title that is too long')
  } }),
  target({ name: 'texts without names', share: 6, inputs: fc.tuple(mutated([tbsText.slice(0, 3_000), 'people:\n  contacts:\n    - { id: ada, name: Ada Obi, email: ada@corp.example, phone: "+49 1" }\nramps: [{ steps: [{ users: [tkhan] }] }]\n'], ['&a [', '*a', 'contacts: ', 'name: ', '@']), mutated(['Ada Obi <ada@corp.example> called ADA OBI', 'a@b.c.d, x@y'], ['ada', 'Ada Obi', '@', '.example'])), take: ([plan, text]) => {
    const { people } = peopleInText(plan)
    const names = [...people, ['Ada Obi', 'ada@corp.example']]
    const { redactText, redact, learn } = createRedactor({ level: 'names', secret: 's', names })
    const body = canonical({ kind: 'incident.note', seq: 1, previous: 'x', who, at: {}, console: 'c', data: { text: text.toWellFormed(), facts: { [text.toWellFormed()]: 1 } } })
    learn(body)
    const left = `${redactText(text)} ${redact(1, body)?.body ?? body} ${JSON.stringify(redact(1, body)?.commitments ?? [])}`
    if (/(?<![\p{L}\p{N}])ada obi(?![\p{L}\p{N}])/iu.test(left)) throw new Finding(`a name is left: ${left.slice(0, 300)}`)
    if (/(?<![\w.%+-])[\w.%+-]{1,60}@(?!redacted\.invalid)[a-z]{1,60}\.[a-z]{2,60}(?![\w-])/i.test(left)) throw new Finding(`an address is left: ${left.slice(0, 300)}`)
  } }),
]

export const kept = async (): Promise<readonly Target[]> => [logOfChanges(), beforeImages(), carriedLogs(), carriedChains(), ...(await keptSeries()), folds(), chains(), ...smallFiles(), ...ours()]
