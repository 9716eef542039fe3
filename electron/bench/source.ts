/** What a benchmark measures rows on: a connected target that answers queries, of whatever kind. */
import type { Clock } from '../../shared/clock.ts'
import type { Target } from '../../shared/plan.ts'
import type { App, Connector } from '../connect/connector.ts'
import { connect, isApp } from '../connect/registry.ts'
import type { Query } from './job.ts'

/** `ms`: what the rows alone took, where the way to them is not what is measured. */
export type Counted = { readonly rows: number; readonly ms?: number }
export type RowSource = {
  /** Reads the whole result and keeps none of it. @throws ConnectError */
  readonly count: (query: Query, signal: AbortSignal) => Promise<Counted>
  readonly stop: () => Promise<void>
}

/** Whose backtests they are: a user of its own, so that no person's session is ended. */
const benchUser = 'fifteen-bench'

type Whole = { readonly rows: (query: string, signal: AbortSignal) => Promise<{ readonly count: number }> }
type Batched = { readonly batches: (query: { readonly sql: string }, signal: AbortSignal) => AsyncIterable<{ readonly rows: readonly unknown[] }> }

const isBatched = (connector: Connector): connector is Connector & Batched => 'batches' in connector
const isWhole = (connector: Connector): connector is Connector & Whole => connector.kind === 'heavydb' && 'rows' in connector

const needSql = (query: Query, { target, kind }: Connector): string => {
  if ('sql' in query) return query.sql
  throw new RangeError(`target ${target}: a ${kind} is asked by SQL, and ${query.name} has none`)
}

/** As a user has them: a journey whose variable `rows` says how many it has worked through, by the time of the steps that do it. */
const journeys = (app: App): RowSource => ({
  stop: () => app.stop(),
  count: async (query, signal) => {
    if (!('rows' in query)) throw new RangeError(`target ${app.target}: an app is asked by a journey over so many rows, and ${query.name} is SQL`)
    const { steps } = await app.journey(query.journey, signal, { user: benchUser, variables: { rows: query.rows } })
    const timed = steps.filter(({ title }) => query.steps.includes(title))
    if (timed.length === 0) throw new RangeError(`journey ${query.journey} of ${app.target} has none of the steps ${query.steps.join(', ')}`)
    return { rows: query.rows, ms: timed.reduce((sum, { ms }) => sum + ms, 0) }
  },
})

/** @throws RangeError for a kind that answers no queries */
function rowSourceOf(connector: Connector): RowSource {
  const stop = (): Promise<void> => connector.stop()
  if (isApp(connector)) return journeys(connector)
  if (isBatched(connector))
    return {
      stop,
      count: async (query, signal) => {
        let count = 0
        for await (const { rows } of connector.batches({ sql: needSql(query, connector) }, signal)) count += rows.length
        return { rows: count }
      },
    }
  if (isWhole(connector)) return { stop, count: async (query, signal) => ({ rows: (await connector.rows(needSql(query, connector), signal)).count }) }
  throw new RangeError(`target ${connector.target}: a ${connector.kind} answers no queries: expected heavydb, mysql or app`)
}

/** Connects a target of the plan. @throws RangeError for settings that are wrong, and for a kind that answers no queries */
export const openRowSource = (target: Target, clock: Clock): RowSource => rowSourceOf(connect(target, { clock }))
