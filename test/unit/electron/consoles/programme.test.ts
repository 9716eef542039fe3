/** The programme at two consoles: what is done at one counts at both, and what both do at once is done once. Issue 8; decision 9. */
import { call, ORPCError } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { documentMarkdown } from '../../../../electron/report/document.ts'
import { attachments } from '../../../../electron/router/attachments.ts'
import { pilots } from '../../../../electron/router/pilots.ts'
import { programme } from '../../../../electron/router/programme.ts'
import { decisionInForce } from '../../../../shared/programme.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'
import { fleet, pairOf, type Fleet, type Member } from './fleet.ts'

const plan = tbsPlan()
const day = 86_400_000
/** From noon of a phase's first day to its seventh: the first interview is due. */
const interview = 6 * day + 3_600_000
let own: Fleet
beforeEach(() => {
  own = fleet(plan, [0, 0])
})
afterEach(() => own.end())

const pair = (): readonly [Member, Member] => pairOf(own)
const meet = (): Promise<void> => own.time.advance(3_000)
/** What both do while neither hears of the other; the first a second before the second. */
async function apart(first: () => Promise<unknown>, second: () => Promise<unknown>): Promise<void> {
  const [, other] = pair()
  other.wire.state = 'cut'
  await first()
  own.time.sleep(1_000)
  await second()
  other.wire.state = 'whole'
  await own.time.advance(12_000)
}
const counts = ({ state }: Member) => {
  const { programme: of, pilots: people, checklists, phase, hold, baselines, days } = state()
  return { programme: of, pilots: people, checklists, phase, hold, baselines, days }
}
const expectSame = (): void => {
  const [one, other] = pair()
  expect(counts(other)).toEqual(counts(one))
}
const at = (member: Member) => ({ context: member.desk() })
const saying = async (promise: Promise<unknown>): Promise<string> => promise.then(() => 'done', (error: unknown) => (error instanceof ORPCError ? `${String(error.code)}: ${error.message}` : String(error)))
const begin = (member: Member, phase: string) => call(programme.phase, { phase, reason: 'it begins', despite: true }, at(member))
const decide = (member: Member, phase: string, outcome: 'GO' | 'NO-GO' | 'EXTEND') =>
  call(programme.decide, { phase, outcome, role: 'DevOps Engineer', reason: 'as it stands', dissent: [], seen: {}, against: true }, at(member))
const carry = (member: Member, decision: string, action: number) => call(programme.carry, { decision, action, reason: 'as decided' }, at(member))
async function join(member: Member, user: string): Promise<string> {
  const { pilot } = await call(pilots.add, { person: { name: `Person ${user}` }, user, profile: 'Trader', experience: 'new' }, at(member))
  await call(pilots.consent, { pilot, given: true, on: '2025-10-01' }, at(member))
  return pilot
}
const tokenOf = ({ url }: { readonly url: string }): string => url.split('/').at(-1) ?? ''
const written = (kind: string): number => pair().reduce((sum, member) => sum + member.all().filter((entry) => entry.kind === kind).length, 0)

