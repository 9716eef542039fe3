/** The simulated users of the practice platform, who really use it through the balancer. A child of the lab. */
import { createServer } from 'node:http'
import { childConfig, reportReady } from './child.ts'
import { HttpError, answerTo, json, listenLocal, send, urlOf } from './local-http.ts'
import { labPeople } from './people.ts'
import { SimulatedUser, type UserReport } from './simulated-user.ts'

export type UsersConfig = { readonly port: number; readonly seed: number; readonly users: number; readonly balancer: string }

/** What GET /state answers. */
export type UsersReport = {
  readonly users: readonly UserReport[]
  readonly totals: { readonly sessionsLost: number; readonly requests: number; readonly failures: number; readonly workflows: number; readonly waiting: number }
}

const config = childConfig<UsersConfig>()
const users = labPeople(config.users).map((person) => new SimulatedUser(person, config.balancer, config.seed))

const report = (): UsersReport => {
  const reports = users.map((user) => user.report())
  const sum = (of: (user: UserReport) => number): number => reports.reduce((total, user) => total + of(user), 0)
  return {
    users: reports,
    totals: {
      sessionsLost: sum((user) => user.sessionsLost),
      requests: sum((user) => user.requests),
      failures: sum((user) => user.failures),
      workflows: sum((user) => user.workflows),
      waiting: sum((user) => (user.waiting ? 1 : 0)),
    },
  }
}

const server = createServer((request, response) => {
  try {
    if (request.method !== 'GET' || urlOf(request).pathname !== '/state') throw new HttpError(404, 'ask for GET /state')
    send(response, json(200, report()))
  } catch (thrown) {
    send(response, answerTo(thrown))
  }
})

for (const user of users) void user.live()
reportReady({ url: await listenLocal(server, config.port) })
