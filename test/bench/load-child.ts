/**
 * Load on the balancer from a process of its own: kept connections that ask as pilot users, as fast as they are
 * answered. Times are of the machine's monotonic clock, which all its processes share.
 */
import { Agent, request } from 'node:http'

export type LoadReport = { readonly requests: number; readonly failed: number; readonly green: number; readonly lastGreenMs: number }

const { LOAD_URL: url = '', LOAD_USERS: users = '', LOAD_LANES: lanes = '8' } = process.env
const agent = new Agent({ keepAlive: true, maxSockets: Number(lanes) })
let [requests, failed, green, lastGreenMs] = [0, 0, 0, 0]
const names = users.split(',')

const now = (): number => Number(process.hrtime.bigint()) / 1e6

const ask = (user: string): Promise<void> =>
  new Promise((resolve) => {
    const end = (servedBy: unknown, ok: boolean): void => {
      requests += 1
      if (!ok) failed += 1
      if (servedBy === 'green') {
        green += 1
        lastGreenMs = now()
      }
      resolve()
    }
    const sent = request(`${url}/identity`, { agent, headers: { cookie: `user=${user}` } }, (answer) => {
      answer.resume()
      answer.on('end', () => end(answer.headers['x-served-by'], answer.statusCode === 200))
      answer.on('error', () => end(undefined, false))
    })
    sent.on('error', () => end(undefined, false))
    sent.end()
  })

const lane = async (number: number): Promise<never> => {
  for (;;) await ask(names[number % names.length] ?? 'amara')
}
for (let number = 0; number < Number(lanes); number += 1) void lane(number)
process.on('message', () => process.send?.({ requests, failed, green, lastGreenMs } satisfies LoadReport))
process.on('disconnect', () => process.exit(0))
