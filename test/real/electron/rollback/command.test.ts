/** Commands of a plan as real processes, and a step that runs one in a real run. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { hideSecrets, runProcess, StartError, type ProcessOptions } from '../../../../electron/rollback/command-process.ts'
import type { Plan } from '../../../../shared/plan.ts'
import { fakeWorld } from '../../../doubles/fake-world.ts'
import { planWith, stage, step } from '../../../doubles/rollback-plan.ts'
import { ada, clock, soon, stand, timers, until, type Stand } from './stand.ts'

const root = mkdtempSync(join(tmpdir(), 'fifteen-command-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const sh = (script: string): readonly string[] => ['/bin/sh', '-c', script]

const run = (argv: readonly string[], more: Partial<ProcessOptions> = {}) => {
  const output: string[] = []
  const ended = runProcess({ argv, cwd: root, env: {}, timeout: 10_000, signal: soon(20_000), clock, timers, onOutput: (lines) => output.push(lines), ...more })
  return { ended, output }
}
const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    // A zombie whose parent has not fetched it yet has ended.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
  } catch {
    return false
  }
}
const pidsIn = (file: string): readonly number[] => readFileSync(file, 'utf8').split('\n').filter((line) => line !== '').map(Number)
const gone = (file: string): Promise<void> => until('all of them have ended', () => pidsIn(file).every((pid) => !alive(pid)))

describe('a program', () => {
  it('ends with its exit code, and both its streams are kept', async () => {
    expect(await run(sh('echo out; echo err >&2; exit 3')).ended).toMatchObject({ code: 3, timedOut: false, wrote: 8, tail: expect.stringMatching(/out\nerr|err\nout/) as string })
  })
  it('that a signal ends has no exit code', async () => {
    expect(await run(sh('kill -9 $$')).ended).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: false })
  })
  it('that is missing is told by name, and what to do', async () => {
    await expect(run(['/no/such/program']).ended).rejects.toThrow(StartError)
    await expect(run(['/no/such/program']).ended).rejects.toThrow(/\/no\/such\/program could not be started in .*ENOENT.*Install it/)
  })
  it('that hangs, and hears no SIGTERM, is ended at its time-out', async () => {
    expect(await run(sh('trap "" TERM; while :; do sleep 0.1; done'), { timeout: 300 }).ended).toMatchObject({ code: null, signal: 'SIGKILL', timedOut: true })
  })
  it('gets nothing from a shell: an argument is an argument', async () => {
    expect((await run(['/bin/echo', '$(id)', '; touch x', '*']).ended).tail).toBe('$(id) ; touch x *')
    expect(existsSync(join(root, 'x'))).toBe(false)
  })
  it('gets the variables that it is given and no other', async () => {
    process.env['FIFTEEN_TEST_SECRET'] = 'hunter2'
    expect((await run(['/usr/bin/env'], { env: { LANG: 'C' } }).ended).tail).toBe('LANG=C')
    delete process.env['FIFTEEN_TEST_SECRET']
  })
  it('that multiplies is ended with everything that it has started', async () => {
    const file = join(root, 'bomb')
    const script = 'echo $$ >> bomb; for i in 1 2 3 4 5; do (sh -c "echo \\$\\$ >> bomb; trap \\"\\" TERM; sleep 300 & echo \\$! >> bomb; wait") & done; wait'
    expect(await run(sh(script), { timeout: 1_000, env: { PATH: '/usr/bin:/bin' } }).ended).toMatchObject({ timedOut: true })
    expect(pidsIn(file).length).toBe(11)
    await gone(file)
  })
  it('that leaves a child behind ends, and the child with it: its open pipe holds up nothing', async () => {
    const ended = await run(sh('sleep 300 & echo $! > left; exit 0'), { env: { PATH: '/usr/bin:/bin' } }).ended
    expect(ended).toMatchObject({ code: 0 })
    await gone(join(root, 'left'))
  })
  it('that writes without end is read in bounded memory, and the last of it is kept', { timeout: 100_000 }, async () => {
    const before = process.memoryUsage().rss
    const ended = await run(sh('head -c 50000000 /dev/zero | tr "\\0" x; echo; echo the end'), { env: { PATH: '/usr/bin:/bin' }, timeout: 60_000, signal: soon(90_000) }).ended
    expect(ended).toMatchObject({ code: 0, wrote: 50_000_009 })
    expect(ended.tail.length).toBeLessThanOrEqual(2_000)
    expect(ended.tail.endsWith('the end')).toBe(true)
    expect(process.memoryUsage().rss - before).toBeLessThan(100e6)
  })
  it('is ended with its group when the attempt is over', async () => {
    const stop = new AbortController()
    const { ended } = run(sh('echo $$ > long; sleep 300'), { signal: stop.signal, env: { PATH: '/usr/bin:/bin' } })
    await until('it runs', () => existsSync(join(root, 'long')))
    stop.abort(new Error('the run was stopped'))
    await expect(ended).rejects.toThrow('the run was stopped')
    await gone(join(root, 'long'))
  })
  it('is shown while it runs, without what a terminal would obey', async () => {
    const { ended, output } = run(sh('printf "\\033[31mone\\033[0m\\n"; echo two'))
    await ended
    expect(output.at(-1)).toBe('one\ntwo')
  })
})

it('a secret that a program writes is shown by its name', () => {
  expect(hideSecrets('token abcd1234, path /bin', { TOKEN: 'abcd1234', PATH: '/bin', SHORT: 'abc' })).toBe('token [TOKEN], path /bin')
})

describe('a step that runs a command', () => {
  let open: Stand | undefined
  let number = 0
  afterEach(async () => {
    await open?.stop()
    open = undefined
  })
  type Command = NonNullable<NonNullable<Parameters<typeof planWith>[1]>['commands']>[number]
  const command = (more: Partial<Command> = {}): Command => ({ id: 'cache', title: 'Clear the cache', argv: ['/bin/sh', '-c', 'echo "$0 $1" >> done', '{target}', '{run}'], timeout: '5s', trustExit: true, ...more })
  const planOf = (own: Command): Plan => planWith([stage('one', '0s', '5m', step('validate', 'confirm', { after: [] }), step('clear', 'command', { timeout: '20s', attempts: 3, backoff: '50ms', with: { command: 'cache' } }))], { commands: [own] })
  const begin = (own: Command, confirm = true): { readonly dir: string; readonly one: Stand } => {
    const dir = mkdtempSync(join(root, `run-${(number += 1)}-`))
    const one = stand({ dir, plan: planOf(own), targets: fakeWorld().targets })
    open = one
    if (confirm) one.runner.letRun(one.runner.commands().hash, ada)
    one.press()
    return { dir, one }
  }
  const stepOf = ({ journal }: Stand) => journal.state().run?.stages.flatMap(({ steps }) => steps).find(({ id }) => id === 'clear')
  const asks = async (one: Stand) => {
    await until('it asks', () => stepOf(one)?.state === 'asking')
    return stepOf(one)?.detail
  }

  it('runs it with what the plan fills in, and is green by its exit code where the plan says so', async () => {
    const { dir, one } = begin(command())
    await one.runner.idle()
    const { run } = one.journal.state()
    expect(run).toMatchObject({ state: 'completed' })
    expect(readFileSync(join(dir, 'done'), 'utf8')).toBe(`blue ${run?.id}\n`)
    expect(stepOf(one)).toMatchObject({ state: 'ok', effect: expect.stringContaining('Run /bin/sh -c') as string, facts: { 'exit code': 0, verified: 'by its exit code alone, as the plan says' } })
  })
  it('asks where nobody has looked at the commands, and runs nothing; after the yes it goes on', async () => {
    const { dir, one } = begin(command(), false)
    expect(await asks(one)).toContain('Nobody has looked at the commands of this plan')
    expect(existsSync(join(dir, 'done'))).toBe(false)
    expect(() => one.runner.letRun('another hash', ada)).toThrow('have changed since they were shown')
    one.runner.letRun(one.runner.commands().hash, ada)
    one.runner.answer(one.journal.state().run?.id ?? '', { step: 'clear', choice: 'retry', who: ada })
    await one.runner.idle()
    expect(one.of('commands.confirmed').map(({ who, data }) => [who, data.commands])).toEqual([[ada, [expect.stringContaining('cache: /bin/sh -c')]]])
    expect(stepOf(one)).toMatchObject({ state: 'ok' })
  })
  it('is not run where its check finds it done, and is verified by read-back', async () => {
    const { dir, one } = begin(command({ check: ['/bin/sh', '-c', 'exit 0'], verify: ['/bin/sh', '-c', 'exit 0'], trustExit: false }))
    await one.runner.idle()
    expect(existsSync(join(dir, 'done'))).toBe(false)
    expect(stepOf(one)).toMatchObject({ state: 'ok', detail: 'Its check found it done' })
  })
  it('is not green where the read-back does not find it', async () => {
    const { one } = begin(command({ verify: ['/bin/sh', '-c', 'echo nothing there; exit 1'], trustExit: false }))
    expect(await asks(one)).toMatch(/what it did was not found: .*exit code 1.*nothing there/)
    expect(stepOf(one)?.attempt).toBe(1)
  })
  it('with an exit code that was not expected is tried again only where twice does no harm', async () => {
    const once = begin(command({ argv: ['/bin/sh', '-c', 'echo x >> done; echo no disk; exit 7'] }))
    expect(await asks(once.one)).toMatch(/Clear the cache: exit code 7; exit code 0 was expected\. It wrote last: no disk/)
    expect(readFileSync(join(once.dir, 'done'), 'utf8')).toBe('x\n')
    await once.one.stop()
    const often = begin(command({ argv: ['/bin/sh', '-c', 'echo x >> done; exit 7'], repeatable: true }))
    await asks(often.one)
    expect(readFileSync(join(often.dir, 'done'), 'utf8')).toBe('x\nx\nx\n')
  })
  it('whose console was killed in the middle is not run again by itself (fault 2)', async () => {
    const { dir, one } = begin(command({ argv: ['/bin/sh', '-c', 'echo x >> done; sleep 30'], env: ['PATH'], timeout: '60s' }))
    await until('it runs', () => existsSync(join(dir, 'done')))
    // The process's end, as the record sees it: an intent, and no outcome.
    await one.stop()
    const next = stand({ dir, plan: planOf(command({ argv: ['/bin/sh', '-c', 'echo x >> done; sleep 30'], env: ['PATH'], timeout: '60s' })), targets: fakeWorld().targets })
    open = next
    next.runner.resume()
    expect(await asks(next)).toContain('how it ended is not known')
    expect(readFileSync(join(dir, 'done'), 'utf8')).toBe('x\n')
  })
  it('that hangs is ended with what it started when the run is stopped', async () => {
    const { dir, one } = begin(command({ argv: ['/bin/sh', '-c', 'echo $$ > pids; sleep 300 & echo $! >> pids; wait'], env: ['PATH'], timeout: '60s' }))
    await until('it runs', () => existsSync(join(dir, 'pids')) && pidsIn(join(dir, 'pids')).length === 2)
    one.runner.stop(one.journal.state().run?.id ?? '', { who: ada, reason: 'a test' })
    await gone(join(dir, 'pids'))
  })
})
