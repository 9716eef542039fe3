import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readPlan } from '../../../electron/plan/read.ts'
import { escalate } from '../../../shared/escalate.ts'
import type { Draft, Entry } from '../../../shared/journal.ts'
import type { Plan } from '../../../shared/plan.ts'
import { emptyState } from '../../../shared/state.ts'
import { wallEntry } from '../../../shared/wall-entry.ts'
import { wallFrame, wallPlan, wallState } from '../../../shared/wall.ts'
import { foldWallShares, isLive, type WallShares } from '../../../shared/wall-share.ts'
import { demoFrame } from '../../doubles/demo-frame.ts'
import { ada, burst, demoRecord, run } from '../../doubles/demo-record.ts'

const clock = { wall: () => 1_700_000_000_000, mono: () => 5_000_000, boot: 'boot' }
const lab = { LAB_BLUE: 'http://127.0.0.1:1', LAB_GREEN: 'http://127.0.0.1:2', LAB_BALANCER: 'http://127.0.0.1:3', LAB_CONTROL: 'http://127.0.0.1:4', LAB_TOKEN: 'PLANTED-token', LAB_BLUE_ARCHIVE: 'PLANTED-a', LAB_GREEN_ARCHIVE: 'PLANTED-b' }
const plan = ((): Plan => {
  const read = readPlan(readFileSync(resolve(import.meta.dirname, '../../../shared/plans/tbs.yaml'), 'utf8'), lab)
  if ('mistakes' in read) throw new Error('the plan has mistakes')
  return read.plan
})()

