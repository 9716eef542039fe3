/**
 * What Fifteen measures: names, units and how a window of each is read.
 * Plan: "MONITORING INTEGRATION", "QUALITY GATES & AUTOMATED MONITORING".
 */

/**
 * How a metric's samples become one figure over a window:
 * gauge: a level (last, avg, min, max); counter: increments (sum, rate);
 * ratio: Σ numerator / Σ denominator, so that busy seconds weigh more than idle ones;
 * histogram: buckets merged over the window (p50, p95, p99, avg), never an average of percentiles.
 */
export type MetricKind = 'gauge' | 'counter' | 'ratio' | 'histogram'

/** Base units only, as Prometheus has it; the screen turns seconds into ms and ratios into %. */
export type Unit = 'rows/s' | 'ratio' | 'seconds' | 'requests' | 'users' | 'failures' | 'bytes/s' | 'rows' | 'bugs' | 'hours'

export type MetricInfo = {
  readonly kind: MetricKind
  readonly unit: Unit
  readonly title: string
  readonly better: 'higher' | 'lower' | 'neither'
  /** How far back its usual figure looks (ms), where its samples are rare. */
  readonly usualWindow?: number
}

const metrics = {
  up: { kind: 'gauge', unit: 'ratio', title: 'Up', better: 'higher' },
  requests: { kind: 'counter', unit: 'requests', title: 'Requests', better: 'neither' },
  error_rate: { kind: 'ratio', unit: 'ratio', title: 'Error rate', better: 'lower' },
  response_time: { kind: 'histogram', unit: 'seconds', title: 'Response time', better: 'lower' },
  rows_per_second: { kind: 'ratio', unit: 'rows/s', title: 'Performance', better: 'higher' },
  session_success: { kind: 'ratio', unit: 'ratio', title: 'Session success', better: 'higher' },
  journey_success: { kind: 'ratio', unit: 'ratio', title: 'Journey success', better: 'higher', usualWindow: 300_000 },
  journey_time: { kind: 'histogram', unit: 'seconds', title: 'Journey time', better: 'lower', usualWindow: 300_000 },
  active_users: { kind: 'gauge', unit: 'users', title: 'Active users', better: 'neither' },
  db_connection_failures: { kind: 'counter', unit: 'failures', title: 'Database connection failures', better: 'lower' },
  db_pool_usage: { kind: 'gauge', unit: 'ratio', title: 'Database pool in use', better: 'lower' },
  cpu_usage: { kind: 'gauge', unit: 'ratio', title: 'CPU', better: 'lower' },
  memory_usage: { kind: 'gauge', unit: 'ratio', title: 'Memory', better: 'lower' },
  disk_free: { kind: 'gauge', unit: 'ratio', title: 'Disk free', better: 'higher' },
  network_receive: { kind: 'gauge', unit: 'bytes/s', title: 'Network in', better: 'neither' },
  network_transmit: { kind: 'gauge', unit: 'bytes/s', title: 'Network out', better: 'neither' },
  traffic_share: { kind: 'gauge', unit: 'ratio', title: 'Share of traffic', better: 'neither' },
  balancer_in_flight: { kind: 'gauge', unit: 'requests', title: 'Requests in flight', better: 'lower' },
  balancer_requests: { kind: 'counter', unit: 'requests', title: 'Requests through the balancer', better: 'neither' },
  balancer_errors: { kind: 'ratio', unit: 'ratio', title: 'Errors through the balancer', better: 'lower' },
  archive_lag: { kind: 'gauge', unit: 'seconds', title: 'Archive lag', better: 'lower' },
  archive_differing: { kind: 'gauge', unit: 'rows', title: 'Archive rows that differ', better: 'lower' },
  user_satisfaction: { kind: 'gauge', unit: 'ratio', title: 'User satisfaction', better: 'higher' },
  training_completion: { kind: 'gauge', unit: 'ratio', title: 'Training completion', better: 'higher' },
  critical_bugs: { kind: 'counter', unit: 'bugs', title: 'Critical bugs', better: 'lower' },
  issue_resolution: { kind: 'gauge', unit: 'hours', title: 'Issue resolution', better: 'lower' },
} as const satisfies Record<string, MetricInfo>

export type MetricName = keyof typeof metrics
export const metricNames = Object.keys(metrics) as [MetricName, ...MetricName[]]
export const metricInfo = (name: MetricName): MetricInfo => metrics[name]

/** Statistics a metric of each kind can be read by. */
export const statisticsOf = {
  gauge: ['last', 'avg', 'min', 'max'],
  counter: ['sum', 'rate'],
  ratio: ['ratio'],
  histogram: ['p50', 'p95', 'p99', 'avg'],
} as const satisfies Record<MetricKind, readonly string[]>
export const statistics = ['last', 'avg', 'min', 'max', 'sum', 'rate', 'ratio', 'p50', 'p95', 'p99'] as const
export type Statistic = (typeof statistics)[number]
/** For a schema: a metric is asked for by a statistic that its kind has. */
export const isMeasured = ({ metric, statistic }: { readonly metric: MetricName; readonly statistic: Statistic }): boolean => statisticsOf[metricInfo(metric).kind].some((one) => one === statistic)
export const notMeasured = 'this metric has no such statistic'

/** Upper bounds in seconds of the response-time buckets; the last bucket is +Inf. */
export const responseBuckets = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 10,
] as const

export const environments = ['blue', 'green'] as const
export type Environment = (typeof environments)[number]
export const otherOf = (environment: Environment): Environment => (environment === 'blue' ? 'green' : 'blue')
export type PerEnvironment<T> = Readonly<Record<Environment, T>>
export const eachEnvironment = <T>(make: (environment: Environment) => T): PerEnvironment<T> => ({ blue: make('blue'), green: make('green') })

/** One measured value of one metric at one sample. Counters carry increments, not totals. */
export type Measured =
  | { readonly metric: MetricName; readonly environment: Environment; readonly kind: 'gauge'; readonly value: number }
  | { readonly metric: MetricName; readonly environment: Environment; readonly kind: 'counter'; readonly increment: number }
  | {
      readonly metric: MetricName
      readonly environment: Environment
      readonly kind: 'ratio'
      readonly numerator: number
      readonly denominator: number
    }
  | {
      readonly metric: MetricName
      readonly environment: Environment
      readonly kind: 'histogram'
      /** Increments per bucket of `responseBuckets`, the +Inf bucket last; not cumulative. */
      readonly buckets: readonly number[]
      readonly sum: number
    }

/**
 * Why a sample brought no value. Told apart because each asks for another act: `refused` is a
 * dead process, `unreachable` a network, `timeout` a hang, `auth` a credential, `tls` a certificate, `invalid` nonsense.
 */
export const missingReasons = ['none', 'empty', 'nan', 'timeout', 'refused', 'unreachable', 'auth', 'version', 'invalid', 'stale', 'restart', 'tls'] as const
export type MissingReason = (typeof missingReasons)[number]
