/**
 * The 99th percentile that a generator tells of a fixed rate for ten seconds in which the server stands still for one,
 * against the true one: that of everyone who was meant to ask. wrk knows no fixed rate, and asks as fast as it is answered.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { forkHttpTarget, type HttpTarget } from '../../doubles/http-target-process.ts'
import { figure, quantile, type Figure } from '../figure.ts'
import { runAutocannon, runOwn, runWrk } from './generators.ts'

const seconds = 10
const stallMs = 1_000
const rate = 400
const connections = 20
const rounds = 3

type Way = (target: HttpTarget) => Promise<{ readonly p99: number; readonly truth: number }>

/** Evenly sent, the share of those who wait longer than x is (stall - x) / duration: so the hundredth that waits longest waits at least this. */
const truthOf = (stalled: number): number => stalled - 0.01 * seconds * 1_000

/** Runs a peer, and stalls the server three seconds on. */
const stalling = (run: (url: string) => Promise<{ readonly p99: number }>): Way => async ({ url, tell }) => {
  const [{ p99 }, { stalled = Number.NaN }] = await Promise.all([run(url), pause(3_000).then(() => tell({ stall: stallMs }))])
  return { p99, truth: truthOf(stalled) }
}

const ways = {
  own: stalling(async (url) => ({ p99: (await runOwn({ request: { url }, loop: { kind: 'open', rate, connections }, duration: seconds * 1_000 })).latency?.p99 ?? Number.NaN })),
  autocannon: stalling((url) => runAutocannon(url, { connections, seconds, rate })),
  wrk: stalling((url) => runWrk(url, { connections, seconds })),
} as const satisfies Readonly<Record<string, Way>>
const names = ['own', 'autocannon', 'wrk'] as const

export async function measure(say: (line: string) => void): Promise<readonly Figure[]> {
  const seen: Readonly<Record<keyof typeof ways, { p99: number; truth: number }[]>> = { own: [], autocannon: [], wrk: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const target = await forkHttpTarget()
      try {
        seen[name].push(await ways[name](target))
      } finally {
        await target.stop()
      }
    }
    say(`round ${round + 1} of ${rounds}: ${names.map((name) => `${name} ${seen[name].at(-1)?.p99.toFixed(1)} ms of ${seen[name].at(-1)?.truth.toFixed(1)}`).join(', ')}`)
  }
  return names.map((name) => {
    const middle = (of: 'p99' | 'truth'): number => quantile(seen[name].map((one) => one[of]), 0.5)
    return figure(name === 'own' ? 'connectors.stall-p99' : `connectors.stall-p99-by-${name}`, middle('p99'), 'ms', middle('truth'))
  })
}