describe('what a wall is given', () => {
  const people = { ...plan.people, contacts: plan.people.contacts.map((one) => ({ ...one, phone: 'PLANTED phone', email: 'planted@example.com' })) }
  const record = demoRecord(clock, () => undefined)
  run(record, plan, { id: 'r-2', incident: 'i-3', began: 130_000, until: 'ending', pace: 3_000 })
  const planted: readonly Draft[] = [
    { kind: 'incident.note', who: ada, incident: 'i-3', data: { text: 'PLANTED note' } },
    { kind: 'incident.role', who: ada, incident: 'i-3', data: { role: 'commander', person: 'Bo Lind' } },
    { kind: 'pilot.added', who: ada, data: { pilot: 'u-1', person: { name: 'PLANTED pilot', email: 'planted@example.com' }, profile: 'Trader', experience: 'new' } },
    { kind: 'connection.saved', who: ada, why: 'PLANTED why', data: { target: 'orders', kind: 'mysql', address: 'PLANTED.example:3306', replaced: false } },
    { kind: 'secret.set', who: ada, data: { name: 'PLANTED_NAME' } },
    { kind: 'source.lost', who: burst, data: { target: 'orders', reason: 'refused', detail: 'PLANTED.example:3306' } },
    { kind: 'step.outcome', who: burst, incident: 'i-3', data: { run: 'r-2', step: 'validate', attempt: 9, result: 'failed', detail: 'PLANTED detail', facts: { PLANTED: 'x' }, ms: 1 } },
    { kind: 'message.queued', who: ada, data: { message: 'm-1', kind: 'update', to: 'management', channels: ['mail'], title: 'Users are on blue', text: 'PLANTED text', due: clock.wall() + 60_000 } },
    { kind: 'wall.shared', who: ada, why: 'PLANTED why', data: { share: 'w-1', label: 'PLANTED label', digest: 'a'.repeat(64), until: 1 } },
    { kind: 'automation.set', who: ada, why: 'PLANTED why', data: { mode: 'ask first' } },
  ]
  for (const draft of escalate({ ...plan, lab: undefined, people }, { ...record.state(), incidents: record.state().incidents.filter(({ id }) => id === 'i-3') }, { wall: clock.wall() - 60_000, mono: 0, boot: 'before' })) if (draft.kind !== 'message.queued') record.add(draft)
  const entries: Entry[] = planted.map((draft) => record.add(draft))
  const frame = demoFrame({ plan, state: record.state(), mood: { bad: 'firing', share: 0.2, blocked: true }, clock, number: 1 })
  const view = { plan: wallPlan({ plan, hash: 'h' }), state: wallState(record.state(), record.entries(), clock.boot, people, clock.wall()), frame: wallFrame(frame) }
  const text = JSON.stringify(view)

  test('holds no secret, address, reason, note, pilot user, finding of a step or transaction', () => {
    expect(text).not.toMatch(/PLANTED|planted/)
    // What the run would end, whose it is, and where the targets are.
    expect(text).not.toMatch(/UPDATE positions|INSERT INTO|4711|reporting|127\.0\.0\.1|connection refused|build 2025/)
  })

  test('tells the run, its question, who has what, the next message and the latest entries', () => {
    expect(view.state).toMatchObject({
      run: { id: 'r-2', state: 'running' }, incident: { severity: 'P0', roles: { commander: 'Bo Lind' } }, automation: 'ask first', boot: 'boot',
      next: { to: 'management', title: 'Users are on blue', due: clock.wall() + 60_000, others: 0 },
    })
    expect(view.state.run?.stages.flatMap(({ steps }) => steps).find(({ question }) => question)?.question).toEqual({ text: expect.stringContaining('3 transactions'), options: [], silence: 'skip', answerBy: expect.any(Number) })
    expect(view.state.recent.map(({ kind }) => kind).slice(-4)).toEqual(['source.lost', 'step.outcome', 'message.queued', 'automation.set'])
    expect(view.frame).toMatchObject({ share: { blue: 0.8, green: 0.2 }, readiness: { ready: false, blocks: ['Blue answers'] }, gates: [{ gate: 'error-burst', state: 'firing' }], unwritten: 0 })
  })

  test('tells who is on call by name alone, and who is called next unless somebody has it', () => {
    expect(view.state.duties.map(({ title }) => title)).toEqual(['Primary On-Call', 'Secondary On-Call', 'Engineering Manager'])
    const [call] = view.state.calls
    expect(call).toMatchObject({ severity: 'P0', called: view.state.duties[0]?.name, next: { duty: 'Secondary On-Call', name: view.state.duties[1]?.name } })
    expect(call?.by).toBeUndefined()
    record.add({ kind: 'escalation.acknowledged', who: ada, incident: 'i-3', data: { escalation: 'i-3-P0' } })
    const [had] = wallState(record.state(), record.entries(), clock.boot, people, clock.wall()).calls
    expect([had?.by, had?.next]).toEqual([ada.name, undefined])
  })

  test('is small, however long the record is', () => {
    expect(wallState({ ...emptyState, ...record.state() }, Array.from({ length: 500 }, () => entries[5] as Entry), undefined).recent).toHaveLength(8)
    expect(text.length).toBeLessThan(30_000)
  })

  test('keeps the place of an entry and leaves out whom it does not concern', () => {
    expect(entries.map((entry) => wallEntry(entry)?.seq)).toEqual(entries.map(({ seq, kind }) => (['source.lost', 'step.outcome', 'message.queued', 'automation.set', 'incident.role'].includes(kind) ? seq : undefined)))
  })
})

test('a link lives until its end or until it is withdrawn, and the record of links does not grow', () => {
  const record = demoRecord(clock, () => undefined)
  const shared = (share: string) => record.add({ kind: 'wall.shared', who: ada, why: 'the room', data: { share, label: 'Room', digest: 'a'.repeat(64), until: clock.wall() + 10 } })
  const list: WallShares = [shared('w-1'), record.add({ kind: 'wall.revoked', who: ada, why: 'over', data: { share: 'w-1' } }), shared('w-2')].reduce(foldWallShares, [])
  expect(list.map((one) => [one.id, one.by, isLive(one, clock.wall()), isLive(one, clock.wall() + 10)])).toEqual([['w-2', 'Ada Obi', true, false], ['w-1', 'Ada Obi', false, false]])
  expect(Array.from({ length: 80 }, (_, at) => shared(`w-${at}`)).reduce(foldWallShares, [])).toHaveLength(50)
})
