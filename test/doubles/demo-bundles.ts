/** Bundles, reports, actions and care for the record, for looking at the screens: a whole bundle, a broken one, one that is being checked. */
import { implement, ORPCError } from '@orpc/server'
import { contract, type SealsFound } from '../../shared/contract.ts'
import type { CallContext } from '../../electron/router.ts'
import type { BundleInfo } from '../../shared/bundle.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Incident } from '../../shared/incident.ts'
import type { Actor, Draft, Entry } from '../../shared/journal.ts'
import { demoLines } from './demo-logs.ts'
import type { DemoRecord } from './demo-record.ts'

const hour = 3_600_000

export const demoSeals: SealsFound = {
  key: '5be1c09af7342d18', kept: 'file', words: 'There is no keychain here: the key lies in /home/ada/.local/share/fifteen/seal-key.pem, readable by this user alone. Whoever acts as this user can seal a forged record; publish the head elsewhere.',
  sealedTo: 38, good: 4, unsure: [],
  published: [
    { kind: 'file', place: '/mnt/audit/fifteen-heads.jsonl', seq: 38, at: Date.UTC(2025, 10, 24, 9, 12), waiting: false },
    { kind: 'http', place: 'https://audit.example/heads', seq: 21, at: Date.UTC(2025, 10, 24, 8, 2), failure: 'https://audit.example/heads answered 503', waiting: true },
  ],
}

function infos(wall: number): readonly BundleInfo[] {
  const of = (id: string, title: string, more: Pick<BundleInfo, 'check' | 'signer'>, level: 'none' | 'names' = 'none'): BundleInfo => ({
    id, bytes: 1_842_176, added: wall - hour, ...more,
    manifest: {
      format: 1, bundle: id, made: wall - hour, by: level === 'none' ? 'Ada Obi' : 'Person A', console: 'c-71aa03fe', version: '0.1.0',
      incident: { id: 'i-k3x9', title, severity: 'P0', cause: 'error rate 31.4 % over 15 s, the bar is 10 %', openedBy: 'rule error-burst', openedAt: wall - 30 * hour, closedAt: wall - 29 * hour, summary: 'A pool was exhausted; users were moved to blue.' },
      entries: 64, carried: 18, head: { seq: 4_181, hash: '7f0c'.repeat(16) }, span: { from: wall - 31 * hour, to: wall - 28 * hour }, series: { sessions: 1, blocks: 214, sha256: 'ab'.repeat(32) },
      files: level === 'none' ? [{ path: `attachments/${'c4'.repeat(32)}`, media: 'image/png', bytes: 48_211, sha256: 'c4'.repeat(32) }] : [],
      redaction: { level, fields: level === 'none' ? [] : ['data.text', 'who.name'], left: level === 'none' ? '' : 'Pictures and logs are left out: what they show can not be redacted.' },
      key: { id: '9d41c37be0a2f615', public: 'MCow' },
    },
  })
  return [
    of('1111111111111111', 'Error burst on green, from the night shift', { signer: 'accepted', check: { state: 'whole', entries: 82, links: 4_181, seals: 5, redacted: 0, unsure: [], ms: 41 } }),
    of('2222222222222222', 'Archive lag, as it came by e-mail', {
      signer: 'unknown',
      check: { state: 'broken', count: 3, unsure: [], ms: 38, faults: [
        { at: 412, what: 'changed', detail: 'entry 412: its text has the hash 77ab0c19d2e4, and it bears 0be19c7712fa' },
        { at: 430, what: 'missing', detail: 'entry 430 of i-k3x9 is missing' }, { at: 455, what: 'reordered', detail: 'in the place of entry 455 stands entry 460' },
      ] },
    }),
    of('3333333333333333', 'Slow answers, without names', { signer: 'unknown', check: { state: 'checking', done: 0.42 } }, 'names'),
  ]
}

const implementer = () => implement(contract).$context<CallContext>().use(({ next }) => next())

/** @returns the parts of the router that they answer */
export type DemoOs = ReturnType<typeof implementer>

