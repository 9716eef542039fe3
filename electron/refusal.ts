/** A command that does not fit what is, in words for the person who gave it. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly code: 'CONFLICT' | 'NOT_FOUND'

  constructor(code: Refusal['code'], message: string) {
    super(message)
    this.code = code
  }
}
