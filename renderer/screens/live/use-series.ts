/** Both environments' lines of one metric, read anew as frames come in. */
import { useContext, useEffect, useRef, useState } from 'react'
import type { Line } from '../../../shared/contract.ts'
import { environments, type Environment, type MetricName, type Statistic } from '../../../shared/metrics.ts'
import { useActs } from '../../act.tsx'
import { failureOf } from '../../parts/failure.ts'
import { StoreContext } from '../../store.ts'
import type { Range } from './ranges.ts'

export type Series = {
  readonly lines: Readonly<Record<Environment, Line>>
  /** Wall milliseconds minus monotonic ones, and the monotonic end of the range. */
  readonly offset: number
  readonly end: number
}

export function useSeries(metric: MetricName, statistic: Statistic, range: Range): { readonly series?: Series; readonly error?: string } {
  const store = useContext(StoreContext)
  const { client } = useActs()
  const [result, setResult] = useState<{ readonly series?: Series; readonly error?: string }>({})
  const busy = useRef(false)
  useEffect(() => {
    if (store === undefined) return undefined
    const stop = new AbortController()
    let readAt = -Infinity
    // Live a second is a sample more; a replay jumps, and each place is another picture.
    const every = store.get().moment === undefined ? range.every * 0.9 : 1
    const read = async (): Promise<void> => {
      const { frame, connection } = store.get()
      if (frame === undefined || connection.status !== 'open' || busy.current || Math.abs(frame.mono - readAt) < every) return
      readAt = frame.mono
      busy.current = true
      try {
        const [blue, green] = await Promise.all(environments.map((environment) =>
          client().live.series({ metric, statistic, environment, last: range.last, points: range.points }, { signal: stop.signal })))
        if (blue && green) setResult({ series: { lines: { blue, green }, offset: frame.wall - frame.mono, end: frame.mono } })
      } catch (error) {
        if (!stop.signal.aborted) setResult({ error: failureOf(error).what })
      } finally {
        busy.current = false
      }
      // Where time has gone on meanwhile; a replay that stands tells it no second time.
      if (!stop.signal.aborted) void read()
    }
    void read()
    const unsubscribe = store.subscribe(() => void read())
    return () => {
      unsubscribe()
      stop.abort()
      busy.current = false
    }
  }, [store, client, metric, statistic, range])
  return result
}
