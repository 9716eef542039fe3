/** `node electron/lab/cli.ts`: looks at a running lab and brings on its faults. Exit codes: 0 done, 1 failed, 2 not understood. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { errorText } from '../../shared/error-text.ts'
import { homeOf } from '../home.ts'
import { environmentNamed } from './routing.ts'
import { labFaultNames, readFaults, setFault } from './faults.ts'
import { readLabFile } from './lab-file.ts'
import { LabError } from './lab-error.ts'
import { readBalancer, readUsers } from './traffic.ts'

const usage = `usage: npm run lab -- status | faults | fault <blue|green> <${labFaultNames.join('|')}> <on|off>
  --dir <folder>  where the lab runs (it holds lab.json)
  --json          answer in JSON`

type Output = { readonly out: (line: string) => void; readonly err: (line: string) => void }

class UsageError extends Error {}

const parse = (args: readonly string[]) => {
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { dir: { type: 'string' }, json: { type: 'boolean', default: false } } })
  } catch (error) {
    throw new UsageError(errorText(error))
  }
}

const show = async (args: readonly string[], defaultDir: string): Promise<{ readonly json: unknown; readonly lines: readonly string[] } & { readonly asJson: boolean }> => {
  const { values, positionals } = parse(args)
  const asJson = values.json
  const [command, environmentName, name, state, ...rest] = positionals
  const addresses = () => readLabFile(values.dir ?? defaultDir).addresses
  if (command === 'status' && environmentName === undefined) {
    const [balancer, { users, totals }] = await Promise.all([readBalancer(addresses()), readUsers(addresses())])
    const { weights, drained, sticky, inFlight, failed } = balancer
    const side = (environment: 'blue' | 'green') =>
      `${environment}: weight ${weights[environment]}${drained[environment] ? ', drained' : ''}, ${sticky[environment]} users in the last minute, ${inFlight[environment]} in flight`
    const lines = [
      side('blue'), side('green'),
      `users: ${users.length}, requests ${totals.requests}, failures ${totals.failures}, sessions lost ${totals.sessionsLost}, balancer failures ${failed}`,
    ]
    return { asJson, json: { balancer, users, totals }, lines }
  }
  if (command === 'faults' && environmentName === undefined) {
    const faults = await readFaults(addresses())
    return { asJson, json: faults, lines: faults.map((fault) => `${fault.environment.padEnd(5)}  ${fault.name.padEnd(8)}  ${fault.on ? 'on ' : 'off'}  ${fault.detail}`) }
  }
  const environment = environmentNamed(environmentName)
  const faultName = labFaultNames.find((known) => known === name)
  if (command !== 'fault' || environment === undefined || faultName === undefined || (state !== 'on' && state !== 'off') || rest.length > 0)
    throw new UsageError(`not understood: ${positionals.join(' ') || 'no command'}`)
  const fault = { name: faultName, environment, on: state === 'on' }
  await setFault(addresses(), fault)
  return { asJson, json: fault, lines: [`${environment} ${faultName}: ${state}`] }
}

/** Runs one command and gives the exit code; `defaultDir` is where the lab runs unless --dir says otherwise. */
export const runCli = async (args: readonly string[], defaultDir: string, { out, err }: Output): Promise<0 | 1 | 2> => {
  try {
    const { asJson, json, lines } = await show(args, defaultDir)
    if (asJson) out(JSON.stringify(json))
    else for (const line of lines) out(line)
    return 0
  } catch (error) {
    if (error instanceof UsageError) {
      err(`${error.message}\n${usage}`)
      return 2
    }
    if (!(error instanceof LabError)) throw error
    err(error.message)
    return 1
  }
}

if (import.meta.main) {
  const dir = join(homeOf(process.env, process.platform), 'lab')
  process.exitCode = await runCli(process.argv.slice(2), dir, { out: console.log, err: console.error })
}
