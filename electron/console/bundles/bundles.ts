/** Bundles that are made here, and bundles that were brought here. */
import type { Clock } from '../../../shared/clock.ts'
import type { OpenedPlan } from '../../../shared/contract.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import { openBroughtBundles, type BroughtBundles } from './brought-bundles.ts'
import { createBundleExports, type BundleExports } from './bundle-exports.ts'
import { noOthers, type OtherChains } from '../other-chains.ts'
import type { Sealing } from '../record/sealing.ts'

export type Bundles = BundleExports & BroughtBundles & { readonly stop: () => Promise<void> }

export function createBundles({ others = noOthers, ...options }: {
  readonly home: string
  readonly journal: Journal
  readonly others?: OtherChains
  readonly flushSeries: () => Promise<void>
  readonly sealing: Sealing
  /** People that this console knows apart from its entries. */
  readonly names: () => readonly string[]
  /** The plan in use. */
  readonly opened: () => OpenedPlan
  readonly clock: Clock
  readonly log: Log
  readonly version: string
}): Bundles {
  const ended = new AbortController()
  const exports = createBundleExports({ ...options, others, stopped: ended.signal })
  const { close, ...brought } = openBroughtBundles({ ...options, stopped: ended.signal })
  return {
    ...exports, ...brought,
    stop: async () => {
      ended.abort()
      await close()
    },
  }
}
