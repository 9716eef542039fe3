/** Phases, decisions, evidence, checklists and risks. */
import { itemKey } from '../../shared/checklist.ts'
import { actionsOf, authorityOf, decidersOf, frozen, type Standings } from '../../shared/decide.ts'
import { hindrancesOf } from '../../shared/hindrance.ts'
import type { Draft, EntryData } from '../../shared/journal.ts'
import { wayOf } from '../../shared/phase.ts'
import { isPractice, type Phase } from '../../shared/plan.ts'
import { decayOf, decisionInForce, mayWithdraw, type Beginning, type Decision } from '../../shared/programme.ts'
import { fourLetters, newId } from '../rollback/runner.ts'
import { conflict, notFound, os, personOf, type CallContext } from './base.ts'

function itemOf({ console }: CallContext, { checklist, item }: { readonly checklist: string; readonly item: string }): void {
  const found = console.plan.checklists.find((one) => one.id === checklist)?.items.some((one) => one.id === item)
  if (found !== true) throw notFound(`the plan has no item ${item} in a checklist ${checklist}`)
}

function phaseOf({ console }: CallContext, phase: string): Phase & { readonly standing: Standings } {
  const found = console.plan.phases.find(({ id }) => id === phase)
  const standing = console.programme.standing(phase)
  if (found === undefined || standing === undefined) throw notFound(`the plan has no phase ${phase}`)
  return { ...found, standing }
}

function decisionOf({ console }: CallContext, decision: string): Decision {
  const found = console.journal.state().programme.decisions.find(({ id }) => id === decision)
  if (found === undefined) throw notFound(`there is no decision ${decision}`)
  return found
}

type Begin = {
  readonly phase: string | null; readonly reason: string; readonly how?: Beginning; readonly despite: boolean; readonly withoutCheckpoint: boolean
  readonly carries?: EntryData<'phase.set'>['carries']; readonly first?: readonly Draft[]
}

/** Every way in which a phase begins goes through here, and through its checkpoint. A phase that may not begin is a CONFLICT. */
function beginPhase(context: CallContext, { phase, reason, how, despite, withoutCheckpoint, carries, first }: Begin): { readonly waits: boolean } {
  const { console } = context
  if (phase !== null && !console.plan.phases.some(({ id }) => id === phase)) throw notFound(`the plan has no phase ${phase}`)
  const { hold, programme, checklists, onCall } = console.journal.state()
  if (hold) throw conflict(`the phase is held by “${hold.title}”: release it first, with a reason`)
  const ways = phase === null || how !== undefined ? [] : hindrancesOf({ plan: console.plan, programme, checklists, onCall, wall: console.clock.wall() }, phase)
  if (ways.length > 0 && !despite) throw conflict(`${ways.join('; ')}. Mend it, or begin despite it on the Programme screen, with the reason why`)
  return console.checkpoints.beginPhase({ phase, who: personOf(context), why: reason, without: withoutCheckpoint, ...(how && { how }), ...(ways.length > 0 && { despite: ways }), ...(carries && { carries }), ...(first && { first }) })
}

/** Day 1 lies no farther from now (ms): a mistyped year would draw a timeline of centuries. */
const farthest = 366 * 86_400_000

/** The frozen evidence must be what the person had in sight. */
function sameAsSeen({ standings }: Standings, seen: Readonly<Record<string, string>>): void {
  const other = standings.filter(({ criterion, state }) => criterion.id in seen && seen[criterion.id] !== state)
  if (other.length > 0) throw conflict(`the evidence has changed meanwhile: ${other.map(({ criterion, state }) => `${criterion.title} is ${state} now`).join(', ')}. Look at it again, then decide`)
}

/** Wall ms at which the phase after this one last began. */
function nextBegan({ console }: CallContext, phase: string): number | undefined {
  const { phases } = console.plan
  const next = phases[phases.findIndex(({ id }) => id === phase) + 1]
  return next && console.journal.state().programme.lives[next.id]?.spans.at(-1)?.from
}

