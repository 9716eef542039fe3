/** The same contract, answered by a real console on the real lab, over each way that a screen can reach it. */
import { ORPCError } from '@orpc/client'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { systemClock } from '../../../electron/clock.ts'
import { openConsole, type Console } from '../../../electron/console.ts'
import { router } from '../../../electron/router.ts'
import { serveLine } from '../../../electron/shell/wire.ts'
import type { Change } from '../../../shared/contract.ts'
import type { Entry } from '../../../shared/journal.ts'
import { quietLog, transports, type Connection, type Transport } from './shell/transports.ts'

const home = mkdtempSync(join(tmpdir(), 'fifteen-contract-'))
let console: Console

beforeAll(async () => {
  console = await openConsole({ home, env: {}, clock: systemClock(), log: quietLog(), user: 'ada' })
}, 60_000)
afterAll(async () => {
  await console.stop()
  rmSync(home, { recursive: true, force: true })
})

const codeOf = (call: Promise<unknown>): Promise<string> =>
  call.then(() => 'no error', (error: unknown) => (error instanceof ORPCError ? String(error.code) : String(error)))

/** Reads a stream until something holds of a value. */
async function read<T, R>(stream: AsyncIterable<T>, take: (value: T) => R | undefined): Promise<R> {
  for await (const value of stream) {
    const taken = take(value)
    if (taken !== undefined) return taken
  }
  throw new Error('the stream ended')
}

