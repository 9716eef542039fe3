/** Phase transition and final assessment: what was decided on what evidence, what was learnt, what comes next. Plan: "Phase Transition Reports". Pure. */
import { itemKey } from '../../shared/checklist.ts'
import type { ReportBlock, ReportSection } from '../../shared/contract.ts'
import { frozen, type Standings } from '../../shared/decide.ts'
import { hindrancesOf } from '../../shared/hindrance.ts'
import { withPilotEvidence } from '../../shared/pilot-figures.ts'
import { decayOf, decisionInForce, type Decision } from '../../shared/programme.ts'
import type { Phase, Plan } from '../../shared/plan.ts'
import { utc } from './markdown.ts'
import { bugBlocks, pilotBlocks, pilotFigureBlocks, surveyBlocks } from './pilots.ts'
import { allocationTable, count, daysText, decisionText, entryText, evidenceTable, figuresTable, lack, lessonsSection, placedNow, riskBlocks, table, type ReportFacts, type Stretch } from './programme.ts'

const headline = ['performance', 'response_p50', 'response_p95', 'errors', 'availability', 'requests', 'users', 'sessions', 'satisfaction', 'training', 'bugs', 'resolution'] as const

export type PhaseStanding = { readonly phase: Phase; readonly standings: Standings }
export type PhaseFacts = PhaseStanding & { readonly now: Stretch; readonly before: Stretch | undefined }

/** What the decision froze, else how it stands now. */
const assessed = ({ phase, standings }: PhaseStanding, decision: Decision | undefined, plan: Plan): Decision['evidence'] => decision?.evidence ?? frozen(phase, standings.standings, plan)

function decisionBlocks({ state: { programme }, wall }: ReportFacts, { phase, standings }: PhaseStanding): readonly ReportBlock[] {
  if (phase.decision === undefined) return [{ kind: 'text', text: 'This phase ends without a decision: it is over when its checklist is whole.' }]
  const decision = decisionInForce(programme, phase.id)
  const all = programme.decisions.filter((one) => one.phase === phase.id)
  const history = table(['Outcome', 'By', 'As', 'When', 'Reason', 'Rule', 'Became of it'], all.map((one) => [
    one.outcome, one.by, one.role, utc(one.at), one.why, `${one.verdict.state}: ${one.verdict.text}${one.against ? '; decided against it' : ''}`, one.withdrawn ? `withdrawn by ${one.withdrawn.by}: ${one.withdrawn.why}` : one.overtaken !== undefined ? `never held: ${one.overtaken}` : one === decision ? 'stands' : 'a later one stands',
  ]), 'Nobody has decided.', 'Every decision on this phase')
  if (decision === undefined) return [{ kind: 'text', text: `No decision stands. The rule ${standings.verdict?.state ?? 'is undecided'}: ${standings.text}.` }, history]
  const stale = decayOf(decision, wall)
  return [
    { kind: 'text', text: `${decisionText(decision)}. The rule ${decision.verdict.state}: ${decision.verdict.text}.${decision.authority.length === 0 ? '' : ` Authority: ${decision.authority.join('; ')}.`}${stale.length === 0 ? '' : ` Gone stale since: ${stale.map(({ title }) => title).join(', ')}.`}` },
    decision.dissent.length === 0 ? { kind: 'text', text: 'Nobody dissented.' } : table(['Who dissents', 'Why'], decision.dissent.map(({ name, why }) => [name, why]), '', 'Dissent'),
    ...(decision.actions.length === 0 ? [] : [table(['What follows', 'State'], decision.actions.map(({ text, does }, index) => {
      const carried = decision.carried[index]
      return [text, carried ? `set off by ${carried.by}, ${utc(carried.at)}${carried.run === undefined ? '' : `, run ${carried.run}`}` : does === undefined ? 'for people to do' : 'not set off']
    }), '', 'What follows')]),
    history,
  ]
}

