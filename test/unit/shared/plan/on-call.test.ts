/** The plan's people: the document's sentences as data, and references that lead nowhere. */
import { describe, expect, test } from 'vitest'
import { planReferences } from '../../../../shared/plan/references.ts'
import { planSchema } from '../../../../shared/plan.ts'
import { tbsPlan, tbsRaw, type Raw } from './tbs-plan.ts'

const minute = 60_000
const wrong = (change: (raw: Raw) => void): readonly string[] => planReferences(tbsPlan(change)).map(({ path, message }) => `${path.join('.')}: ${message}`)
const set = (at: Raw | undefined, key: string, value: unknown): void => void ((at as unknown as Record<string, unknown>)[key] = value)

test('P0: primary within 5 minutes, secondary within 15, then the manager; P1 and P2 end on the next business day', () => {
  const { escalation, onCall, contacts } = tbsPlan().people
  expect(escalation.map(({ severity, levels, then }) => [severity, levels.map(({ duty, within }) => [duty, within / minute]), then])).toEqual([
    ['P0', [['primary', 5], ['secondary', 15], ['engineering-manager', 15]], undefined],
    ['P1', [['primary', 5]], 'next business day review'],
    ['P2', [], 'next business day resolution'],
  ])
  for (const { id, respondWithin } of onCall) expect(escalation[0]?.levels.find(({ duty }) => duty === id)?.within).toBe(respondWithin)
  // The document names nobody: until somebody does, all are marked.
  expect(contacts.every(({ placeholder }) => placeholder)).toBe(true)
})
test('"Execute rollback procedures without approval": the primary, and nobody else', () => {
  expect(tbsPlan().people.onCall.filter(({ rollsBack }) => rollsBack).map(({ id }) => id)).toEqual(['primary'])
})
test('a plan without any of it stands', () => {
  const plan = tbsPlan((raw) => {
    for (const key of ['contacts', 'rotation', 'businessHours', 'paging']) delete (raw['people'] as unknown as Record<string, unknown>)[key]
    set(raw['people'], 'escalation', [{ severity: 'P0', title: 'Critical', path: ['Primary'] }])
  })
  expect(planReferences(plan)).toEqual([])
  expect(plan.people).toMatchObject({ contacts: [], rotation: [], escalation: [{ levels: [] }] })
})
describe('what leads nowhere is said with its place', () => {
  test.each([
    ['a person in a rotation', (raw: Raw) => set(raw['people']?.['rotation']?.[0], 'people', ['devops-a', 'devops-x']), /^people\.rotation\.0\.people\.1: there is no contact "devops-x"/],
    ['a duty in a level', (raw: Raw) => set(raw['people']?.['escalation']?.[0], 'levels', [{ duty: 'tertiary', within: '5m' }]), /^people\.escalation\.0\.levels\.0\.duty: there is no rotation of a duty "tertiary"/],
    ['a contact twice', (raw: Raw) => set(raw['people']?.['contacts']?.[1], 'id', 'devops-a'), /there is a contact "devops-a" already/],
    ['a duty twice', (raw: Raw) => set(raw['people']?.['rotation']?.[1], 'duty', 'primary'), /there is a rotation of a duty "primary" already/],
    ['a next business day without hours', (raw: Raw) => delete (raw['people'] as unknown as Record<string, unknown>)['businessHours'], /does not say what a business day is/],
    ['calls more often than each minute', (raw: Raw) => set(raw['people']?.['escalation']?.[0], 'repeat', '5s'), /more often than once a minute/],
  ])('%s', (_, change, message) => {
    expect(wrong(change).join('\n')).toMatch(message)
  })
  test('a zone of nowhere is refused by the schema', () => {
    const raw = tbsRaw()
    set(raw['people']?.['rotation']?.[0], 'zone', 'Europe/Atlantis')
    expect(planSchema.safeParse(raw).error?.issues.map(({ path }) => path.join('.'))).toContain('people.rotation.0.zone')
  })
})
