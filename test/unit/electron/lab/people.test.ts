import { expect, test } from 'vitest'
import { labPeople } from '../../../../electron/lab/people.ts'

test('of the usual eighteen users twelve are pilots', () => {
  expect(labPeople(18).filter(({ pilot }) => pilot)).toHaveLength(12)
})

test('a hundred users have a hundred names, each fit for a cookie', () => {
  const names = labPeople(100).map(({ user }) => user)
  expect(new Set(names).size).toBe(100)
  expect(names.every((name) => /^[\w.-]{1,64}$/.test(name))).toBe(true)
})
