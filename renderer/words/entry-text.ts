/** One sentence for each kind of entry, for the timeline, the wall and the palette. Pure. */
import { itemKey } from '../../shared/checklist.ts'
import { durationText } from '../../shared/duration.ts'
import type { IncidentRole } from '../../shared/incident.ts'
import { actorText, type Entry, type EntryKind } from '../../shared/journal.ts'
import { metricInfo } from '../../shared/metrics.ts'
import { countText, figureText, hashText, numberText } from '../parts/format.ts'
import { checkpointLine } from './checkpoint-text.ts'
import { isMessageEntry, messageGroups, messageLine } from './message-text.ts'
import { isOnCallEntry, onCallGroups, onCallLine } from './on-call-text.ts'
import { isPilotEntry, pilotGroups, pilotLine } from './pilot-text.ts'
import { idsOnly, type TitleOf } from '../parts/titles.ts'
import { faultText, type Tone } from './states.ts'

/** Groups by which a timeline is filtered. */
export const entryGroups = ['rollback', 'gates', 'traffic', 'notes', 'people', 'messages', 'sources', 'console'] as const
export type EntryGroup = (typeof entryGroups)[number]

export const groupOf: Readonly<Record<EntryKind, EntryGroup>> = {
  'console.opened': 'console', 'console.closed': 'console', 'console.gap': 'console', 'journal.repaired': 'console', 'journal.key': 'console', 'journal.sealed': 'console',
  'backup.made': 'console', 'backup.failed': 'console', 'retention.removed': 'console', 'bundle.exported': 'people', 'report.written': 'people',
  'action.opened': 'people', 'action.owned': 'people', 'action.reminded': 'people', 'action.done': 'people',
  'plan.pinned': 'console', 'plan.refused': 'console', 'baseline.recorded': 'gates', 'phase.set': 'console', 'phase.held': 'gates', 'phase.released': 'people',
  'phase.extended': 'people', 'programme.started': 'people', 'evidence.recorded': 'people', 'decision.proposed': 'people', 'decision.decided': 'people', 'decision.withdrawn': 'people', 'decision.carried': 'people', 'risk.set': 'people', 'report.made': 'people', 'figures.day': 'console',
  'automation.set': 'console', 'gate.turned': 'gates', 'alert.raised': 'gates', 'alert.ended': 'gates', 'alert.acknowledged': 'gates', 'silence.set': 'gates', 'silence.ended': 'gates',
  'incident.opened': 'people', 'incident.severity': 'people', 'incident.closed': 'people', 'incident.role': 'people',
  'incident.note': 'notes', 'incident.mark': 'notes', 'incident.decision': 'notes', 'incident.frozen': 'console',
  'rollback.opened': 'rollback', 'rollback.joined': 'rollback', 'rollback.validated': 'rollback', 'rollback.vetoed': 'rollback',
  'lease.taken': 'rollback', 'lease.offered': 'rollback', 'stage.previewed': 'rollback', 'step.intended': 'rollback', 'step.outcome': 'rollback', 'step.asked': 'rollback',
  'step.answered': 'rollback', 'transaction.ended': 'rollback', 'step.skipped': 'rollback', 'rollback.over': 'rollback', 'rollback.finished': 'rollback',
  'commands.confirmed': 'people', 'notice.sent': 'messages', 'notice.failed': 'messages', 'routing.drifted': 'traffic', 'routing.changed': 'traffic',
  'source.lost': 'sources', 'source.found': 'sources', 'source.changed': 'sources', 'watcher.blind': 'sources', 'watcher.sees': 'sources', 'checklist.ticked': 'people', 'checklist.unticked': 'people',
  'connection.tested': 'sources', 'connection.saved': 'sources', 'connection.removed': 'sources', 'connection.expected': 'sources', 'secret.set': 'console',
  'lab.fault': 'console', 'bench.started': 'gates', 'bench.finished': 'gates',
  'forward.opened': 'traffic', 'forward.next': 'traffic', 'forward.held': 'traffic', 'forward.back': 'traffic', 'forward.finished': 'traffic', 'hold.counted': 'traffic',
  'lesson.begun': 'console', 'lesson.left': 'console', 'welcome.chosen': 'console',
  'drill.begun': 'rollback', 'drill.ended': 'rollback',
  'checkpoint.begun': 'rollback', 'checkpoint.taken': 'rollback', 'checkpoint.proven': 'rollback', 'checkpoint.failed': 'rollback', 'checkpoint.damaged': 'rollback', 'checkpoint.removed': 'rollback',
  'recovery.begun': 'rollback', 'recovery.built': 'rollback', 'recovery.swapping': 'rollback', 'recovery.promoted': 'rollback', 'recovery.taken-back': 'rollback', 'recovery.failed': 'rollback', 'recovery.discarded': 'rollback',
  ...pilotGroups, ...messageGroups, ...onCallGroups, 'phase.waits': 'people', 'phase.stays': 'people', 'logs.sealed': 'console', 'logs.lost': 'console', 'wall.shared': 'people', 'wall.revoked': 'people',
}

