/** An entry as one line of a report: what people look for in their own words, the rest by its kind and its data. */
import { durationText } from '../../shared/duration.ts'
import type { Entry } from '../../shared/journal.ts'

const because = (entry: Entry): string => (entry.why === undefined ? '' : ` Reason: ${entry.why}`)
const on = ({ environment }: Entry): string => (environment === undefined ? '' : ` on ${environment}`)

const plain = (data: object): string =>
  Object.entries(data as Readonly<Record<string, unknown>>)
    .filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')
    .slice(0, 300)

export function sentence(entry: Entry): string {
  switch (entry.kind) {
    case 'incident.opened': return `Incident opened: ${entry.data.severity}, ${entry.data.title}. Cause: ${entry.data.cause}.`
    case 'incident.severity': return `Severity set to ${entry.data.severity}.${because(entry)}`
    case 'incident.note': return `Note${entry.data.corrects === undefined ? '' : ` (corrects entry ${entry.data.corrects})`}: ${entry.data.text}`
    case 'incident.closed': return `Incident closed: ${entry.data.summary}`
    case 'gate.turned': return `Gate ${entry.data.title}: ${entry.data.from} to ${entry.data.to}${on(entry)}${entry.data.value === undefined ? '' : `, value ${Number(entry.data.value.toPrecision(4))}, bar ${entry.data.threshold}`}.`
    case 'alert.raised': return `Alert: ${entry.data.title}. ${entry.data.text}`
    case 'rollback.opened': return `${entry.data.drill ? 'Drill' : 'Rollback'} ${entry.data.run} to ${entry.data.target} opened by ${entry.data.manual ? 'a press' : `the rule ${entry.data.trigger}`}.${because(entry)}`
    case 'rollback.validated': return `Validated: ${entry.data.how}.`
    case 'rollback.vetoed': return `Rollback vetoed.${because(entry)}`
    case 'rollback.over': return `Over its time: ${entry.data.stage ?? 'the deadline'}, by ${durationText(entry.data.by)}.`
    case 'rollback.finished': return `Rollback ${entry.data.run} ${entry.data.outcome} in ${durationText(entry.data.ms)}. ${entry.data.text}`
    case 'step.outcome': return `Step ${entry.data.step}: ${entry.data.result} in ${durationText(entry.data.ms)}. ${entry.data.detail}`
    case 'step.asked': return `Asked at ${entry.data.step}: ${entry.data.question}`
    case 'step.answered': return `Answer at ${entry.data.step}: ${entry.data.choice}${entry.data.bySilence ? ', by silence' : ''}.`
    case 'step.skipped': return `Step ${entry.data.step} skipped.${because(entry)}`
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
    default: return `${entry.kind}${on(entry)}: ${plain(entry.data)}${because(entry)}`
  }
}
