import { expect, test } from 'vitest'
import { foldWelcomed } from '../../../shared/welcome.ts'
import type { Actor, EntryKind } from '../../../shared/journal.ts'

const ada: Actor = { kind: 'person', name: 'Ada', role: 'operator' }
const rule: Actor = { kind: 'rule', name: 'plan-file' }

test.each<readonly [EntryKind, Actor, boolean]>([
  ['console.opened', ada, false], ['plan.pinned', ada, false], ['console.closed', ada, false], ['gate.turned', rule, false], ['rollback.opened', rule, false],
  ['welcome.chosen', ada, true], ['phase.set', ada, true], ['lab.fault', ada, true], ['rollback.opened', ada, true],
])('after %s by %o: somebody has begun is %s', (kind, who, welcomed) => {
  expect(foldWelcomed(false, { kind, who })).toBe(welcomed)
  expect(foldWelcomed(true, { kind, who })).toBe(true)
})