function evidenceBlocks({ plan, state, console }: ReportFacts, facts: PhaseFacts, decision: Decision | undefined): readonly ReportBlock[] {
  // What the surveys and timings said by the end of the phase stands beside what people recorded.
  const programme = withPilotEvidence(state.programme, facts.now.pilots, plan)
  const rows = assessed(facts, decision, plan).map(({ criterion, title, query, freshUntil }) => {
    const own = programme.evidence[criterion]
    const shown = own && (decision === undefined || own.at <= decision.at) ? `${own.text}${own.link === undefined ? '' : `, ${own.link}`}${own.attachment ? `, ${own.attachment.name} (sha256 ${own.attachment.sha256})` : ''} (${own.by}${own.seq === 0 ? '' : `, ${entryText(own, console)}`})` : 'no text of a person'
    return [title, query, shown, freshUntil === undefined ? 'never' : utc(freshUntil)]
  })
  const baselines = Object.entries(plan.baselines).flatMap(([metric, one]) => (one ? [[metric, String(one.value), one.recorded, one.reason]] : []))
  return [
    table(['Criterion', 'What was asked', 'What was brought', 'Stale from'], rows, 'The phase has no criteria.'),
    { kind: 'text', text: decision ? `Plan ${decision.plan}, decision ${decision.id}, ${entryText(decision, console)}.` : 'Not frozen: no decision stands, this is how it is now.' },
    table(['Baseline', 'Value', 'Recorded', 'Reason'], baselines, 'The plan has no baselines.', 'Baselines in use'),
  ]
}

function nextBlocks(facts: ReportFacts, phase: Phase): readonly ReportBlock[] {
  const { plan, state, day1, wall } = facts
  const next = plan.phases[plan.phases.indexOf(phase) + 1]
  const items = plan.checklists.filter((list) => list.phase === phase.id).flatMap((list) => list.items.map(({ id, title }) => {
    const tick = state.checklists[itemKey(list.id, id)]?.tick
    return [list.title, title, tick ? `ticked by ${tick.by}, ${utc(tick.at)}` : 'open', tick?.evidence ?? '']
  }))
  const readiness = table(['Checklist', 'Item', 'State', 'Evidence'], items, 'The plan has no checklist for this phase.', 'Readiness checklist')
  if (next === undefined) return [readiness, { kind: 'text', text: 'No phase follows in the plan.' }, { kind: 'list', items: plan.actions.map(({ title, text }) => `${title}: ${text}`) }]
  const placed = placedNow(facts).find((one) => one.phase === next)
  const ways = hindrancesOf({ plan, programme: state.programme, checklists: state.checklists, onCall: state.onCall, wall }, next.id)
  return [
    { kind: 'text', text: `${next.title}: ${next.objective}${placed ? `; ${daysText(day1, placed.now)}` : ''}${next.users ? `; ${next.users.min} to ${next.users.max} ${next.users.title}` : ''}.` },
    ways.length === 0 ? { kind: 'text', text: 'Nothing holds it.' } : { kind: 'list', items: ways.map((way) => `Holds it: ${way}`) },
    readiness, allocationTable([next]),
    table(['Day', 'Milestone'], next.milestones.map(({ day, title }) => [String(day), title]), 'It has no milestones.', 'Milestones as planned'),
  ]
}

export function transitionSections(facts: ReportFacts, own: PhaseFacts): readonly ReportSection[] {
  const { plan, state } = facts
  const [criteria, evidence, lessons, next] = plan.reports.transition
  const decision = decisionInForce(state.programme, own.phase.id)
  return [
    { title: 'Decision', about: own.phase.decision?.title ?? '', blocks: decisionBlocks(facts, own) },
    { title: criteria?.title ?? 'Success Criteria Assessment', about: criteria?.text ?? '', blocks: [evidenceTable(assessed(own, decision, plan)), { kind: 'text', text: decision ? 'As it was frozen by the decision.' : `As it stands now: ${own.standings.text}.` }] },
    { title: evidence?.title ?? 'Evidence Documentation', about: evidence?.text ?? '', blocks: [...evidenceBlocks(facts, own, decision), figuresTable(headline, own.now, own.before)] },
    { title: 'Pilot Users', about: 'As the record had them at the end of the phase', blocks: peopleBlocks(facts, own.now, own.before) },
    lessonsSection(facts, own.now, lessons ?? { title: 'Lessons Learned', text: '' }),
    { title: next?.title ?? 'Next Phase Preparation', about: next?.text ?? '', blocks: nextBlocks(facts, own.phase) },
  ]
}

