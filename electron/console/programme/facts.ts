/**
 * Facts that the console knows, and the checklist items that they tick and untick. Pure.
 * Plan: "DEPLOYMENT PLAYBOOK CHECKLIST". A fact that is not known says nothing: neither a tick nor its end.
 */
import type { Frame } from '../../../shared/contract.ts'
import { rule, type Actor, type Draft } from '../../../shared/journal.ts'
import type { Checklist, Plan } from '../../../shared/plan.ts'
import type { State } from '../../../shared/state.ts'
import { surveyDates, titleOfDate } from '../../../shared/survey-calendar.ts'
import { inScope } from '../../judge/evaluate.ts'
import { itemDrafts, type By, type Fact } from '../self-ticking.ts'

const ruleOf = (by: By): Actor => rule(`${typeof by === 'string' ? by : 'survey' in by ? 'survey' : 'benchmark'}-proof`)

/** What of the live facts is so at one moment; `undefined` where it can't be said. */
type Seen = { readonly holds: boolean; readonly text: string } | undefined

function monitoringSeen(plan: Pick<Plan, 'gates'>, { gates }: Pick<Frame, 'gates'>, phase: string | null): Seen {
  const judged = gates.filter(({ gate }) => plan.gates.some((one) => one.id === gate && inScope(one, phase)))
  // A window that still fills has no verdict for up to a day; that samples come in shows all the same. Without one it says nothing yet.
  const known = judged.filter(({ status: { evaluation: { outcome, samples } } }) => outcome !== 'not yet' || samples > 0)
  if (known.length === 0) return undefined
  const silent = known.filter(({ status }) => ['no data', 'error', 'inconclusive'].includes(status.evaluation.outcome))
  if (silent.length > 0) return { holds: false, text: `no data for ${silent.map(({ gate, environment }) => `${gate} (${environment})`).join(', ')}` }
  return known.length < judged.length ? undefined : { holds: true, text: `all ${judged.length} gates of the phase have live data` }
}

function journeysSeen({ figures }: Pick<Frame, 'figures'>): Seen {
  const { green: { journey_success: figure } } = figures
  if (figure?.value === undefined) return undefined
  return figure.value === 1 ? { holds: true, text: `all ${figure.samples} journeys of the last minutes got through on green` } : { holds: false, text: `${Math.round((1 - figure.value) * figure.samples)} of ${figure.samples} journeys failed on green` }
}

/** Every survey of that id that was due in the phase's present run went out, or was left out with a reason; before the first it says nothing. */
function surveyFact(id: string, plan: Pick<Plan, 'phases' | 'pilots'>, { programme, pilots, phase }: State, wall: number): Fact | undefined {
  const own = surveyDates({ plan, programme, pilots, phase, wall }).filter(({ date }) => date.id === id)
  const waits = own.find(({ state }) => state === 'due')
  if (waits) return { proven: false, at: waits.from ?? wall, text: `“${titleOfDate(waits)}” is due since day ${waits.day} and is not open`, contradicts: false }
  const last = own.findLast(({ survey }) => survey !== undefined)
  return last?.survey && { proven: true, at: last.survey.openedAt, text: `“${last.survey.title}” went out on day ${last.day}: ${last.survey.asked.length} asked`, contradicts: false }
}

/** A fact must have been so for this long (ms) before it is written down: what flickers is no fact. */
const steadyFor = 60_000

type Turned = { readonly holds: boolean; readonly since: number; readonly text: string }

/** Remembers since when each live fact has been as it is. */
export function watchFacts(): (plan: Pick<Plan, 'checklists' | 'gates' | 'phases' | 'pilots'>, state: State, frame: Frame) => readonly Draft[] {
  const turned = new Map<string, Turned>()
  const steady = (key: string, seen: Seen, wall: number): Fact | undefined => {
    if (seen === undefined) {
      turned.delete(key)
      return undefined
    }
    const before = turned.get(key)
    const since = before?.holds === seen.holds ? before.since : wall
    turned.set(key, { holds: seen.holds, since, text: seen.text })
    return wall - since < steadyFor ? undefined : { proven: seen.holds, at: since, text: seen.text, contradicts: false }
  }
  return (plan, state, frame) => {
    const { wall } = frame
    const baseline = Object.entries(state.baselines).toSorted(([, a], [, b]) => b.at - a.at)[0]
    const factFor = (by: By, list: Checklist): Fact | undefined => {
      if (typeof by === 'object' && 'survey' in by) return surveyFact(by.survey, plan, state, wall)
      if (typeof by === 'object') {
        const done = state.programme.benches[by.benchmark]
        return done && { proven: done.outcome === 'pass', at: done.at, text: `benchmark ${done.bench}: ${done.outcome}, ${done.why}`, contradicts: done.outcome === 'fail' || done.outcome === 'warn' }
      }
      // Gates of another phase than the one that runs are not judged: nothing can be said of them.
      const runs = state.phase === (list.phase ?? state.phase)
      switch (by) {
        case 'baseline':
          return baseline && { proven: true, at: baseline[1].at, text: `${baseline[0]}: ${baseline[1].value}, by ${baseline[1].by}: ${baseline[1].reason}`, contradicts: false }
        case 'monitoring':
          return runs ? steady(`monitoring/${list.id}`, monitoringSeen(plan, frame, state.phase), wall) : undefined
        case 'journeys':
          return runs ? steady('journeys', journeysSeen(frame), wall) : undefined
        // drill-watch.ts and checkpoint-watch.ts see to these.
        case 'drill':
        case 'checkpoint':
          return undefined
      }
    }
    return itemDrafts(plan, state.checklists, (by, list) => {
      const fact = factFor(by, list)
      return fact && { rule: ruleOf(by), fact }
    })
  }
}
