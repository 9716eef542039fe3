/** Requests a second of the load generator over autocannon's, in turn, at the same connections, one request at a time on each. */
import { figure, quantile, type Figure } from '../figure.ts'
import { runAutocannon, runOwn, runWrk } from './generators.ts'
import { startPlainServer } from './plain-server.ts'

const connections = 20
const seconds = 4
const rounds = 7

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const server = await startPlainServer()
  const seen: { readonly own: number[]; readonly autocannon: number[]; readonly wrk: number[] } = { own: [], autocannon: [], wrk: [] }
  try {
    for (let round = 0; round < rounds; round += 1) {
      seen.own.push((await runOwn({ request: { url: server.url }, loop: { kind: 'closed', users: connections }, duration: seconds * 1_000 })).throughput)
      seen.autocannon.push((await runAutocannon(server.url, { connections, seconds })).perSecond)
      seen.wrk.push((await runWrk(server.url, { connections, seconds })).perSecond)
      say(`round ${round + 1} of ${rounds}: ${seen.own.at(-1)?.toFixed(0)} requests/s, autocannon ${seen.autocannon.at(-1)?.toFixed(0)}, wrk ${seen.wrk.at(-1)?.toFixed(0)}`)
    }
    const own = quantile(seen.own, 0.5)
    return [
      figure('connectors.load', own, 'requests/s', quantile(seen.autocannon, 0.5)),
      figure('connectors.load-of-wrk', own, 'requests/s', quantile(seen.wrk, 0.5)),
    ]
  } finally {
    await server.stop()
  }
}
