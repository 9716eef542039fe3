/** Every kind explains itself, and its own examples make a target that can be connected. */
import { expect, test } from 'vitest'
import { targetKinds } from '../../../../electron/connect/describe.ts'
import { troubleText } from '../../../../electron/connect/trouble.ts'
import { settle } from '../../../../electron/console/connections/try-target.ts'
import { draftOf, targetOf } from '../../../../electron/plan/target-draft.ts'
import { missingReasons } from '../../../../shared/metrics.ts'

const env = { SECRET: 'a value', LAB_BALANCER: 'http://127.0.0.1:1', LAB_CONTROL: 'http://127.0.0.1:2', LAB_BLUE_ARCHIVE: '/a', LAB_GREEN_ARCHIVE: '/b' }

test.each(targetKinds().map((kind) => [kind.kind, kind] as const))('%s says what it is for, what it brings and what each setting is', (_, kind) => {
  expect([kind.title, kind.purpose, kind.brings].filter((text) => text === '')).toEqual([])
  expect(kind.fields.filter(({ title, help }) => title === '' || help === '').map(({ name }) => name)).toEqual([])
})
test.each(targetKinds().map((kind) => [kind.kind, kind] as const))('a form of %s that is filled in with its examples is a target', (_, kind) => {
  const fields = Object.fromEntries(kind.fields.flatMap(({ name, type, required, options, example }) => {
    if (type === 'secret') return [[name, '${SECRET}']]
    if (options) return required || name === 'environment' ? [[name, options[0] ?? '']] : []
    // In place of the host, and of a preset that is not chosen.
    return example === undefined || (kind.kind === 'mysql' && name === 'socket') || (kind.kind === 'prometheus' && name === 'instance') ? [] : [[name, example]]
  }))
  const { target, mistakes } = targetOf({ id: 'new', kind: kind.kind, fields }, targetKinds())
  expect(mistakes).toEqual([])
  const settled = settle(target, env)
  expect('mistakes' in settled ? settled.mistakes : []).toEqual([])
  expect(targetOf(draftOf(target, kind.fields), targetKinds()).target).toEqual(target)
})
test('every state reads differently', () => expect(new Set(['ok' as const, 'slow' as const, ...missingReasons].map(troubleText)).size).toBe(missingReasons.length + 2))
test('a secret is a reference and never a value, not even as a default', () => {
  for (const password of ['hunter2', '${NAME:-hunter2}', 'x${NAME}'])
    expect(targetOf({ id: 'a', kind: 'mysql', fields: { environment: 'blue', user: 'u', host: 'h', password } }, targetKinds()).mistakes.map(({ field }) => field)).toEqual(['password'])
})
test('a variable that is not set is told at its field, and a wrong setting by the words of its schema', () => {
  const { target } = targetOf({ id: 'a', kind: 'mysql', fields: { environment: 'blue', user: 'u', host: 'h', password: '${NOT_SET}', queryTimeout: 'soon' } }, targetKinds())
  const settled = settle(target, {})
  expect('mistakes' in settled && settled.mistakes.map(({ field, message }) => `${field}: ${message}`)).toEqual([
    'password: the variable NOT_SET is not set', 'queryTimeout: expected a duration such as 90s, 5m, 24h or 7d',
  ])
})
