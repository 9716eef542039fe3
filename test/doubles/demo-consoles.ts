/** Three consoles of one deployment, as the screen shows them. */
import type { Consoles } from '../../shared/contract.ts'
import type { Entry } from '../../shared/journal.ts'
import type { Scenario } from './demo-console.ts'
import { demoConsole, type DemoRecord } from './demo-record.ts'

export function demoConsoleList(scenario: Scenario): Consoles {
  if (scenario !== 'asking' && scenario !== 'stale' && scenario !== 'ending') return { shared: false }
  const cutOff = scenario === 'stale'
  return {
    shared: true, deployment: 'orders', own: demoConsole, place: 'mysql://10.0.0.20:3306/ops', unsent: cutOff ? 14 : 0, exchanged: cutOff ? 312_000 : 240,
    link: cutOff ? { state: 'cut off', for: 312_000, detail: 'Could not connect mysql://10.0.0.20:3306/ops: connect ECONNREFUSED' } : { state: 'open' },
    tells: cutOff ? { now: 'cut off', console: 'c-2b7e1d90' } : { now: 'waits', console: 'c-2b7e1d90', passedOn: scenario === 'asking' },
    consoles: [
      { console: demoConsole, person: 'ada', version: '0.1.0', machine: 'desk-4', seq: 1_204, known: 1_204, own: true, silentFor: cutOff ? 312_000 : 200 },
      { console: 'c-2b7e1d90', person: 'bo', version: '0.1.0', machine: 'bo-laptop', seq: 418, known: 418, own: false, silentFor: cutOff ? 312_700 : 900 },
      { console: 'c-5d00aa17', person: 'chen', version: '0.1.0', machine: 'war-room', seq: 96, known: 90, own: false, silentFor: 4_380_000, fault: 'entry 91 of c-5d00aa17 is 3f9a2c11d0e4 here, and 77b1c09e1a52 in the shared database: its chain has forked' },
    ],
    ...(scenario === 'ending' && { drives: { run: 'r-2', console: demoConsole, holder: 'ada', fencing: 175_931_040_000_042, here: true, heard: true } }),
    ...(scenario === 'asking' && { drives: { run: 'r-2', console: 'c-2b7e1d90', holder: 'bo', fencing: 175_931_040_000_042, here: false, heard: true } }),
  }
}

/** What Bo wrote of the newest incident, on a console of his own. */
export function demoOthers(scenario: Scenario, record: DemoRecord): readonly Entry[] {
  const last = record.entries().findLast(({ kind }) => kind === 'incident.opened')
  if (!demoConsoleList(scenario).shared || last?.incident === undefined) return []
  const bo = { kind: 'person', name: 'Bo Lind', role: 'operator' } as const
  return ['From here the pager is out of reach; Ada has it.', 'The archive answers from the train as well.'].map((text, index): Entry<'incident.note'> => ({
    kind: 'incident.note', seq: 411 + index, console: 'c-2b7e1d90', who: bo, incident: last.incident ?? '', at: { ...last.at, occurred: last.at.occurred + (index + 1) * 30_000, recorded: last.at.recorded + (index + 1) * 30_000 },
    previous: String(index).repeat(64), hash: String(index + 1).repeat(64), data: { text },
  }))
}