/** Sets an action off, and writes down that it was. @returns the run that it opened */
function carryOut(context: CallContext, { id, phase, title, actions }: Decision, action: number, reason: string): { readonly run?: string } {
  const { console } = context
  const { does, days = console.plan.schedule.extensionDays, text } = actions[action] ?? { text: '' }
  const who = personOf(context)
  const carried = (run?: string): Draft => ({ kind: 'decision.carried', who, why: reason, data: { decision: id, action, ...(run !== undefined && { run }) } })
  const carries = { decision: id, action }
  // It begins anew with a checkpoint of its own, where the plan wants one. That it was set off stands first: of two consoles the first did.
  const anew = (next: string | null, how: Beginning): Record<string, never> => {
    beginPhase(context, { phase: next, reason, how, despite: true, withoutCheckpoint: false, carries, first: [carried()] })
    return {}
  }
  switch (does) {
    case undefined:
      throw conflict(`“${text}” is for people to do: the console only shows it`)
    case 'extend':
      console.journal.appendAll([carried(), { kind: 'phase.extended', who, why: reason, data: { phase, days, carries } }])
      return {}
    case 'repeat':
      return anew(phase, 'repeated')
    case 'restart':
      return anew(console.plan.phases[0]?.id ?? null, 'restarted')
    case 'rollback': {
      const { run } = console.runner.open({ trigger: 'button', manual: true, drill: isPractice(console.plan), who, exposedSince: console.clock.mono(), title: `${title}: ${text}`, why: reason })
      console.journal.append(carried(run))
      return { run }
    }
  }
}