export type EntryLine = {
  readonly tone: Tone
  readonly text: string
  /** What stands under the sentence: details, reasons. */
  readonly detail?: string
}

const because = (why: string | undefined): { readonly detail?: string } => (why === undefined ? {} : { detail: `Reason: ${why}` })
const factsText = (facts: Readonly<Record<string, string | number | boolean>>): string =>
  Object.entries(facts).map(([label, value]) => `${label} ${typeof value === 'boolean' ? (value ? 'yes' : 'no') : value}`).join(' · ')
const joined = (...parts: readonly (string | undefined)[]): { readonly detail?: string } => {
  const detail = parts.filter((part) => part !== undefined && part !== '').join(' — ')
  return detail === '' ? {} : { detail }
}

const stepTone = { ok: 'calm', failed: 'bad', 'timed out': 'bad', refused: 'bad', cancelled: 'warn', unknown: 'unsure' } as const
const resultWords = { ok: 'done', failed: 'failed', 'timed out': 'timed out', refused: 'was refused', cancelled: 'was cancelled', unknown: 'has an unknown outcome' } as const
const benchTones = { pass: 'calm', warn: 'warn', fail: 'bad', inconclusive: 'unsure', 'no data': 'unsure' } as const
const benchEndWords = { done: 'finished', cancelled: 'was cancelled', rollback: 'was ended by a rollback', failed: 'could not be run', interrupted: 'did not finish' } as const
const beginWords = { lab: 'on the practice lab', file: 'with a plan file', built: 'with a plan made by the form' } as const
const reportWords = { summary: 'summary', cause: 'root cause', well: 'what went well', badly: 'what did not go well', lessons: 'lessons' } as const
const silenceWords = { retry: 'tried again', skip: 'skipped', stop: 'stopped', restore: 'restored' } as const
/** Plan: "Emergency response team". */
export const roleWords = { commander: 'incident commander', communications: 'communications', 'technical lead': 'technical lead', scribe: 'scribe' } as const satisfies Record<IncidentRole, string>