export function demoBundles({ os, record, add, who, clock }: {
  readonly os: ReturnType<typeof implementer>
  readonly record: DemoRecord
  readonly add: (draft: Draft) => void
  readonly who: (context: CallContext) => Actor
  readonly clock: Clock
}) {
  const list = infos(clock.wall())
  /** What the bundles tell is the demo's incident of the run, under its own name. */
  const carried = (): Incident => {
    const found = record.state().incidents.find(({ id }) => id === 'i-2') ?? record.state().incidents[0]
    if (found === undefined) throw new ORPCError('NOT_FOUND', { message: 'The demo has no incident yet.' })
    return found
  }
  const incidentOf = (action: string): string => record.state().actions.find(({ id }) => id === action)?.incident ?? 'i-1'
  return {
    bundles: {
      export: os.bundles.export.handler(async function* () {
        yield { kind: 'progress', done: 0.4 }
        yield { kind: 'done', name: 'i-1-4f00aa.fifteen', file: '/home/ada/.local/share/fifteen/exports/i-1-4f00aa.fifteen', bytes: 214_016, sha256: 'd4'.repeat(32), entries: 4 }
      }),
      read: os.bundles.read.handler(() => ({ data: 'AAAA', more: false })),
      send: os.bundles.send.handler(() => undefined),
      add: os.bundles.add.handler(() => {
        throw new ORPCError('UNAVAILABLE', { message: 'It is no bundle of Fifteen: its first bytes are those of something else. Export it again from the console that has the incident.' })
      }),
      remove: os.bundles.remove.handler(() => undefined),
      accept: os.bundles.accept.handler(() => undefined),
      list: os.bundles.list.handler(() => list),
      timeline: os.bundles.timeline.handler(({ input: { kinds, after, limit, all } }) => {
        const found = record.entries().filter((entry: Entry) => (entry.incident === carried().id || (all && entry.incident === undefined)) && entry.seq > after && (kinds === undefined || kinds.includes(entry.kind)))
        return { entries: found.slice(0, limit), more: found.length > limit }
      }),
      incident: os.bundles.incident.handler(() => carried()),
      picture: os.bundles.picture.handler(() => ({ state: 'lost' })),
      others: os.bundles.others.handler(() => []),
      logSources: os.bundles.logSources.handler(() => ({ sources: [], cache: { bytes: 2_140_000, limit: 16_000_000, lines: 21_204, expired: 1_310, aged: 0, oldest: carried().openedAt - 900_000 } })),
      logLines: os.bundles.logLines.handler(({ input: { bundle: _, ...input } }) => demoLines(clock.wall(), input)),
    },
    reviews: {
      fields: os.reviews.fields.handler(() => ({ well: { text: 'The switch took 9 s and nobody was cut off.', by: 'Ada Obi', at: clock.wall() - hour } })),
      write: os.reviews.write.handler(({ context, input: { incident, field, text } }) => add({ kind: 'report.written', who: who(context), incident, data: { field, text } })),
      report: os.reviews.report.handler(({ input: { format } }) => {
        if (format === 'pdf') throw new ORPCError('UNAVAILABLE', { message: 'No Chromium, Chrome or Edge was found here to print the PDF. Install one, or save the HTML and print it.' })
        return { name: `report-i-1.${format === 'html' ? 'html' : 'md'}`, type: 'text/plain', data: 'IyBSZXBvcnQK' }
      }),
      open: os.reviews.open.handler(({ context, input: { incident, title, due } }) => {
        add({ kind: 'action.opened', who: who(context), incident, data: { action: `${incident}/new`, title, due, from: 'person' } })
        return { action: `${incident}/new` }
      }),
      own: os.reviews.own.handler(({ context, input: { action, owner } }) => add({ kind: 'action.owned', who: who(context), incident: incidentOf(action), data: { action, owner } })),
      done: os.reviews.done.handler(({ context, input: { action, evidence } }) => add({ kind: 'action.done', who: who(context), incident: incidentOf(action), data: { action, evidence } })),
    },
    care: {
      backups: os.care.backups.handler(() => ({ folder: '/home/ada/.local/share/fifteen/backups', every: 24 * hour, busy: false, backups: [3, 27, 51].map((ago) => ({ file: `/home/ada/.local/share/fifteen/backups/journal-${clock.wall() - ago * hour}.sqlite`, at: clock.wall() - ago * hour, bytes: 2_412_544 })) })),
      record: os.care.record.handler(() => ({ repairs: [], checked: { at: clock.wall() - 60_000, found: { ok: true, entries: record.entries().length, head: record.state().head, ms: 12 } } })),
      backup: os.care.backup.handler(() => ({ file: '/home/ada/.local/share/fifteen/backups/journal-1.sqlite' })),
      rotate: os.care.rotate.handler(() => undefined),
    },
  }
}

/** What is left to do after the incident of yesterday: one done, one with an owner, one overdue. */
export function demoActions({ add }: DemoRecord, wall: number): void {
  const by = { kind: 'rule', name: 'review-dates' } as const
  const about = { who: by, incident: 'i-1' } as const
  const closed = 1_300 * 60_000
  for (const [id, title, due] of [['debrief', 'Immediate Debrief', wall - closed + 24 * hour], ['root-cause', 'Root Cause Analysis', wall - closed + 72 * hour], ['improvement', 'Improvement Plan', wall - 600_000], ['process', 'Process Updates', 'next phase']] as const)
    add({ kind: 'action.opened', ...about, data: { action: `i-1/${id}`, title, due, from: 'plan' } }, closed)
  const ada = { kind: 'person', name: 'Ada Obi', role: 'operator' } as const
  add({ kind: 'action.done', who: ada, incident: 'i-1', data: { action: 'i-1/debrief', evidence: 'https://wiki.example/debriefs/2025-11-24' } }, closed - hour)
  add({ kind: 'action.owned', who: ada, incident: 'i-1', data: { action: 'i-1/root-cause', owner: 'Grace Kim' } }, closed - hour)
  add({ kind: 'action.reminded', ...about, data: { action: 'i-1/improvement' } }, 590_000)
}
