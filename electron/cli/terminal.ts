/** What a command reads from and writes to: results to standard output, the rest to standard error. */
import { createInterface } from 'node:readline/promises'
import { styleText } from 'node:util'

export type Tone = 'good' | 'warn' | 'bad' | 'faint'
/** Colours a word where the reader has colours; state never rests on it. */
export type Paint = (tone: Tone, text: string) => string

export type Terminal = {
  /** One line of a result. */
  readonly out: (line: string) => void
  /** One line of progress. */
  readonly say: (line: string) => void
  readonly paintOut: Paint
  readonly paintSay: Paint
  /** Someone is there who can be asked. */
  readonly interactive: boolean
  /** A line that someone types; undefined where the input ends or `signal` comes first. */
  readonly ask: (question: string, signal: AbortSignal) => Promise<string | undefined>
}

const colours = { good: 'green', warn: 'yellow', bad: 'red', faint: 'dim' } as const

/** `styleText` leaves colours out for a stream that is no terminal, and for NO_COLOR. */
const paintFor = (stream: NodeJS.WriteStream): Paint => (tone, text) => styleText(colours[tone], text, { stream })

/** @param onInterrupt Ctrl+C while a question stands, which then reaches the terminal's reader and not the process */
export function processTerminal(onInterrupt: () => void): Terminal {
  const { stdin, stdout, stderr } = process
  return {
    out: (line) => void stdout.write(`${line}\n`),
    say: (line) => void stderr.write(`${line}\n`),
    paintOut: paintFor(stdout),
    paintSay: paintFor(stderr),
    interactive: stdin.isTTY && stderr.isTTY,
    ask: async (question, signal) => {
      if (signal.aborted) return undefined
      const reader = createInterface({ input: stdin, output: stderr })
      const ended = new Promise<undefined>((resolve) => reader.on('close', () => resolve(undefined)))
      const close = (): void => reader.close()
      reader.on('SIGINT', onInterrupt)
      signal.addEventListener('abort', close, { once: true })
      try {
        return await Promise.race([reader.question(question), ended])
      } finally {
        signal.removeEventListener('abort', close)
        close()
      }
    },
  }
}
