/**
 * What the judge's turns and actions become: entries, alerts, and a run.
 * Plan: "Automated Response Matrix", "Automated Triggers"; semantics 5, 7 and 17.
 */
import { openIncident } from '../../../shared/incident.ts'
import { rule } from '../../../shared/journal.ts'
import type { Plan } from '../../../shared/plan.ts'
import type { Turn } from '../../judge/judge.ts'
import type { Action } from '../../judge/response.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Runner } from '../../rollback/runner.ts'

/** A gate that only found or lost its verdict is a figure on the screen; what it said about the deployment is an entry. */
const isNews = ({ from, to }: Turn): boolean => to !== 'ok' && to !== 'no data' ? true : from === 'pending' || from === 'firing'

export type Respond = {
  readonly plan: Plan
  readonly journal: Journal
  readonly runner: Runner
  readonly newIncident: () => string
  /** A run on the practice lab is a drill. */
  readonly drill: boolean
}

/** Writes down what turned, then does what is to be done. One bad deploy is one incident: all of it bears its name. */
export function respond({ plan, journal, runner, newIncident, drill }: Respond, turns: readonly Turn[], actions: readonly Action[]): void {
  const rollback = actions.find((action) => action.kind === 'rollback')
  const title = (gate: string): string => plan.gates.find((one) => one.id === gate)?.title ?? gate
  let incident = openIncident(journal.state().incidents)?.id
  if (rollback !== undefined && incident === undefined) {
    incident = newIncident()
    journal.append({
      kind: 'incident.opened', who: rule(rollback.gate), incident,
      data: { title: `${title(rollback.gate)} (${rollback.environment})`, severity: drill ? 'P2' : 'P0', cause: rollback.text },
    })
  }
  const within = incident === undefined ? {} : { incident }
  for (const turn of turns.filter(isNews)) {
    const { gate, environment, from, to, status } = turn
    const { outcome, value, threshold, samples, cause } = status.evaluation
    journal.append({
      kind: 'gate.turned', who: rule(gate.id), environment, ...within,
      data: {
        gate: gate.id, title: gate.title, from, to, outcome, threshold, samples, response: gate.response,
        ...(value !== undefined && { value }), ...(status.activeSince !== undefined && { activeSince: status.activeSince }),
        ...(cause !== undefined && { cause }),
      },
    })
  }
  for (const action of actions) {
    const who = rule(action.gate)
    if (action.kind === 'join') {
      runner.join(action.text, who)
    } else if (action.kind === 'rollback') {
      runner.open({
        trigger: action.gate, manual: false, drill, who, why: action.text, exposedSince: action.exposedSince, title: title(action.gate), ...within,
      })
    } else {
      const { phase, hold } = journal.state()
      if (action.kind === 'hold' && phase !== null && hold === undefined)
        journal.append({ kind: 'phase.held', who, environment: action.environment, ...within, data: { phase, gate: action.gate, title: title(action.gate), text: action.text } })
      const response = action.kind === 'propose' ? `propose ${action.response}` : action.kind
      journal.append({
        kind: 'alert.raised', who, environment: action.environment, ...within,
        data: { gate: action.gate, title: title(action.gate), response, text: action.text },
      })
    }
  }
}
