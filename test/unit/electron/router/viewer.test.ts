/** Whoever only looks reads no telephone: the plan's whole text is on the record, and comes by no way out of it. Issue 8. */
import { call } from '@orpc/server'
import { expect, test } from 'vitest'
import type { Console } from '../../../../electron/console.ts'
import type { CallContext } from '../../../../electron/router.ts'
import { bundles } from '../../../../electron/router/bundles.ts'
import { consoles } from '../../../../electron/router/consoles.ts'
import { incidents } from '../../../../electron/router/incidents.ts'
import { moments } from '../../../../electron/router/moments.ts'
import type { Entry } from '../../../../shared/journal.ts'

const phone = '+49 30 1234567'
const at = { occurred: 1, observed: 1, recorded: 1, mono: 1, boot: 'b' }
const pinned: Entry = { kind: 'plan.pinned', seq: 1, console: 'c-b', at, who: { kind: 'person', name: 'Ada', role: 'operator' }, previous: '', hash: 'h', data: { id: 'tbs', title: 'TBS', hash: 'h', from: 'file', text: `phone: ${phone}` } }
const page = { entries: [pinned], more: false }
const asked: object[] = []
const room = { incident: { id: 'i-1' }, moments: { timeline: () => page, at: async () => ({ change: { kind: 'entries', entries: [pinned] } }), others: async () => [pinned] }, timeline: () => page, others: [pinned] }
const console = {
  journal: { state: () => ({ incidents: [room.incident] }), entries: () => page }, moments: room.moments,
  bundles: { room: () => room }, others: { ofIncident: () => [{ entry: pinned, order: 1 }] },
  search: { find: async (input: object) => {
    asked.push(input)
    return { ok: true, hits: [{ entry: pinned, snippet: { text: `phone: ${phone}`, marks: [], cut: { before: false, after: false } } }], count: 1 }
  } },
} as unknown as Console

const ways = {
  'an incident\'s timeline': (context: CallContext) => call(incidents.timeline, { incident: 'i-1' }, { context }),
  'the whole journal': (context: CallContext) => call(incidents.timeline, {}, { context }),
  'a search': (context: CallContext) => call(incidents.search, { text: '1234567' }, { context }),
  'another console\'s chain': (context: CallContext) => call(consoles.ofIncident, { incident: 'i-1' }, { context }),
  'a bundle': (context: CallContext) => call(bundles.timeline, { bundle: '0123456789abcdef' }, { context }),
  'what others wrote, in a bundle': (context: CallContext) => call(bundles.others, { bundle: '0123456789abcdef' }, { context }),
  'a moment': (context: CallContext) => call(moments.at, { incident: 'i-1', wall: 1 }, { context }),
  'what others had written at a moment': (context: CallContext) => call(moments.others, { incident: 'i-1', of: 'i-1', wall: 1 }, { context }),
  'a moment\'s timeline': (context: CallContext) => call(moments.timeline, { incident: 'i-1', wall: 1 }, { context }),
}

test.each(Object.entries(ways))('by %s', async (_, way) => {
  const as = async (role: CallContext['role']): Promise<string> => JSON.stringify(await way({ console, role, me: { name: 'Ada' } }))
  expect(await as('operator')).toContain(phone)
  const seen = await as('viewer')
  expect(seen).toContain('plan.pinned')
  expect(seen).not.toContain('1234567')
})

test('nor by guessing at it with searches', async () => {
  asked.length = 0
  for (const role of ['viewer', 'operator'] as const) await ways['a search']({ console, role, me: { name: 'Ada' } })
  expect(asked).toMatchObject([{ without: ['plan.pinned'] }, {}])
  expect(asked[1]).not.toHaveProperty('without')
})
