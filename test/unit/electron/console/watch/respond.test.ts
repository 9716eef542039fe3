import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { respond } from '../../../../../electron/console/watch/respond.ts'
import { openJournal, type Journal } from '../../../../../electron/journal/journal.ts'
import type { Turn } from '../../../../../electron/judge/judge.ts'
import type { Action } from '../../../../../electron/judge/response.ts'
import { createLog } from '../../../../../electron/log.ts'
import type { OpenRequest, Runner } from '../../../../../electron/rollback/runner.ts'
import type { GateState } from '../../../../../shared/gate.ts'
import type { Gate, Plan } from '../../../../../shared/plan.ts'
import { fakeTime } from '../../../../doubles/fake-time.ts'

const gate = { id: 'error-burst', title: 'Error burst', response: 'rollback' } as Gate
const plan = { gates: [gate] } as unknown as Plan
const turn = (from: GateState, to: GateState): Turn => ({
  gate, environment: 'green', from, to,
  status: { state: to, since: 0, sustained: 0, missing: 0, evaluatedAt: 0, activeSince: 5, evaluation: { outcome: 'fail', value: 0.2, threshold: 0.1, samples: 90 } },
})
const at = { gate: 'error-burst', environment: 'green', text: 'Error rate of green is 20 %' } as const
const rollback: Action = { kind: 'rollback', ...at, causes: ['error-burst'], exposedSince: 5 }

let dir: string
let journal: Journal
let opened: OpenRequest[]
let joined: string[]
let runner: Runner
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fifteen-respond-'))
  const { clock } = fakeTime()
  journal = openJournal({ file: join(dir, 'journal.sqlite'), clock, log: createLog({ write: () => undefined, level: 'error', clock }) })
  opened = []
  joined = []
  runner = {
    open: (request: OpenRequest) => ({ run: `r-${opened.push(request)}`, joined: false }),
    join: (what: string) => void joined.push(what),
  } as unknown as Runner
})
afterEach(() => {
  journal.close()
  rmSync(dir, { recursive: true })
})
const act = (turns: readonly Turn[], actions: readonly Action[], drill = false): void =>
  respond({ plan, journal, runner, newIncident: () => 'i-1', drill }, turns, actions)
const entries = () => journal.entries({ after: 0, limit: 100 }).entries

describe('what the judge finds becomes the record', () => {
  test('an automatic rollback is one incident: what fired belongs to it, and the run is opened in it', () => {
    act([turn('pending', 'firing')], [rollback])
    expect(entries().map(({ kind, incident, who }) => [kind, incident, who.name])).toEqual([
      ['incident.opened', 'i-1', 'error-burst'], ['gate.turned', 'i-1', 'error-burst'],
    ])
    expect(opened).toMatchObject([{ trigger: 'error-burst', manual: false, incident: 'i-1', exposedSince: 5, why: at.text }])
  })
  test('on the lab it is a drill and graded as one; on real systems it is a P0', () => {
    act([], [rollback], true)
    expect(journal.state().incidents[0]?.severity).toBe('P2')
    journal.append({ kind: 'incident.closed', who: { kind: 'person', name: 'ada', role: 'operator' }, incident: 'i-1', data: { summary: 'done' } })
    respond({ plan, journal, runner, newIncident: () => 'i-2', drill: false }, [], [rollback])
    expect(journal.state().incidents[0]).toMatchObject({ id: 'i-2', severity: 'P0' })
  })
  test('an incident that is open takes the rollback in: there is no second one', () => {
    journal.append({ kind: 'incident.opened', who: { kind: 'person', name: 'ada', role: 'operator' }, incident: 'i-0', data: { title: 'odd', severity: 'P1', cause: 'by hand' } })
    act([turn('pending', 'firing')], [rollback])
    expect(journal.state().incidents.map(({ id }) => id)).toEqual(['i-0'])
    expect(opened[0]?.incident).toBe('i-0')
  })
  test('another rule that fires joins the run', () => {
    act([], [{ kind: 'join', ...at }])
    expect(joined).toEqual([at.text])
  })
  test('a hold holds the phase that runs, once, until a person releases it', () => {
    const hold: Action = { kind: 'hold', ...at }
    act([], [hold])
    expect(journal.state().hold).toBeUndefined()
    journal.append({ kind: 'phase.set', who: { kind: 'person', name: 'ada', role: 'operator' }, data: { phase: 'phase-2' } })
    act([], [hold])
    act([], [hold])
    expect(entries().filter(({ kind }) => kind === 'phase.held')).toHaveLength(1)
    expect(journal.state().hold).toMatchObject({ phase: 'phase-2', gate: at.gate, text: at.text })
    journal.append({ kind: 'phase.released', who: { kind: 'person', name: 'ada', role: 'operator' }, data: { phase: 'phase-2' } })
    expect(journal.state().hold).toBeUndefined()
  })
  test.each([
    [{ kind: 'alert', ...at }, 'alert'],
    [{ kind: 'scale', ...at }, 'scale'],
    [{ kind: 'propose', response: 'rollback', ...at, causes: [], exposedSince: 0 }, 'propose rollback'],
  ] satisfies [Action, string][])('%j raises an alert that says what is to be done', (action, response) => {
    act([], [action])
    expect(entries()).toMatchObject([{ kind: 'alert.raised', environment: 'green', data: { response, text: at.text, title: 'Error burst' } }])
    expect(opened).toEqual([])
  })
  test.each<[GateState, GateState, boolean]>([
    ['ok', 'pending', true], ['pending', 'firing', true], ['firing', 'resolved', true], ['pending', 'ok', true], ['firing', 'no data', true],
    ['no data', 'ok', false], ['ok', 'no data', false], ['resolved', 'ok', false],
  ])('a gate from %s to %s: entry %s', (from, to, isEntry) => {
    act([turn(from, to)], [])
    expect(entries()).toHaveLength(isEntry ? 1 : 0)
  })
})
