/** The settings of a `prometheus` target, as a plan file writes them. */
import { z } from 'zod'
import { duration } from '../../shared/duration.ts'
import { environments, metricInfo, metricNames, type Environment, type MetricName } from '../../shared/metrics.ts'
import { address } from './http.ts'
import { isSelector, quotedText, selectorsOf } from './prometheus-query.ts'

const asked = z.strictObject({
  /** A gauge: PromQL that gives one series. A counter, a ratio's part: a selector of raw counters, whose growth is counted here. */
  query: z.string().min(1).max(5_000),
  /** A ratio's whole: a selector as well. */
  of: z.string().min(1).max(5_000).optional(),
  /** The ratio is 1 less the part: of those that failed instead of those that succeeded. */
  complement: z.boolean().default(false),
  environment: z.enum(environments).optional(),
})

/** One metric of one environment, ready to be asked. */
export type Asked = {
  readonly metric: MetricName
  readonly environment: Environment
  readonly query: string
  readonly of?: string
  readonly complement: boolean
}

export const prometheusSettings = z
  .strictObject({
    address: address.meta({ title: 'Address', description: 'Base address of the server.', example: 'http://10.0.0.20:9090' }),
    token: z.string().min(1).optional().meta({ title: 'Token', description: 'A bearer token, where the server asks for one.', secret: true }),
    environment: z.enum(environments).optional().meta({ title: 'Environment', description: 'Which of the two its figures belong to.' }),
    scrapeInterval: duration.prefault('15s').meta({ title: 'Scrape interval', description: 'How often Prometheus scrapes what is asked for here.' }),
    maxAge: duration.optional().meta({ title: 'Oldest sample', description: 'A sample older than this is stale; by default 5 s more than the scrape interval.', example: '20s' }),
    metrics: z.partialRecord(z.enum(metricNames), z.union([asked, z.array(asked).min(1)], { error: 'expected {query: …}, or a list of them, one an environment' })).default({}).meta({
      title: 'Metrics', description: 'A query for each metric: {query}, for a ratio {query, of}. Counters are asked raw: growth is counted here.',
      example: 'requests: { query: \'http_requests_total{env="green"}\' }',
    }),
    preset: z.literal('node-exporter', { error: 'expected node-exporter' }).optional().meta({ title: 'Preset', description: 'node-exporter: CPU, memory, disk and network of one host.' }),
    instance: z.string().min(1).optional().meta({ title: 'Instance', description: "The label `instance` of the preset's host.", example: '10.0.0.5:9100' }),
    mountpoint: z.string().min(1).default('/').meta({ title: 'Mount point', description: 'The file system whose free space counts.' }),
  })
  .superRefine((settings, context) => {
    const { preset, instance, environment, metrics } = settings
    const wrong = (path: (string | number)[], message: string): void => context.addIssue({ code: 'custom', path, message, input: settings })
    if (preset !== undefined && instance === undefined) wrong(['instance'], 'the preset needs the instance label of its host, such as 10.0.0.5:9100')
    if (preset === undefined && instance !== undefined) wrong(['instance'], 'instance belongs to a preset')
    if (preset !== undefined && environment === undefined) wrong(['environment'], 'the preset needs the environment of its host')
    for (const [metric, given] of Object.entries(metrics) as [MetricName, z.infer<typeof asked> | z.infer<typeof asked>[]][]) {
      const isList = Array.isArray(given)
      const seen = new Set<string>()
      for (const [index, one] of (isList ? given : [given]).entries()) {
        const at = ['metrics', metric, ...(isList ? [index] : [])]
        const { kind } = metricInfo(metric)
        const of = one.environment ?? environment
        if (metric === 'up') wrong(at, 'up is measured by the console itself: leave it out')
        if (kind === 'histogram') wrong(at, `${metric} is a histogram: it can't be read by a query yet, scrape its page with a target of kind app`)
        if (of === undefined) wrong(at, 'expected an environment, here or of the target')
        else if (seen.has(of)) wrong(at, `${metric} of ${of} is asked for twice`)
        seen.add(of ?? '')
        if ((kind === 'ratio') !== (one.of !== undefined)) wrong(at, kind === 'ratio' ? `${metric} is a ratio: expected {query, of}` : `of belongs to a ratio: ${metric} is a ${kind}`)
        if (one.complement && kind !== 'ratio') wrong(at, `complement belongs to a ratio: ${metric} is a ${kind}`)
        if (selectorsOf(one.query).length === 0) wrong([...at, 'query'], 'the query reads no series')
        for (const key of ['query', 'of'] as const)
          if ((kind === 'counter' || kind === 'ratio') && one[key] !== undefined && !isSelector(one[key]))
            wrong([...at, key], 'expected a selector of raw counters, such as http_requests_total{code=~"5.."}, without sum, rate or increase: growth is counted here, series by series')
      }
    }
  })
  .meta({
    title: 'Prometheus', description: 'A Prometheus server that already watches the environments.',
    brings: 'Any metric by an instant query; CPU, memory, disk and network of a host by the node-exporter preset.',
  })
export type PrometheusSettings = z.infer<typeof prometheusSettings>

/** CPU, memory, disk and network of one host by node-exporter. Rates are over four scrapes. Plan: "Resource Monitoring". */
const nodeExporter = (instance: string, mountpoint: string, scrapeInterval: number): Readonly<Partial<Record<MetricName, string>>> => {
  const host = `instance=${quotedText(instance)}`
  const over = `[${4 * scrapeInterval}ms]`
  const outside = 'device!~"lo|veth.*|docker.*|br-.*|virbr.*|cni.*|flannel.*|cali.*"'
  const disk = `${host},mountpoint=${quotedText(mountpoint)},fstype!~"rootfs|tmpfs"`
  return {
    cpu_usage: `1 - avg(rate(node_cpu_seconds_total{${host},mode="idle"}${over}))`,
    memory_usage: `1 - node_memory_MemAvailable_bytes{${host}} / node_memory_MemTotal_bytes{${host}}`,
    // The same file system may be mounted there twice.
    disk_free: `min(node_filesystem_avail_bytes{${disk}} / node_filesystem_size_bytes{${disk}})`,
    network_receive: `sum(rate(node_network_receive_bytes_total{${host},${outside}}${over}))`,
    network_transmit: `sum(rate(node_network_transmit_bytes_total{${host},${outside}}${over}))`,
  }
}

/** Everything a target asks for; what stands under `metrics` takes the preset's place. */
export function askedBy({ preset, instance, mountpoint, scrapeInterval, environment, metrics }: PrometheusSettings): readonly Asked[] {
  const own = Object.entries(metrics).flatMap(([metric, given]) =>
    (Array.isArray(given) ? given : [given]).flatMap((one): readonly Asked[] => {
      const of = one.environment ?? environment
      return of === undefined ? [] : [{ metric: metric as MetricName, environment: of, query: one.query, complement: one.complement, ...(one.of !== undefined && { of: one.of }) }]
    }))
  if (preset === undefined || instance === undefined || environment === undefined) return own
  const ofHost = Object.entries(nodeExporter(instance, mountpoint, scrapeInterval)) as readonly [MetricName, string][]
  return [
    ...own,
    ...ofHost
      .filter(([metric]) => !own.some((one) => one.metric === metric && one.environment === environment))
      .map(([metric, query]) => ({ metric, environment, query, complement: false })),
  ]
}
