/**
 * The runs of a deployment, of which one is under way: where two consoles each opened one while they could not see each other,
 * the one with the greater fencing number stays, since that is the one that the balancer obeys. Semantics 7 and 12 of the design.
 */
import type { Entry } from './journal.ts'
import { foldRun, runEnded, type Run } from './rollback.ts'

/** @field rivals opened while there was one, and not yet under a number */
export type Runs = { readonly run?: Run; readonly rivals?: readonly Run[]; readonly pastRuns: readonly Run[] }

const most = 20
const withPast = (pastRuns: readonly Run[], run: Run): readonly Run[] => [...pastRuns, run].slice(-most)
const numbered = ({ fencing }: Run): boolean => fencing > 0

const gaveWay = (run: Run, to: Run, entry: Entry): Run =>
  ({ ...run, state: 'stopped', gaveWay: { to: to.id, written: false }, endedAt: run.startedAt, endedWall: entry.at.occurred, summary: `Another console opened run ${to.id} with a greater number: there is one run, and it is that one.` })

/** Lets the present run and those beside it be one, as far as their numbers are known. */
function settled({ run, rivals = [], pastRuns }: Runs, entry: Entry): Runs {
  const [rival, ...rest] = rivals.toSorted((a, b) => Number(numbered(b)) - Number(numbered(a)))
  if (run === undefined || rival === undefined || !numbered(rival)) return { ...(run && { run }), ...(rivals.length > 0 && { rivals }), pastRuns }
  if (runEnded(run)) return settled({ run: rival, rivals: rest, pastRuns }, entry)
  if (!numbered(run)) return { run, rivals, pastRuns }
  const [stays, goes] = rival.fencing > run.fencing ? [rival, run] : [run, rival]
  return settled({ run: stays, rivals: rest, pastRuns: withPast(pastRuns, gaveWay(goes, stays, entry)) }, entry)
}

/** The console of a run that gave way says so, or had ended it before it knew. */
function toldOf(run: Run, entry: Entry): Run {
  if (!('run' in entry.data) || entry.data.run !== run.id || run.gaveWay === undefined) return run
  if (entry.kind !== 'rollback.finished' && entry.kind !== 'rollback.vetoed') return run
  return { ...(foldRun(run, entry) ?? run), gaveWay: { ...run.gaveWay, written: true } }
}

export function foldRuns({ run, rivals = [], pastRuns }: Runs, entry: Entry): Runs {
  const told = pastRuns.some((one) => one.gaveWay?.written === false) ? pastRuns.map((one) => toldOf(one, entry)) : pastRuns
  const beside = (kept: readonly Run[]): Pick<Runs, 'rivals'> => (kept.length > 0 ? { rivals: kept } : {})
  if (entry.kind === 'rollback.opened' && run !== undefined && !runEnded(run)) {
    const opened = foldRun(undefined, entry)
    return { run, ...beside(opened ? [...rivals, opened] : rivals), pastRuns: told }
  }
  const next = foldRun(run, entry)
  const ended = next !== undefined && runEnded(next) && (run === undefined || !runEnded(run))
  const past = ended ? withPast(told, next) : told
  if (rivals.length === 0) return { ...(next && { run: next }), pastRuns: past }
  return settled({ ...(next && { run: next }), rivals: rivals.map((one) => foldRun(one, entry) ?? one), pastRuns: past }, entry)
}
