/**
 * nginx as a process: checks its configuration, reloads it by a signal to the pid in its pid file, and sees the
 * workers that still serve since an earlier reload. Linux only: who has that pid is read from /proc before any signal.
 */
import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { basename, isAbsolute } from 'node:path'
import { z } from 'zod'
import { ConnectError } from './connector.ts'

const programs: ReadonlySet<string> = new Set(['nginx', 'openresty'])
const optionsWithValue: ReadonlySet<string> = new Set(['-c', '-p', '-e'])
const outputLimit = 64 * 1024
const checkWithin = 5_000

const isCheck = ([program = '', ...args]: readonly string[]): boolean => {
  if (!isAbsolute(program) || !programs.has(basename(program)) || !args.includes('-t')) return false
  for (let at = 0; at < args.length; at += 1) {
    const option = args[at] ?? ''
    if (optionsWithValue.has(option)) {
      at += 1
      if (!isAbsolute(args[at] ?? '')) return false
    } else if (option !== '-t' && option !== '-q') return false
  }
  return true
}

/** The command that checks the whole configuration: a list, no shell, and nothing but a check. */
export const checkCommand = z.array(z.string().regex(/^[^\p{Cc}]+$/u)).refine(isCheck, {
  error: 'expected a check such as ["/usr/sbin/nginx", "-t", "-c", "/etc/nginx/nginx.conf"]: an absolute nginx or openresty, -t, and of -q, -c, -p, -e what is needed',
})

export type Master = { readonly pid: number; /** Ticks since the machine's start. */ readonly started: string }

export type NginxProcess = {
  /** @throws ConnectError with nginx's own words */
  check(signal: AbortSignal): Promise<void>
  /** @throws ConnectError where the pid file names no master of nginx */
  master(): Promise<Master>
  /** @throws ConnectError */
  reload(): Promise<void>
  /** Workers that serve what they have and leave: those of before the last reload. */
  leaving(): Promise<readonly number[]>
  /** Ends the leaving workers now, with all that they still serve. @throws ConnectError */
  end(): Promise<void>
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '')

export function createNginxProcess(target: string, pidFile: string, command: readonly string[]): NginxProcess {
  const wrong = (tried: string, detail: string, mend: string, reason: 'refused' | 'auth' | 'invalid' | 'timeout' = 'invalid', cause?: unknown): ConnectError =>
    new ConnectError({ target, tried, reason, detail, mend, ...(cause !== undefined && { cause }) })

  const titleOf = async (pid: number): Promise<string | undefined> => {
    try {
      return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()
    } catch (error) {
      if (['ENOENT', 'ESRCH'].includes(codeOf(error))) return undefined
      throw error
    }
  }

  const master = async (): Promise<Master> => {
    const tried = `read ${pidFile}`
    let text: string
    try {
      text = await readFile(pidFile, 'utf8')
    } catch (error) {
      throw wrong(tried, codeOf(error), 'Start nginx, or mend the pid file in the plan.', codeOf(error) === 'EACCES' ? 'auth' : 'refused', error)
    }
    const pid = /^\d{1,10}\s*$/.test(text) ? Number(text) : 0
    const title = pid > 1 ? await titleOf(pid) : undefined
    // A pid file outlives its process, and a signal to whoever has that pid now may end it.
    if (title === undefined) throw wrong(tried, `no process ${text.trim().slice(0, 20)}`, 'Start nginx, or mend the pid file in the plan.', 'refused')
    if (!title.startsWith('nginx: master process')) throw wrong(tried, `process ${pid} is not nginx's master`, 'Mend the pid file in the plan.')
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    return { pid, started: stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '' }
  }

  const leaving = async (): Promise<readonly number[]> => {
    const { pid } = await master()
    const children = (await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')).split(' ').filter((one) => one.trim() !== '').map(Number)
    const titles = await Promise.all(children.map(titleOf))
    return children.filter((_, index) => titles[index]?.startsWith('nginx: worker process is shutting down') === true)
  }

  const signal = (pid: number, name: 'SIGHUP' | 'SIGTERM'): void => {
    try {
      process.kill(pid, name)
    } catch (error) {
      // It left by itself in the meantime.
      if (codeOf(error) === 'ESRCH' && name === 'SIGTERM') return
      throw wrong(`send ${name} to ${pid}`, codeOf(error), 'Run the console as a user who may signal nginx.', 'auth', error)
    }
  }

  return {
    check: async (by) => {
      const [program = '', ...args] = command
      const tried = command.join(' ')
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      execFile(program, args, { signal: by, timeout: checkWithin, killSignal: 'SIGKILL', maxBuffer: outputLimit, env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } }, (error, _, said) => {
        if (error === null) resolve()
        else if (error.killed === true || by.aborted) reject(wrong(tried, 'no answer in time', 'Run the same check by hand: names that can’t be resolved make it wait.', 'timeout', error))
        else if (typeof error.code === 'string') reject(wrong(tried, error.code, 'Mend the check command in the plan.', error.code === 'EACCES' ? 'auth' : 'invalid', error))
        else reject(wrong(tried, said.trim().slice(0, 1_000) || error.message, 'Mend nginx’s configuration: it would not start again as it is.', 'invalid', error))
      })
      return promise
    },
    master,
    reload: async () => signal((await master()).pid, 'SIGHUP'),
    leaving,
    end: async () => {
      for (const pid of await leaving()) signal(pid, 'SIGTERM')
    },
  }
}
