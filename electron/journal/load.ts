/** The folded state at the start: from a snapshot where one is good, and the entries after it. */
import { createHash } from 'node:crypto'
import { foldActions } from '../../shared/action.ts'
import { foldAlerts } from '../../shared/alert.ts'
import { foldBaselines } from '../../shared/baseline.ts'
import { foldBenches } from '../../shared/bench.ts'
import { foldChecklists } from '../../shared/checklist.ts'
import { foldDays } from '../../shared/daily.ts'
import { foldExpected } from '../../shared/expected.ts'
import { foldIncidents } from '../../shared/incident.ts'
import type { Entry } from '../../shared/journal.ts'
import { foldBugs } from '../../shared/bug.ts'
import { foldExperiments, foldFlags, foldPilots, foldRoster } from '../../shared/pilot.ts'
import { foldSurveys } from '../../shared/survey.ts'
import { foldMessages } from '../../shared/messages.ts'
import { foldWallShares } from '../../shared/wall-share.ts'
import { foldDuties } from '../../shared/on-call.ts'
import { foldEscalations } from '../../shared/escalation.ts'
import { foldOnCall } from '../../shared/on-call-state.ts'
import { foldTurningPoints } from '../../shared/turning-points.ts'
import { foldReach } from '../../shared/reach.ts'
import { foldReports } from '../../shared/made-report.ts'
import { foldProgramme } from '../../shared/programme.ts'
import { foldRun } from '../../shared/rollback.ts'
import { foldRuns } from '../../shared/runs.ts'
import { foldSilences } from '../../shared/silence.ts'
import { emptyState, fold, foldAs, type State } from '../../shared/state.ts'
import type { Log } from '../log.ts'
import { hashOfBody, type Link } from './chain.ts'
import { readRow } from './row.ts'
import type { Snapshot, Store } from './store.ts'

/** A snapshot is written every so many entries. */
export const snapshotEvery = 500
/** Newest entries kept in memory: they are there even when the file is not. */
export const tailLength = 500
const slice = 1_000

/**
 * Names the fold: a snapshot of another one is not used. The text of the folds stands in for a number that someone
 * would have to raise; raise the first part where a fold changes through something that they call.
 */
export const foldName: string = `4-${createHash('sha256')
  .update([JSON.stringify(emptyState), ...[foldAs, foldRun, foldRuns, foldIncidents, foldChecklists, foldAlerts, foldSilences, foldExpected, foldBenches, foldBaselines, foldActions, foldProgramme, foldDays, foldReports, foldMessages, foldWallShares, foldPilots, foldRoster, foldFlags, foldSurveys, foldBugs, foldExperiments, foldOnCall, foldDuties, foldEscalations, foldReach, foldTurningPoints].map(String)].join('\n'))
  .digest('hex').slice(0, 16)}`

export function snapshotOf(state: State): Snapshot {
  const text = JSON.stringify(state)
  return { seq: state.seq, hash: state.head, fold: foldName, state: text, sum: hashOfBody(text) }
}

export type Loaded = { readonly state: State; readonly tail: readonly Entry[]; readonly last: Link; readonly snapshotSeq: number }

const isState = (value: unknown): value is State =>
  typeof value === 'object' && value !== null && Object.keys(emptyState).every((key) => key in value)

/** The state that a snapshot holds, or why it can't be used. */
function stateIn({ seq, hash, fold: name, state, sum }: Snapshot, store: Store): State | string {
  if (name !== foldName) return 'made by another version of the fold'
  if (hashOfBody(state) !== sum) return 'its text is not the one that was written'
  const [row] = store.rows({ after: seq - 1, limit: 1 })
  if (row?.seq !== seq || row.hash !== hash) return 'its entry is not the one in the journal'
  try {
    const parsed: unknown = JSON.parse(state)
    return isState(parsed) && parsed.seq === seq && parsed.head === hash ? parsed : 'its text is not a state'
  } catch (error) {
    if (error instanceof SyntaxError) return 'its text is not JSON'
    throw error
  }
}

function startingPoint(store: Store, log: Log): State {
  for (const snapshot of store.snapshots()) {
    const found = stateIn(snapshot, store)
    if (typeof found !== 'string') return found
    log.info('journal.snapshot passed over', { seq: snapshot.seq, why: found })
  }
  return emptyState
}

/** @throws JournalError 'unreadable', SqliteError */
export function load(store: Store, file: string, log: Log): Loaded {
  const start = startingPoint(store, log)
  let state = start
  let after = start.seq
  for (;;) {
    const rows = store.rows({ after, limit: slice })
    for (const row of rows) {
      state = fold(state, readRow(row, file))
      after = row.seq
    }
    if (rows.length < slice) break
  }
  const last = store.last()
  return {
    // Where someone has moved entries about, their own numbers are not their places. The check of the chain tells.
    state: { ...state, seq: last.seq, head: last.seq === 0 ? state.head : last.hash },
    tail: store.newest(tailLength).map((row) => readRow(row, file)), last, snapshotSeq: start.seq,
  }
}
