/**
 * The console of a machine without a screen, as systemd starts it (build/server/fifteen-server.service). It listens on
 * 127.0.0.1; the link that opens it once lies in a file that only its user reads, and a SIGHUP puts a new one there.
 */
import { userInfo } from 'node:os'
import { join, resolve } from 'node:path'
import { errorText } from '../shared/error-text.ts'
import { writeAtomic } from './atomic-file.ts'
import { systemClock } from './clock.ts'
import { openReachable } from './control.ts'
import { homeOf } from './home.ts'
import { createLog } from './log.ts'
import { serveConsole } from './serve.ts'
import { openLogFile } from './shell/log-file.ts'
import { readStartOptions, type StartOptions } from './shell/start-options.ts'

const usage = `Usage: fifteen-server [--plan FILE] [--home DIR] [--port N]

Serves the console on 127.0.0.1 and writes a link that opens it once to RUNTIME_DIRECTORY/link, or to the standard output.
SIGHUP writes a new link; SIGTERM stops. A rollback that runs goes on at the next start.
Exit codes: 0 stopped, 1 failed, 2 wrong options.
`
/** A link that nobody opened is of no use to who finds it later. */
const linkTtl = 86_400_000
const say = (line: string): void => void process.stderr.write(`${line}\n`)

/** @returns the exit code, once it was told to stop */
async function serve(options: StartOptions): Promise<number> {
  const clock = systemClock()
  const home = resolve(options.home ?? homeOf(process.env, process.platform))
  const file = openLogFile({ dir: join(home, 'logs'), onFailure: (error) => say(`The log can't be written: ${String(error)}`) })
  const log = createLog({ write: file.write, level: 'info', clock })
  const user = userInfo().username
  const pages = join(import.meta.dirname, '../renderer')
  const console = await openReachable({ pages, home, env: process.env, clock, log, user, ...(options.plan !== undefined && { planFile: resolve(options.plan) }) })
  try {
    const host = await serveConsole({ console, root: pages, port: options.port, user, clock, log })
    const runtime = process.env['RUNTIME_DIRECTORY']
    const tellLink = async (): Promise<void> => {
      const { url } = host.mintLink('operator', linkTtl)
      if (runtime === undefined) process.stdout.write(`Fifteen is at ${url} (this link works once)\n`)
      else {
        await writeAtomic(join(runtime, 'link'), `${url}\n`, 0o600)
        say(`Fifteen is at ${host.address}; the link that opens it once is in ${join(runtime, 'link')}.`)
      }
    }
    const done = Promise.withResolvers<void>()
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => done.resolve())
    process.on('SIGHUP', () => void tellLink().catch((error: unknown) => say(`The link can't be written: ${String(error)}`)))
    await tellLink()
    await done.promise
    await host.stop()
  } finally {
    await console.stop()
    file.stop()
  }
  return 0
}

async function main(): Promise<number> {
  const options = readStartOptions(process.argv.slice(2))
  if (options === 'help') {
    process.stdout.write(usage)
    return 0
  }
  if ('wrong' in options) {
    say(`${options.wrong}. See fifteen-server --help.`)
    return 2
  }
  return serve(options)
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(`Fifteen could not start: ${errorText(error)}`)
    process.exit(1)
  },
)
