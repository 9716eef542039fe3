/** The machine's journal, through `journalctl`, which is started and ended with the source. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { codeOf, pause, type Piece, type SourceTools } from './source.ts'
import { createSplitter, longestLine } from './splitter.ts'

/** Lines of the past that a first start takes in. */
const firstLines = 1_000
const againAfter = 5_000
const longestComplaint = 300
/** Bytes of one entry as journalctl tells it; of a message that is no text each byte is told as a number. */
const longestEntry = 1 << 20
/** All of an entry that is read: the rest of its fields is several times as long as most messages. */
const fields = ['MESSAGE', 'PRIORITY', 'SYSLOG_IDENTIFIER', '_SYSTEMD_UNIT', '_COMM'] as const

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

/** Text, or its bytes where it is none; of a field that stands there several times the first. */
const messageOf = ({ MESSAGE: message }: Entry): string =>
  typeof message === 'string' ? message
    : !Array.isArray(message) ? ''
      : typeof message[0] === 'string' ? message[0]
        : Buffer.from(message.filter((one): one is number => typeof one === 'number')).toString('utf8')
const nameOf = ({ SYSLOG_IDENTIFIER: name, _SYSTEMD_UNIT: unit, _COMM: command }: Entry): string => [name, unit, command].find((one): one is string => typeof one === 'string') ?? 'unknown'

/** What of its output is entries: a line of the log each, cut where it is huge. `lost`: what can't be read, and is told as lost. */
export function readEntries(texts: readonly string[]): Required<Pick<Piece, 'lines' | 'known' | 'cut'>> & { readonly cursor?: string; readonly lost: number } {
  const entries = texts.map(parse)
  const whole = entries.filter((one) => one !== undefined)
  let cut = 0
  const lines = whole.map((entry) => {
    const text = `${nameOf(entry)}: ${messageOf(entry)}`
    if (text.length <= longestLine) return text
    cut += 1
    return `${text.slice(0, longestLine)} …[cut: ${text.length - longestLine} more characters]`
  })
  const cursor = whole.map((entry) => entry['__CURSOR']).findLast((one) => typeof one === 'string')
  return {
    lines, cut, ...(cursor !== undefined && { cursor }), lost: entries.length - whole.length,
    known: whole.map((entry) => ({ time: Number(entry['__REALTIME_TIMESTAMP']) / 1_000, level: entry['PRIORITY'] })),
  }
}

export async function followJournald({ id, units, tools, program = 'journalctl' }: { readonly id: string; readonly units: readonly string[]; readonly tools: SourceTools; readonly program?: string }): Promise<void> {
  const { put, signal, state, lost, place } = tools
  let cursor = place(id)
  while (!signal.aborted) {
    // From where it was left, or the newest of what there is. Without --all a message of more than 4,096 bytes is told as null.
    const from = typeof cursor === 'string' ? ['--no-tail', `--after-cursor=${cursor}`] : [`--lines=${firstLines}`]
    const child = spawn(program, ['--output=json', '--all', `--output-fields=${fields.join(',')}`, '--follow', ...from, ...units.map((unit) => `--unit=${unit}`)], { stdio: ['ignore', 'pipe', 'pipe'] })
    const end = (): void => void child.kill('SIGTERM')
    signal.addEventListener('abort', end)
    let complaint = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint = (complaint + text).slice(-longestComplaint)))
    try {
      await once(child, 'spawn')
      state('reading', units.length === 0 ? 'all units' : units.join(', '))
      const splitter = createSplitter(longestEntry)
      // The next piece is taken when this one is on disk: journalctl waits meanwhile.
      for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
        const { cursor: last, lost: gone, ...entries } = readEntries(splitter.push(bytes).lines)
        if (gone > 0) lost({ lines: gone })
        if (entries.lines.length === 0) continue
        cursor = last ?? cursor
        await put({ ...entries, bytes: bytes.length, ...(cursor !== undefined && { place: { key: id, value: cursor } }) })
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
