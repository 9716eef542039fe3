/** The bundles that lie here; asked again while one is being checked. */
import { useCallback, useEffect, useState } from 'react'
import type { BundleInfo } from '../../../shared/bundle.ts'
import { useActs } from '../../act.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

const again = 1_000

/** Told across the screen: what one part brings in, another shows. */
const changed = new EventTarget()
export const bundlesChanged = (): void => void changed.dispatchEvent(new Event('changed'))

export function useBundles(): { readonly bundles: readonly BundleInfo[] | undefined; readonly failure: Failure | undefined } {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [bundles, setBundles] = useState<readonly BundleInfo[]>()
  const [failure, setFailure] = useState<Failure>()
  const read = useCallback(async (): Promise<void> => {
    try {
      setBundles(await client().bundles.list())
      setFailure(undefined)
    } catch (error) {
      setFailure(failureOf(error))
    }
  }, [client])
  const checking = bundles?.some(({ check }) => check.state === 'checking') === true
  useEffect(() => {
    if (!connected) return undefined
    const ask = (): void => void read()
    ask()
    changed.addEventListener('changed', ask)
    // A double click on a file brings the window to the front.
    addEventListener('focus', ask)
    return () => {
      changed.removeEventListener('changed', ask)
      removeEventListener('focus', ask)
    }
  }, [connected, read])
  useEffect(() => {
    if (!connected || !checking) return undefined
    const timer = setInterval(() => void read(), again)
    return () => clearInterval(timer)
  }, [connected, checking, read])
  return { bundles, failure }
}
