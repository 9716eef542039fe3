/** The word and the tone of every state. A state is never told by colour alone: a mark's shape goes by its tone. */
import type { Outcome, GateState } from '../../shared/gate.ts'
import type { Automation } from '../../shared/journal.ts'
import type { MissingReason } from '../../shared/metrics.ts'
import type { Drills, Gate } from '../../shared/plan.ts'
import type { Question, RunState, StepState } from '../../shared/rollback.ts'

/** calm: nothing to do; busy: under way; unsure: not known; off: not begun or left out. */
export type Tone = 'calm' | 'busy' | 'warn' | 'bad' | 'unsure' | 'off'
export type Worded = { readonly tone: Tone; readonly word: string }

export const outcomeWords: Readonly<Record<Outcome, Worded>> = {
  pass: { tone: 'calm', word: 'pass' },
  warn: { tone: 'warn', word: 'warning' },
  fail: { tone: 'bad', word: 'fail' },
  inconclusive: { tone: 'unsure', word: 'inconclusive' },
  'no data': { tone: 'unsure', word: 'no data' },
  error: { tone: 'unsure', word: 'error in measuring' },
  'not yet': { tone: 'off', word: 'not yet' },
}

const gateWords: Readonly<Record<GateState, Worded>> = {
  ok: { tone: 'calm', word: 'ok' },
  pending: { tone: 'warn', word: 'pending' },
  firing: { tone: 'bad', word: 'firing' },
  resolved: { tone: 'calm', word: 'resolved' },
  'no data': { tone: 'unsure', word: 'no data' },
}
/** A firing warning is a warning; "not yet" is no failure of the source. */
export function gateWord(state: GateState, gate: Pick<Gate, 'level'> | undefined, outcome: Outcome): Worded {
  if (state === 'firing' && gate?.level === 'warning') return { tone: 'warn', word: 'firing' }
  if (state === 'no data' && outcome === 'not yet') return { tone: 'off', word: 'not judged' }
  return gateWords[state]
}

export const stepWords: Readonly<Record<StepState, Worded>> = {
  waiting: { tone: 'off', word: 'waiting' },
  running: { tone: 'busy', word: 'running' },
  asking: { tone: 'warn', word: 'asks you' },
  ok: { tone: 'calm', word: 'done' },
  failed: { tone: 'bad', word: 'failed' },
  skipped: { tone: 'warn', word: 'skipped' },
  unknown: { tone: 'unsure', word: 'unknown' },
}

/** What happens to a step that asks and is not answered. */
export const silenceWords: Readonly<Record<Question['silence'], string>> = { retry: 'it is tried again', skip: 'the step is skipped', stop: 'the run stops' }

export const runWords: Readonly<Record<RunState, Worded>> = {
  validating: { tone: 'warn', word: 'validating' },
  running: { tone: 'busy', word: 'running' },
  completed: { tone: 'calm', word: 'completed' },
  stopped: { tone: 'bad', word: 'stopped' },
  vetoed: { tone: 'warn', word: 'vetoed' },
}

export const faultWords: Readonly<Record<Drills['fault'], string>> = {
  none: 'No fault: the button alone', slow: 'Slow answers', errors: 'Failing requests', 'db-drops': 'Dropped database connections',
  memory: 'Memory that fills up', diverge: 'Archives that diverge', sessions: 'Sessions that get lost',
}
/** A fault within a sentence: "failing requests"; one that is known elsewhere by its own name. */
export const faultText = (fault: string): string => (fault === 'none' ? 'no fault' : fault in faultWords ? faultWords[fault as Drills['fault']].toLowerCase() : fault)

export const sourceWords: Readonly<Record<'ok' | MissingReason, Worded>> = {
  ok: { tone: 'calm', word: 'ok' },
  none: { tone: 'unsure', word: 'never sampled' },
  empty: { tone: 'unsure', word: 'empty answer' },
  nan: { tone: 'unsure', word: 'not a number' },
  timeout: { tone: 'bad', word: 'no answer in time' },
  refused: { tone: 'bad', word: 'refused' },
  unreachable: { tone: 'bad', word: 'unreachable' },
  auth: { tone: 'bad', word: 'not let in' },
  version: { tone: 'bad', word: 'wrong version' },
  tls: { tone: 'bad', word: 'certificate not trusted' },
  invalid: { tone: 'bad', word: 'invalid answer' },
  stale: { tone: 'unsure', word: 'stale' },
  restart: { tone: 'unsure', word: 'restarted' },
}

/** Why a figure has no value, as it stands in the place of the value. */
export const missingText = (why: MissingReason | undefined): string =>
  why === undefined || why === 'none' || why === 'empty' ? 'no samples' : sourceWords[why].word

export const modeWords: Readonly<Record<Gate['mode'], string>> = {
  observe: 'watch only',
  propose: 'asks first',
  act: 'acts',
}

export const automationWords: Readonly<Record<Automation, { readonly title: string; readonly detail: string }>> = {
  automatic: { title: 'Automatic', detail: 'A firing rollback gate rolls back after the validation window, unless it is vetoed.' },
  'ask first': { title: 'Ask first', detail: 'A firing rollback gate proposes; nothing moves until a person presses.' },
  'watch only': { title: 'Watch only', detail: 'Gates are judged and shown; none proposes or acts.' },
}
