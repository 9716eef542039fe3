/** A command that does not fit the run as it is now, in words for the person who gave it. */
export class RunnerError extends Error {
  override readonly name = 'RunnerError'
  readonly code: 'CONFLICT' | 'NOT_FOUND'

  constructor(code: RunnerError['code'], message: string) {
    super(message)
    this.code = code
  }
}
