/**
 * The record of a console that does not run, checked as the console itself would: chain, seals, and the heads that were
 * published to files. Reads alone. Faults 25 of trust.md; docs/bundles.md, "Seals".
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ChainCheck, SealsFound } from '../../../shared/contract.ts'
import { errorText } from '../../../shared/error-text.ts'
import type { Entry } from '../../../shared/journal.ts'
import type { PublishSettings } from '../../../shared/plan.ts'
import { openForReading } from '../../journal/database.ts'
import { createSealCheck, readSealKey, type PublishedHead } from '../../journal/seals.ts'
import { verifyFile } from '../../journal/verify-file.ts'
import { readPlan } from '../../plan/read.ts'
import { namesIn, type Environment } from '../../plan/variables.ts'
import { readPublished } from './publish.ts'

type Row = { readonly seq: number; readonly body: string; readonly hash: string }
type Sealing = Entry<'journal.key'> | Entry<'journal.sealed'>
type Fault = Omit<Extract<ChainCheck, { readonly ok: false }>, 'ok' | 'ms' | 'seals'>
type Read = { readonly sealing: readonly Sealing[]; readonly console: string; readonly plan: string | undefined; readonly hashAt: (seq: number) => string | undefined; readonly close: () => void }

function read(file: string): Read | undefined {
  const db = openForReading(file, 2_000)
  if (db === undefined) return undefined
  const entry = ({ body, hash }: Row): Entry => ({ ...(JSON.parse(body) as Entry), hash })
  const hashAt = db.prepare<[number], string>('SELECT hash FROM entries WHERE seq = ?').pluck()
  const last = db.prepare<[], Row>('SELECT seq, body, hash FROM entries ORDER BY seq DESC LIMIT 1').get()
  const plan = db.prepare<[], Row>("SELECT seq, body, hash FROM entries WHERE kind = 'plan.pinned' ORDER BY seq DESC LIMIT 1").get()
  return {
    sealing: db.prepare<[], Row>("SELECT seq, body, hash FROM entries WHERE kind IN ('journal.key', 'journal.sealed') ORDER BY seq").all().map((row) => entry(row) as Sealing),
    console: last === undefined ? '' : entry(last).console,
    plan: plan && (entry(plan) as Entry<'plan.pinned'>).data.text,
    hashAt: (seq) => hashAt.get(seq), close: () => void db.close(),
  }
}

/** Where the plan in use publishes heads; undefined where its text can't be read any more. */
function publishedIn(text: string | undefined, env: Environment): readonly PublishSettings[] | undefined {
  if (text === undefined) return []
  const standIns = Object.fromEntries(namesIn(text).map((name) => [name, 'http://127.0.0.1:9']))
  const found = readPlan(text, { ...standIns, ...env })
  return 'plan' in found ? found.plan.seal.publish : undefined
}

/** The first head that the chain does not lead to. */
function withoutHead(heads: readonly PublishedHead[], entries: number, hashAt: Read['hashAt']): Fault | undefined {
  for (const { seq, hash } of heads.toSorted((a, b) => a.seq - b.seq)) {
    if (seq > entries) return { at: entries + 1, what: 'missing', detail: `a head was published at entry ${seq}, and the journal ends at entry ${entries}: its tail was cut` }
    if (hashAt(seq) !== hash) return { at: seq, what: 'changed', detail: `entry ${seq} was published as ${hash.slice(0, 12)}, and is ${hashAt(seq)?.slice(0, 12) ?? 'not there'}: what stands up to it was written anew` }
  }
  return undefined
}

/**
 * @param home absolute
 * @param env fills in what the plan on the record refers to
 * @param now monotonic ms
 * @returns undefined where no journal was ever written there
 * @throws SqliteError where the file can't be read for another reason than damage
 */
export async function verifyAtRest({ home, env, now }: { readonly home: string; readonly env: Environment; readonly now: () => number }): Promise<ChainCheck | undefined> {
  const file = join(home, 'journal.sqlite')
  const chain = await verifyFile(file, now)
  if (chain === undefined || !chain.ok) return chain
  const found = read(file)
  if (found === undefined) return chain
  try {
    const check = createSealCheck(found.hashAt)
    for (const entry of found.sealing) check.see(entry)
    const settings = publishedIn(found.plan, env)
    const { heads, unsure } = await readPublished(settings ?? [], { console: found.console, keys: check.keys() })
    const seals: SealsFound = {
      key: found.sealing.findLast((entry) => entry.kind === 'journal.key')?.data.key ?? 'none', kept: existsSync(join(home, 'seal-key.pem')) ? 'file' : 'keychain', words: '',
      sealedTo: found.sealing.findLast((entry) => entry.kind === 'journal.sealed')?.seq ?? 0, good: check.good(),
      published: (settings ?? []).map((to) => ({ kind: to.kind, place: to.kind === 'file' ? to.path : to.address, waiting: false })),
      unsure: [...check.unsure(), ...unsure, ...(settings === undefined ? ['The plan of the record can not be read here: heads that were published are not compared.'] : []), ],
    }
    const fault = check.faults().toSorted((a, b) => a.at - b.at)[0] ?? withoutHead(heads, chain.entries, found.hashAt) ?? strangeKey(home, check.keys())
    return fault === undefined ? { ...chain, seals } : { ok: false, ...fault, ms: chain.ms, seals }
  } finally {
    found.close()
  }
}

/** The key that lies beside a journal is one that it announces: else the seals were taken out, or the record is another's. */
function strangeKey(home: string, known: ReadonlyMap<string, string>): Fault | undefined {
  const file = join(home, 'seal-key.pem')
  if (!existsSync(file)) return undefined
  try {
    const { id } = readSealKey(readFileSync(file, 'utf8'))
    return known.has(id) ? undefined : { at: 1, what: 'seal', detail: `no entry announces the key ${id} that lies beside the journal: its seals were taken out, or the record is another's` }
  } catch (error) {
    return { at: 1, what: 'key', detail: `${file} is no key that can be read: ${errorText(error)}` }
  }
}
