import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkTargets } from '../../../../electron/connect/registry.ts'
import { BuiltInPlanError, openPlan, type OpenPlan } from '../../../../electron/plan/open.ts'
import { labVariables, tbsFile, tbsText } from '../../shared/plan/tbs-plan.ts'

let dir = ''
let started: { readonly seed: number; readonly users: number }[] = []
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'fifteen-plan-'))
  started = []
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const open = (options: Partial<OpenPlan> = {}) =>
  openPlan({
    builtIn: tbsFile, lastGood: join(dir, 'kept/last-good.yaml'), env: {}, check: checkTargets,
    lab: async (lab) => {
      started.push(lab)
      return labVariables
    },
    ...options,
  })
const file = (text: string | Uint8Array, name = 'plan.yaml'): string => {
  const path = join(dir, name)
  writeFileSync(path, text)
  return path
}
const mine = tbsText.replace('\nid: tbs\n', '\nid: mine\n')
const broken = mine.replace('deadline: 15m', 'deadline: soon')

describe('the built-in plan', () => {
  it('is used where no file is asked for', async () => {
    const opened = await open()
    expect(opened).toMatchObject({ from: 'built-in', mistakes: [], text: tbsText, hash: createHash('sha256').update(tbsText).digest('hex') })
    expect(opened).not.toHaveProperty('file')
    expect(opened.plan.targets.map((one) => one['address'] ?? one['blue'])).toEqual([labVariables.LAB_BLUE, labVariables.LAB_GREEN, labVariables.LAB_BALANCER, labVariables.LAB_BLUE_ARCHIVE])
  })
  it('that can\'t be read, or is wrong, is the one thing that stops the console', async () => {
    await expect(open({ builtIn: join(dir, 'none.yaml') })).rejects.toThrow(BuiltInPlanError)
    await expect(open({ builtIn: file(broken) })).rejects.toThrow(/"soon" does not fit here.*Install Fifteen again/)
  })
})

describe('a good file', () => {
  it('is used and kept as the last good one, whole', async () => {
    const asked = file(mine)
    expect(await open({ file: asked })).toMatchObject({ from: 'file', file: asked, plan: { id: 'mine' }, mistakes: [] })
    expect(readFileSync(join(dir, 'kept/last-good.yaml'), 'utf8')).toBe(mine)
    expect(readdirSync(join(dir, 'kept'))).toEqual(['last-good.yaml'])
  })
  it('is used all the same where it can\'t be kept, and that is told', async () => {
    const opened = await open({ file: file(mine), lastGood: join(file('no folder', 'in-the-way'), 'last.yaml') })
    expect(opened.from).toBe('file')
    expect(opened.findings[0]).toMatchObject({ id: 'not-kept', severity: 'warning' })
  })
  it('is kept as it is written: what the environment filled in is not on disk', async () => {
    await open({ file: file(mine) })
    expect(readFileSync(join(dir, 'kept/last-good.yaml'), 'utf8')).not.toContain(labVariables.LAB_TOKEN)
  })
})

describe('a broken file', () => {
  it('leaves the last good one in use, and its mistakes are told', async () => {
    await open({ file: file(mine) })
    const opened = await open({ file: file(broken) })
    expect(opened).toMatchObject({ from: 'last good', file: join(dir, 'plan.yaml'), plan: { id: 'mine' }, text: mine })
    expect(opened.mistakes).toMatchObject([{ path: 'rollback.deadline', message: '"soon" does not fit here' }])
    expect(readFileSync(join(dir, 'kept/last-good.yaml'), 'utf8')).toBe(mine)
  })
  it('leaves the built-in one where there was no good one yet', async () =>
    expect(await open({ file: file(broken) })).toMatchObject({ from: 'built-in', plan: { id: 'tbs' }, mistakes: [{ path: 'rollback.deadline' }] }))
  it('leaves the built-in one where the last good one is no longer good', async () => {
    mkdirSync(join(dir, 'kept'))
    writeFileSync(join(dir, 'kept/last-good.yaml'), 'version: 0\n')
    expect(await open({ file: file(broken) })).toMatchObject({ from: 'built-in', mistakes: [{ path: 'rollback.deadline' }] })
  })
  it.each<readonly [string, () => string, RegExp]>([
    ['that is not there', () => join(dir, 'none.yaml'), /can't be read: .*ENOENT/],
    ['that is a folder', () => dir, /can't be read: .*(not a file|EISDIR)/],
    ['that is too large', () => file(`#${'x'.repeat(1_000_000)}\n`), /1000002 bytes, a plan has 1000000 at most/],
    ['that is not text', () => file(new Uint8Array([0x61, 0xff, 0xfe])), /not UTF-8/],
  ])('%s is told at its beginning', async (_, path, message) => {
    const { from, mistakes } = await open({ file: path() })
    expect(from).toBe('built-in')
    expect(mistakes).toEqual([{ line: 1, column: 1, path: '', message: expect.stringMatching(message) as string, mend: 'Check the path and the permissions of the file.' }])
  })
  it.skipIf(process.getuid?.() === 0)('that may not be read is told at its beginning', async () => {
    const path = file(mine)
    chmodSync(path, 0)
    expect((await open({ file: path })).mistakes[0]?.message).toMatch(/EACCES/)
  })
})

describe('the practice environment', () => {
  it('is started once, with what the plan asks for, and fills in the references to it', async () => {
    const opened = await open({ file: file(mine.replace('users: 18', 'users: 5')) })
    expect(started).toEqual([{ seed: 15, users: 5 }])
    expect(opened.plan.targets[0]).toMatchObject({ address: labVariables.LAB_BLUE, token: labVariables.LAB_TOKEN })
  })
  it('is started for the plan that is used in the end and for no broken one', async () => {
    await open({ file: file(broken.replace('users: 18', 'users: 5')) })
    expect(started).toEqual([{ seed: 15, users: 18 }])
  })
  it('is not started a second time where its own addresses show the file to be wrong', async () => {
    const opened = await open({
      file: file(mine),
      check: ({ id, targets }) => (id === 'mine' && targets[0]?.['address'] === labVariables.LAB_BLUE ? [{ path: ['targets', 0], message: 'not this one' }] : []),
    })
    expect(opened).toMatchObject({ from: 'built-in', mistakes: [{ path: 'targets.0' }] })
    expect(started).toHaveLength(1)
  })
  it('is not started for a plan without it; the references are then missing', async () => {
    const { mistakes } = await open({ file: file(mine.replace('\nlab: { seed: 15, users: 18 }\n', '\n')) })
    expect(started).toEqual([{ seed: 15, users: 18 }])
    expect(mistakes.map(({ message }) => message)).toContain('the variable LAB_TOKEN is not set')
  })
  it('fills in its own addresses, whatever the environment says', async () =>
    expect((await open({ env: { LAB_BLUE: 'http://192.0.2.1' } })).plan.targets[0]).toMatchObject({ address: labVariables.LAB_BLUE }))
  it('that does not start is an error of its own', async () => {
    await expect(open({ lab: () => Promise.reject(new Error('a lab already runs')) })).rejects.toThrow('a lab already runs')
  })
})