/** @param titleOf what the plan calls its parts; where no plan is at hand ids stand in their place */
export function entryLine(entry: Entry, titleOf: TitleOf = idsOnly): EntryLine {
  const who = entry.who.kind === 'rule' ? `Rule ${titleOf('gate', entry.who.name)}` : actorText(entry.who)
  /** Of the plan's own reviews by their title; what a person added is known by its opening alone. */
  const actionText = (id: string): string => {
    const own = id.split('/').at(-1) ?? id
    const title = titleOf('action', own)
    return title === own ? 'an action' : `the action ${title}`
  }
  if (isPilotEntry(entry)) return pilotLine(entry, titleOf)
  if (isMessageEntry(entry)) return messageLine(entry, titleOf)
  if (isOnCallEntry(entry)) return onCallLine(entry, titleOf)
  switch (entry.kind) {
    case 'console.opened':
      return { tone: 'calm', text: `Console opened: version ${entry.data.version} on ${entry.data.platform}`, detail: `Plan ${entry.data.plan}` }
    case 'console.closed':
      return { tone: 'off', text: 'Console closed' }
    case 'console.gap': {
      const causes = { sleep: 'the machine slept', clock: 'the wall clock was set', restart: 'the engine was restarted' } as const
      return { tone: 'unsure', text: `${durationText(Math.abs(entry.data.ms))} unseen: ${causes[entry.data.cause]}` }
    }
    case 'plan.pinned':
      return { tone: 'calm', text: `Plan in use: ${entry.data.title} (${entry.data.from})`, detail: `Hash ${hashText(entry.data.hash)}` }
    case 'plan.refused':
      return { tone: 'bad', text: `Plan refused: ${entry.data.file} has ${countText(entry.data.mistakes, 'mistake')}`, detail: entry.data.first }
    case 'baseline.recorded':
      return { tone: 'calm', text: `${who} recorded a baseline: ${metricInfo(entry.data.metric).title} ${figureText(entry.data.metric, entry.data.value)}`, ...because(entry.why) }
    case 'bench.started':
      return { tone: 'busy', text: `${who} began the benchmark ${entry.data.title}`, ...joined(entry.data.does, entry.why && `Reason: ${entry.why}`) }
    case 'bench.finished':
      return { tone: benchTones[entry.data.outcome], text: `Benchmark ${entry.data.title} ${benchEndWords[entry.data.ended]}: ${entry.data.outcome}`, detail: entry.data.why }
    case 'phase.set': {
      const { phase, how, despite, checkpoint } = entry.data
      const verb = { started: 'set the phase to', repeated: 'repeats', restarted: 'restarts the programme with' } as const
      return { tone: despite ? 'warn' : 'calm', text: phase === null ? `${who} ended the phase: none runs` : `${who} ${verb[how ?? 'started']} ${titleOf('phase', phase)}`, ...joined(checkpoint && `Checkpoint: ${checkpoint}`, entry.why && `Reason: ${entry.why}`, despite && `Despite: ${despite.join('; ')}`) }
    }
    case 'phase.extended':
      return { tone: 'warn', text: `${who} extended ${titleOf('phase', entry.data.phase)} by ${countText(entry.data.days, 'day')}`, ...because(entry.why) }
    case 'programme.started':
      return { tone: 'calm', text: `${who} set day 1 of the programme to ${entry.data.day1}`, ...because(entry.why) }
    case 'evidence.recorded': {
      const { criterion, result, text } = entry.data
      const found = result.kind === 'count' ? `${result.positive} of ${result.asked}` : result.kind === 'value' ? numberText(result.value, Number.isInteger(result.value) ? 0 : 2) : result.met ? 'met' : 'not met'
      return { tone: 'calm', text: `${who} recorded evidence for ${titleOf('criterion', criterion)}: ${found}`, detail: text }
    }
    case 'decision.proposed':
      return { tone: 'calm', text: `${who} proposed ${entry.data.outcome} for ${titleOf('phase', entry.data.phase)}`, ...because(entry.why) }
    case 'decision.decided': {
      const { title, outcome, role, verdict, against, dissent } = entry.data
      return {
        tone: outcome === 'GO' && !against ? 'calm' : 'warn', text: `${who} decided ${outcome} as ${role}${against ? ', against the rule' : ''}: ${title}`,
        ...joined(verdict.text, dissent.length > 0 ? `${dissent.map(({ name }) => name).join(', ')} dissented` : undefined, entry.why && `Reason: ${entry.why}`),
      }
    }
    case 'decision.withdrawn':
      return { tone: 'warn', text: `${who} withdrew the decision ${entry.data.decision}`, ...because(entry.why) }
    case 'decision.carried':
      return { tone: 'warn', text: `${who} set off action ${entry.data.action + 1} of the decision ${entry.data.decision}${entry.data.run === undefined ? '' : `: run ${entry.data.run}`}`, ...because(entry.why) }
    case 'risk.set': {
      const { risk, owner, likelihood, impact, mitigation, note, review } = entry.data
      return { tone: 'calm', text: `${who} updated the risk ${titleOf('risk', risk)}`, ...joined(owner && `owner ${owner}`, likelihood && `likelihood ${likelihood}`, impact && `impact ${impact}`, mitigation && `mitigation ${mitigation}`, review && `review on ${review}`, note) }
    }
    case 'report.made':
      return { tone: 'calm', text: `${who} made the report “${entry.data.title}”`, ...joined(entry.data.files.map(({ name }) => name).join(', '), entry.data.without) }
    case 'figures.day':
      return { tone: 'calm', text: `Summary of ${entry.data.date}${entry.environment ? ` on ${entry.environment}` : ''}: ${countText(Object.keys(entry.data.figures).length, 'figure')}`, detail: `${durationText(entry.data.watched)} of the day were watched` }
    case 'phase.held':
      return { tone: 'bad', text: `${who} holds ${titleOf('phase', entry.data.phase)}: it does not go on until a person releases it`, detail: entry.data.text }
    case 'phase.released':
      return { tone: 'calm', text: `${who} released ${titleOf('phase', entry.data.phase)}`, ...because(entry.why) }
    case 'automation.set':
      return { tone: entry.data.mode === 'automatic' ? 'calm' : 'warn', text: `${who} set the automation to ${entry.data.mode}`, ...because(entry.why) }
    case 'gate.turned': {
      const { title, from, to, outcome, cause } = entry.data
      const tone: Tone = to === 'firing' ? 'bad' : to === 'pending' ? 'warn' : to === 'no data' ? 'unsure' : 'calm'
      return { tone, text: `Gate ${title}: ${from} → ${to}${entry.environment ? ` on ${entry.environment}` : ''}`, ...joined(`outcome ${outcome}`, cause) }
    }
    case 'alert.raised':
      return { tone: 'bad', text: `Alert: ${entry.data.title} (${entry.data.response})`, detail: entry.data.text }
    case 'alert.ended':
      return { tone: 'calm', text: `Alert over: ${entry.data.gate}` }
    case 'alert.acknowledged':
      return { tone: 'calm', text: `${who} acknowledged the alerts ${entry.data.group}`, ...because(entry.why) }
    case 'silence.set': {
      const { gates, until } = entry.data
      const on = entry.environment === undefined ? '' : ` on ${entry.environment}`
      return { tone: 'warn', text: `${who} silenced ${gates.map((gate) => titleOf('gate', gate)).join(', ')}${on} for ${durationText(until - entry.at.occurred)}`, ...because(entry.why) }
    }
    case 'silence.ended':
      return { tone: 'calm', text: `${who} ended a silence`, ...because(entry.why) }
    case 'incident.opened':
      return { tone: 'bad', text: `${who} opened the incident: ${entry.data.severity} ${entry.data.title}`, detail: entry.data.cause }
    case 'incident.severity':
      return { tone: 'warn', text: `${who} set the severity to ${entry.data.severity}`, ...because(entry.why) }
    case 'incident.note':
      return { tone: 'calm', text: `${who} noted${entry.data.corrects === undefined ? '' : ` (corrects entry ${entry.data.corrects})`}: ${entry.data.text}` }
    case 'incident.role':
      return { tone: 'calm', text: entry.data.person === null ? `${who}: nobody is ${roleWords[entry.data.role]} any more` : `${who} made ${entry.data.person} ${roleWords[entry.data.role]}` }
    case 'incident.mark':
      return { tone: 'warn', text: `${who} marked: ${entry.data.label}` }
    case 'incident.decision':
      return { tone: 'warn', text: `Decided by ${entry.data.by}: ${entry.data.what}`, ...(entry.data.by !== who && { detail: `Written down by ${who}` }) }
    case 'incident.frozen':
      return { tone: 'calm', text: `The series of this incident are kept: ${countText(entry.data.series, 'series', 'series')}`, detail: `SHA-256 ${entry.data.sha}` }
    case 'incident.closed':
      return { tone: 'calm', text: `${who} closed the incident`, detail: entry.data.summary }
    case 'forward.opened':
      return { tone: 'busy', text: `${who} began ${entry.data.title.toLowerCase()} to ${entry.data.target}, run ${entry.data.run}`, ...joined(entry.data.steps.map(({ title }) => title).join(' → '), entry.why && `Reason: ${entry.why}`) }
    case 'forward.next':
      return { tone: 'calm', text: `${who} let the next users go: ${titleOf('stage', entry.data.stage)}` }
    case 'forward.held':
      return { tone: 'warn', text: `${who} holds the ramp: no step begins by itself`, ...because(entry.why) }
    case 'forward.back':
      return { tone: 'warn', text: `${who} went back to ${titleOf('stage', entry.data.stage)}`, ...because(entry.why) }
    case 'forward.finished':
      return { tone: entry.data.outcome === 'completed' ? 'calm' : 'warn', text: `Run ${entry.data.run} ${entry.data.takenOverBy === undefined ? entry.data.outcome : `gave way to rollback ${entry.data.takenOverBy}`} after ${durationText(entry.data.ms)}`, detail: entry.data.text }
    case 'hold.counted':
      return entry.data.why === undefined ? { tone: 'calm', text: `The gates have passed for ${durationText(entry.data.ms)}` } : { tone: 'unsure', text: `The hold stands still at ${durationText(entry.data.ms)}`, detail: entry.data.why }
    case 'rollback.opened': {
      const { manual, trigger, target, drill, run } = entry.data
      const how = manual ? `${who} pressed ${titleOf('trigger', trigger)}` : `rule ${titleOf('trigger', trigger)} fired`
      return { tone: 'bad', text: `${drill ? 'Drill' : 'Rollback'} ${run} to ${target} opened: ${how}`, ...because(entry.why) }
    }
    case 'rollback.joined':
      return { tone: 'calm', text: `${who} joined the run`, detail: entry.data.what }
    case 'rollback.validated': {
      const how = { confirmed: `${who} confirmed`, pressed: `${who} pressed, which confirms`, silence: 'nobody vetoed in time, so it goes ahead' } as const
      return { tone: 'calm', text: `Validated: ${how[entry.data.how]}` }
    }
    case 'rollback.vetoed':
      return { tone: 'warn', text: `${who} vetoed the rollback; the rule stays quiet for ${durationText(entry.data.lapse)}`, ...because(entry.why) }
    case 'lease.offered':
      return { tone: 'calm', text: `${who} hands the run ${entry.data.run} over to ${entry.data.person}`, ...because(entry.why) }
    case 'lease.taken':
      return { tone: 'calm', text: `${entry.data.holder} drives, fencing number ${entry.data.fencing}` }
    case 'stage.previewed':
      return { tone: 'busy', text: `Before ${titleOf('stage', entry.data.stage)}: what it would move or lose`, ...joined(...entry.data.previews.map(({ text }) => text)) }
    case 'step.intended':
      return { tone: 'busy', text: `${titleOf('step', entry.data.step)} begins${entry.data.attempt > 1 ? `, attempt ${entry.data.attempt}` : ''}`, detail: entry.data.effect }
    case 'step.outcome': {
      const { step, result, ms, detail, facts } = entry.data
      return { tone: stepTone[result], text: `${titleOf('step', step)} ${resultWords[result]} after ${durationText(ms)}`, ...joined(detail, factsText(facts)) }
    }
    case 'step.asked':
      return { tone: 'warn', text: `${titleOf('step', entry.data.step)} asks: ${entry.data.question}`, detail: `Without an answer it is ${silenceWords[entry.data.silence]}.` }
    case 'step.answered':
      return { tone: 'calm', text: entry.data.bySilence ? `Nobody answered ${titleOf('step', entry.data.step)} in time: ${entry.data.choice}` : `${who} answered ${titleOf('step', entry.data.step)}: ${entry.data.choice}`, ...because(entry.why) }
    case 'transaction.ended': {
      const { transaction: { user, statement }, result, detail } = entry.data
      const did = { ended: 'ended', gone: 'found already ended', 'not ended': 'could not end' }[result]
      return { tone: result === 'ended' ? 'warn' : result === 'gone' ? 'calm' : 'bad', text: `${who} ${did} a transaction of ${user}: ${statement}`, ...joined(detail, entry.why && `Reason: ${entry.why}`) }
    }
    case 'step.skipped':
      return { tone: 'warn', text: `${who} skipped ${titleOf('step', entry.data.step)}`, ...because(entry.why) }
    case 'rollback.over': {
      const { what, stage, by } = entry.data
      return { tone: 'bad', text: what === 'deadline' ? `The deadline is passed by ${durationText(by)}; the run goes on` : `${stage === undefined ? 'A stage' : titleOf('stage', stage)} is over its window by ${durationText(by)}; the run goes on` }
    }
    case 'rollback.finished':
      return { tone: entry.data.outcome === 'completed' ? 'calm' : 'warn', text: `Run ${entry.data.run} ${entry.data.outcome} after ${durationText(entry.data.ms)}`, detail: entry.data.text }
    case 'commands.confirmed':
      return { tone: 'warn', text: `${who} lets steps run ${countText(entry.data.commands.length, 'command')} of the plan`, detail: entry.data.commands.join(' · ') }
    case 'notice.sent':
      return { tone: 'calm', text: `Told ${entry.data.audience} by ${entry.data.channel}`, detail: entry.data.text }
    case 'notice.failed':
      return { tone: 'bad', text: `Could not tell ${entry.data.audience} by ${entry.data.channel}: ${entry.data.error}`, detail: entry.data.text }
    case 'routing.drifted':
      return { tone: 'bad', text: `Traffic drifted: expected ${entry.data.expected}, found ${entry.data.found}` }
    case 'routing.changed':
      return { tone: 'calm', text: `Traffic changed from ${entry.data.from} to ${entry.data.to}`, ...because(entry.why) }
    case 'source.lost':
      return { tone: 'bad', text: `Source ${entry.data.target} lost: ${entry.data.reason}`, detail: entry.data.detail }
    case 'source.found':
      return { tone: 'calm', text: `Source ${entry.data.target} is back after ${durationText(entry.data.away)}` }
    case 'watcher.blind':
      return { tone: 'bad', text: `The console is blind for ${countText(entry.data.gates.length, 'rule')} that may roll back`, detail: `${entry.data.gates.map((gate) => titleOf('gate', gate)).join(', ')}; silent: ${entry.data.sources.join(', ')}` }
    case 'watcher.sees':
      return { tone: 'calm', text: `The console sees again, after ${durationText(entry.data.blind)}` }
    case 'journal.repaired':
      return { tone: 'bad', text: `The journal was damaged: ${entry.data.lost}`, detail: `${entry.data.saved} entries are there${entry.data.setAside === undefined ? '' : `; the damaged file is ${entry.data.setAside}`}` }
    case 'journal.key':
      return { tone: entry.data.by === undefined ? 'calm' : 'warn', text: `Key ${entry.data.key} seals the record from here on`, detail: entry.data.by === undefined ? 'The first key, or one that no key before it announces' : `Announced by the key ${entry.data.by}` }
    case 'journal.sealed':
      return { tone: 'calm', text: `The record is sealed up to entry ${entry.data.seq}`, detail: `Hash ${hashText(entry.data.hash)}, key ${entry.data.key}` }
    case 'backup.made':
      return { tone: 'calm', text: `The record was copied and verified: ${countText(entry.data.entries, 'entry', 'entries')}`, detail: entry.data.file }
    case 'backup.failed':
      return { tone: 'bad', text: 'The record could not be copied', detail: entry.data.detail }
    case 'retention.removed':
      return { tone: 'calm', text: `Past its time and removed: ${entry.data.count} of ${entry.data.what}` }
    case 'bundle.exported':
      return { tone: 'calm', text: `${who} exported the incident as bundle ${entry.data.bundle}`, detail: `${countText(entry.data.entries, 'entry', 'entries')}; redacted: ${entry.data.redaction}; sha256 ${hashText(entry.data.sha256)}` }
    case 'report.written':
      return { tone: 'calm', text: `${who} wrote the report: ${reportWords[entry.data.field]}`, detail: entry.data.text }
    case 'action.opened':
      return { tone: 'warn', text: `Action: ${entry.data.title}`, detail: entry.data.due === 'next phase' ? 'Due before the next phase' : `Due in ${durationText(entry.data.due - entry.at.occurred)}` }
    case 'action.owned':
      return { tone: 'calm', text: `${who} gave ${actionText(entry.data.action)} to ${entry.data.owner}` }
    case 'action.reminded':
      return { tone: 'bad', text: `Due and not done: ${actionText(entry.data.action)}` }
    case 'action.done':
      return { tone: 'calm', text: `${who} did ${actionText(entry.data.action)}`, detail: `Evidence: ${entry.data.evidence}` }
    case 'source.changed':
      return { tone: 'warn', text: `Another server answers as ${entry.data.target}`, detail: `${entry.data.is}, it was ${entry.data.was}` }
    case 'checklist.ticked':
      return { tone: 'calm', text: `${who} ticked ${titleOf('item', itemKey(entry.data.checklist, entry.data.item))} in ${titleOf('checklist', entry.data.checklist)}`, ...(entry.data.evidence !== '' && { detail: `Evidence: ${entry.data.evidence}` }) }
    case 'checklist.unticked':
      return { tone: 'warn', text: `${who} took back ${titleOf('item', itemKey(entry.data.checklist, entry.data.item))} in ${titleOf('checklist', entry.data.checklist)}`, ...because(entry.why) }
    case 'connection.tested': {
      const { target, kind, address, outcome, detail } = entry.data
      return { tone: outcome === 'ok' ? 'calm' : 'warn', text: `${who} tested the connection ${target} (${kind} at ${address}): ${outcome}`, detail }
    }
    case 'connection.saved':
      return { tone: 'calm', text: `${who} ${entry.data.replaced ? 'changed' : 'added'} the connection ${entry.data.target} (${entry.data.kind} at ${entry.data.address})`, ...because(entry.why) }
    case 'connection.removed':
      return { tone: 'warn', text: `${who} removed the connection ${entry.data.target}`, ...because(entry.why) }
    case 'connection.expected':
      return { tone: 'calm', text: `${who} expects ${entry.data.identity} to answer as ${entry.data.target}`, ...because(entry.why) }
    case 'secret.set':
      return { tone: 'calm', text: `${who} set the secret ${entry.data.name}` }
    case 'drill.begun':
      return { tone: 'busy', text: `${who} ${entry.data.scheduled ? 'starts the drill that is due,' : 'starts drill'} ${entry.data.drill}, with ${faultText(entry.data.fault)}` }
    case 'drill.ended':
      return entry.data.run === undefined ? { tone: 'warn', text: `Drill ${entry.data.drill} came to nothing`, ...because(entry.why) } : { tone: 'calm', text: `Drill ${entry.data.drill} ended with run ${entry.data.run}` }
    case 'checkpoint.begun':
    case 'checkpoint.taken':
    case 'checkpoint.proven':
    case 'checkpoint.failed':
    case 'checkpoint.damaged':
    case 'checkpoint.removed':
    case 'recovery.begun':
    case 'recovery.built':
    case 'recovery.swapping':
    case 'recovery.promoted':
    case 'recovery.taken-back':
    case 'recovery.failed':
    case 'recovery.discarded':
      return checkpointLine(entry, who)
    case 'phase.waits':
      return { tone: 'busy', text: `${who} asks for ${titleOf('phase', entry.data.phase)}: it begins once its checkpoints are proven`, ...because(entry.why) }
    case 'phase.stays':
      return { tone: 'warn', text: `${titleOf('phase', entry.data.phase)} does not begin`, ...because(entry.why) }
    case 'logs.sealed':
      return { tone: 'calm', text: `Logs sealed ${entry.data.when === 'opened' ? 'as the incident opened' : 'after the incident closed'}: ${countText(entry.data.lines, 'line')} kept`, detail: `Batch ${entry.data.batch}, hash ${hashText(entry.data.hash)}` }
    case 'logs.lost':
      return { tone: 'warn', text: `Logs of ${entry.data.source}: ${numberText(entry.data.count)} ${entry.data.what}` }
    case 'wall.shared':
      return { tone: 'warn', text: `${who} shared the war room: ${entry.data.label}, for ${durationText(entry.data.until - entry.at.occurred)}`, ...because(entry.why) }
    case 'wall.revoked':
      return { tone: 'calm', text: `${who} withdrew the war room’s link ${entry.data.share}`, ...because(entry.why) }
    case 'lesson.begun':
      return { tone: 'calm', text: `${who} takes up the two-minute drill` }
    case 'lesson.left':
      return { tone: 'calm', text: `${who} left the two-minute drill for later` }
    case 'welcome.chosen':
      return { tone: 'calm', text: `${who} begins ${beginWords[entry.data.way]}` }
    case 'lab.fault':
      return { tone: 'warn', text: `${who} switched ${entry.data.on ? 'on' : 'off'} a practice fault: ${faultText(entry.data.fault)}${entry.environment === undefined ? '' : ` on ${entry.environment}`}` }
  }
}
