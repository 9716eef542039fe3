/** What a look back is made of: the figures on disk, the files of incidents, and the states that are kept on the way. */
import { join } from 'node:path'
import type { SharedRecord } from '../../consoles/record.ts'
import { openAttachments, type Attachments } from '../../journal/attachments.ts'
import type { Journal } from '../../journal/journal.ts'
import { openMomentFile } from '../../journal/moment-file.ts'
import { createMomentAt, keptEvery, type MomentAt, type MomentReading } from '../../journal/moment.ts'
import { startRecorder, type Recorder } from '../../observe/recorder.ts'
import { restoreSeries } from '../../observe/restore.ts'
import { openSeriesFile, type SeriesFile } from '../../observe/series-file.ts'
import type { SeriesStore } from '../../observe/series.ts'
import { keepSeries } from '../record/keep-series.ts'
import type { Ground } from './ground.ts'

export type History = {
  /** What is measured from now on, with what was before the start. */
  readonly series: SeriesStore
  readonly file: SeriesFile
  readonly recorder: Recorder
  /** Puts on disk what was measured until now. */
  readonly flush: () => Promise<void>
  readonly attachments: Attachments
  readonly momentAt: MomentAt
  /** How far a seek is that is under way. */
  readonly reading: () => MomentReading | undefined
}

/** @param keep ms for which figures are kept */
export async function openHistory({ home, clock, timers, log, onStop, journal, others, keep }: Ground & { readonly journal: Journal; readonly others: SharedRecord; readonly keep: number }): Promise<History> {
  const file = openSeriesFile({ file: join(home, 'series.sqlite'), log, wall: clock.wall, keep })
  onStop(file.close)
  const series = await restoreSeries(file, clock)
  const recorder = startRecorder({ series, file, clock, timers, log, from: clock.mono() })
  onStop(recorder.stop)
  const attachments = openAttachments(join(home, 'attachments'))
  onStop(keepSeries({ journal, file, recorder, attachments, clock, timers, log }).stop)

  const moments = openMomentFile(join(home, 'moments.sqlite'), log)
  onStop(moments.close)
  let reading: MomentReading | undefined
  const momentAt = createMomentAt({ journal, others, file: moments, onReading: (now) => (reading = now) })
  // So that a replay a week later finds a state near each moment.
  const keepMoment = (seq: number): void => void momentAt(seq, Infinity).catch((error: unknown) => log.warn('moments.not kept', { error }))
  onStop(journal.subscribe(({ seq }) => seq % keptEvery === 0 && keepMoment(seq)))
  let told = 0
  onStop(others.onOthers(({ length }) => {
    told += length
    if (told < keptEvery) return
    told = 0
    keepMoment(journal.state().seq)
  }))
  return { series, file, recorder, flush: async () => void (await recorder.flush()), attachments, momentAt, reading: () => reading }
}
