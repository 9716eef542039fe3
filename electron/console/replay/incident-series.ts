/** The series around an incident, read back: its own kept file where that is whole, else what the console still has. Times are wall ms. */
import type { Clock } from '../../../shared/clock.ts'
import type { SeriesFrom } from '../../../shared/contract.ts'
import type { Incident } from '../../../shared/incident.ts'
import type { Attachments } from '../../journal/attachments.ts'
import type { Log } from '../../log.ts'
import { thaw } from '../../observe/frozen.ts'
import type { Recorder } from '../../observe/recorder.ts'
import { fillFrom, placeSessions } from '../../observe/restore.ts'
import type { SeriesFile } from '../../observe/series-file.ts'
import { createSeriesStore, type SeriesStore } from '../../observe/series.ts'
import { lookBack } from '../around.ts'
import { longestKept } from '../record/keep-series.ts'

export type IncidentSeries = { readonly store: SeriesStore | undefined; readonly from: SeriesFrom }
type Loaded = IncidentSeries & { readonly key: string; readonly to: number }

const second = 1_000
/** Incidents whose series are held at once: each may be a day. */
const mostHeld = 2
/** Of an open incident what came since is read again this often (ms). */
const freshFor = 5_000

export type SeriesOf = (incident: Incident, wall: number) => Promise<IncidentSeries>

export function createIncidentSeries({ file, recorder, attachments, clock, log }: {
  readonly file: Pick<SeriesFile, 'sessions' | 'groups'>
  readonly recorder: Pick<Recorder, 'flush'>
  readonly attachments: Pick<Attachments, 'get'>
  readonly clock: Clock
  readonly log: Log
}): SeriesOf {
  let held: readonly Loaded[] = []

  const fromFile = async ({ openedAt }: Incident, to: number): Promise<SeriesStore | undefined> => {
    await recorder.flush()
    const from = openedAt - lookBack
    const placed = placeSessions(file.sessions()).filter(({ span }) => span.to > from && span.from < to)
    if (placed.length === 0) return undefined
    const store = createSeriesStore({ capacity: Math.ceil((to - from) / second) + 1, start: from, spans: placed.map(({ span }) => span) })
    await fillFrom({ placed, file, store, from, to, expect: true })
    return store
  }
  const load = async (incident: Incident, to: number): Promise<Omit<Loaded, 'key'>> => {
    const { frozen } = incident
    let damaged = false
    // A file of the first minutes does not speak for the whole.
    if (frozen !== undefined && frozen.to >= to) {
      const found = await attachments.get(frozen.sha)
      if (found.state === 'whole') {
        try {
          return { store: (await thaw(found.bytes)).store, from: 'frozen', to }
        } catch (error) {
          log.error('incident.series unreadable', { incident: incident.id, sha: frozen.sha, error })
        }
      }
      damaged = true
    }
    const store = await fromFile(incident, to)
    return { store, from: store !== undefined ? 'recorded' : damaged ? 'damaged' : 'none', to }
  }
  const loading = new Map<string, Promise<Loaded>>()
  return async (incident, wall) => {
    // A clock that was set back in between: it did not end before it began.
    const end = Math.max(incident.openedAt, Math.min(incident.closedAt ?? clock.wall(), incident.openedAt + longestKept))
    const key = `${incident.id} ${incident.closedAt ?? 'open'} ${incident.frozen?.sha ?? ''}`
    const found = held.find((one) => one.key === key)
    if (found !== undefined && (incident.closedAt !== undefined || found.to >= Math.min(wall, end - freshFor))) return found
    // Six charts ask at once: one of them reads.
    const under = loading.get(key)
    if (under !== undefined) return under
    const reading = load(incident, end).then((loaded): Loaded => ({ key, ...loaded })).finally(() => loading.delete(key))
    loading.set(key, reading)
    const loaded = await reading
    held = [loaded, ...held.filter((one) => !one.key.startsWith(`${incident.id} `))].slice(0, mostHeld)
    return loaded
  }
}
