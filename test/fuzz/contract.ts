/** Every call of the contract, by the real router on a real console whose targets are dead, with inputs that no page sends. */
import { ORPCError } from '@orpc/client'
import { isContractProcedure, type AnyContractProcedure } from '@orpc/contract'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { z } from 'zod'
import { systemClock } from '../../electron/clock.ts'
import { openConsole } from '../../electron/console.ts'
import { createLog } from '../../electron/log.ts'
import { router } from '../../electron/router.ts'
import { serveLine } from '../../electron/shell/wire.ts'
import { contract } from '../../shared/contract.ts'
import { entryKinds } from '../../shared/journal.ts'
import { askedAs, ofApp, planOn } from '../doubles/plan-on.ts'
import { transports, type Connection } from '../real/electron/shell/transports.ts'
import { planted } from './mutate.ts'
import { valuesFor } from './schema.ts'
import { Finding, target, type Target } from './target.ts'

/** What a caller may be told. Anything else is a fault of the console, and is told as INTERNAL_SERVER_ERROR. */
const codes: ReadonlySet<string> = new Set(['BAD_REQUEST', 'FORBIDDEN', 'CONFLICT', 'NOT_FOUND', 'UNAVAILABLE', 'TOO_MANY_REQUESTS'])
/** Of a stream so many values are read, each for so long: what comes once a second would hold up the rest. */
const read = { values: 3, within: 60 } as const

const isStream = (value: unknown): value is AsyncIterableIterator<unknown> => typeof value === 'object' && value !== null && Symbol.asyncIterator in value

async function some(stream: AsyncIterableIterator<unknown>): Promise<readonly unknown[]> {
  const found: unknown[] = []
  for (let turn = 0; turn < read.values; turn += 1) {
    let cancel = (): void => undefined
    const late = new Promise<'late'>((resolve) => {
      const timer = setTimeout(() => resolve('late'), read.within)
      cancel = () => clearTimeout(timer)
    })
    const next = stream.next()
    next.catch(() => undefined)
    const got = await Promise.race([next, late])
    cancel()
    if (got === 'late' || got.done === true) break
    found.push(got.value)
  }
  await stream.return?.()
  return found
}

/** Nothing listens there: whatever is asked of it fails at once. */
const app = (environment: 'blue' | 'green') => ({ ...askedAs(environment), id: environment, kind: 'app', environment, address: 'http://127.0.0.1:9', token: '${PLANTED_TOKEN}', metrics: ofApp })

/** Calls by their path: `incidents.note`. */
function procedures(node: unknown, path: readonly string[] = []): readonly { readonly path: readonly string[]; readonly input: z.ZodType | undefined; readonly operator: boolean }[] {
  if (isContractProcedure(node)) {
    const { inputSchema, meta } = (node as AnyContractProcedure)['~orpc']
    return [{ path, input: inputSchema as z.ZodType | undefined, operator: (meta as { readonly role?: string }).role === 'operator' }]
  }
  return Object.entries(node as object).flatMap(([name, inner]: [string, unknown]) => procedures(inner, [...path, name]))
}

/** @returns one target a call: each gets its inputs, and so a call that crashes hides no other */
export async function calls(): Promise<readonly Target[]> {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-fuzz-console-'))
  const planFile = join(home, 'plan.yaml')
  writeFileSync(planFile, planOn([app('blue'), app('green')]))
  const failures: string[] = []
  const clock = systemClock()
  const log = createLog({ clock, level: 'warn', write: (line) => void (line.includes('call.failed') && failures.push(line)) })
  const console = await openConsole({ home, planFile, env: { PLANTED_TOKEN: planted }, clock, log, user: 'ada' })
  if (console.opened.mistakes.length > 0) throw new Error(`the plan of the fuzz run: ${JSON.stringify(console.opened.mistakes.slice(0, 3))}`)
  const transport = await transports.MessagePort((line, { role, name }) => serveLine(line, { router, context: { console, role, me: { name } }, log }))
  const viewer = await transport.connect('viewer')
  let operator: Connection = await transport.connect('operator')
  const client = (which: 'viewer' | 'operator', path: readonly string[]) =>
    path.reduce<unknown>((at, name) => (at as Readonly<Record<string, unknown>>)[name], (which === 'viewer' ? viewer : operator).client) as (input: unknown) => Promise<unknown>

  const { incident } = await operator.client.incidents.open({ title: 'for the fuzz run', severity: 'P2' })
  const { plan } = console
  const words = [incident, ...plan.gates.slice(0, 4).map(({ id }) => id), ...plan.phases.map(({ id }) => id), ...plan.checklists.map(({ id }) => id), ...plan.targets.map(({ id }) => id), ...entryKinds.slice(0, 3), 'ada', 'because of the fuzz run', 'b-1', 'c-1', 'p-1', 's-1', 'blue', 'green']

  const all = procedures(contract)
  return all.map(({ path, input, operator: needsOperator }, at) => target({
    name: path.join('.'), share: 1, inputs: valuesFor(input, words),
    take: async (value: unknown) => {
      failures.length = 0
      const viewed = await client('viewer', path)(value).then((answer) => (isStream(answer) ? some(answer) : answer), (error: unknown) => error)
      if (needsOperator && !(viewed instanceof ORPCError && ['FORBIDDEN', 'BAD_REQUEST'].includes(String(viewed.code)))) throw new Finding(`a viewer may: ${JSON.stringify(viewed)}`)
      const answer: unknown = await client('operator', path)(value).then((given) => (isStream(given) ? some(given) : given)).catch((error: unknown) => error)
      for (const one of [viewed, answer]) {
        if (!(one instanceof Error)) continue
        if (!(one instanceof ORPCError)) throw new Finding(`no answer of the contract: ${one.name}: ${one.message}`, { cause: one })
        if (!codes.has(String(one.code))) throw new Finding(`${String(one.code)}: ${one.message} ${failures.join(' ').slice(0, 1_500)}`)
      }
      const told = JSON.stringify([viewed, answer, viewed instanceof Error && viewed.message, answer instanceof Error && [answer.message, (answer as { readonly data?: unknown }).data]], (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one))
      if (told.includes(planted) && !JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? String(one) : one))?.includes(planted)) throw new Finding(`the secret is in the answer: ${told.slice(Math.max(0, told.indexOf(planted) - 200), told.indexOf(planted) + 60)}`)
      // Someone who speaks no contract ends their own line, and nobody else's.
      if (Math.abs(String(told).length) % 40 === 0) {
        const stranger = await transport.connect('viewer')
        stranger.send(told.slice(0, 200))
        await stranger.ended
        await viewer.client.session.me()
      }
      return undefined
    },
    ...(at === all.length - 1 && {
      stop: async () => {
        viewer.close()
        operator.close()
        operator = viewer
        await transport.stop()
        await console.stop()
        rmSync(home, { recursive: true, force: true, maxRetries: 5 })
      },
    }),
  }))
}
