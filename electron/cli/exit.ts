/** What a command says to the script that called it: its exit code, and one line where it could not be done. */

export const exitCodes = {
  /** Done, and all is well. */
  ok: 0,
  /** Done, and it is not well: something fires, a run was stopped, a chain is broken; or it failed. */
  bad: 1,
  /** The command line, or the plan that it names, was not understood. */
  usage: 2,
  /** No console can be reached, and none was opened here. */
  unreached: 3,
  /** Ended by Ctrl+C or a signal, as shells count it: 128 and SIGINT's number. */
  interrupted: 130,
} as const
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes]

/** Ends a command with a code and a line for people. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly code: ExitCode

  constructor(code: ExitCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