export const programme = {
  tick: os.programme.tick.handler(({ context, input: { checklist, item, evidence } }) => {
    const { journal } = context.console
    itemOf(context, { checklist, item })
    const ticked = journal.state().checklists[itemKey(checklist, item)]?.tick
    if (ticked) throw conflict(`${ticked.by} has ticked this already`)
    journal.append({ kind: 'checklist.ticked', who: personOf(context), data: { checklist, item, evidence } })
  }),
  untick: os.programme.untick.handler(({ context, input: { checklist, item, reason } }) => {
    const { journal } = context.console
    itemOf(context, { checklist, item })
    if (!journal.state().checklists[itemKey(checklist, item)]?.tick) throw conflict('this item is not ticked')
    journal.append({ kind: 'checklist.unticked', who: personOf(context), why: reason, data: { checklist, item } })
  }),
  phase: os.programme.phase.handler(({ context, input }) => beginPhase(context, input)),
  hold: os.programme.hold.handler(({ context, input: { reason } }) => {
    const { journal } = context.console
    const { hold, phase } = journal.state()
    if (phase === null) throw conflict('no phase runs')
    if (hold) throw conflict(`the phase is held by “${hold.title}” already`)
    journal.append({ kind: 'phase.held', who: personOf(context), why: reason, data: { phase, gate: 'person', title: context.me.name, text: reason } })
  }),
  release: os.programme.release.handler(({ context, input: { reason } }) => {
    const { journal } = context.console
    const { hold } = journal.state()
    if (hold === undefined) throw conflict('nothing holds the phase')
    journal.append({ kind: 'phase.released', who: personOf(context), why: reason, data: { phase: hold.phase } })
  }),
  begin: os.programme.begin.handler(({ context, input: { day1, reason } }) => {
    const { journal, clock } = context.console
    if (Math.abs(Date.parse(day1) - clock.wall()) > farthest) throw conflict(`${day1} is more than a year away: is that the date?`)
    if (journal.state().programme.day1 === day1) throw conflict(`day 1 is ${day1} already`)
    journal.append({ kind: 'programme.started', who: personOf(context), why: reason, data: { day1 } })
  }),
  record: os.programme.record.handler(async ({ context, input }) => {
    const { journal, plan, clock } = context.console
    const criterion = plan.phases.flatMap(({ criteria }) => criteria).find(({ id }) => id === input.criterion)
    if (criterion === undefined) throw notFound(`the plan has no criterion ${input.criterion}`)
    const way = wayOf(criterion)
    if (way !== input.result.kind) throw conflict(way === 'live' || way === 'benchmark' || way === 'items' ? `“${criterion.title}” is shown by ${way === 'live' ? 'its series' : way === 'benchmark' ? 'its benchmark' : 'its checklist items'}, and by nobody's word` : `“${criterion.title}” takes a ${way}, not a ${input.result.kind}`)
    if (input.measuredAt > clock.wall()) throw conflict('evidence can not be from the future')
    if (input.attachment && (await context.console.attachments.get(input.attachment.sha256)).state !== 'whole') throw conflict('its file is not on disk (any more): add it again')
    // Its bytes lie beside this console's journal and no other.
    const file = input.attachment && { attachment: { ...input.attachment, console: journal.console } }
    journal.append({ kind: 'evidence.recorded', who: personOf(context), data: { ...input, ...file } })
  }),
  propose: os.programme.propose.handler(({ context, input: { phase, outcome, reason } }) => {
    const { decision } = phaseOf(context, phase)
    if (decision?.outcomes.includes(outcome) !== true) throw conflict(`the plan has no ${outcome} for this phase`)
    context.console.journal.append({ kind: 'decision.proposed', who: personOf(context), why: reason, data: { phase, outcome } })
  }),
  decide: os.programme.decide.handler(({ context, input: { phase: id, outcome, role, reason, dissent, seen, against } }) => {
    const { journal, plan, opened, clock } = context.console
    const phase = phaseOf(context, id)
    const { decision, standing } = phase
    const { programme } = journal.state()
    if (decision === undefined || standing.verdict === undefined) throw conflict(`${phase.title} ends without a decision`)
    if (!decision.outcomes.includes(outcome)) throw conflict(`the plan has no ${outcome} for ${decision.title}: ${decision.outcomes.join(', ')}`)
    const life = programme.lives[id]
    if (life === undefined || life.spans.length === 0 || life.replaced) throw conflict(`${phase.title} has not begun`)
    const began = nextBegan(context, id)
    if (began !== undefined && began >= (life.spans.at(-1)?.from ?? 0)) throw conflict(`the phase after ${phase.title} has begun: what was decided here stands`)
    const last = decisionInForce(programme, id)
    if (last && last.outcome !== 'EXTEND' && decayOf(last, clock.wall()).length === 0 && mayWithdraw(last, began)) throw conflict(`${last.by} has decided ${last.outcome} already: withdraw that first`)
    const deciders = decidersOf(phase, plan)
    if (!deciders.includes(role)) throw conflict(`${decision.title} is decided by: ${deciders.join(', ')}`)
    sameAsSeen(standing, seen)
    const isAgainst = outcome === 'GO' && standing.verdict.state !== 'passes'
    if (isAgainst && !against) throw conflict(`the rule does not give a GO: ${standing.text}. Bring what is missing, or decide against the rule, with the reason why`)
    const { state, met, needed, of } = standing.verdict
    const name = newId('d', clock, fourLetters())
    journal.append({
      kind: 'decision.decided', who: personOf(context), why: reason,
      data: {
        decision: name, upon: { decision: last?.id ?? null, runs: life.spans.length }, phase: id, title: decision.title, outcome, role, authority: authorityOf(role, phase, plan), verdict: { state, met, needed, of, text: standing.text }, against: isAgainst,
        evidence: frozen(phase, standing.standings, plan), plan: opened.hash, dissent, actions: actionsOf(phase, outcome, plan),
      },
    })
    return { decision: name }
  }),
  withdraw: os.programme.withdraw.handler(({ context, input: { decision: id, reason } }) => {
    const decision = decisionOf(context, id)
    if (!mayWithdraw(decision, nextBegan(context, decision.phase))) throw conflict(decision.withdrawn ? `${decision.withdrawn.by} has withdrawn it already` : decision.overtaken !== undefined ? `it never held: ${decision.overtaken}` : 'something has followed from it: decide anew instead')
    context.console.journal.append({ kind: 'decision.withdrawn', who: personOf(context), why: reason, data: { decision: id } })
  }),
  carry: os.programme.carry.handler(({ context, input: { decision: id, action, reason } }) => {
    const { journal } = context.console
    const decision = decisionOf(context, id)
    if (decision.actions[action] === undefined) throw notFound(`the decision ${id} has no action ${action}`)
    if (decisionInForce(journal.state().programme, decision.phase) !== decision) throw conflict('this decision no longer holds')
    if (decision.carried[action] !== undefined) throw conflict(`${decision.carried[action].by} has set this off already`)
    return carryOut(context, decision, action, reason)
  }),
  risk: os.programme.risk.handler(({ context, input }) => {
    const { journal, plan } = context.console
    if (!plan.risks.some(({ id }) => id === input.risk)) throw notFound(`the plan has no risk ${input.risk}`)
    journal.append({ kind: 'risk.set', who: personOf(context), data: input })
  }),
}
