/** What the engine says of benchmarks: read again whenever the record of them grows, and every few seconds while shown. */
import { useEffect, useState } from 'react'
import type { BenchList, BenchProgress, BenchRecord } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { useAsked, type Ask, type Asked } from '../../asked.ts'
import type { Client } from '../../client.ts'
import { useView } from '../../store.ts'
import { useTick } from '../../ticker.ts'
import { useBench as words } from '../../words/benchmarks.ts'

/** Users come and go: what a benchmark would do now is no older than this (ms). */
const every = 4_000

const askList: Ask<BenchList> = (client, signal) => client.bench.list(undefined, { signal })
const askHistory: Ask<readonly BenchRecord[]> = (client, signal) => client.bench.history({ limit: 500 }, { signal })

/** Changes with every entry about benchmarks and baselines. */
const useVersion = (): string =>
  useView((view) => {
    const { benches, baselines } = view.state ?? {}
    return [benches?.active?.bench, ...Object.values(benches?.last ?? {}).map(({ bench, ended }) => `${bench}${ended}`), ...Object.values(baselines ?? {}).map(({ at }) => at)].join(' ')
  })

export function useBenchList(): Asked<BenchList> {
  const version = useVersion()
  const tick = useTick(every)
  return useAsked(askList, `${version} ${tick}`)
}

export function useBenchHistory(): Asked<readonly BenchRecord[]> {
  return useAsked(askHistory, useVersion())
}

async function follow(client: () => Client, onProgress: (progress: BenchProgress) => void, signal: AbortSignal): Promise<void> {
  try {
    for await (const one of await client().bench.progress(undefined, { signal })) onProgress(one)
  } catch (error) {
    // The link's own banner says that it is lost; the record tells how the benchmark ended.
    if (!signal.aborted) console.warn(words.progressBenchmarkEnded, error)
  }
}

/** The progress of the benchmark that runs; undefined before its first word. */
export function useBenchProgress(bench: string | undefined): BenchProgress | undefined {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [progress, setProgress] = useState<BenchProgress>()
  useEffect(() => {
    if (!connected || bench === undefined) return undefined
    const stop = new AbortController()
    void follow(client, setProgress, stop.signal)
    return () => stop.abort()
  }, [connected, client, bench])
  return progress?.bench === bench ? progress : undefined
}
