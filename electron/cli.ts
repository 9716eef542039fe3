/** `npm run fifteen`: the console for scripts. It asks a running console, or opens the same one in this process. */
import { ORPCError } from '@orpc/client'
import { userInfo } from 'node:os'
import { resolve } from 'node:path'
import { errorText } from '../shared/error-text.ts'
import { bench } from './cli/bench.ts'
import { checkpoint } from './cli/checkpoint.ts'
import { drill } from './cli/drill.ts'
import { CliError, exitCodes, type ExitCode } from './cli/exit.ts'
import { forward } from './cli/forward.ts'
import { readOptions, type CliOptions } from './cli/options.ts'
import { reach, type Reached } from './cli/reach.ts'
import { rollback } from './cli/rollback.ts'
import { status } from './cli/status.ts'
import { processTerminal, type Terminal } from './cli/terminal.ts'
import type { Tools } from './cli/tools.ts'
import { helpOf } from './cli/usage.ts'
import { verify } from './cli/verify.ts'
import { systemClock } from './clock.ts'
import { homeOf } from './home.ts'
import { createInterrupt } from './shell/interrupt.ts'

const after = (ms: number, then: () => void): (() => void) => {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

function perform(options: CliOptions, home: string, tools: Tools): Promise<ExitCode> {
  switch (options.command) {
    case 'status':
      return status(options, tools)
    case 'bench':
      return bench(options, tools)
    case 'checkpoint':
      return checkpoint(options, tools)
    case 'rollback':
      return rollback(options, tools)
    case 'forward':
      return forward(options, tools)
    case 'drill':
      return drill(options, tools)
    case 'verify':
      return verify(options, home, tools)
  }
}

/** What went wrong as one line; what the contract refuses is said in its own words. */
function failureText(error: unknown): string {
  const issues = error instanceof ORPCError ? (error.data as { readonly issues?: readonly { readonly message: string }[] } | undefined)?.issues : undefined
  return issues?.map(({ message }) => message).join('; ') ?? errorText(error)
}

async function main(): Promise<ExitCode> {
  let interrupt = (): void => undefined
  const terminal: Terminal = processTerminal(() => interrupt())
  const options = readOptions(process.argv.slice(2))
  if ('help' in options) {
    process.stdout.write(helpOf(options.help))
    return exitCodes.ok
  }
  if ('wrong' in options) {
    terminal.say(`${options.wrong}. See npm run fifteen --${options.of === undefined ? '' : ` ${options.of}`} --help.`)
    return exitCodes.usage
  }

  const home = resolve(options.home ?? homeOf(process.env, process.platform))
  const clock = systemClock()
  const ended = new AbortController()
  let reached: Reached | undefined
  interrupt = createInterrupt({ running: () => reached?.running(), say: terminal.say, stop: () => ended.abort(), abort: () => process.exit(exitCodes.interrupted) })
  process.on('SIGINT', interrupt)
  // Who sends these does not ask twice; a run goes on in its console, or when one is next opened.
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => ended.abort())

  try {
    return await perform(options, home, {
      terminal, clock, after, signal: ended.signal,
      reach: async (patience = 0) => {
        reached = await reach({
          home, patience, clock, env: process.env, user: userInfo().username, say: terminal.say, signal: ended.signal,
          ...(options.plan !== undefined && { plan: options.plan }),
        })
        return reached
      },
    })
  } catch (error) {
    if (error instanceof CliError) {
      terminal.say(error.message)
      return error.code
    }
    if (ended.signal.aborted) {
      terminal.say('Interrupted.')
      return exitCodes.interrupted
    }
    terminal.say(failureText(error))
    return exitCodes.bad
  }
}

// A reader that has read enough (`| head -1`) is no failure; what it no longer reads is lost on it.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
  })
const code = await main()
// What was written reaches a pipe first.
process.stdout.write('', () => process.exit(code))
