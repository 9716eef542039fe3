/** An entry as one line of a report: what people look for in their own words, the rest by its kind and its data. */
import { durationText } from '../../shared/duration.ts'
import type { Entry } from '../../shared/journal.ts'
import { recipientText } from '../../shared/messages.ts'
import { metricInfo } from '../../shared/metrics.ts'
import type { Plan } from '../../shared/plan.ts'
import { valueText } from './svg.ts'

/** What the plan calls the parts that an entry names by id. */
export type Named = Pick<Plan, 'gates' | 'people' | 'rollback'>

const because = (entry: Entry): string => (entry.why === undefined ? '' : ` Reason: ${entry.why}`)
const on = ({ environment }: Entry): string => (environment === undefined ? '' : ` on ${environment}`)

/** Ids, hashes and moments in milliseconds say nothing to a reader; the bundle has them. */
const ofMachines = (name: string, value: unknown): boolean =>
  /^(?:id|hash|sha\d*|digest|fencing|message|run|group|escalation|batch)$/.test(name) || (typeof value === 'number' && value > 1e11) || (typeof value === 'string' && /^[\da-f]{16,}$/.test(value))

const plain = (data: object): string =>
  Object.entries(data as Readonly<Record<string, unknown>>)
    .filter(([name, value]) => ['string', 'number', 'boolean'].includes(typeof value) && !ofMachines(name, value))
    .map(([name, value]) => `${name} ${typeof value === 'number' ? Number(value.toPrecision(4)) : String(value)}`)
    .join(', ')
    .slice(0, 300)

/** In the unit that people read; without the plan the unit is not known, and the figure is left out. */
function gateFigures({ gate: id, value, threshold }: Entry<'gate.turned'>['data'], plan: Named | undefined): string {
  const gate = plan?.gates.find((one) => one.id === id)
  if (gate === undefined || value === undefined) return ''
  const { unit } = metricInfo(gate.metric)
  return `, ${valueText(value, unit)}, the bar is ${valueText(threshold, unit)}`
}

/** The end of a step or of a run, without a second full stop. */
const ended = (text: string): string => (text === '' || /[.!?]$/.test(text) ? text : `${text}.`)

