/** A console that begins a benchmark, says so, and is killed in the middle of it. */
import { systemClock } from '../../../../../electron/clock.ts'
import { openConsole } from '../../../../../electron/console.ts'
import { quietLog } from '../../shell/transports.ts'

const console = await openConsole({ home: process.argv[2] ?? '', env: {}, clock: systemClock(), log: quietLog(), user: 'ada' })
const { bench } = console.benches.start('users', { who: { kind: 'person', name: 'ada', role: 'operator' }, why: 'to be killed', yes: true })
console.benchProgress.subscribe(() => process.stdout.write(`${bench}\n`))
