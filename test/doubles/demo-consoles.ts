/** Three consoles of one deployment, as the screen shows them. */
import type { Consoles } from '../../shared/contract.ts'
import type { Scenario } from './demo-console.ts'

export function demoConsoleList(scenario: Scenario): Consoles {
  if (scenario !== 'asking' && scenario !== 'stale' && scenario !== 'ending') return { shared: false }
  const cutOff = scenario === 'stale'
  return {
    shared: true, deployment: 'orders', own: 'c-91f03a5c', place: 'mysql://10.0.0.20:3306/ops', unsent: cutOff ? 14 : 0, exchanged: cutOff ? 312_000 : 240,
    link: cutOff ? { state: 'cut off', for: 312_000, detail: 'Could not connect mysql://10.0.0.20:3306/ops: connect ECONNREFUSED' } : { state: 'open' },
    tells: cutOff ? { now: 'cut off', console: 'c-2b7e1d90' } : { now: 'waits', console: 'c-2b7e1d90' },
    consoles: [
      { console: 'c-91f03a5c', person: 'ada', version: '0.1.0', machine: 'desk-4', seq: 1_204, known: 1_204, own: true, silentFor: cutOff ? 312_000 : 200 },
      { console: 'c-2b7e1d90', person: 'bo', version: '0.1.0', machine: 'bo-laptop', seq: 418, known: 418, own: false, silentFor: cutOff ? 312_700 : 900 },
      { console: 'c-5d00aa17', person: 'chen', version: '0.1.0', machine: 'war-room', seq: 96, known: 90, own: false, silentFor: 4_380_000, fault: 'entry 91 of c-5d00aa17 is 3f9a2c11d0e4 here, and 77b1c09e1a52 in the shared database: its chain has forked' },
    ],
    ...(scenario === 'ending' && { drives: { run: 'r-2', console: 'c-91f03a5c', holder: 'ada', fencing: 175_931_040_000_042, here: true, heard: true } }),
    ...(scenario === 'asking' && { drives: { run: 'r-2', console: 'c-2b7e1d90', holder: 'bo', fencing: 175_931_040_000_042, here: false, heard: true } }),
  }
}