/** @param plan what it calls its parts; without one ids stand in the place of names */
export function sentence(entry: Entry, plan?: Named): string {
  const step = (id: string): string => plan?.rollback.stages.flatMap((stage) => stage.steps).find((one) => one.id === id)?.title ?? id
  const trigger = (id: string): string => [...(plan?.gates ?? []), ...(plan?.rollback.manualTriggers ?? [])].find((one) => one.id === id)?.title ?? id
  const channel = (id: string): string => plan?.people.channels.find((one) => one.id === id)?.title ?? id
  const message = (to: string | undefined): string => (to === undefined ? 'A message' : `The message to ${recipientText(plan, to)}`)
  switch (entry.kind) {
    case 'message.drafted': return `Draft for ${recipientText(plan, entry.data.to)}: ${entry.data.title}.`
    case 'message.queued': return `Tells ${recipientText(plan, entry.data.to)}: ${entry.data.title}.`
    case 'message.sent': return `${message(entry.data.to)} went out by ${channel(entry.data.channel)}.`
    case 'message.failed': return `${message(entry.data.to)} did not go out by ${channel(entry.data.channel)}: ${ended(entry.data.error)}`
    case 'message.withdrawn': return `${message(entry.data.to)} was taken back.${because(entry)}`
    case 'escalation.started': return `Calls ${entry.data.levels.map(({ title }) => title).join(', then ')}.`
    case 'escalation.called': return `${recipientText(plan, entry.data.contact)} is called.`
    case 'escalation.acknowledged': return `Has it: nobody else is called.`
    case 'alert.acknowledged': return `Has the alerts.${because(entry)}`
    case 'alert.ended': return `Alert over: ${trigger(entry.data.gate)}.`
    case 'incident.role': return entry.data.person === null ? `Nobody is ${entry.data.role} any more.` : `${entry.data.person} is ${entry.data.role}.`
    case 'incident.mark': return `Marked: ${entry.data.label}.`
    case 'incident.decision': return `Decided by ${entry.data.by}: ${ended(entry.data.what)}`
    case 'incident.frozen': return `The series of the incident are kept: ${entry.data.series} of them.`
    case 'logs.sealed': return `Logs sealed ${entry.data.when === 'opened' ? 'as the incident opened' : 'after it closed'}: ${entry.data.lines.toLocaleString('en-GB')} lines.`
    case 'source.lost': return `Source ${entry.data.target} lost: ${ended(entry.data.detail === '' ? entry.data.reason : entry.data.detail)}`
    case 'incident.opened': return `Incident opened: ${entry.data.severity}, ${entry.data.title}. Cause: ${entry.data.cause}.`
    case 'incident.severity': return `Severity set to ${entry.data.severity}.${because(entry)}`
    case 'incident.note': return `Note${entry.data.corrects === undefined ? '' : ` (corrects entry ${entry.data.corrects})`}: ${entry.data.text}`
    case 'incident.closed': return `Incident closed: ${entry.data.summary}`
    case 'gate.turned': return `Gate ${entry.data.title}: ${entry.data.from} to ${entry.data.to}${on(entry)}${gateFigures(entry.data, plan)}.`
    case 'alert.raised': return `Alert: ${entry.data.title}. ${entry.data.text}`
    case 'rollback.opened': return `${entry.data.drill ? 'Drill' : 'Rollback'} ${entry.data.run} to ${entry.data.target} opened by ${entry.data.manual ? 'a press' : `the rule ${trigger(entry.data.trigger)}`}.${because(entry)}`
    case 'rollback.validated': return `Validated: ${entry.data.how}.`
    case 'rollback.vetoed': return `Rollback vetoed.${because(entry)}`
    case 'rollback.over': return `Over its time: ${entry.data.stage ?? 'the deadline'}, by ${durationText(entry.data.by)}.`
    case 'rollback.finished': return `Rollback ${entry.data.run} ${entry.data.outcome} in ${durationText(entry.data.ms)}. ${entry.data.text}`
    case 'step.outcome': return `${step(entry.data.step)}: ${entry.data.result === 'ok' ? 'done' : entry.data.result} in ${durationText(entry.data.ms)}. ${ended(entry.data.detail)}`.trimEnd()
    case 'step.asked': return `Asked at ${step(entry.data.step)}: ${entry.data.question}`
    case 'step.answered': return `Answer at ${step(entry.data.step)}: ${entry.data.choice}${entry.data.bySilence ? ', by silence' : ''}.`
    case 'step.skipped': return `${step(entry.data.step)} skipped.${because(entry)}`
    case 'notice.sent': return `Told ${entry.data.audience} by ${entry.data.channel}: ${entry.data.text}`
    case 'notice.failed': return `Could not tell ${entry.data.audience} by ${entry.data.channel}: ${entry.data.error}`
    case 'routing.changed':
    case 'routing.drifted': return `Routing: ${plain(entry.data)}.`
    case 'report.written': return `Report, ${entry.data.field}: written.`
    case 'bundle.exported': return `Exported as bundle ${entry.data.bundle}, redacted: ${entry.data.redaction}.`
    case 'action.opened': return `Action opened: ${entry.data.title}.`
    case 'action.owned': return `Action ${entry.data.action} given to ${entry.data.owner}.`
    case 'action.reminded': return `Action ${entry.data.action} is due and not done.`
    case 'action.done': return `Action ${entry.data.action} done. Evidence: ${entry.data.evidence}`
    default: {
      const words = entry.kind.replaceAll(/[.-]/g, ' ')
      return `${words.charAt(0).toUpperCase()}${words.slice(1)}${on(entry)}: ${plain(entry.data)}${because(entry)}`
    }
  }
}
