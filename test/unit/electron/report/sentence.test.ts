/** A report is read by people who were not there: no id, no hash and no bare number where the plan has a name or a unit. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPlan } from '../../../../electron/plan/read.ts'
import { sentence } from '../../../../electron/report/sentence.ts'
import type { Draft, Entry } from '../../../../shared/journal.ts'

const rule = { kind: 'rule', name: 'outbox' } as const
const entryOf = (draft: Draft): Entry => ({ ...draft, seq: 1, console: 'c', at: { occurred: 0, observed: 0, recorded: 0, mono: 0, boot: 'b' }, previous: '', hash: '' })
const lab = Object.fromEntries(['LAB_BLUE', 'LAB_GREEN', 'LAB_BALANCER', 'LAB_CONTROL'].map((name) => [name, 'http://127.0.0.1:1']))
const read = readPlan(readFileSync(join(import.meta.dirname, '../../../../shared/plans/tbs.yaml'), 'utf8'), { ...lab, LAB_TOKEN: 'x', LAB_BLUE_ARCHIVE: 'a', LAB_GREEN_ARCHIVE: 'b' })
if ('mistakes' in read) throw new Error('the built-in plan has mistakes')
const { plan } = read
const told = (draft: Draft): string => sentence(entryOf(draft), plan)
const message = { message: 'i-tp3jlg-0b92/immediate/qa-lead', to: 'qa-lead', channel: 'desktop' } as const

test.each<readonly [Draft, string]>([
  [{ kind: 'message.drafted', who: rule, data: { message: message.message, kind: 'notice', to: 'qa-lead', channels: ['desktop'], title: 'Users are back', text: 'Long', due: 1_795_675_104_780.238 } }, 'Draft for QA lead: Users are back.'],
  [{ kind: 'message.sent', who: rule, data: { ...message, proof: 'sha256 a0372a72f1b7ac9d' } }, 'The message to QA lead went out by Desktop notification.'],
  [{ kind: 'message.failed', who: rule, data: { message: 'm-1', channel: 'mail', error: 'refused', attempts: 3 } }, 'A message did not go out by mail: refused.'],
  [{ kind: 'gate.turned', who: rule, environment: 'green', data: { gate: 'error-burst', title: 'Error burst above 10 %', from: 'pending', to: 'firing', outcome: 'fail', value: 0.19761, threshold: 0.1, samples: 9, response: 'rollback' } }, 'Gate Error burst above 10 %: pending to firing on green, 19.8 %, the bar is 10 %.'],
  [{ kind: 'step.skipped', who: rule, why: 'done by hand', data: { run: 'r-1', step: 'drain' } }, 'Connection Draining skipped. Reason: done by hand'],
])('%j', (draft, expected) => {
  expect(told(draft)).toBe(expected)
})

test('without the plan a figure has no unit, and is left out', () => {
  expect(sentence(entryOf({ kind: 'gate.turned', who: rule, data: { gate: 'g', title: 'Slow', from: 'ok', to: 'pending', outcome: 'fail', value: 0.3, threshold: 0.25, samples: 9, response: 'alert' } }))).toBe('Gate Slow: ok to pending.')
})

test('what has no sentence of its own is told by its kind, without ids, hashes and moments in milliseconds', () => {
  expect(told({ kind: 'rollback.joined', who: rule, data: { run: 'r-1', what: 'a second press' } })).toBe('Rollback joined: what a second press')
})