describe.each(['MessagePort', 'WebSocket', 'control socket'] as const)('over a %s', (kind) => {
  let transport: Transport
  let operator: Connection
  let viewer: Connection
  const item = { checklist: '', item: '' }

  beforeAll(async () => {
    transport = await transports[kind]((line, { role, name }, admit) =>
      serveLine(line, { router, context: { console, role, me: { name } }, log: quietLog(), ...(admit && { admit }) }))
    const [list] = console.plan.checklists
    item.checklist = list?.id ?? ''
    item.item = list?.items[['MessagePort', 'WebSocket', 'control socket'].indexOf(kind)]?.id ?? ''
  })
  beforeEach(async () => {
    operator = await transport.connect('operator')
    viewer = await transport.connect('viewer')
    return () => {
      operator.close()
      viewer.close()
    }
  })
  afterAll(() => transport.stop())

  test('a person is named, and named anew', async () => {
    expect(await operator.client.session.me()).toMatchObject({ role: 'operator' })
    expect(await operator.client.session.introduce({ name: 'Grace' })).toEqual({ name: 'Grace', role: 'operator' })
    expect((await operator.client.session.me()).name).toBe('Grace')
  })

  test('the plan comes whole, with what its linter found', async () => {
    const { plan, from, mistakes, findings } = await viewer.client.plan.current()
    expect([plan.id, from, mistakes]).toEqual([console.plan.id, 'built-in', []])
    expect(plan.rollback.stages).toHaveLength(5)
    expect(findings.length).toBeGreaterThan(0)
    const token = console.lab?.addresses.adminToken ?? ''
    expect(JSON.stringify(console.plan)).toContain(token)
    expect(JSON.stringify(await viewer.client.plan.current())).not.toContain(token)
  })

  test('frames come once a second, with figures that were measured', async () => {
    const numbers: number[] = []
    const frame = await read(await viewer.client.live.frames(), (one) => {
      numbers.push(one.number)
      return numbers.length > 2 && one.figures.blue.up?.value === 1 && one.routing !== undefined ? one : undefined
    })
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index))
    expect(frame.gates.length).toBeGreaterThan(10)
    expect(frame.sources.filter(({ kind }) => kind !== 'journeys' && kind !== 'pilots').map(({ target }) => target).toSorted()).toEqual(console.plan.targets.map(({ id }) => id).toSorted())
    const line = await viewer.client.live.series({ metric: 'requests', environment: 'blue', statistic: 'rate', last: 60_000, points: 60 })
    expect(line.t.length).toBe(line.avg.length)
    expect(line.avg.some((value) => value !== null)).toBe(true)
  })

  test('a change is a snapshot first, then every entry, and an act is durable when it is answered', async () => {
    const stream = await viewer.client.state.changes()
    const first = (await stream.next()).value as Change
    expect(first.kind).toBe('snapshot')
    await operator.client.programme.tick({ ...item, evidence: 'seen in the contract test' })
    const entry = await read(stream, (change): Entry | undefined => (change.kind === 'entry' && change.entry.kind === 'checklist.ticked' ? change.entry : undefined))
    expect(entry).toMatchObject({ data: { ...item, evidence: 'seen in the contract test' }, who: { kind: 'person', name: 'ada' } })
    expect(console.journal.entries({ kinds: ['checklist.ticked'], after: entry.seq - 1, limit: 1 }).entries[0]?.hash).toBe(entry.hash)
    expect(await codeOf(operator.client.programme.tick({ ...item, evidence: '' }))).toBe('CONFLICT')
    await operator.client.programme.untick({ ...item, reason: 'it was only a test' })
    expect(await codeOf(operator.client.programme.untick({ ...item, reason: 'it was only a test' }))).toBe('CONFLICT')
  })

  test('a picture goes with a note by its hash, a moment is told to a viewer, and neither tells a secret', async () => {
    const { incident } = await operator.client.incidents.open({ title: 'seen in the contract test', severity: 'P2' })
    const png = Buffer.from('89504e470d0a1a0a0000000d494844520000000100000001080600000000000000', 'hex').toString('base64')
    const part = { upload: 'paste-0001', part: 0, of: 1, data: png }
    expect(await codeOf(viewer.client.attachments.add(part))).toBe('FORBIDDEN')
    expect(await codeOf(operator.client.attachments.add({ ...part, data: Buffer.from('<svg/>').toString('base64') }))).toBe('BAD_REQUEST')
    const picture = await operator.client.attachments.add(part)
    if (picture === null) throw new Error('the picture was not taken')
    const absent = { ...picture, sha: 'f'.repeat(64) }
    expect(await codeOf(operator.client.incidents.note({ incident, text: 'look', pictures: [absent] }))).toBe('CONFLICT')
    await operator.client.incidents.note({ incident, text: 'look', pictures: [picture] })
    expect(await viewer.client.attachments.get({ sha: picture.sha })).toEqual({ state: 'whole', type: 'image/png', data: png })
    expect(await viewer.client.attachments.get({ sha: absent.sha })).toEqual({ state: 'lost' })
    expect(await codeOf(viewer.client.attachments.get({ sha: '../journal.sqlite' }))).toBe('BAD_REQUEST')
    expect(await codeOf(viewer.client.incidents.mark({ incident, label: 'here' }))).toBe('FORBIDDEN')
    await operator.client.incidents.mark({ incident, label: 'here', at: 1 })
    const marked = (await viewer.client.incidents.timeline({ incident, kinds: ['incident.mark'] })).entries[0]
    // No further back than ten minutes, whatever the page says.
    expect((marked?.at.recorded ?? 0) - (marked?.at.occurred ?? 0)).toBeGreaterThanOrEqual(600_000)
    expect(marked?.at.occurred).toBeGreaterThan(1_000_000_000_000)
    const { from, to, events } = await viewer.client.moments.span({ incident })
    expect(events.filter(({ kind }) => kind === 'incident.note')).toHaveLength(1)
    const moment = await viewer.client.moments.at({ incident, wall: to })
    expect(moment.change.kind === 'state' && moment.change.state.seq).toBe(moment.seq)
    expect(JSON.stringify(moment)).not.toContain(console.lab?.addresses.adminToken ?? '-')
    expect((await viewer.client.moments.at({ incident, wall: from - 1 })).wall).toBeGreaterThanOrEqual(from)
    await operator.client.incidents.close({ incident, summary: 'only a test' })
  })

  test('a viewer changes nothing', async () => {
    const { seq } = console.journal.state()
    const calls = [
      viewer.client.rollback.press({ trigger: 'button' }), viewer.client.programme.tick({ ...item, evidence: '' }), viewer.client.lab.reset(),
      viewer.client.incidents.open({ title: 'not by me', severity: 'P2' }), viewer.client.session.introduce({ name: 'someone else' }),
      viewer.client.rollback.automation({ mode: 'watch only', reason: 'because' }),
      viewer.client.bench.start({ benchmark: 'users', reason: 'because', yes: true }), viewer.client.bench.cancel({ bench: 'b-1' }), viewer.client.bench.baseline({ bench: 'b-1', reason: 'because' }),
      viewer.client.checkpoints.take({ reason: 'because' }), viewer.client.checkpoints.prove({ checkpoint: 'c-1' }), viewer.client.checkpoints.cancel(), viewer.client.checkpoints.remove({ checkpoint: 'c-1', reason: 'because' }),
      viewer.client.checkpoints.recover({ checkpoint: 'c-1', moment: 0, reason: 'because' }), viewer.client.checkpoints.preview({ recovery: 'v-1' }), viewer.client.checkpoints.promote({ recovery: 'v-1', preview: 'p', yes: true, reason: 'because' }),
      viewer.client.checkpoints.takeBack({ recovery: 'v-1', yes: true, reason: 'because' }), viewer.client.checkpoints.discard({ recovery: 'v-1', reason: 'because' }),
      viewer.client.bundles.export({ incident: 'i-1' }), viewer.client.bundles.send({ upload: '00000000000000aa', offset: 0, data: 'AAAA' }), viewer.client.bundles.add({ upload: '00000000000000aa' }),
      viewer.client.reviews.write({ incident: 'i-1', field: 'cause', text: 'not mine' }), viewer.client.care.backup(), viewer.client.care.rotate({ reason: 'because' }),
    ]
    expect(await Promise.all(calls.map(codeOf))).toEqual(calls.map(() => 'FORBIDDEN'))
    const changed = console.journal.entries({ after: seq, limit: 100 }).entries.filter(({ who }) => who.kind === 'person')
    expect(changed).toEqual([])
  })

  test('a viewer may replay, and take nothing over; a mistake in a CSV comes with its place', async () => {
    const replay = (text: string) => viewer.client.replay.run({ source: { kind: 'csv', text, phase: null }, gates: ['error-burst'], changes: [{ gate: 'error-burst', for: 0 }] })
    const rows = Array.from({ length: 40 }, (_, second) => `${second},error_rate,green,50,100`)
    const gate = await read(await replay(['time,metric,environment,value,denominator', ...rows].join('\n')), (event) => (event.kind === 'gate' ? event : undefined))
    expect(gate.changed?.turns.map(({ at, to }) => [at, to])).toContainEqual([15_000, 'firing'])
    const mistake: unknown = await replay('time,metric,environment,value\n1,cpu,green,1').then((stream) => read(stream, () => undefined)).catch((error: unknown) => error)
    expect(mistake).toMatchObject({ code: 'BAD_REQUEST', message: 'line 2, column 3: unknown metric "cpu"' })
    expect(await codeOf(viewer.client.replay.use({ changes: [{ gate: 'error-burst', for: 0 }], reason: 'not mine to do' }))).toBe('FORBIDDEN')
    expect(await codeOf(viewer.client.replay.run({ source: { kind: 'csv', text: '', phase: null }, gates: ['no-such'], changes: [] }))).toBe('NOT_FOUND')
  })

  test('an incident is opened, noted, corrected, graded and closed by hand', async () => {
    const { incident } = await operator.client.incidents.open({ title: `Something odd over ${kind}`, severity: 'P2' })
    const { seq } = await operator.client.incidents.note({ incident, text: 'rows look <b>odd</b>' })
    await operator.client.incidents.note({ incident, text: 'columns, not rows', corrects: seq })
    expect(await codeOf(operator.client.incidents.note({ incident, text: 'x', corrects: seq + 1_000 }))).toBe('NOT_FOUND')
    await operator.client.incidents.severity({ incident, severity: 'P1' })
    // Who is to be told is looked for a moment after an entry, and nobody is told of what is closed by then.
    const drafted = () => console.journal.state().messages.find((one) => one.incident === incident && one.state === 'draft')
    await expect.poll(drafted).toBeDefined()
    await operator.client.incidents.close({ incident, summary: 'a false alarm' })
    expect(await codeOf(operator.client.incidents.close({ incident, summary: 'a false alarm' }))).toBe('CONFLICT')
    const { entries, more } = await viewer.client.incidents.timeline({ incident })
// The lab's logs are sealed with the incident, whenever their thread gets to it; people are told by the plan's tree, and called as long as it is a P1.
    expect(entries.map((entry) => entry.kind)).toContain('message.drafted')
    expect(await codeOf(viewer.client.messages.send({ messages: [drafted()?.id ?? ''] }))).toBe('FORBIDDEN')
    const own = entries.filter((entry) => !/^(?:logs|escalation|message)\./.test(entry.kind) && !(entry.kind === 'action.opened' && entry.data.action.endsWith('/next-business-day')))
    expect([own.map((entry) => entry.kind), more]).toEqual([
      ['incident.opened', 'incident.note', 'incident.note', 'incident.severity', 'incident.closed', ...console.plan.people.postIncident.map(() => 'action.opened')], false,
    ])
    expect(await viewer.client.incidents.verify()).toMatchObject({ ok: true })
  })

  test('the phase and the automation are set with a reason, and unknown names are refused', async () => {
    const [phase] = console.plan.phases
    await operator.client.programme.phase({ phase: phase?.id ?? '', reason: 'the programme begins' })
    // Where the archive can be checkpointed, that is done first.
    await expect.poll(() => console.journal.state().phase, { timeout: 30_000 }).toBe(phase?.id)
    const held = { phase: phase?.id ?? '', gate: 'user-satisfaction', title: 'User satisfaction', text: '65 %' }
    console.journal.append({ kind: 'phase.held', who: { kind: 'rule', name: 'user-satisfaction' }, data: held })
    expect(await codeOf(operator.client.programme.phase({ phase: null, reason: 'only a test' }))).toBe('CONFLICT')
    expect(await codeOf(viewer.client.programme.release({ reason: 'only a test' }))).toBe('FORBIDDEN')
    await operator.client.programme.release({ reason: 'asked them again' })
    expect(await codeOf(operator.client.programme.release({ reason: 'asked them again' }))).toBe('CONFLICT')
    await operator.client.programme.phase({ phase: null, reason: 'only a test' })
    expect(await codeOf(operator.client.programme.phase({ phase: 'phase-9', reason: 'only a test' }))).toBe('NOT_FOUND')
    await operator.client.rollback.automation({ mode: 'ask first', reason: 'only a test' })
    expect(console.journal.state().automation).toBe('ask first')
    await operator.client.rollback.automation({ mode: 'automatic', reason: 'only a test' })
    expect(await codeOf(operator.client.rollback.press({ trigger: 'no such trigger' }))).toBe('NOT_FOUND')
  })

  test('a stream that goes wrong says why, as any other call', async () => {
    expect(await codeOf(operator.client.bundles.export({ incident: 'i-none' }).then((stream) => read(stream, () => undefined)))).toBe('NOT_FOUND')
  })

  test('nonsense is refused before it reaches the console', async () => {
    expect(await codeOf(operator.client.programme.phase({ phase: null, reason: '' }))).toBe('BAD_REQUEST')
    expect(await codeOf(operator.client.live.series({ metric: 'requests', environment: 'blue', statistic: 'rate', last: 1, points: 1e9 }))).toBe('BAD_REQUEST')
    expect(await codeOf(operator.client.live.series({ metric: 'up', environment: 'blue', statistic: 'p95', last: 1_000, points: 2 }))).toBe('BAD_REQUEST')
    expect(await codeOf(operator.client.lab.fault({ name: 'explode' as 'slow', environment: 'green', on: true }))).toBe('BAD_REQUEST')
  })

  test('what each step would do now is told from live state', async () => {
    const rehearsal = await viewer.client.rollback.rehearse()
    expect(rehearsal.map(({ step }) => step)).toEqual(console.plan.rollback.stages.flatMap(({ steps }) => steps.map(({ id }) => id)))
    expect(rehearsal.every(({ would }) => would.length > 0)).toBe(true)
  })

  test('benchmarks are told with what they would do, and one that is not there is none', async () => {
    const { benchmarks } = await viewer.client.bench.list()
    expect(benchmarks.map(({ id }) => id)).toEqual(console.plan.benchmarks.map(({ id }) => id))
    expect(benchmarks[0]?.preflight.does).toBe('20 users send GET /quote to balancer for 30 s, at most 100 requests/s')
    const token = console.lab?.addresses.adminToken ?? ''
    expect(JSON.stringify([benchmarks, await viewer.client.bench.history({})])).not.toContain(token)
    expect(await codeOf(operator.client.bench.start({ benchmark: 'no-such', reason: 'only a test', yes: true }))).toBe('NOT_FOUND')
    expect(await codeOf(operator.client.bench.start({ benchmark: 'users', reason: 'only a test', yes: false }))).toBe('CONFLICT')
    expect(await codeOf(operator.client.bench.start({ benchmark: 'users', reason: '', yes: true }))).toBe('BAD_REQUEST')
    expect(await codeOf(operator.client.bench.cancel({ bench: 'b-none' }))).toBe('NOT_FOUND')
    expect(await codeOf(viewer.client.bench.result({ bench: 'b-none' }))).toBe('NOT_FOUND')
  })

  test('a fault of the lab is really on, and off again', async () => {
    await operator.client.lab.fault({ name: 'slow', environment: 'green', on: true })
    const isOn = async (): Promise<boolean | undefined> =>
      (await viewer.client.lab.status())?.faults.find(({ name, environment }) => name === 'slow' && environment === 'green')?.on
    expect(await isOn()).toBe(true)
    await operator.client.lab.fault({ name: 'slow', environment: 'green', on: false })
    expect(await isOn()).toBe(false)
  })
})
