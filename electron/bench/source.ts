/** What a benchmark measures rows on: a connected target that answers queries, of whatever kind. */
import type { Clock } from '../../shared/clock.ts'
import type { Target } from '../../shared/plan.ts'
import type { Connector } from '../connect/connector.ts'
import { connect } from '../connect/registry.ts'

export type RowSource = {
  /** Reads the whole result and keeps none of it. @returns its rows. @throws ConnectError */
  readonly count: (query: string, signal: AbortSignal) => Promise<number>
  readonly stop: () => Promise<void>
}

type Whole = { readonly rows: (query: string, signal: AbortSignal) => Promise<{ readonly count: number }> }
type Batched = { readonly batches: (query: { readonly sql: string }, signal: AbortSignal) => AsyncIterable<{ readonly rows: readonly unknown[] }> }

const isBatched = (connector: Connector): connector is Connector & Batched => 'batches' in connector
const isWhole = (connector: Connector): connector is Connector & Whole => connector.kind === 'heavydb' && 'rows' in connector

/** @throws RangeError for a kind that answers no queries */
export function rowSourceOf(connector: Connector): RowSource {
  const stop = (): Promise<void> => connector.stop()
  if (isBatched(connector))
    return {
      stop,
      count: async (sql, signal) => {
        let count = 0
        for await (const { rows } of connector.batches({ sql }, signal)) count += rows.length
        return count
      },
    }
  if (isWhole(connector)) return { stop, count: async (sql, signal) => (await connector.rows(sql, signal)).count }
  throw new RangeError(`target ${connector.target}: a ${connector.kind} answers no queries: expected heavydb or mysql`)
}

/** Connects a target of the plan. @throws RangeError for settings that are wrong, and for a kind that answers no queries */
export const openRowSource = (target: Target, clock: Clock): RowSource => rowSourceOf(connect(target, { clock }))
