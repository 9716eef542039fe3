/** The machine's journal, through `journalctl`, which is started and ended with the source. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { codeOf, pause, type SourceTools } from './source.ts'
import { createSplitter } from './splitter.ts'

/** Lines of the past that a first start takes in. */
const firstLines = 1_000
const againAfter = 5_000
const longestComplaint = 300

type Entry = Readonly<Record<string, unknown>>

function parse(text: string): Entry | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Entry) : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Text, or its bytes where it is none. */
const messageOf = ({ MESSAGE: message }: Entry): string => (typeof message === 'string' ? message : Array.isArray(message) ? Buffer.from(message.filter((one): one is number => typeof one === 'number')).toString('utf8') : '')
const nameOf = ({ SYSLOG_IDENTIFIER: name, _SYSTEMD_UNIT: unit, _COMM: command }: Entry): string => [name, unit, command].find((one): one is string => typeof one === 'string') ?? 'unknown'

export async function followJournald({ id, units, tools, program = 'journalctl' }: { readonly id: string; readonly units: readonly string[]; readonly tools: SourceTools; readonly program?: string }): Promise<void> {
  const { put, signal, state, place } = tools
  let cursor = place(id)
  while (!signal.aborted) {
    // From where it was left, or the newest of what there is.
    const from = typeof cursor === 'string' ? ['--no-tail', `--after-cursor=${cursor}`] : [`--lines=${firstLines}`]
    const child = spawn(program, ['--output=json', '--follow', ...from, ...units.map((unit) => `--unit=${unit}`)], { stdio: ['ignore', 'pipe', 'pipe'] })
    const end = (): void => void child.kill('SIGTERM')
    signal.addEventListener('abort', end)
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-longestComplaint)))
    try {
      await once(child, 'spawn')
      state('reading', units.length === 0 ? 'all units' : units.join(', '))
      const splitter = createSplitter()
      // The next piece is taken when this one is on disk: journalctl waits meanwhile.
      for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
        const { lines, cut } = splitter.push(bytes)
        const entries = lines.map(parse).filter((one) => one !== undefined)
        if (entries.length === 0) continue
        cursor = entries.at(-1)?.['__CURSOR'] ?? cursor
        await put({
          lines: entries.map((entry) => `${nameOf(entry)}: ${messageOf(entry)}`), cut, bytes: bytes.length,
          known: entries.map((entry) => ({ time: Number(entry['__REALTIME_TIMESTAMP']) / 1_000, level: entry['PRIORITY'] })), place: { key: id, value: cursor },
        })
      }
      if (!signal.aborted) state('waiting', `journalctl ended: ${complaint.trim() || 'without a word'}`)
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        state('absent', 'this machine has no journalctl')
        return
      }
      if (codeOf(error) === '') throw error
      state('waiting', `journalctl could not be started: ${codeOf(error)}`)
    } finally {
      signal.removeEventListener('abort', end)
      child.kill('SIGTERM')
    }
    await pause(againAfter, signal)
  }
}
