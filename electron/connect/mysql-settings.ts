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

const mysqlMetrics = z.partialRecord(z.enum(metricNames), source).superRefine((map, context) => {
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

export const mysqlSettings = z
  .strictObject({
    environment: z.enum(environments).meta({ title: 'Environment', description: 'Which of the two this system belongs to.' }),
    host: z.string().min(1).optional().meta({ title: 'Host', description: 'Name or address of the server.', example: '10.0.0.12' }),
    port: z.int().min(1).max(65_535).default(3_306).meta({ title: 'Port', description: 'Of the server.' }),
    socket: z.string().min(1).optional().meta({ title: 'Socket file', description: "Path of the server's socket file, in place of host and port.", example: '/run/mysqld/mysqld.sock' }),
    user: z.string().min(1).meta({ title: 'User', description: 'A user that may read. Every session of the console is read-only.', example: 'fifteen' }),
    password: z.string().min(1).optional().meta({ title: 'Password', description: 'Of this user.', secret: true }),
    database: z.string().min(1).optional().meta({ title: 'Database', description: 'Where queries begin.', example: 'orders' }),
    tls: z.union([z.boolean(), z.strictObject({ ca: z.string().min(1) })], { error: 'expected true, false or {ca: path of a PEM file}' }).default(false).meta({
      title: 'TLS', description: "true: by the system's certificate authorities; {ca}: by your own. The name or address in the certificate must be the host's.", example: '{ ca: /etc/ssl/company.pem }',
    }),
    queryTimeout: duration.prefault('800ms').meta({ title: 'Time for queries', description: "What a sample's queries may take, all together: what is not there by then is missing, the rest counts." }),
    connections: z.int().min(1).max(10).default(2).meta({ title: 'Connections', description: 'Connections kept.' }),
    metrics: mysqlMetrics.default({}).meta({
      title: 'Metrics', description: `For each metric one of ${builtInNames.join(', ')}, or {query: a SELECT of one row}.`,
      example: 'db_pool_usage: pool_usage\nactive_users: { query: SELECT COUNT(*) FROM sessions }',
    }),
  })
  .superRefine(({ host, socket, tls }, context) => {
    if ((host === undefined) === (socket === undefined)) context.addIssue({ code: 'custom', path: ['host'], message: 'expected a host, or a socket in its place' })
    if (socket !== undefined && tls !== false) context.addIssue({ code: 'custom', path: ['tls'], message: 'a socket file needs no TLS: leave it out' })
  })
  .meta({
    title: 'MySQL or MariaDB', description: 'A database server of one environment, read-only (MySQL 5.7, MariaDB 10.3 or later).',
    brings: 'Pool use, connection failures, replica lag, open transactions; any one-row SELECT as a metric.',
  })
export type MysqlSettings = z.infer<typeof mysqlSettings>
