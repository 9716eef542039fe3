import { describe, expect, it } from 'vitest'
import { askedBy, prometheusSettings } from '../../../../electron/connect/prometheus-settings.ts'

const base = { address: 'http://127.0.0.1:9090', environment: 'green' }
const mistakes = (given: object): string => (prometheusSettings.safeParse(given).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n')
const metrics = (given: object): object => ({ ...base, metrics: given })

describe('the settings of a prometheus target', () => {
  it('ask for a metric of one environment or of each', () => {
    const settings = prometheusSettings.parse(metrics({ cpu_usage: [{ query: 'a', environment: 'blue' }, { query: 'b' }], requests: { query: 'c_total' } }))
    expect(askedBy(settings).map(({ metric, environment, query }) => [metric, environment, query])).toEqual([['cpu_usage', 'blue', 'a'], ['cpu_usage', 'green', 'b'], ['requests', 'green', 'c_total']])
  })
  it('have a host by its preset; what is asked for besides takes its place', () => {
    const settings = prometheusSettings.parse({ ...base, preset: 'node-exporter', instance: 'a"b:9100', metrics: { cpu_usage: { query: 'mine' } } })
    const asked = askedBy(settings)
    expect(asked.map(({ metric }) => metric)).toEqual(['cpu_usage', 'memory_usage', 'disk_free', 'network_receive', 'network_transmit'])
    expect(asked[0]?.query).toBe('mine')
    expect(asked[1]?.query).toContain(String.raw`{instance="a\"b:9100"}`)
    expect(asked[3]?.query).toContain('[60000ms]')
  })
  it.each([
    [{ ...base, address: 'prometheus:9090' }, 'address: expected an address'],
    [{ ...base, preset: 'node' }, 'preset: expected node-exporter'],
    [{ ...base, preset: 'node-exporter' }, 'instance: the preset needs the instance label of its host, such as 10.0.0.5:9100'],
    [{ ...base, instance: 'a' }, 'instance: instance belongs to a preset'],
    [{ ...base, environment: undefined, preset: 'node-exporter', instance: 'a' }, 'environment: the preset needs the environment of its host'],
    [{ ...base, environment: undefined, metrics: { cpu_usage: { query: 'a' } } }, 'metrics.cpu_usage: expected an environment, here or of the target'],
    [metrics({ cpu_usage: [{ query: 'a' }, { query: 'b', environment: 'green' }] }), 'metrics.cpu_usage.1: cpu_usage of green is asked for twice'],
    [metrics({ cpu_usage: { query: 'vector(1)' } }), 'metrics.cpu_usage.query: the query reads no series'],
    [metrics({ cpu_usage: { query: 'a', of: 'b' } }), 'metrics.cpu_usage: of belongs to a ratio: cpu_usage is a gauge'],
    [metrics({ error_rate: { query: 'a' } }), 'metrics.error_rate: error_rate is a ratio: expected {query, of}'],
    [metrics({ requests: { query: 'sum(a_total)' } }), 'metrics.requests.query: expected a selector of raw counters'],
    [metrics({ requests: { query: 'increase(a_total[1m])' } }), 'without sum, rate or increase'],
    [metrics({ error_rate: { query: 'a_total', of: 'sum(a_total)' } }), 'metrics.error_rate.of: expected a selector'],
    [metrics({ requests: { query: 'a', complement: true } }), 'complement belongs to a ratio'],
    [metrics({ response_time: { query: 'a' } }), 'response_time is a histogram'],
    [metrics({ up: { query: 'up' } }), 'up is measured by the console itself'],
    [metrics({ cpu_usage: 'a' }), 'metrics.cpu_usage: expected {query: …}, or a list of them'],
  ])('%j: %s', (given, message) => {
    expect(mistakes(given)).toContain(message)
  })
})
