/** What a run says of itself while it is followed: one line a step, and what people should know between. Pure. */
import { clockText, durationText } from '../../shared/duration.ts'
import { actorText, type Entry, type EntryData } from '../../shared/journal.ts'
import type { Run, StepRun } from '../../shared/rollback.ts'
import type { Frame } from '../../shared/contract.ts'
import { stageTimes } from '../../shared/drill.ts'
import type { Paint, Tone } from './terminal.ts'

const stepOf = (run: Run, id: string): Pick<StepRun, 'title'> => run.stages.flatMap(({ steps }) => steps).find((step) => step.id === id) ?? { title: id }
const stageTitle = (run: Run, id: string | undefined): string => run.stages.find((stage) => stage.id === id)?.title ?? 'A stage'

const results = {
  ok: ['good', 'done'], failed: ['bad', 'failed'], 'timed out': ['bad', 'timed out'], refused: ['bad', 'refused'], cancelled: ['warn', 'cancelled'], unknown: ['warn', 'unknown'],
} as const satisfies Record<EntryData<'step.outcome'>['result'], readonly [Tone, string]>
const how = { confirmed: 'confirmed', pressed: 'pressed, which confirms it', silence: 'nobody vetoed in time' } as const

/** What an entry of a run is told as; undefined for those that say nothing of their own. @param run after the entry */
export function entryText(entry: Entry, run: Run, paint: Paint): string | undefined {
  const line = (tone: Tone, word: string, text: string): string =>
    `${clockText(entry.at.mono - run.startedAt).padStart(5)}  ${paint(tone, word.padEnd(10))}${text}`
  switch (entry.kind) {
    case 'rollback.opened':
      return line('warn', 'opened', `${run.drill ? 'Drill' : 'Rollback'} ${run.id} to ${run.target} by ${run.openedBy}, ${durationText(run.deadline)} at most`)
    case 'forward.opened':
      return line('warn', 'begun', `${entry.data.title} ${run.id} to ${run.target} by ${run.openedBy}`)
    case 'forward.next':
      return line('good', 'next', `${stageTitle(run, entry.data.stage)}, by ${actorText(entry.who)}`)
    case 'forward.held':
      return line('warn', 'held', `${actorText(entry.who)}: ${entry.why ?? ''}`)
    case 'forward.back':
      return line('warn', 'back', `to ${stageTitle(run, entry.data.stage)}, by ${actorText(entry.who)}: ${entry.why ?? ''}`)
    case 'hold.counted':
      return entry.data.why === undefined ? line('faint', 'passes', `for ${durationText(entry.data.ms)}`) : line('warn', 'still', entry.data.why)
    case 'forward.finished':
      return line(entry.data.outcome === 'completed' ? 'good' : 'bad', entry.data.outcome, entry.data.text)
    case 'rollback.joined':
      return line('faint', 'joined', `${actorText(entry.who)} (${entry.data.what})`)
    case 'rollback.validated':
      return line('good', 'validated', `${actorText(entry.who)}: ${how[entry.data.how]}`)
    case 'rollback.vetoed':
      return line('warn', 'vetoed', `${actorText(entry.who)}: ${entry.why ?? ''}`)
    case 'step.intended':
      return entry.data.attempt > 1 ? line('warn', 'again', `${stepOf(run, entry.data.step).title}, attempt ${entry.data.attempt}`) : undefined
    case 'step.outcome': {
      const [tone, word] = results[entry.data.result]
      return line(tone, word, `${stepOf(run, entry.data.step).title}${entry.data.detail === '' ? '' : `: ${entry.data.detail}`}`)
    }
    case 'step.asked': {
      const { step, question, options, silence, answerBy, endable } = entry.data
      const shown = (endable?.pending ?? []).map(({ user, statement, since }) => `\n${' '.repeat(7)}${paint('faint', 'to end'.padEnd(10))}${user} on ${endable?.environment ?? ''}, ${durationText(Math.max(0, Math.floor((entry.at.occurred - since) / 1_000) * 1_000))}: ${statement}`).join('')
      return line('warn', 'asks', `${stepOf(run, step).title}: ${question} (${options.join(', ')}; without an answer in ${durationText(Math.max(0, answerBy - entry.at.mono))}: ${silence})`) + shown
    }
    case 'step.answered':
      return line('faint', 'answered', `${stepOf(run, entry.data.step).title}: ${entry.data.choice}${entry.data.bySilence ? ', since nobody answered' : ` by ${actorText(entry.who)}`}`)
    case 'transaction.ended':
      return line(entry.data.result === 'not ended' ? 'bad' : 'faint', entry.data.result, `${entry.data.transaction.user}: ${entry.data.transaction.statement}${entry.data.result === 'not ended' ? `: ${entry.data.detail}` : ''}`)
    case 'step.skipped':
      return line('warn', 'skipped', `${stepOf(run, entry.data.step).title}: ${entry.why ?? ''}`)
    case 'rollback.over':
      return line('bad', 'over', entry.data.what === 'deadline' ? 'The deadline is passed; the run goes on' : `${stageTitle(run, entry.data.stage)} is over its window by ${durationText(entry.data.by)}; the run goes on`)
    case 'rollback.finished':
      return line(entry.data.outcome === 'completed' ? 'good' : 'bad', entry.data.outcome, entry.data.text)
    default:
      return undefined
  }
}

/** What is said of a run that was joined in its middle. */
export function joinedText(run: Run): string {
  const steps = stageTimes(run).reduce((sum, { done }) => sum + done, 0)
  const all = run.stages.reduce((sum, { steps }) => sum + steps.length, 0)
  return `Joined ${run.drill ? 'drill' : 'rollback'} ${run.id} to ${run.target}, opened by ${run.openedBy}: ${steps} of ${all} steps done.`
}

/** What stands before the question whether to press. */
export function beforePress({ readiness: { ready, checks, expected } }: Frame, target: string, drill: boolean, paint: Paint): readonly string[] {
  const notable = checks.filter(({ state }) => state !== 'ok')
  return [
    `${drill ? 'A drill on the practice lab' : 'A rollback'}: everyone goes back to ${target}${expected === undefined ? '' : `, usually in ${durationText(expected)}`}. ${ready ? paint('good', 'Ready.') : paint('bad', 'Not ready:')}`,
    ...notable.map(({ state, title, detail }) => `  ${paint(state === 'block' ? 'bad' : 'warn', state === 'block' ? 'blocks' : 'warns')}  ${title}: ${detail}`),
  ]
}

/** What is said to who leaves while the run goes on. */
export const leftText = (run: string): string => `Run ${run} goes on in the console; this command only watched it. See it there, or by: npm run fifteen -- status`
export const lostText = (run: string | undefined): string =>
  `The console has gone${run === undefined ? '' : ` while run ${run} was under way: it goes on when a console is next opened on that folder`}.`
