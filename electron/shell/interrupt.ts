import { resumeText } from './leaving.ts'

/**
 * What Ctrl+C does: stops, or during a run says what is running and stops at the second. One more while
 * it stops ends it at once. Fault 4 of trust.md.
 * @param running the run that goes on and one line that names it, or undefined
 */
export function createInterrupt(options: {
  readonly running: () => { readonly run: string; readonly text: string } | undefined
  readonly say: (line: string) => void
  readonly stop: () => void
  readonly abort: () => void
}): () => void {
  let warnedOf: string | undefined
  let stopping = false
  return () => {
    if (stopping) return options.abort()
    const running = options.running()
    if (running && running.run !== warnedOf) {
      warnedOf = running.run
      return options.say(`${running.text} Press Ctrl+C again to leave. ${resumeText}`)
    }
    stopping = true
    options.stop()
  }
}
