/** Log lines of a time, and what is read; asked again while they still come. */
import { useEffect, useState } from 'react'
import type { LogLevel, LogLines, LogSources } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { useView } from '../../store.ts'

const settle = 80
const askAgain = 3_000
const most = 300

export type LogsAsk = {
  /** Wall ms. */
  readonly since: number
  readonly until: number
  readonly take: 'newest' | 'oldest'
  readonly text: string
  /** The same array as long as the choice is the same. */
  readonly levels: readonly LogLevel[] | undefined
  /** Lines of that time still come. */
  readonly live: boolean
}
export type LogsView = { readonly sources?: LogSources; readonly found?: LogLines; readonly failure?: Failure; readonly busy: boolean }

export function useLogs({ since, until, take, text, levels, live }: LogsAsk): LogsView {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [view, setView] = useState<LogsView>({ busy: true })
  useEffect(() => {
    if (!connected) return undefined
    const stop = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const ask = async (): Promise<void> => {
      try {
        const sources = await client().logs.sources(undefined, { signal: stop.signal })
        const found = sources.cache === undefined ? undefined : await client().logs.lines({ since, until, take, text, limit: most, ...(levels && { levels: [...levels] }) }, { signal: stop.signal })
        if (!stop.signal.aborted) setView({ sources, busy: false, ...(found && { found }) })
      } catch (error) {
        if (!stop.signal.aborted) setView((before) => ({ ...before, busy: false, failure: failureOf(error) }))
      }
      if (live && !stop.signal.aborted) timer = setTimeout(() => void ask(), askAgain)
    }
    timer = setTimeout(() => void ask(), settle)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [connected, client, since, until, take, text, levels, live])
  return view
}
