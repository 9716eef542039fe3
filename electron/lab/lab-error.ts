export type LabErrorCode = 'not-running' | 'already-running' | 'start-failed' | 'unreachable' | 'refused'

/** What was tried on the lab, on what, and what to do. */
export class LabError extends Error {
  readonly code: LabErrorCode

  constructor(code: LabErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}
