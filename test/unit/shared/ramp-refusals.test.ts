/** A ramp belongs to its phases: it starts only in them, on their GO and with a proven checkpoint. */
import { describe, expect, it } from 'vitest'
import { forwardRefusals } from '../../../electron/console/forward-refusals.ts'
import { rampRefusals } from '../../../shared/ramp-refusals.ts'
import { fakeTime } from '../../doubles/fake-time.ts'
import { memoryJournal } from '../../doubles/memory-journal.ts'
import { tbsPlan } from './plan/tbs-plan.ts'
import type { Plan } from '../../../shared/plan.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const

function stand(plan: Plan = tbsPlan()) {
  const time = fakeTime({ wall: Date.parse('2026-01-05T09:00:00Z') })
  const journal = memoryJournal(time.clock)
  return {
    time, journal,
    start: () => journal.append({ kind: 'programme.started', who: ada, data: { day1: '2026-01-05' } }),
    set: (phase: string, more: { checkpoint?: string; despite?: string[] } = {}) => journal.append({ kind: 'phase.set', who: ada, why: 'it begins', data: { phase, ...more } }),
    decide: (phase: string, outcome: 'GO' | 'NO-GO') => journal.append({ kind: 'decision.decided', who: ada, why: 'so', data: { phase, title: phase, outcome, role: 'DevOps Engineer', authority: [], verdict: { state: 'passes', met: 1, needed: 1, of: 1, text: '' }, against: false, evidence: [], plan: 'x', dissent: [], actions: [] } }),
    said: (ramp = 'forward') => rampRefusals({ plan, state: journal.state(), wall: time.clock.wall() }, ramp),
  }
}
const none = { checkpoint: 'none: Ada goes on without one' }

describe('a ramp', () => {
  it('is free where no programme has started, or where no phase uses it', () => {
    const own = stand()
    expect(own.said()).toEqual([])
    own.start()
    expect(own.said('other')).toEqual([])
  })
  it('starts only in a phase that uses it', () => {
    const own = stand()
    own.start()
    expect(own.said()[0]).toMatch(/belongs to Phase 1: Internal Testing, .*, and no phase runs/)
    own.set('preparation', none)
    expect(own.said()[0]).toMatch(/and Pre-Deployment Preparation runs: begin its phase first/)
    own.set('phase-1', none)
    expect(own.said()).toEqual([])
  })
  it('wants the GO of the phase before, unless a person overruled it', () => {
    const own = stand()
    own.start()
    own.set('phase-2', none)
    expect(own.said()).toEqual(['“Phase 1 → Phase 2 Decision” has no GO: decide it, or begin Phase 2: Limited Pilot anew despite it.'])
    own.decide('phase-1', 'GO')
    expect(own.said()).toEqual([])
    own.time.sleep(1_000)
    own.set('phase-3', { ...none, despite: ['“Phase 2 → Phase 3 Decision” has no GO'] })
    expect(own.said()).toEqual([])
  })
  it('is over with a NO-GO of its own phase', () => {
    const own = stand()
    own.start()
    own.set('phase-1', none)
    own.decide('phase-1', 'NO-GO')
    expect(own.said()).toEqual(['“Phase 1 → Phase 2 Decision” was decided NO-GO by Ada: nobody more is sent on.'])
  })
  it('wants a proven checkpoint, unless its phase began without one on the record', () => {
    const own = stand()
    own.start()
    own.set('phase-1', { checkpoint: 'c-1' })
    expect(own.said()).toEqual(['no checkpoint of blue and green stands that was proven by a restore: take and prove one on the Checkpoints screen.'])
    const free = stand(tbsPlan((raw) => { delete (raw as { checkpoints?: unknown }).checkpoints }))
    free.start()
    free.set('phase-1')
    expect(free.said()).toEqual([])
  })
  it('waits for the checkpoint of a phase that is about to begin', () => {
    const own = stand()
    own.start()
    own.journal.append({ kind: 'phase.waits', who: ada, why: 'it begins', data: { phase: 'phase-1' } })
    expect(own.said()).toEqual(['Phase 1: Internal Testing waits for its checkpoint: users are sent on once it has begun.'])
  })
  it('is refused by the engine with the same words, after the way back', () => {
    const own = stand()
    own.start()
    const facts = { state: own.journal.state(), plan: tbsPlan(), ramp: 'forward', wall: own.time.clock.wall() }
    expect(forwardRefusals({ ...facts, frame: undefined })).toHaveLength(1)
    expect(forwardRefusals({ ...facts, frame: { readiness: { checks: [{ id: 'x', title: 'Blue answers', state: 'block', detail: 'it is down' }] } as never } })).toEqual([expect.stringContaining('Blue answers: it is down'), ...own.said()])
  })
})
