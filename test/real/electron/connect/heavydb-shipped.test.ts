/**
 * The tests that @heavyai/connector ships, unchanged, against our double: so the double answers as the makers of the
 * connector expect of a server. Of them these apply: rendering needs a GPU, and the fields of a table of theirs are no matter here.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { afterAll, beforeAll, beforeEach, chai, describe, expect, it } from 'vitest'
import { startHeavyDb, type HeavyDbDouble } from '../../../doubles/heavydb.ts'

const load = createRequire(import.meta.url)
const apply = ['.connect', '.disconnect', '.getTablesAsync', '.query']

type Body = (done: (error?: unknown) => void) => void
const bodies = new Map<string, Body>()
const before: (() => void)[] = []

let double: HeavyDbDouble
beforeAll(async () => {
  double = await startHeavyDb({ answer: () => ({ columns: [{ name: 'n', type: 'INT', values: [6_400] }] }) })
  const file = load.resolve('@heavyai/connector/package.json').replace('package.json', 'test/integration.spec.js')
  const env = { HOSTNAME: '127.0.0.1', PROTOCOL: 'http', PORT: String(double.port), DATABASE: 'heavyai', USERNAME: 'admin', PASSWORD: 'HyperInteractive' }
  const wants = (name: string): unknown =>
    name === 'chai' ? chai : name.startsWith('..') ? load('@heavyai/connector') : { encode: String }
  // oxlint-disable-next-line no-implied-eval -- mocha's globals are given to their file, which is run as it is
  new Function('require', 'process', 'describe', 'beforeEach', 'it', readFileSync(file, 'utf8'))(
    wants, { env }, (_: string, body: () => void) => body(), (body: () => void) => before.push(body), (name: string, body: Body) => bodies.set(name, body),
  )
})
afterAll(() => double.stop())

describe("the connector's own tests", () => {
  beforeEach(() => before.forEach((body) => body()))

  it.each(apply)('%s', async (name) => {
    const body = bodies.get(name)
    expect(body, `${name} is among the tests that the connector ships`).toBeDefined()
    const seen = double.requests
    await new Promise<void>((resolve, reject) => body?.((error) => (error === undefined ? resolve() : reject(new Error('failed', { cause: error })))))
    expect(double.requests).toBeGreaterThan(seen)
  })
})
