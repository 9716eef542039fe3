/** Seals the record as it grows, tells the head to a second place, and checks both. docs/bundles.md: what that proves against whom. */
import type { Clock } from '../../../shared/clock.ts'
import type { ChainCheck, SealSummary } from '../../../shared/contract.ts'
import { errorText } from '../../../shared/error-text.ts'
import { rule, type Actor, type Entry, type EntryData } from '../../../shared/journal.ts'
import type { SealSettings } from '../../../shared/plan.ts'
import type { Journal } from '../../journal/journal.ts'
import { announce, createSealCheck, newSealKey, readSealKey, sealOf, type SealKey } from '../../journal/seals.ts'
import type { Log } from '../../log.ts'
import type { Timers } from '../../observe/sampler.ts'
import type { KeyPlace } from '../../secrets/seal-key.ts'
import { createPublisher, readPublished } from './publish.ts'

export type Sealing = {
  readonly key: () => SealKey
  readonly seal: (cause: EntryData<'journal.sealed'>['cause']) => void
  /** A new key from now on, announced by the present one. */
  readonly rotate: (who: Actor, why: string) => Promise<void>
  /** The chain, its seals, and the heads that were told elsewhere and can be read back. */
  readonly verify: () => Promise<ChainCheck>
  readonly summary: () => SealSummary
  readonly stop: () => Promise<void>
}

const by = rule('journal-seal')
const lookEvery = 15_000
const page = 500

function* entriesOf<K extends 'journal.key' | 'journal.sealed'>(journal: Journal, kinds: readonly K[]): Generator<Entry<K>> {
  for (let after = 0; ;) {
    const { entries, more } = journal.entries({ kinds, after, limit: page })
    for (const entry of entries) {
      yield entry as Entry<K>
      after = entry.seq
    }
    if (!more) return
  }
}

export async function startSealing({ journal, place, settings, clock, timers, log }: {
  readonly journal: Journal
  readonly place: KeyPlace
  readonly settings: () => SealSettings
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): Promise<Sealing> {
  let key = await openKey(place, clock, log)
  let trouble: string | undefined = key.trouble
  const publisher = createPublisher({ settings: () => settings().publish, timers, log })

  const announced = [...entriesOf(journal, ['journal.key'])].map(({ data }) => data.key)
  if (announced.at(-1) !== key.key.id) journal.append({ kind: 'journal.key', who: by, data: announce(key.key, journal.console, announced.includes(key.key.id) ? key.key : undefined) })
  const last = [...entriesOf(journal, ['journal.sealed'])].at(-1)
  let sealed = { seq: last?.seq ?? 0, at: clock.mono() }
  /** Entries since the last seal that are no seal: an idle record is not sealed for ever. */
  const isNew = (): boolean => journal.state().seq > sealed.seq

  const seal: Sealing['seal'] = (cause) => {
    const { seq, head: hash } = journal.state()
    if (seq === 0 || !isNew()) return
    const head = sealOf({ seq, hash }, key.key, { wall: clock.wall(), console: journal.console })
    const { console: _, ...data } = head
    try {
      const entry = journal.append({ kind: 'journal.sealed', who: by, data: { ...data, cause } })
      sealed = { seq: entry.seq, at: clock.mono() }
      publisher.send(head)
    } catch (error) {
      log.error('seal.failed', { error })
    }
  }
  const unsubscribe = journal.subscribe((entry) => {
    if (entry.kind === 'journal.sealed') return
    if (entry.kind === 'incident.closed') seal('closed')
    else if (entry.seq - sealed.seq >= settings().every) seal('count')
  })
  let cancel = (): void => undefined
  const look = (): void => {
    if (isNew() && clock.mono() - sealed.at >= settings().after) seal('time')
    cancel = timers.after(lookEvery, look)
  }
  look()

  const summary = (): SealSummary => ({ key: key.key.id, kept: place.kind, words: trouble ?? place.words, sealedTo: sealed.seq, published: publisher.status() })
  return {
    key: () => key.key,
    seal, summary,
    rotate: async (who, why) => {
      const next = newSealKey()
      // On the record first: a crash in between leaves the old key, which may still seal.
      journal.append({ kind: 'journal.key', who, why, data: announce(next, journal.console, key.key) })
      await place.write(next.private)
      key = { key: next }
      trouble = undefined
      seal('count')
    },
    verify: async () => {
      const keys = new Map([...entriesOf(journal, ['journal.key'])].map(({ data }) => [data.key, data.public]))
      keys.set(key.key.id, key.key.public)
      const { heads, unsure } = await readPublished(settings().publish, { console: journal.console, keys })
      const chain = await journal.verify(heads)
      const notes = [...unsure]
      if (!chain.ok) return { ...chain, seals: { ...summary(), good: 0, unsure: notes } }
      const check = createSealCheck((seq) => journal.entries({ after: seq - 1, limit: 1 }).entries.find((entry) => entry.seq === seq)?.hash)
      for (const entry of entriesOf(journal, ['journal.key', 'journal.sealed'])) check.see(entry)
      if (!check.keys().has(key.key.id)) return { ok: false, at: 1, what: 'seal', detail: `no entry announces the key ${key.key.id} of this console: its seals were taken out, or the record is another's`, ms: chain.ms, seals: { ...summary(), good: check.good(), unsure: notes } }
      notes.push(...check.unsure())
      const [fault] = check.faults().toSorted((a, b) => a.at - b.at)
      const seals = { ...summary(), good: check.good(), unsure: notes }
      return fault === undefined ? { ...chain, seals } : { ok: false, ...fault, ms: chain.ms, seals }
    },
    stop: async () => {
      cancel()
      unsubscribe()
      seal('stop')
      await publisher.stop()
    },
  }
}

async function openKey(place: KeyPlace, clock: Clock, log: Log): Promise<{ readonly key: SealKey; readonly trouble?: string }> {
  const made = async (trouble?: string): Promise<{ readonly key: SealKey; readonly trouble?: string }> => {
    const key = newSealKey()
    try {
      await place.write(key.private)
      return { key, ...(trouble !== undefined && { trouble }) }
    } catch (error) {
      log.error('seal.key not kept', { error })
      return { key, trouble: `The key could not be kept (${errorText(error)}): the next start seals with another one.` }
    }
  }
  try {
    const text = place.read()
    return text === undefined ? await made() : { key: readSealKey(text) }
  } catch (error) {
    log.error('seal.key unreadable', { error })
    place.setAside(clock.wall())
    return made('The key that was kept could not be read: a new one seals, which the old one did not announce.')
  }
}
