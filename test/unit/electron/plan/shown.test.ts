import { describe, expect, it } from 'vitest'
import { readPlan } from '../../../../electron/plan/read.ts'
import { shownEntry, shownPlan } from '../../../../electron/plan/shown.ts'
import type { Entry } from '../../../../shared/journal.ts'
import { team } from '../../../../shared/plan.ts'
import { labVariables, tbsText } from '../../shared/plan/tbs-plan.ts'

describe('the plan that screens are given', () => {
  const read = readPlan(tbsText, labVariables)
  const plan = 'plan' in read ? read.plan : undefined
  it('names its targets, and holds nothing that the environment filled in', () => {
    if (!plan) throw new Error('the TBS plan is not good')
    const shown = shownPlan({ ...plan, team: team.parse({ deployment: 'orders', host: 'db', database: 'ops', user: 'fifteen', password: 'a-secret-of-the-team' }) })
    expect(JSON.stringify(shown)).not.toContain('a-secret-of-the-team')
    expect(shown.targets.map(({ id }) => id)).toEqual(['blue', 'green', 'balancer', 'archive'])
    expect(shown.targets[3]).toEqual({ id: 'archive', kind: 'lab-archive', every: 5_000, timeout: 4_000 })
    const contacts = plan.people.contacts.map((one) => ({ ...one, phone: '+49 30 1', email: 'x@example.com' }))
    const filled = { ...plan, people: { ...plan.people, contacts } }
    expect(JSON.stringify(shownPlan(filled, 'viewer'))).not.toMatch(/\+49 30 1|x@example\.com/)
    expect(shownPlan(filled, 'operator').people.contacts[0]).toMatchObject({ phone: '+49 30 1', email: 'x@example.com' })
    const pinned = { kind: 'plan.pinned', data: { id: 'tbs', title: 'TBS', hash: 'h', from: 'file', text: 'phone: +49 30 1' } } as unknown as Entry
    expect([shownEntry('viewer')(pinned).data, shownEntry('operator')(pinned).data]).toEqual([{ ...pinned.data, text: '' }, pinned.data])
    for (const value of Object.values(labVariables)) expect(JSON.stringify(shown)).not.toContain(value)
  })
})
