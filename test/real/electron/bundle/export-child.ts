/** Exports what it is told on its input, says so at the first step, and is killed. */
import { text } from 'node:stream/consumers'
import { writeBundle, type ToWrite } from '../../../../electron/bundle/write.ts'

const to = JSON.parse(await text(process.stdin)) as ToWrite
let steps = 0
// Told when a part of it is on disk: the parent kills us then.
await writeBundle({ ...to, onProgress: () => void ((steps += 1) === 5 && process.stdout.write('going\n')) })
