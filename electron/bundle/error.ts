/**
 * no bundle: the file is something else, or was made to look like one · newer: of a later Fifteen · unreadable: damaged
 * or gone · too large · unknown: no such bundle here · busy: as many are being made or received as may be · not made: the export failed
 */
export type BundleReason = 'no bundle' | 'newer' | 'unreadable' | 'too large' | 'unknown' | 'busy' | 'not made'

export class BundleError extends Error {
  override readonly name = 'BundleError'
  readonly reason: BundleReason
  constructor(reason: BundleReason, what: string, mend: string, options?: ErrorOptions) {
    super(`${what}. ${mend}`, options)
    this.reason = reason
  }
}
