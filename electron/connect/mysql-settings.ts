/** The settings of a `mysql` target, as a plan file writes them. */
import { z } from 'zod'
import { duration } from '../../shared/duration.ts'
import { environments, metricInfo, metricNames, type MetricName } from '../../shared/metrics.ts'
import { builtInNames, builtIns, type BuiltIn } from './mysql-built-in.ts'
import { readStatement } from './mysql-statement.ts'

const statement = z.string().transform((text, context): string => {
  const read = readStatement(text)
  if (!('wrong' in read)) return read.sql
  context.addIssue({ code: 'custom', message: read.wrong, input: text })
  return z.NEVER
})

const asked = z.strictObject({
  /** One row. One number; for a ratio numerator and denominator, in two columns. For a counter its running total. */
  query: statement,
  /** The two figures of a ratio are running totals: what they grew by counts. */
  totals: z.boolean().default(false),
})
export type Source = { readonly builtIn: BuiltIn } | z.infer<typeof asked>

const isBuiltIn = (name: string): name is BuiltIn => Object.hasOwn(builtIns, name)

/** Told apart by hand, so that a mistake is named within what was meant. */
const source = z.unknown().transform((given, context): Source => {
  if (typeof given === 'string' && isBuiltIn(given)) return { builtIn: given }
  const parsed = typeof given === 'object' && given !== null && 'query' in given ? asked.safeParse(given) : undefined
  if (parsed?.success) return parsed.data
  if (parsed === undefined)
    context.addIssue({ code: 'custom', message: `expected {query: SELECT …} or one of ${builtInNames.join(', ')}`, input: given })
  for (const issue of parsed?.error.issues ?? []) context.addIssue({ code: 'custom', path: issue.path, message: issue.message, input: given })
  return z.NEVER
})

export const mysqlMetrics = z.partialRecord(z.enum(metricNames), source).superRefine((map, context) => {
  for (const [metric, one] of Object.entries(map) as [MetricName, Source][]) {
    const { kind } = metricInfo(metric)
    const wrong = (message: string): void => context.addIssue({ code: 'custom', path: [metric], message, input: one })
    if (metric === 'up') wrong('up is measured by the console itself: leave it out')
    else if ('builtIn' in one) {
      if (builtIns[one.builtIn] !== kind) wrong(`${metric} is a ${kind}, and ${one.builtIn} is a ${builtIns[one.builtIn]}`)
    } else if (kind === 'histogram') wrong(`${metric} is a histogram: it can't be read from one row`)
    else if (one.totals && kind !== 'ratio') wrong(`totals belongs to a ratio: ${metric} is a ${kind}`)
  }
})
export type MysqlMetrics = z.infer<typeof mysqlMetrics>

export const mysqlSettings = z
  .strictObject({
    environment: z.enum(environments),
    host: z.string().min(1).optional(),
    port: z.int().min(1).max(65_535).default(3_306),
    /** Path of the server's socket file, in place of host and port. */
    socket: z.string().min(1).optional(),
    user: z.string().min(1),
    /** A reference such as ${ARCHIVE_PASSWORD}. */
    password: z.string().min(1).optional(),
    database: z.string().min(1).optional(),
    /** true: by the system's certificate authorities. The name or address in the certificate must be the host's. */
    tls: z.union([z.boolean(), z.strictObject({ ca: z.string().min(1) })], { error: 'expected true, false or {ca: path of a PEM file}' }).default(false),
    /** What a sample's queries may take, all together: what is not there by then is missing, the rest counts. */
    queryTimeout: duration.prefault('800ms'),
    /** Connections kept. */
    connections: z.int().min(1).max(10).default(2),
    metrics: mysqlMetrics.default({}),
  })
  .superRefine(({ host, socket, tls }, context) => {
    if ((host === undefined) === (socket === undefined)) context.addIssue({ code: 'custom', path: ['host'], message: 'expected a host, or a socket in its place' })
    if (socket !== undefined && tls !== false) context.addIssue({ code: 'custom', path: ['tls'], message: 'a socket file needs no TLS: leave it out' })
  })
export type MysqlSettings = z.infer<typeof mysqlSettings>
