/** A command about pilot users that does not fit what is, in words for the person who gave it. */
export class PilotRefusal extends Error {
  override readonly name = 'PilotRefusal'
  readonly code: 'CONFLICT' | 'NOT_FOUND'

  constructor(code: PilotRefusal['code'], message: string) {
    super(message)
    this.code = code
  }
}