const peopleBlocks = (facts: ReportFacts, now: Stretch, before: Stretch | undefined): readonly ReportBlock[] =>
  [...pilotFigureBlocks(facts, now, before), ...surveyBlocks(facts, now), ...pilotBlocks(facts, now), ...bugBlocks(facts, now, before)]

const percent = (value: number): string => `${Math.round(value * 100)} %`

export function finalSections(facts: ReportFacts, phases: readonly PhaseStanding[], whole: Stretch): readonly ReportSection[] {
  const { plan, state: { programme }, day1 } = facts
  const decisions = phases.map((own) => ({ own, decision: decisionInForce(programme, own.phase.id) }))
  const last = decisions.findLast(({ own }) => own.phase.decision !== undefined)
  const placed = placedNow(facts)
  const met = decisions.flatMap(({ own, decision }) => assessed(own, decision, plan))
  const { technical, users, operations, overall } = plan.confidence
  return [
    { title: 'Decision', about: last?.own.phase.decision?.title ?? '', blocks: last ? decisionBlocks(facts, last.own) : [lack('The plan decides nothing.')] },
    {
      title: 'All phases', about: 'Planned and as it was', blocks: [table(['Phase', 'Planned days', 'Days', 'Slip', 'Decision', 'Criteria met'], decisions.map(({ own, decision }) => {
        const at = placed.find(({ phase }) => phase === own.phase)
        const evidence = assessed(own, decision, plan)
        return [own.phase.title, `${own.phase.days.from} to ${own.phase.days.to}`, at ? daysText(day1, at.now) : '', at === undefined || at.slip === 0 ? 'none' : count(at.slip, 'day'), decision ? decisionText(decision) : own.phase.decision ? 'not decided' : 'has none', `${evidence.filter(({ state }) => state === 'met').length} of ${evidence.length}`]
      }), 'The plan has no phases.')],
    },
    ...decisions.filter(({ own }) => own.phase.decision !== undefined).map(({ own, decision }): ReportSection => ({
      title: own.phase.title, about: own.phase.objective,
      blocks: [evidenceTable(assessed(own, decision, plan)), { kind: 'text', text: decision ? `As frozen by ${decision.by}, ${utc(decision.at)}.${decision.dissent.map(({ name, why }) => ` ${name} dissents: ${why}.`).join('')}` : `Not decided; as it stands now: ${own.standings.text}.` }],
    })),
    { title: 'Nine weeks in figures', about: 'The whole programme', blocks: [figuresTable(headline, whole, undefined), ...facts.trend.map((chart): ReportBlock => ({ kind: 'chart', chart }))] },
    { title: 'Pilot Users', about: 'The whole programme', blocks: peopleBlocks(facts, whole, undefined) },
    {
      title: 'Confidence', about: 'What the plan was begun with, beside what is on record',
      blocks: [
        table(['Of what', 'The plan says'], [['Technical readiness', percent(technical)], ['User readiness', percent(users)], ['Operational readiness', percent(operations)], ['Overall', percent(overall)]], ''),
        { kind: 'text', text: `On record: ${met.filter(({ state }) => state === 'met').length} of ${met.length} criteria that decisions rest on are met, ${met.filter(({ state }) => state === 'undecided' || state === 'stale').length} are not known. The plan’s figures are its authors’ judgement; nothing here computes them.` },
        { kind: 'list', items: plan.readiness.map(({ title, text }) => `${title}: ${text}`) },
      ],
    },
    lessonsSection(facts, whole, { title: 'Lessons Learned', text: 'Of the whole programme' }),
    { title: 'Risk Assessment', about: '', blocks: riskBlocks(facts, whole) },
  ]
}