test('a phase, evidence, a tick, a risk, a pilot user, a survey, its answer and a decision: each made at one console is at the other, and in its reports', async () => {
  const [one, other] = pair()
  await call(programme.begin, { day1: '2025-10-01', reason: 'agreed' }, at(one))
  await begin(one, 'phase-1')
  await call(programme.record, { criterion: 'p1-bugs', result: { kind: 'value', value: 0 }, text: 'none seen', measuredAt: own.time.clock.wall() }, at(one))
  await call(programme.tick, { checklist: 'preparation', item: plan.checklists[0]?.items.find(({ by }) => by === undefined)?.id ?? '', evidence: 'seen' }, at(one))
  const pilot = await join(one, 'nia')
  const { survey, links: [link] } = await call(pilots.survey, { title: 'How is it?', pilots: [pilot] }, at(one))
  await meet()
  expectSame()
  expect(other.state()).toMatchObject({ phase: 'phase-1', programme: { day1: '2025-10-01', evidence: { 'p1-bugs': { by: 'c-a', console: 'c-a' } } }, pilots: { roster: [{ user: 'nia' }], surveys: [{ id: survey }] } })
  // A link leads to the console that made it; its token opens the form at whichever has the record.
  const token = link ? tokenOf(link) : ''
  expect(other.desk().console.pilots.desk.surveys.answer(token, { satisfied: '5', prefers: 'yes' })).toEqual({ state: 'taken' })
  await call(programme.risk, { risk: plan.risks[0]?.id ?? '', owner: 'Bo' }, at(other))
  const { decision } = await decide(other, 'phase-1', 'GO')
  expect(await saying(call(programme.tick, { checklist: 'preparation', item: plan.checklists[0]?.items.find(({ by }) => by === undefined)?.id ?? '', evidence: 'again' }, at(other)))).toBe('CONFLICT: c-a has ticked this already')
  await meet()
  expectSame()
  expect(one.desk().console.pilots.desk.surveys.open(token)).toEqual({ state: 'answered' })
  expect(decisionInForce(one.state().programme, 'phase-1')).toMatchObject({ id: decision, by: 'c-b', console: 'c-b', outcome: 'GO' })
  expect(await saying(decide(one, 'phase-1', 'NO-GO'))).toBe('CONFLICT: c-b has decided GO already: withdraw that first')

  const reports = await Promise.all(pair().map(async (member) => Promise.all((['weekly', 'transition', 'final'] as const).map((report) =>
    member.desk().console.programmeReports.look(report === 'weekly' ? { report, week: 1 } : report === 'transition' ? { report, phase: 'phase-1' } : { report })))))
  for (const [index, report] of (reports[0] ?? []).entries()) {
    const text = documentMarkdown(report).replaceAll('\\', '')
    expect(text).toContain('GO against the rule by c-b')
    expect(text).toMatch(/State as of.*entry \d+, entry \d+ of c-b \(/)
    // Numbers are of a chain, and named by it where it is another's: all else is the same.
    const plain = (made: typeof report | undefined): string => JSON.stringify(made?.sections).replaceAll(/entry \d+(?: of c-[ab])?/g, 'an entry')
    expect(plain(reports[1]?.[index])).toBe(plain(report))
  }
})

test('a week that is over is told as it was on all consoles then', async () => {
  const [one, other] = pair()
  await call(programme.begin, { day1: '2025-10-01', reason: 'agreed' }, at(one))
  await call(programme.risk, { risk: 'errors', owner: 'Bo' }, at(other))
  await meet()
  own.time.sleep(8 * day)
  await call(programme.risk, { risk: 'errors', owner: 'Cy' }, at(other))
  await meet()
  const owner = async (week: number): Promise<string | undefined> => documentMarkdown(await one.desk().console.programmeReports.look({ report: 'weekly', week })).split('\n').find((line) => line.includes('Error rate above 5 %'))
  expect(await owner(1)).toContain('Bo')
  expect(await owner(2)).toContain('Cy')
})

describe('two consoles that neither hear of each other', () => {
  test('decide at once: the first in the one order holds, the other never did, on both', async () => {
    const [one, other] = pair()
    await begin(one, 'phase-2')
    await meet()
    await apart(() => decide(one, 'phase-2', 'NO-GO'), async () => {
      const { decision } = await decide(other, 'phase-2', 'GO')
      expect(decisionInForce(other.state().programme, 'phase-2')?.id).toBe(decision)
    })
    expectSame()
    const { programme: known } = other.state()
    expect(known.decisions.map(({ outcome, overtaken }) => [outcome, overtaken])).toEqual([['NO-GO', undefined], ['GO', 'c-a had decided NO-GO before it, at c-a']])
    expect([decisionInForce(known, 'phase-2')?.outcome, known.lives['phase-2']?.outcome]).toEqual(['NO-GO', 'failed'])
    const never = known.decisions[1]?.id ?? ''
    expect(await saying(call(programme.withdraw, { decision: never, reason: 'it never held' }, at(other)))).toBe('CONFLICT: it never held: c-a had decided NO-GO before it, at c-a')
    expect(await saying(carry(one, never, 0))).toMatch(/^NOT_FOUND|^CONFLICT/)
    expect(documentMarkdown(await one.desk().console.programmeReports.look({ report: 'transition', phase: 'phase-2' }).catch(async () => {
      await call(programme.begin, { day1: '2025-10-01', reason: 'agreed' }, at(one))
      return one.desk().console.programmeReports.look({ report: 'transition', phase: 'phase-2' })
    }))).toContain('never held: c-a had decided NO-GO before it, at c-a')
  })

  test('decide of a phase that began anew meanwhile: that decision is of a run that is over', async () => {
    const [one, other] = pair()
    await begin(one, 'phase-1')
    await meet()
    await apart(async () => {
      const { decision } = await decide(one, 'phase-1', 'NO-GO')
      await carry(one, decision, 1)
    }, () => decide(other, 'phase-1', 'GO'))
    expectSame()
    expect(one.state().programme.decisions.at(-1)?.overtaken).toBe('the phase had begun anew before it, at another console')
    expect(decisionInForce(one.state().programme, 'phase-1')).toBeUndefined()
    expect(one.state().turningPoints.flatMap((entry) => (entry.kind === 'decision.decided' ? [entry.data.outcome] : []))).toEqual(['NO-GO'])
  })

  test('set an action off at once: it takes effect once', async () => {
    const [one, other] = pair()
    await begin(one, 'phase-1')
    const { decision } = await decide(one, 'phase-1', 'EXTEND')
    await meet()
    await apart(() => carry(one, decision, 0), () => carry(other, decision, 0))
    expectSame()
    expect(one.state().programme.lives['phase-1']?.extensions).toHaveLength(1)
    expect(one.state().programme.decisions[0]?.carried[0]).toMatchObject({ by: 'c-a', console: 'c-a' })
    expect(written('phase.extended')).toBe(2)
    const again = await decide(other, 'phase-1', 'NO-GO')
    await meet()
    // Whoever was cut off does not set the phase back, however far the others went on.
    await apart(async () => {
      await carry(one, again.decision, 1)
      await begin(one, 'phase-2')
    }, () => carry(other, again.decision, 1))
    expectSame()
    expect([other.state().phase, other.state().programme.lives['phase-1']?.spans.map(({ how }) => how)]).toEqual(['phase-2', ['started', 'repeated']])
  })

  test('tick an item, add a user and open the survey that is due: each is there once, and the first answer counts', async () => {
    const [one, other] = pair()
    await call(programme.begin, { day1: '2025-10-01', reason: 'agreed' }, at(one))
    await begin(one, 'phase-2')
    const pilot = await join(one, 'nia')
    own.time.sleep(interview)
    await own.time.advance(12_000)
    const item = { checklist: 'phase-2', item: plan.checklists.find(({ id }) => id === 'phase-2')?.items.find(({ by }) => by === undefined)?.id ?? '' }
    let token = ''
    await apart(async () => {
      await call(programme.tick, { ...item, evidence: 'seen at one' }, at(one))
      await join(one, 'sam')
      await call(pilots.openDue, { due: 'interview/1' }, at(one))
    }, async () => {
      await call(programme.tick, { ...item, evidence: 'seen at the other' }, at(other))
      await join(other, 'sam')
      const { links } = await call(pilots.openDue, { due: 'interview/1' }, at(other))
      token = tokenOf(links.find((link) => link.pilot === pilot) ?? { url: '' })
    })
    expectSame()
    const { pilots: people, checklists } = other.state()
    expect(checklists[`${item.checklist}/${item.item}`]?.tick).toMatchObject({ by: 'c-a', evidence: 'seen at one' })
    expect(people.roster.map(({ user }) => user)).toEqual(['nia', 'sam'])
    expect(people.surveys.map(({ due, openedBy }) => [due, openedBy])).toEqual([['interview/1', 'c-a']])
    expect(await saying(call(pilots.openDue, { due: 'interview/1' }, at(other)))).toMatch(/is open, and not due$/)
    const answer = (member: Member, usable: string) => async () => void member.desk().console.pilots.desk.surveys.answer(token, { usable })
    await apart(answer(one, '5'), answer(other, '1'))
    expectSame()
    expect(other.state().pilots.surveys[0]?.answers.map(({ answers }) => answers['usable'])).toEqual(['5'])
  })
})

test('what goes by itself is done at one console: a survey closes once, and a fact ticks its item once', async () => {
  const [one, other] = pair()
  await call(programme.begin, { day1: '2025-10-01', reason: 'agreed' }, at(one))
  await begin(one, 'phase-2')
  await join(one, 'nia')
  own.time.sleep(interview)
  await own.time.advance(12_000)
  await call(pilots.openDue, { due: 'interview/1' }, at(other))
  await meet()
  const looks = async (): Promise<void> => {
    for (const member of [one, other, one]) member.look()
    await own.time.advance(12_000)
    for (const member of [other, one]) member.look()
    await meet()
  }
  await looks()
  expect([written('checklist.ticked'), one.state().checklists['phase-2/feedback']?.tick?.by]).toEqual([1, 'rule survey-proof'])
  own.time.sleep(8 * day)
  await own.time.advance(12_000)
  await looks()
  expect(one.state().pilots.surveys.every(({ closedAt }) => closedAt !== undefined)).toBe(true)
  expect(written('survey.closed')).toBe(one.state().pilots.surveys.length)
  expectSame()
})

test('a file of evidence lies at the console where it was added: the other says where, before and after a decision froze it', async () => {
  const [one, other] = pair()
  await begin(one, 'phase-1')
  const sha256 = await one.desk().console.attachments.put(Buffer.from('feature,parity\n'))
  await call(programme.record, { criterion: 'p1-functionality', result: { kind: 'count', positive: 42, answered: 42, asked: 42 }, text: 'as counted', measuredAt: own.time.clock.wall(), attachment: { name: 'parity.csv', sha256 } }, at(one))
  await meet()
  const read = (member: Member): Promise<string> => saying(call(attachments.file, { sha: sha256, offset: 0 }, at(member)))
  const there = 'NOT_FOUND: This file lies at the console c-a, where it was added: save it there. Its hash is on the record here as well, and proves it'
  expect([await read(one), await read(other)]).toEqual(['done', there])
  await decide(other, 'phase-1', 'GO')
  await call(programme.record, { criterion: 'p1-functionality', result: { kind: 'count', positive: 41, answered: 42, asked: 42 }, text: 'counted again', measuredAt: own.time.clock.wall() }, at(other))
  await meet()
  expect([await read(one), await read(other)]).toEqual(['done', there])
})

test('an A/B test is counted and ended where it was begun; workflows count wherever they were timed', async () => {
  const [one, other] = pair()
  const pilot = await join(one, 'nia')
  const { experiment } = await call(pilots.startExperiment, { title: 'Requests', outcome: 'requests', reason: 'to see' }, at(one))
  await call(pilots.startExperiment, { title: 'Work', outcome: 'workflows', reason: 'to see' }, at(one))
  await meet()
  await call(pilots.workflow, { pilot, workflow: 'Backtest', seconds: 50, baseline: 50, environment: 'green', ok: true }, at(other))
  for (const member of [one, other]) member.desk().console.pilots.onMeasured({ kind: 'ratio', metric: 'error_rate', environment: 'green', numerator: 1, denominator: 10 } as never)
  await meet()
  const tests = (member: Member) => member.desk().console.pilots.tests().map(({ counts: { green }, elsewhere }) => [green, elsewhere])
  expect([tests(one), tests(other)]).toEqual([
    [[{ good: 1, of: 1 }, undefined], [{ good: 9, of: 10 }, undefined]],
    [[{ good: 1, of: 1 }, undefined], [{ good: 0, of: 0 }, 'c-a']],
  ])
  expect(await saying(call(pilots.endExperiment, { experiment, reason: 'seen' }, at(other)))).toBe('CONFLICT: c-a counts this test: end it there, where its counts are')
  await call(pilots.endExperiment, { experiment, reason: 'seen' }, at(one))
  await meet()
  expect(other.state().pilots.experiments.find((test) => test.experiment === experiment)?.ended?.counts.green).toEqual({ good: 9, of: 10 })
  expectSame()
})
