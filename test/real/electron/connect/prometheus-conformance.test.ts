/** The Prometheus and JSON connectors, by what every connector owes, on a real Prometheus. */
import { afterAll, beforeAll } from 'vitest'
import { connectJsonEndpoint, jsonEndpointSettings } from '../../../../electron/connect/json-endpoint.ts'
import { prometheusSettings } from '../../../../electron/connect/prometheus-settings.ts'
import { connectPrometheus } from '../../../../electron/connect/prometheus.ts'
import { startPrometheus, type PrometheusServer } from '../../parts/prometheus.ts'
import { freePort, until } from '../../parts/process.ts'
import { conforms } from './conformance.ts'

const clock = { wall: Date.now, mono: () => performance.now(), boot: 'test' }
const context = { clock, every: 1_000 }
let server: PrometheusServer
beforeAll(async () => {
  // Scraped by the server itself there would be no sample of a server that was down: a target that is down is a sample too.
  server = await startPrometheus({ nobody: [`127.0.0.1:${await freePort()}`] })
  await until('it has scraped', async () => (await (await fetch(`${server.base}/api/v1/query?query=up`)).text()).includes('"value"'), 30_000)
})
afterAll(() => server.remove())

conforms('prometheus', () => ({
  server,
  port: server.port,
  connect: (port) =>
    connectPrometheus('metrics', prometheusSettings.parse({
      address: `http://127.0.0.1:${port}`, environment: 'green', metrics: { active_users: { query: 'up{job="nobody"}' } },
    }), context),
}))

// Any JSON over HTTP will do: here the server's own page of what it runs with.
conforms('json', () => ({
  server,
  port: server.port,
  connect: (port) =>
    connectJsonEndpoint('page', jsonEndpointSettings.parse({
      environment: 'green', address: `http://127.0.0.1:${port}/api/v1/status/runtimeinfo`, identity: 'data.CWD', metrics: { active_users: { path: 'data.GOMAXPROCS' } },
    }), context),
}))
