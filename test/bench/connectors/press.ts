/**
 * From the press to the last request that green answered through HAProxy, under a fixed rate of requests with sessions.
 * The press goes the desktop window's way: the contract over a MessagePort, the record, the runner, the Runtime API.
 * The peer, in the same run: the user map cleared over the Runtime API directly, without console, record or checks.
 */
import { connectConsole } from '../../doubles/window.ts'
import { talk } from '../../real/parts/haproxy.ts'
import { figure, quantile, type Figure } from '../figure.ts'
import { forkLoad, until, type Load } from '../load.ts'
import { startStand, type Stand } from './balanced-stand.ts'

const { BENCH_PRESSES: presses = '60', BENCH_RATE: rate = '10000' } = process.env
const lanes = 32
const goalMs = 20
const users = Array.from({ length: 12 }, (_, index) => `user-${index + 1}`)
const now = (): number => Number(process.hrtime.bigint()) / 1e6

type Person = { readonly user: string; readonly cookie: string }

/** Signs in through the balancer, on the environment that the user map sends to. */
async function signIn(address: string, user: string): Promise<Person> {
  const answer = await fetch(`${address}/login`, { method: 'POST', body: JSON.stringify({ user }), headers: { 'content-type': 'application/json', cookie: `user=${user}` } })
  const [session = ''] = answer.headers.getSetCookie()[0]?.split(';') ?? []
  if (!answer.ok || session === '') throw new Error(`${user} can't sign in: ${answer.status}`)
  return { user, cookie: `user=${user}; ${session}` }
}

/** Whether the session is still that user's, through the balancer. */
async function isSignedIn(address: string, { user, cookie }: Person): Promise<boolean> {
  const answer = await fetch(`${address}/session`, { headers: { cookie } })
  return answer.ok && ((await answer.json()) as { readonly user?: unknown }).user === user
}

/** As before a press: green takes users again, and all of ours are sent there. */
const sendToGreen = async ({ haproxy: { type, users: map } }: Stand): Promise<void> => {
  for (const server of ['split/green', 'green/green', 'blue/green']) await type(`set server ${server} state ready`)
  const present = await type(`show map ${map}`)
  for (const user of users) await type(`${present.includes(` ${user} `) ? 'set' : 'add'} map ${map} ${user} green`)
}

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const stand = await startStand()
  const { haproxy, console } = stand
  const { client, close } = connectConsole(console)
  const times: { readonly pressed: number[]; readonly direct: number[] } = { pressed: [], direct: [] }
  let load: Load | undefined
  let lost = 0
  try {
    await sendToGreen(stand)
    const people = await Promise.all(users.map((user) => signIn(haproxy.address, user)))
    load = forkLoad('connectors/rate-child.ts', {
      RATE_URL: `${haproxy.address}/load`, RATE_COOKIES: people.map(({ cookie }) => cookie).join('\n'), RATE_PER_SECOND: rate, RATE_LANES: String(lanes),
    })
    await until(load, (green, before) => green > before)
    const first = { ...(await load.report()), at: now() }
    for (let press = 0; press < Number(presses); press += 1) {
      for (const way of ['pressed', 'direct'] as const) {
        await sendToGreen(stand)
        await until(load, (green, before) => green > before)
        const at = now()
        let run: string | undefined
        if (way === 'pressed') run = (await client.rollback.press({ trigger: 'button' })).run
        else await talk(haproxy.runtime, `clear map ${haproxy.users}`)
        await until(load, (green, before) => green === before)
        times[way].push((await load.report()).lastGreenMs - at)
        const signedIn = await Promise.all(people.map((person) => isSignedIn(haproxy.address, person)))
        lost += signedIn.filter((still) => !still).length
        if (run !== undefined) await client.rollback.stop({ run, reason: 'measured' })
      }
      say(`press ${press + 1} of ${presses}: ${times.pressed.at(-1)?.toFixed(1)} ms, HAProxy directly ${times.direct.at(-1)?.toFixed(1)} ms`)
    }
    const { requests, failed } = await load.report()
    const perSecond = ((requests - first.requests) * 1_000) / (now() - first.at)
    say(`${requests} requests by ${lanes} connections; ${lost} of ${people.length * 2 * Number(presses)} sessions were lost`)
    return [
      figure('connectors.press-to-blue.p50', quantile(times.pressed, 0.5), 'ms', quantile(times.direct, 0.5)),
      figure('connectors.press-to-blue.p99', quantile(times.pressed, 0.99), 'ms', quantile(times.direct, 0.99)),
      figure('connectors.press-to-blue.p99-of-goal', quantile(times.pressed, 0.99), 'ms', goalMs),
      figure('connectors.press-to-blue.rate', perSecond, 'requests/s', Number(rate)),
      figure('connectors.press-to-blue.failed', failed, 'requests', requests),
      figure('connectors.press-to-blue.sessions-lost', lost, 'sessions', people.length * 2 * Number(presses)),
    ]
  } finally {
    await load?.stop()
    close()
    await stand.stop()
  }
}
