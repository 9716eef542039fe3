/** Records a sample a second of its clock until it is killed, and says how many were there once they are on disk. */
import { writeSync } from 'node:fs'
import { systemTimers } from '../../../../electron/console/timers.ts'
import { createLog } from '../../../../electron/log.ts'
import { startRecorder } from '../../../../electron/observe/recorder.ts'
import { restoreSeries } from '../../../../electron/observe/restore.ts'
import { openSeriesFile } from '../../../../electron/observe/series-file.ts'

const [file = '', begin = '0', boot = ''] = process.argv.slice(2)
let mono = Number(begin)
const clock = { mono: () => mono, wall: () => 1_764_000_000_000 + mono, boot }
const log = createLog({ write: (line) => void process.stderr.write(line), level: 'info', clock })
const kept = openSeriesFile({ file, log, wall: clock.wall, keep: 86_400_000 })
const series = await restoreSeries(kept, clock)
const recorder = startRecorder({ series, file: kept, clock, timers: systemTimers, log, from: mono })
for (let count = 1; ; count += 1) {
  mono += 1_000
  series.record({ metric: 'cpu_usage', environment: 'green', kind: 'gauge', value: Math.sin(mono) }, mono, mono)
  if (count % 7 === 0 && (await recorder.flush())) writeSync(1, `${mono}\n`)
}
