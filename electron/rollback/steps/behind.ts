/** What the target's archive lacks, or holds an older version of. Rows that it has alone, or newer, are its own work since the switch. */
import { otherOf, type Environment } from '../../../shared/metrics.ts'
import type { Comparison, TableComparison } from '../../connect/connector.ts'
import { StepFailure, count, type Acting, type Facts, type Look } from './kind.ts'

export type Behind = {
  readonly lacking: number
  readonly older: number
  /** Differ, and neither says that it is the newer one. */
  readonly undecided: number
  /** Only there, or newer there. */
  readonly ahead: number
  readonly rows: number
  readonly keys: readonly string[]
}

export function tableBehind({ differing, blueRows, greenRows, table, sampleKeys }: TableComparison, target: Environment): Behind {
  const other = otherOf(target)
  const only = { blue: differing.onlyBlue, green: differing.onlyGreen }
  const lacking = only[other]
  const older = differing.newer[other]
  const undecided = differing.changed - differing.newer.blue - differing.newer.green
  return {
    lacking, older, undecided, ahead: only[target] + differing.newer[target],
    rows: target === 'blue' ? blueRows : greenRows,
    keys: lacking + older + undecided > 0 ? sampleKeys.map((key) => `${table} ${key}`) : [],
  }
}

export const behindOf = ({ tables }: Comparison, target: Environment): Behind =>
  tables.map((table) => tableBehind(table, target)).reduce(
    (sum, one) => ({
      lacking: sum.lacking + one.lacking, older: sum.older + one.older, undecided: sum.undecided + one.undecided,
      ahead: sum.ahead + one.ahead, rows: sum.rows + one.rows, keys: [...sum.keys, ...one.keys],
    }),
    { lacking: 0, older: 0, undecided: 0, ahead: 0, rows: 0, keys: [] },
  )

export const isBehind = ({ lacking, older, undecided }: Behind): boolean => lacking + older + undecided > 0

export const factsOf = ({ lacking, older, undecided, ahead, rows }: Behind, target: Environment): Facts => ({
  'rows compared': rows, [`lacking on ${target}`]: lacking, [`older on ${target}`]: older,
  ...(undecided > 0 && { 'differ without an order': undecided }), [`only or newer on ${target}`]: ahead,
})

const keysShown = 5
/** A key of 36 characters tells a reader nothing more than its first eight. */
const keyText = (key: string): string => key.replaceAll(/"?\b([\da-f]{8})-(?:[\da-f]{4}-){3}[\da-f]{12}\b"?/gi, '$1…')

export const behindText = ({ lacking, older, undecided, keys }: Behind, target: Environment): string => {
  const undecidedText = undecided > 0 ? `, and ${count(undecided, 'row')} differ without saying which is newer` : ''
  return `${target} lacks ${count(lacking, 'row')} and holds ${count(older, 'older version')}${undecidedText} (${keys.slice(0, keysShown).map(keyText).join('; ')})`
}

/** The whole attempt may go into it: archives are large, and it shows where it is. */
export const compare = (ctx: Look | Acting, tables: readonly string[] | undefined): Promise<Comparison> =>
  ctx.targets.archives().compare(ctx.signal, {
    ...(tables && { tables }),
    ...('progress' in ctx && { onProgress: ({ table, done, total }) => ctx.progress(`comparing ${table}`, done, total) }),
  })

/** @throws StepFailure where the target is behind */
export async function verifyTables(ctx: Acting, tables: readonly string[] | undefined): Promise<Facts> {
  const behind = behindOf(await compare(ctx, tables), ctx.target)
  const facts = factsOf(behind, ctx.target)
  if (isBehind(behind)) throw new StepFailure(`The archives are not equal: ${behindText(behind, ctx.target)}.`, { facts })
  return facts
}

export async function wouldVerify(ctx: Look, tables: readonly string[] | undefined): Promise<string> {
  const behind = behindOf(await compare(ctx, tables), ctx.target)
  // The other environment is still worked on: rows that are on their way now are no failure of a step that comes after the copy.
  const now = isBehind(behind) ? `${behindText(behind, ctx.target)}: that must be copied first` : `${ctx.target} lacks nothing`
  return `compare ${count(behind.rows, 'row')}; now ${now}`
}
