/**
 * Keeps the series of an incident with it: some minutes after its opening and at its end they become a file of its own,
 * whose hash is an entry. The console's series may then go by their age. Issue 6: "the charts of that time frozen beside it".
 */
import type { Clock } from '../../../shared/clock.ts'
import type { Incident } from '../../../shared/incident.ts'
import { rule } from '../../../shared/journal.ts'
import type { Attachments } from '../../journal/attachments.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Log } from '../../log.ts'
import { freeze } from '../../observe/frozen.ts'
import type { Recorder } from '../../observe/recorder.ts'
import type { Timers } from '../../observe/sampler.ts'
import type { SeriesFile } from '../../observe/series-file.ts'
import { lookBack } from '../around.ts'

/** After the plan's fifteen minutes, with the time around them. */
const firstAfter = 20 * 60_000
/** Of an incident that is left open for days the first day is kept. */
export const longestKept = 86_400_000

export type KeepSeries = { readonly stop: () => Promise<void> }

export function keepSeries({ journal, file, recorder, attachments, clock, timers, log }: {
  readonly journal: Pick<Journal, 'append' | 'state' | 'subscribe'>
  readonly file: SeriesFile
  readonly recorder: Pick<Recorder, 'flush'>
  readonly attachments: Pick<Attachments, 'put'>
  readonly clock: Clock
  readonly timers: Timers
  readonly log: Log
}): KeepSeries {
  let stopped = false
  let last: Promise<unknown> = Promise.resolve()
  const waiting = new Map<string, () => void>()

  const keep = async (id: string): Promise<void> => {
    const incident = journal.state().incidents.find((one) => one.id === id)
    if (stopped || incident === undefined) return
    const from = incident.openedAt - lookBack
    const to = Math.min(incident.closedAt ?? clock.wall(), incident.openedAt + longestKept)
    await recorder.flush()
    const made = await freeze(file, from, to)
    if (made === undefined || stopped) return
    const sha = await attachments.put(made.bytes)
    if (!stopped) journal.append({ kind: 'incident.frozen', who: rule('keep-series'), incident: id, data: { sha, bytes: made.bytes.length, from, to, series: made.series } })
  }
  const queue = (id: string): void => {
    waiting.get(id)?.()
    waiting.delete(id)
    last = last.then(() => keep(id)).catch((error: unknown) => log.error('incident.series not kept', { incident: id, error }))
  }
  const wait = ({ id, openedAt }: Pick<Incident, 'id' | 'openedAt'>): void => {
    waiting.get(id)?.()
    waiting.set(id, timers.after(Math.max(0, openedAt + firstAfter - clock.wall()), () => queue(id)))
  }

  // What a console that was killed did not come to. One that has no series left is looked at again at each start, which costs nothing.
  for (const incident of journal.state().incidents) {
    if (incident.closedAt === undefined) {
      if (incident.frozen === undefined) wait(incident)
    } else if ((incident.frozen?.to ?? 0) < Math.min(incident.closedAt, incident.openedAt + longestKept)) queue(incident.id)
  }
  const unsubscribe = journal.subscribe(({ kind, incident, at }) => {
    if (incident === undefined) return
    if (kind === 'incident.opened') wait({ id: incident, openedAt: at.occurred })
    else if (kind === 'incident.closed') queue(incident)
  })
  return {
    stop: async () => {
      unsubscribe()
      for (const cancel of waiting.values()) cancel()
      await last
      stopped = true
    },
  }
}
