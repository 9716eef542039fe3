/** Words of the programme: states of criteria, verdicts, phases, and when. */
import { wallOfDay, type Days, type Placed } from '../../shared/calendar.ts'
import type { CriterionState, Verdict } from '../../shared/phase.ts'
import type { Decision, Life } from '../../shared/programme.ts'
import { dayText } from '../parts/format.ts'
import type { Worded } from './states.ts'

export const criterionWords: Readonly<Record<CriterionState, Worded>> = {
  met: { tone: 'calm', word: 'met' }, 'not met': { tone: 'bad', word: 'not met' }, undecided: { tone: 'unsure', word: 'undecided' }, stale: { tone: 'warn', word: 'stale' },
}
export const verdictWords: Readonly<Record<Verdict['state'], Worded>> = {
  passes: { tone: 'calm', word: 'passes' }, fails: { tone: 'bad', word: 'fails' }, undecided: { tone: 'unsure', word: 'undecided' },
}
export const outcomeTone = ({ outcome, against }: Pick<Decision, 'outcome' | 'against'>): Worded['tone'] => (outcome === 'GO' ? (against ? 'warn' : 'calm') : outcome === 'NO-GO' ? 'bad' : 'warn')

export function phaseWord(life: Life | undefined, { started, ended, overdue }: Placed, runs: boolean, held: boolean): Worded {
  if (runs && held) return { tone: 'bad', word: 'held' }
  if (life?.outcome === 'failed') return { tone: 'bad', word: runs ? 'failed, runs' : 'failed' }
  if (life?.outcome === 'passed') return { tone: 'calm', word: runs ? 'passed, runs' : 'passed' }
  if (runs) return overdue > 0 ? { tone: 'warn', word: `runs, ${overdue} d late` } : { tone: 'busy', word: 'runs' }
  if (ended) return { tone: 'off', word: 'ended' }
  return { tone: 'off', word: started ? 'ended' : 'planned' }
}

export const daysText = ({ from, to }: Days): string => (from === to ? `day ${from}` : `days ${from} to ${to}`)
/** "5 Jan 2026 – 11 Jan 2026", as days of UTC. */
export const datesText = (day1: string, { from, to }: Days): string => `${dayText(wallOfDay(day1, from), 'UTC')} – ${dayText(wallOfDay(day1, to), 'UTC')}`
export const slipText = (slip: number): string => (slip === 0 ? 'on time' : slip > 0 ? `${slip} d later` : `${-slip} d earlier`)
