/** The programme as it goes on by itself: criteria are read, facts tick items, a GO that decays is told. Plan: "Evidence-Based Decision Points". */
import { openGroups } from '../../../shared/alert.ts'
import type { Clock } from '../../../shared/clock.ts'
import type { Frame } from '../../../shared/contract.ts'
import { rule, type Draft } from '../../../shared/journal.ts'
import { standingOfPhase, type Standings } from '../../../shared/decide.ts'
import { withPilotEvidence } from '../../../shared/pilot-figures.ts'
import type { CriterionReadings } from '../../../shared/phase.ts'
import type { Plan } from '../../../shared/plan.ts'
import { decayOf, decisionInForce } from '../../../shared/programme.ts'
import type { State } from '../../../shared/state.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import { alone, type TellingTurn } from '../../people/turn.ts'
import { readCriteria } from './criteria.ts'
import { watchFacts } from './facts.ts'
import type { ReadWindow, SourceOf } from '../watch/figures.ts'
import { surveyDrafts } from '../pilots/survey-watch.ts'

/** Windows of a day move slowly. */
const readEvery = 10_000

const alertOf = (phase: string): string => `go-${phase}`

/** Tells of a GO that has decayed before the next phase began, once; and that it is over. Pure. */
function decayDrafts({ phases }: Pick<Plan, 'phases'>, { programme, alerts }: Pick<State, 'programme' | 'alerts'>, wall: number): readonly Draft[] {
  return phases.flatMap(({ id, decision: planned }, index): readonly Draft[] => {
    if (planned === undefined) return []
    const gate = alertOf(id)
    const told = openGroups(alerts).some((group) => group.alerts.some((one) => one.gate === gate && one.firing))
    const decision = decisionInForce(programme, id)
    const next = phases[index + 1]
    const began = next && programme.lives[next.id]?.spans.at(-1)?.from
    const used = decision !== undefined && began !== undefined && began >= decision.at
    const stale = decision?.outcome !== 'GO' || used ? [] : decayOf(decision, wall)
    if (told === stale.length > 0) return []
    if (told) return [{ kind: 'alert.ended', who: rule('go-decay'), data: { gate } }]
    return [{
      kind: 'alert.raised', who: rule('go-decay'),
      data: { gate, title: `The GO of ${planned.title} has decayed`, response: 'alert', text: `${stale.map(({ title }) => title).join(', ')} went stale since: measure it again and decide anew, or withdraw the GO.` },
    }]
  })
}

export type ProgrammeWatch = {
  readonly readings: () => CriterionReadings
  /** How a phase of the plan stands now; undefined where the plan has no such phase. */
  readonly standing: (phase: string) => Standings | undefined
  /** @returns the frame with the criteria's readings */
  readonly onFrame: (frame: Frame) => Frame
}

export function watchProgramme({ plan, journal, read, watched, sourceOf, clock, log, turn = alone }: {
  /** With the baselines in use. */
  readonly plan: () => Plan
  readonly journal: Pick<Journal, 'state' | 'appendAll'>
  readonly read: ReadWindow
  readonly watched: (windowMs: number, now: number) => number
  readonly sourceOf: SourceOf
  readonly clock: Clock
  readonly log: Log
  /** Of several consoles one ticks what a fact ticks: else what one does not see would undo what another sees. */
  readonly turn?: Pick<TellingTurn, 'mine'>
}): ProgrammeWatch {
  const facts = watchFacts()
  let readings: CriterionReadings = {}
  let readAt = Number.NEGATIVE_INFINITY
  const look = (): void => {
    if (clock.mono() - readAt < readEvery) return
    readAt = clock.mono()
    readings = readCriteria({ plan: plan(), read, watched, sourceOf, clock })
  }
  return {
    readings: () => readings,
    standing: (phase) => {
      const found = plan().phases.find(({ id }) => id === phase)
      const { programme: own, checklists, pilots } = journal.state()
      const programme = withPilotEvidence(own, pilots, plan())
      return found && standingOfPhase(found, { plan: plan(), programme, checklists, readings, wall: clock.wall() })
    },
    onFrame: (frame) => {
      try {
        look()
        const state = journal.state()
        // Looked at in any case: who gets the turn knows since when each is so.
        const ticks = facts(plan(), state, frame)
        const drafts = [...(turn.mine() ? ticks : []), ...decayDrafts(plan(), state, clock.wall()), ...surveyDrafts(plan(), state, clock.wall())]
        if (drafts.length > 0) journal.appendAll(drafts)
      } catch (error) {
        // What the programme can't tell must not stop the screens.
        log.error('programme.watch failed', { error })
      }
      return { ...frame, criteria: readings }
    },
  }
}
