/** What the CI's audit makes of each answer of npm. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'

const folder = mkdtempSync(join(tmpdir(), 'fifteen-audit-'))
afterAll(() => rmSync(folder, { recursive: true }))

const audit = (answer: string) => {
  const file = join(folder, 'answer.json')
  writeFileSync(file, answer)
  const { status, stdout } = spawnSync(resolve(import.meta.dirname, '../../../.ci/audit'), ['--read', file], { encoding: 'utf8' })
  return { status, said: stdout.trim() }
}
const counts = (high: number, low: number) => ({ metadata: { vulnerabilities: { info: 0, low, moderate: 0, high, critical: 0, total: high + low } } })

test('nothing found, or nothing grave, passes', () => {
  expect(audit(JSON.stringify({ vulnerabilities: {}, ...counts(0, 0) }))).toEqual({ status: 0, said: 'npm audit: 0 grave, 0 lesser.' })
  expect(audit(JSON.stringify({ vulnerabilities: { old: { severity: 'low', via: ['x'] } }, ...counts(0, 1) }))).toEqual({ status: 0, said: 'npm audit: 0 grave, 1 lesser.' })
})
test('a grave finding fails, by its name', () => {
  const { status, said } = audit(JSON.stringify({ vulnerabilities: { ws: { severity: 'high', via: [{ title: 'a crash by a frame' }, 'other'] } }, ...counts(1, 0) }))
  expect([status, said]).toEqual([1, 'ws: high: a crash by a frame; other\nnpm audit: 1 grave, 0 lesser.'])
})
test.each([['', 'no network'], ['{"message":"405 Method Not Allowed"}', '405 Method Not Allowed'], ['{"error":{"code":"ENOTFOUND","summary":"getaddrinfo ENOTFOUND"}}', 'getaddrinfo ENOTFOUND']])(
  'no answer (%s) is said, and does not fail', (answer, why) => {
    expect(audit(answer)).toEqual({ status: 0, said: `npm audit: not asked, the registry gave no answer (${why}).` })
  })
