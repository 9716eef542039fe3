/** What the engine says of checkpoints: read again whenever the record of them grows, and every few seconds while shown. */
import { useCallback, useEffect, useState } from 'react'
import type { CheckpointProgress, CheckpointStatus, Reach } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { useAsked, type Ask, type Asked } from '../../asked.ts'
import type { Client } from '../../client.ts'
import { useView } from '../../store.ts'
import { useTick } from '../../ticker.ts'
import { useCheckpoints as words } from '../../words/checkpoints.ts'

const every = 5_000
const askStatus: Ask<CheckpointStatus> = (client, signal) => client.checkpoints.status(undefined, { signal })

/** Changes with every entry about checkpoints and recoveries. */
const useVersion = (): string =>
  useView((view) => {
    const { checkpoints = [], recoveries = [] } = view.state?.checkpoints ?? {}
    return [...checkpoints, ...recoveries].map(({ id, state }) => `${id}${state}`).join(' ')
  })

export function useStatus(): Asked<CheckpointStatus> {
  const version = useVersion()
  const tick = useTick(every)
  return useAsked(askStatus, `${version} ${tick}`)
}

/** The moments that can be reached from a checkpoint; no answer yet: not known. */
export function useReach(checkpoint: string): Asked<{ readonly reach: Reach }> {
  const tick = useTick(every)
  const ask = useCallback<Ask<{ readonly reach: Reach }>>((client, signal) => client.checkpoints.reach({ checkpoint }, { signal }), [checkpoint])
  return useAsked(ask, `${checkpoint} ${tick}`)
}

async function follow(client: () => Client, onProgress: (active: CheckpointProgress | undefined) => void, signal: AbortSignal): Promise<void> {
  try {
    for await (const { active } of await client().checkpoints.progress(undefined, { signal })) onProgress(active)
  } catch (error) {
    // The link's own banner says that it is lost; the record tells how it ended.
    if (!signal.aborted) console.warn(words.progressCheckpointEnded, error)
  }
}

/** What is under way, as it goes on. */
export function useProgress(): CheckpointProgress | undefined {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [progress, setProgress] = useState<CheckpointProgress>()
  useEffect(() => {
    if (!connected) return undefined
    const stop = new AbortController()
    void follow(client, setProgress, stop.signal)
    return () => stop.abort()
  }, [connected, client])
  return progress
}
