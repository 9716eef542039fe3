/** Why one figure of a target that answers has no value. */
import type { MissingReason } from '../../shared/metrics.ts'

export class NoValue extends Error {
  readonly reason: MissingReason

  constructor(reason: MissingReason, detail: string) {
    super(detail)
    this.reason = reason
  }
}
