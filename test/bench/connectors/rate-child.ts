/**
 * Load at a fixed rate from a process of its own: sent when it is meant to be sent, whatever the answers take, on kept
 * connections that each ask as one user with a session. Green answers 201 and blue 200, so that who answered is the
 * backend's own word. Times are of the machine's monotonic clock, which all its processes share.
 */
import { openHttpLine, requestBytes, type HttpLine } from '../../../electron/bench/http-line.ts'
import { intendedAt } from '../../../electron/bench/schedule.ts'
import type { LoadReport } from '../load-child.ts'

const { RATE_URL: url = '', RATE_COOKIES: cookies = '', RATE_PER_SECOND: perSecond = '1000', RATE_LANES: lanes = '16' } = process.env
const rate = Number(perSecond)
const people = cookies.split('\n')
const now = (): number => Number(process.hrtime.bigint()) / 1e6

let [requests, failed, green, lastGreenMs, next] = [0, 0, 0, 0, 0]
const startedAt = now()
const isDue = (): boolean => startedAt + intendedAt(next, rate, 0) <= now()

const free: HttpLine[] = Array.from({ length: Number(lanes) }, (_, lane) => {
  const request = { url, method: 'GET', headers: { cookie: people[lane % people.length] ?? '' } }
  return openHttpLine(request, requestBytes(request))
})
const send = (line: HttpLine): void => {
  next += 1
  line.send((outcome) => {
    requests += 1
    if ('failure' in outcome || outcome.status >= 400) failed += 1
    else if (outcome.status === 201) {
      green += 1
      lastGreenMs = now()
    }
    if (isDue()) send(line)
    else free.push(line)
  })
}
setInterval(() => {
  for (let line = free.pop(); line !== undefined; line = free.pop()) {
    if (!isDue()) return void free.push(line)
    send(line)
  }
}, 1)
process.on('message', () => process.send?.({ requests, failed, green, lastGreenMs } satisfies LoadReport))
process.on('disconnect', () => process.exit(0))
