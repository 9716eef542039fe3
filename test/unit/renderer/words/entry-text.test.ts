import { describe, expect, test } from 'vitest'
import { entryKinds, type Draft, type Entry, type EntryKind } from '../../../../shared/journal.ts'
import { entryGroups, entryLine, groupOf } from '../../../../renderer/words/entry-text.ts'
import type { TitleOf } from '../../../../renderer/parts/titles.ts'

const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const
const rule = { kind: 'rule', name: 'burst' } as const
const titleOf: TitleOf = (kind, id) => `<${kind} ${id}>`

const message = { message: 'm-1', to: 'CTO', channels: ['mail', 'chat'], title: 'Back on blue', text: 'All users are on blue.' }

/** One of each kind, and the sentence that it is told by. A new kind does not compile until it stands here. */
const told: { readonly [K in EntryKind]: readonly [Draft<K>, string] } = {
  'console.opened': [{ kind: 'console.opened', who: ada, data: { version: '1.2', platform: 'linux', plan: 'tbs' } }, 'Console opened: version 1.2 on linux'],
  'console.closed': [{ kind: 'console.closed', who: ada, data: {} }, 'Console closed'],
  'console.gap': [{ kind: 'console.gap', who: ada, data: { cause: 'sleep', ms: 600_000 } }, '10 min unseen: the machine slept'],
  'journal.repaired': [{ kind: 'journal.repaired', who: rule, data: { saved: 40, lost: 'page 12 is unreadable', setAside: 'journal.sqlite.1' } }, 'The journal was damaged: page 12 is unreadable'],
  'journal.key': [{ kind: 'journal.key', who: rule, data: { key: 'k-2', public: 'x', by: 'k-1', signature: 'y' } }, 'Key k-2 seals the record from here on'],
  'journal.sealed': [{ kind: 'journal.sealed', who: rule, data: { seq: 12, hash: 'abc', wall: 1, key: 'k-1', signature: 'y', cause: 'count' } }, 'The record is sealed up to entry 12'],
  'backup.made': [{ kind: 'backup.made', who: rule, data: { file: '/b/journal-1.sqlite', entries: 40, bytes: 4_096, ms: 12 } }, 'The record was copied and verified: 40 entries'],
  'backup.failed': [{ kind: 'backup.failed', who: rule, data: { detail: 'the disk is full' } }, 'The record could not be copied'],
  'retention.removed': [{ kind: 'retention.removed', who: rule, data: { what: 'exports', count: 2, bytes: 10 } }, 'Past its time and removed: 2 of exports'],
  'bundle.exported': [{ kind: 'bundle.exported', who: ada, incident: 'i-1', data: { bundle: '0123', redaction: 'names', entries: 4, bytes: 10, sha256: 'abc' } }, 'Ada exported the incident as bundle 0123'],
  'report.written': [{ kind: 'report.written', who: ada, incident: 'i-1', data: { field: 'well', text: 'the switch' } }, 'Ada wrote the report: what went well'],
  'action.opened': [{ kind: 'action.opened', who: rule, incident: 'i-1', data: { action: 'i-1/debrief', title: 'Immediate Debrief', due: 'next phase', from: 'plan' } }, 'Action: Immediate Debrief'],
  'action.owned': [{ kind: 'action.owned', who: ada, incident: 'i-1', data: { action: 'i-1/debrief', owner: 'Grace' } }, 'Ada gave the action <action debrief> to Grace'],
  'action.reminded': [{ kind: 'action.reminded', who: rule, incident: 'i-1', data: { action: 'i-1/debrief' } }, 'Due and not done: the action <action debrief>'],
  'action.done': [{ kind: 'action.done', who: ada, incident: 'i-1', data: { action: 'i-1/debrief', evidence: 'minutes' } }, 'Ada did the action <action debrief>'],
  'plan.pinned': [{ kind: 'plan.pinned', who: ada, data: { id: 'tbs', title: 'TBS', hash: 'abc', from: 'file', text: '' } }, 'Plan in use: TBS (file)'],
  'plan.refused': [{ kind: 'plan.refused', who: ada, data: { file: 'a.yaml', mistakes: 2, first: 'line 3' } }, 'Plan refused: a.yaml has 2 mistakes'],
  'baseline.recorded': [{ kind: 'baseline.recorded', who: ada, why: 'new build', data: { metric: 'rows_per_second', value: 37_303, plan: 'tbs', replaces: 37_000 } }, 'Ada recorded a baseline: Performance 37,303 rows/s'],
  'bench.started': [{ kind: 'bench.started', who: ada, why: 'new build', data: { bench: 'b-1', benchmark: 'users', title: 'Twenty users', kind: 'load', does: '20 users send GET /quote', targets: ['balancer'], environments: [], onUsers: true, expectedMs: 30_000, settings: {}, hash: 'abc' } }, 'Ada began the benchmark Twenty users'],
  'bench.finished': [{ kind: 'bench.finished', who: rule, data: { bench: 'b-1', benchmark: 'users', title: 'Twenty users', ended: 'interrupted', outcome: 'no data', why: 'the console ended', ms: 4_000 } }, 'Benchmark Twenty users did not finish: no data'],
  'phase.set': [{ kind: 'phase.set', who: ada, why: 'it begins', data: { phase: 'phase-1' } }, 'Ada set the phase to <phase phase-1>'],
  'phase.extended': [{ kind: 'phase.extended', who: ada, why: 'two answers are missing', data: { phase: 'phase-2', days: 7 } }, 'Ada extended <phase phase-2> by 7 days'],
  'programme.started': [{ kind: 'programme.started', who: ada, why: 'kick-off', data: { day1: '2026-01-05' } }, 'Ada set day 1 of the programme to 2026-01-05'],
  'evidence.recorded': [{ kind: 'evidence.recorded', who: ada, data: { criterion: 'p2-satisfaction', result: { kind: 'count', positive: 5, answered: 6, asked: 8 }, text: 'survey of day 17', measuredAt: 0 } }, 'Ada recorded evidence for <criterion p2-satisfaction>: 5 of 8'],
  'decision.proposed': [{ kind: 'decision.proposed', who: ada, why: 'all is met', data: { phase: 'phase-2', outcome: 'GO' } }, 'Ada proposed GO for <phase phase-2>'],
  'decision.decided': [{ kind: 'decision.decided', who: ada, why: 'all is met', data: { phase: 'phase-2', title: 'Phase 2 → Phase 3', outcome: 'GO', role: 'QA Engineer', authority: [], verdict: { state: 'undecided', met: 2, needed: 3, of: 4, text: '2 of 4 met' }, against: true, evidence: [], plan: 'abc', dissent: [{ name: 'Bo', why: 'too few answers' }], actions: [] } }, 'Ada decided GO as QA Engineer, against the rule: Phase 2 → Phase 3'],
  'decision.withdrawn': [{ kind: 'decision.withdrawn', who: ada, why: 'the wrong phase', data: { decision: 'd-7' } }, 'Ada withdrew the decision d-7'],
  'decision.carried': [{ kind: 'decision.carried', who: ada, why: 'as decided', data: { decision: 'd-7', action: 1, run: 'r-1' } }, 'Ada set off action 2 of the decision d-7: run r-1'],
  'report.made': [{ kind: 'report.made', who: ada, data: { report: 'weekly', of: '3', title: 'Weekly progress report: week 3', from: 0, to: 1, files: [{ name: 'weekly-3.html', sha256: 'a'.repeat(64), bytes: 9 }], without: 'no browser' } }, 'Ada made the report “Weekly progress report: week 3”'],
  'figures.day': [{ kind: 'figures.day', who: rule, environment: 'green', data: { date: '2026-01-05', watched: 43_200_000, figures: { errors: { value: 0.01, samples: 9 } } } }, 'Summary of 2026-01-05 on green: 1 figure'],
  'risk.set': [{ kind: 'risk.set', who: ada, data: { risk: 'adoption', owner: 'Bo', mitigation: 'in place' } }, 'Ada updated the risk <risk adoption>'],
  'phase.held': [{ kind: 'phase.held', who: rule, data: { phase: 'phase-2', gate: 'burst', title: 'Error burst', text: '65 %' } }, 'Rule <gate burst> holds <phase phase-2>: it does not go on until a person releases it'],
  'phase.released': [{ kind: 'phase.released', who: ada, why: 'asked again', data: { phase: 'phase-2' } }, 'Ada released <phase phase-2>'],
  'automation.set': [{ kind: 'automation.set', who: ada, why: 'drill', data: { mode: 'watch only' } }, 'Ada set the automation to watch only'],
  'gate.turned': [{ kind: 'gate.turned', who: rule, environment: 'green', data: { gate: 'burst', title: 'Error burst', from: 'pending', to: 'firing', outcome: 'fail', threshold: 0.1, samples: 40, response: 'rollback' } }, 'Gate Error burst: pending → firing on green'],
  'alert.raised': [{ kind: 'alert.raised', who: rule, data: { gate: 'burst', title: 'Error burst', response: 'rollback', text: '31 %' } }, 'Alert: Error burst (rollback)'],
  'alert.ended': [{ kind: 'alert.ended', who: rule, data: { gate: 'r-1/traffic' } }, 'Alert over: r-1/traffic'],
  'alert.acknowledged': [{ kind: 'alert.acknowledged', who: ada, data: { group: 'a-7' } }, 'Ada acknowledged the alerts a-7'],
  'watcher.blind': [{ kind: 'watcher.blind', who: rule, data: { gates: ['burst', 'slow'], sources: ['green'] } }, 'The console is blind for 2 rules that may roll back'],
  'watcher.sees': [{ kind: 'watcher.sees', who: rule, data: { blind: 90_000 } }, 'The console sees again, after 1 min 30 s'],
  'silence.set': [{ kind: 'silence.set', who: ada, why: 'load test', environment: 'green', data: { silence: 's-1', gates: ['burst', 'slow'], until: 3_600_000 } }, 'Ada silenced <gate burst>, <gate slow> on green for 1 h'],
  'silence.ended': [{ kind: 'silence.ended', who: ada, data: { silence: 's-1' } }, 'Ada ended a silence'],
  'incident.opened': [{ kind: 'incident.opened', who: rule, data: { title: 'Errors', severity: 'P0', cause: '31 %' } }, 'Rule <gate burst> opened the incident: P0 Errors'],
  'incident.severity': [{ kind: 'incident.severity', who: ada, data: { severity: 'P1' } }, 'Ada set the severity to P1'],
  'incident.note': [{ kind: 'incident.note', who: ada, data: { text: 'since ten', corrects: 7 } }, 'Ada noted (corrects entry 7): since ten'],
  'incident.role': [{ kind: 'incident.role', who: ada, data: { role: 'commander', person: 'Bo' } }, 'Ada made Bo incident commander'],
  'incident.mark': [{ kind: 'incident.mark', who: ada, data: { label: 'green stops' } }, 'Ada marked: green stops'],
  'incident.decision': [{ kind: 'incident.decision', who: ada, data: { what: 'we stay on blue', by: 'Bo' } }, 'Decided by Bo: we stay on blue'],
  'incident.frozen': [{ kind: 'incident.frozen', who: rule, data: { sha: 'a'.repeat(64), bytes: 4_000, from: 0, to: 1, series: 31 } }, 'The series of this incident are kept: 31 series'],
  'incident.closed': [{ kind: 'incident.closed', who: ada, data: { summary: 'all well' } }, 'Ada closed the incident'],
  'rollback.opened': [{ kind: 'rollback.opened', who: ada, data: { run: 'r-1', trigger: 'button', manual: true, drill: true, plan: 'abc', stages: [], target: 'blue', identity: 'b', startedAt: 0, exposedSince: 0, deadline: 900_000, validation: 120_000 } }, 'Drill r-1 to blue opened: Ada pressed <trigger button>'],
  'rollback.joined': [{ kind: 'rollback.joined', who: ada, data: { run: 'r-1', what: 'a second press' } }, 'Ada joined the run'],
  'rollback.validated': [{ kind: 'rollback.validated', who: rule, data: { run: 'r-1', how: 'silence' } }, 'Validated: nobody vetoed in time, so it goes ahead'],
  'rollback.vetoed': [{ kind: 'rollback.vetoed', who: ada, why: 'load test', data: { run: 'r-1', lapse: 600_000 } }, 'Ada vetoed the rollback; the rule stays quiet for 10 min'],
  'lease.taken': [{ kind: 'lease.taken', who: ada, data: { run: 'r-1', holder: 'desk', fencing: 4 } }, 'desk drives, fencing number 4'],
  'stage.previewed': [{ kind: 'stage.previewed', who: rule, data: { run: 'r-1', stage: 'data', previews: [{ step: 'sync', text: 'nothing would be lost' }] } }, 'Before <stage data>: what it would move or lose'],
  'step.intended': [{ kind: 'step.intended', who: ada, data: { run: 'r-1', step: 'drain', attempt: 2, fencing: 4, effect: 'drain green' } }, '<step drain> begins, attempt 2'],
  'step.outcome': [{ kind: 'step.outcome', who: ada, data: { run: 'r-1', step: 'drain', attempt: 1, result: 'timed out', detail: '3 left', facts: { left: 3, forced: false }, ms: 40_000 } }, '<step drain> timed out after 40 s'],
  'step.asked': [{ kind: 'step.asked', who: ada, data: { run: 'r-1', step: 'drain', question: 'Wait?', options: ['retry'], silence: 'skip', answerBy: 1 } }, '<step drain> asks: Wait?'],
  'step.answered': [{ kind: 'step.answered', who: rule, data: { run: 'r-1', step: 'drain', choice: 'skip', bySilence: true } }, 'Nobody answered <step drain> in time: skip'],
  'transaction.ended': [{ kind: 'transaction.ended', who: ada, why: 'the report can run again', data: { run: 'r-1', step: 'transactions', transaction: { id: '7', user: 'reporting', since: 1, statement: 'UPDATE t' }, result: 'ended', detail: 'rolled back' } }, 'Ada ended a transaction of reporting: UPDATE t'],
  'step.skipped': [{ kind: 'step.skipped', who: ada, why: 'done by hand', data: { run: 'r-1', step: 'drain' } }, 'Ada skipped <step drain>'],
  'rollback.over': [{ kind: 'rollback.over', who: rule, data: { run: 'r-1', what: 'stage', stage: 'traffic', by: 5_000 } }, '<stage traffic> is over its window by 5 s; the run goes on'],
  'rollback.finished': [{ kind: 'rollback.finished', who: rule, data: { run: 'r-1', outcome: 'completed', ms: 360_000, text: 'all on blue' } }, 'Run r-1 completed after 6 min'],
  'commands.confirmed': [{ kind: 'commands.confirmed', who: ada, data: { hash: 'h', commands: ['a: /bin/a', 'b: /bin/b'] } }, 'Ada lets steps run 2 commands of the plan'],
  'notice.sent': [{ kind: 'notice.sent', who: rule, data: { audience: 'users', channel: 'app', text: 'back' } }, 'Told users by app'],
  'notice.failed': [{ kind: 'notice.failed', who: rule, data: { audience: 'users', channel: 'mail', text: 'back', error: 'refused' } }, 'Could not tell users by mail: refused'],
  'routing.drifted': [{ kind: 'routing.drifted', who: rule, data: { expected: 'blue', found: 'green' } }, 'Traffic drifted: expected blue, found green'],
  'routing.changed': [{ kind: 'routing.changed', who: ada, data: { from: 'blue', to: 'green' } }, 'Traffic changed from blue to green'],
  'source.lost': [{ kind: 'source.lost', who: rule, data: { target: 'green', reason: 'timeout', detail: '2 s' } }, 'Source green lost: timeout'],
  'source.found': [{ kind: 'source.found', who: rule, data: { target: 'green', away: 4_000 } }, 'Source green is back after 4 s'],
  'source.changed': [{ kind: 'source.changed', who: rule, data: { target: 'green', was: 'a', is: 'b' } }, 'Another server answers as green'],
  'checklist.ticked': [{ kind: 'checklist.ticked', who: ada, data: { checklist: 'one', item: 'a', evidence: 'link' } }, 'Ada ticked <item one/a> in <checklist one>'],
  'checklist.unticked': [{ kind: 'checklist.unticked', who: ada, why: 'wrong', data: { checklist: 'one', item: 'a' } }, 'Ada took back <item one/a> in <checklist one>'],
  'connection.tested': [{ kind: 'connection.tested', who: ada, data: { target: 'orders-db', kind: 'mysql', address: '10.0.0.12:3306', outcome: 'auth', detail: 'access denied' } }, 'Ada tested the connection orders-db (mysql at 10.0.0.12:3306): auth'],
  'connection.saved': [{ kind: 'connection.saved', who: ada, why: 'new server', data: { target: 'orders-db', kind: 'mysql', address: '10.0.0.12:3306', replaced: false } }, 'Ada added the connection orders-db (mysql at 10.0.0.12:3306)'],
  'connection.removed': [{ kind: 'connection.removed', who: ada, why: 'old server', data: { target: 'orders-db' } }, 'Ada removed the connection orders-db'],
  'connection.expected': [{ kind: 'connection.expected', who: ada, why: 'rebuilt', data: { target: 'edge', identity: 'haproxy edge-2' } }, 'Ada expects haproxy edge-2 to answer as edge'],
  'secret.set': [{ kind: 'secret.set', who: ada, data: { name: 'ORDERS_DB_PASSWORD' } }, 'Ada set the secret ORDERS_DB_PASSWORD'],
  'forward.opened': [{ kind: 'forward.opened', who: ada, why: 'mended', incident: 'f-1', data: { run: 'f-1', ramp: 'forward', title: 'Roll forward', drill: true, plan: 'abc', stages: [], steps: [{ stage: 'tenth', title: '10 %', percent: 10, hold: 600_000, gates: ['burst'], by: 'automatic' }], target: 'green', identity: 'g', startedAt: 0 } }, 'Ada began roll forward to green, run f-1'],
  'forward.next': [{ kind: 'forward.next', who: ada, data: { run: 'f-1', stage: 'half' } }, 'Ada let the next users go: <stage half>'],
  'forward.held': [{ kind: 'forward.held', who: ada, why: 'lunch', data: { run: 'f-1' } }, 'Ada holds the ramp: no step begins by itself'],
  'forward.back': [{ kind: 'forward.back', who: ada, why: 'slow', data: { run: 'f-1', stage: 'tenth' } }, 'Ada went back to <stage tenth>'],
  'forward.finished': [{ kind: 'forward.finished', who: ada, data: { run: 'f-1', outcome: 'stopped', ms: 60_000, text: 'all stay', takenOverBy: 'r-2' } }, 'Run f-1 gave way to rollback r-2 after 1 min'],
  'hold.counted': [{ kind: 'hold.counted', who: rule, data: { run: 'f-1', step: 'tenth-gates', ms: 60_000, why: 'no data' } }, 'The hold stands still at 1 min'],
  'drill.begun': [{ kind: 'drill.begun', who: ada, data: { drill: 'd-1', fault: 'errors', scheduled: false } }, 'Ada starts drill d-1, with failing requests'],
  'drill.ended': [{ kind: 'drill.ended', who: ada, data: { drill: 'd-1', run: 'r-1' } }, 'Drill d-1 ended with run r-1'],
  'checkpoint.begun': [{ kind: 'checkpoint.begun', who: ada, why: 'before the release', data: { checkpoint: 'c-1', environment: 'blue', cause: 'person' } }, 'Ada began checkpoint c-1 of blue'],
  'checkpoint.taken': [{ kind: 'checkpoint.taken', who: ada, data: { checkpoint: 'c-1', identity: 'u', at: 0, file: 'c-1', bytes: 4_200_000, sha256: 'ab', tables: [{ table: 'trades', rows: 12, checksum: '1' }], ms: 900 } }, 'Checkpoint c-1 was taken in 900 ms: 4.2 MB, not proven yet'],
  'checkpoint.proven': [{ kind: 'checkpoint.proven', who: ada, data: { checkpoint: 'c-1', rows: 12, tables: 1, ms: 2_000 } }, 'Checkpoint c-1 is proven: restored and compared in 2 s'],
  'checkpoint.failed': [{ kind: 'checkpoint.failed', who: ada, why: 'the disk is full', data: { checkpoint: 'c-1', at: 'prove', ended: 'rollback' } }, 'Proving checkpoint c-1 was ended by a rollback'],
  'checkpoint.damaged': [{ kind: 'checkpoint.damaged', who: rule, data: { checkpoint: 'c-1', what: 'sha256 differs' } }, 'Checkpoint c-1 is damaged'],
  'checkpoint.removed': [{ kind: 'checkpoint.removed', who: rule, data: { checkpoint: 'c-1', by: 'retention' } }, 'Retention removed checkpoint c-1'],
  'recovery.begun': [{ kind: 'recovery.begun', who: ada, why: 'a table was emptied', data: { recovery: 'v-1', checkpoint: 'c-1', environment: 'blue', moment: 0 } }, 'Ada builds a state of the past beside blue, from checkpoint c-1'],
  'recovery.built': [{ kind: 'recovery.built', who: ada, data: { recovery: 'v-1', scratch: 's', moment: 0, tables: [{ table: 'trades', rows: 12, liveRows: 14 }], ms: 2_000 } }, 'Recovery v-1 is built after 2 s; nothing of it is live'],
  'recovery.swapping': [{ kind: 'recovery.swapping', who: ada, data: { recovery: 'v-1', back: false, aside: [] } }, 'Ada puts recovery v-1 in the place of what is live'],
  'recovery.promoted': [{ kind: 'recovery.promoted', who: ada, data: { recovery: 'v-1', aside: { environment: 'blue', name: 'a', tables: ['trades'] } } }, 'Recovery v-1 is live on blue'],
  'recovery.taken-back': [{ kind: 'recovery.taken-back', who: ada, data: { recovery: 'v-1', aside: { environment: 'blue', name: 'b', tables: ['trades'] } } }, 'blue is as it was before recovery v-1'],
  'recovery.failed': [{ kind: 'recovery.failed', who: ada, why: 'the log is gone', data: { recovery: 'v-1', ended: 'failed' } }, 'Recovery v-1 failed'],
  'recovery.discarded': [{ kind: 'recovery.discarded', who: ada, data: { recovery: 'v-1', what: 'set aside' } }, 'Ada dropped what recovery v-1 had set aside'],
  'phase.waits': [{ kind: 'phase.waits', who: ada, why: 'it begins', data: { phase: 'phase-1' } }, 'Ada asks for <phase phase-1>: it begins once its checkpoints are proven'],
  'phase.stays': [{ kind: 'phase.stays', who: rule, why: 'not proven', data: { phase: 'phase-1' } }, '<phase phase-1> does not begin'],
  'logs.sealed': [{ kind: 'logs.sealed', who: rule, data: { batch: 12, hash: 'abc', lines: 4_000, when: 'opened' } }, 'Logs sealed as the incident opened: 4,000 lines kept'],
  'logs.lost': [{ kind: 'logs.lost', who: rule, data: { source: 'green-app', count: 1_200, what: 'lines that the source no longer had' } }, 'Logs of green-app: 1,200 lines that the source no longer had'],
  'lesson.begun': [{ kind: 'lesson.begun', who: ada, data: {} }, 'Ada takes up the two-minute drill'],
  'lesson.left': [{ kind: 'lesson.left', who: ada, data: {} }, 'Ada left the two-minute drill for later'],
  'welcome.chosen': [{ kind: 'welcome.chosen', who: ada, data: { way: 'lab' } }, 'Ada begins on the practice lab'],
  'lab.fault': [{ kind: 'lab.fault', who: ada, data: { fault: 'errors', on: true } }, 'Ada switched on a practice fault: failing requests'],
  'pilot.added': [{ kind: 'pilot.added', who: ada, data: { pilot: 'u-1', person: { name: 'Bo' }, profile: 'Trader', experience: 'new' } }, 'Ada added the pilot user Bo'],
  'pilot.changed': [{ kind: 'pilot.changed', who: ada, data: { pilot: 'u-1', profile: 'Quant' } }, 'Ada changed the pilot user u-1'],
  'pilot.removed': [{ kind: 'pilot.removed', who: ada, why: 'left', data: { pilot: 'u-1' } }, 'Ada took the pilot user u-1 off the roster'],
  'pilot.consented': [{ kind: 'pilot.consented', who: ada, data: { pilot: 'u-1', given: false, on: '2026-01-05' } }, 'Ada recorded that u-1 withdrew on 2026-01-05'],
  'pilot.imported': [{ kind: 'pilot.imported', who: ada, data: { file: 'desk.csv', rows: 8, added: 7, changed: 0, same: 0, wrong: 1 } }, 'Ada imported pilot users from desk.csv: 8 rows'],
  'pilot.selected': [{ kind: 'pilot.selected', who: ada, why: 'agreed', data: { phase: 'phase-2', cohort: 'two', pilots: ['u-1'], shortfalls: [] } }, 'Ada took 1 user as two for <phase phase-2>'],
  'pilot.training': [{ kind: 'pilot.training', who: ada, data: { pilot: 'u-1', part: 'training', state: 'completed' } }, 'Ada recorded the training of u-1: completed'],
  'pilot.workflow': [{ kind: 'pilot.workflow', who: ada, data: { pilot: 'u-1', workflow: 'a backtest', seconds: 90, baseline: 80, environment: 'green', ok: true } }, 'Ada timed a backtest of u-1 on green: 90.0 s, 80.0 s before'],
  'pilot.adoption': [{ kind: 'pilot.adoption', who: ada, data: { pilot: 'u-1', uses: true } }, 'Ada recorded that u-1 goes on using it'],
  'flag.intended': [{ kind: 'flag.intended', who: ada, why: 'phase 2', data: { flag: 'f', users: ['bo'], to: 'green', fencing: 4 } }, 'Ada sends bo to green by flag'],
  'flag.outcome': [{ kind: 'flag.outcome', who: ada, data: { flag: 'f', result: 'failed', detail: 'refused' } }, 'The flag could not be set'],
  'survey.opened': [{ kind: 'survey.opened', who: ada, data: { survey: 's', title: 'Week 2', questions: [{ id: 'q', text: 'How?', kind: 'text', positiveFrom: 4 }], asked: ['u-1'], closes: 9 } }, 'Ada opened the survey “Week 2”: 1 user asked'],
  'survey.linked': [{ kind: 'survey.linked', who: ada, data: { survey: 's', digests: {} } }, 'Ada made 0 links to a survey'],
  'survey.answered': [{ kind: 'survey.answered', who: rule, data: { survey: 's', pilot: 'u-1', answers: { q: 'fine' }, via: 'link' } }, 'The link of u-1 was answered'],
  'survey.skipped': [{ kind: 'survey.skipped', who: ada, why: 'a holiday', data: { due: 'check-in/2' } }, 'Ada left out the survey check-in/2 of the calendar'],
  'survey.closed': [{ kind: 'survey.closed', who: rule, data: { survey: 's' } }, 'Rule burst closed the survey s'],
  'bug.reported': [{ kind: 'bug.reported', who: ada, data: { bug: 'b', title: 'It stops', severity: 'critical', via: 'hand' } }, 'Ada reported a critical bug: It stops'],
  'bug.resolved': [{ kind: 'bug.resolved', who: ada, data: { bug: 'b', how: 'fixed', via: 'hand' } }, 'Ada resolved the bug b'],
  'bug.reopened': [{ kind: 'bug.reopened', who: ada, data: { bug: 'b', via: 'hand' } }, 'Ada reopened the bug b'],
  'experiment.started': [{ kind: 'experiment.started', who: ada, why: 'to see', data: { experiment: 'x', title: 'Requests', outcome: 'requests', alpha: 0.05, margin: 0.02 } }, 'Ada began the A/B test “Requests” on requests'],
  'experiment.ended': [{ kind: 'experiment.ended', who: ada, why: 'seen', data: { experiment: 'x', counts: { blue: { good: 1, of: 1 }, green: { good: 1, of: 1 } }, verdict: 'not yet' } }, 'Ada ended an A/B test: not yet'],
  'message.drafted': [{ kind: 'message.drafted', who: rule, data: { ...message, kind: 'notice' } }, 'Draft for <recipient CTO>: Back on blue'],
  'message.queued': [{ kind: 'message.queued', who: ada, data: { ...message, kind: 'page' } }, 'Ada tells <recipient CTO>: Back on blue'],
  'message.sent': [{ kind: 'message.sent', who: rule, data: { message: 'm-1', to: 'CTO', channel: 'mail', proof: '<1@host>' } }, 'The message to <recipient CTO> went out by <channel mail>'],
  'message.failed': [{ kind: 'message.failed', who: rule, data: { message: 'm-1', channel: 'mail', error: 'refused', attempts: 3, next: 'chat' } }, 'A message did not go out by <channel mail>; <channel chat> is tried'],
  'wall.shared': [{ kind: 'wall.shared', who: ada, why: 'the team meets there', data: { share: 'w-1', label: 'Room 2', digest: 'a'.repeat(64), until: 3_600_000 } }, 'Ada shared the war room: Room 2, for 1 h'],
  'wall.revoked': [{ kind: 'wall.revoked', who: ada, why: 'over', data: { share: 'w-1' } }, 'Ada withdrew the war room’s link w-1'],
  'on-call.overridden': [{ kind: 'on-call.overridden', who: ada, why: 'holiday', data: { override: 'o-1', duty: 'primary', contact: 'bo', from: 0, to: 1 } }, 'Ada has <contact bo> stand in as <duty primary>'],
  'on-call.restored': [{ kind: 'on-call.restored', who: ada, why: 'back', data: { override: 'o-1' } }, 'Ada took back the stand-in o-1'],
  'on-call.noted': [{ kind: 'on-call.noted', who: ada, data: { duty: 'primary', text: 'the archive is slow' } }, 'Ada left a note for the next <duty primary>'],
  'escalation.started': [{ kind: 'escalation.started', who: rule, incident: 'i-1', data: { escalation: 'i-1-P0', subject: { kind: 'incident', id: 'i-1' }, severity: 'P0', title: 'Errors', since: 0, levels: [{ duty: 'primary', title: 'Primary', within: 1 }, { duty: 'secondary', title: 'Secondary', within: 1 }] } }, 'P0 calls Primary, then Secondary: Errors'],
  'escalation.called': [{ kind: 'escalation.called', who: rule, incident: 'i-1', data: { escalation: 'i-1-P0', level: 0, round: 1, duty: 'primary', contact: 'bo', message: 'page/1', late: 120_000 } }, '<contact bo> is called again as <duty primary>'],
  'escalation.acknowledged': [{ kind: 'escalation.acknowledged', who: ada, incident: 'i-1', data: { escalation: 'i-1-P0' } }, 'Ada has it: nobody else is called'],
  'escalation.raised': [{ kind: 'escalation.raised', who: ada, incident: 'i-1', why: 'I need help', data: { escalation: 'i-1-P0' } }, 'Ada calls the next level now'],
  'escalation.ended': [{ kind: 'escalation.ended', who: rule, incident: 'i-1', data: { escalation: 'i-1-P0', because: 'over' } }, 'Nobody is called any more: it is over'],
  'reach.tried': [{ kind: 'reach.tried', who: ada, data: { reach: 't-1', tried: [{ duty: 'primary', contact: 'bo', messages: [{ message: 'test/1', channel: 'mail' }] }] } }, 'Ada tries whether the escalation reaches people: 1 message'],
  'message.settled': [{ kind: 'message.settled', who: { kind: 'rule', name: 'outbox' }, data: { message: 'page/i-1-P0/0/ada', to: 'ada', channel: 'pager', how: 'acknowledge' } }, '<channel pager> was told that somebody has it: the message to <recipient ada>'],
  'lease.offered': [{ kind: 'lease.offered', who: ada, why: 'my shift ends', data: { run: 'r-1', to: 'c-2', person: 'Bo', fencing: 4 } }, 'Ada hands the run r-1 over to Bo'],
  'message.withdrawn': [{ kind: 'message.withdrawn', who: ada, why: 'over', data: { message: 'm-1' } }, 'Ada withdrew a message'],
}

const entryOf = (draft: Draft): Entry => ({ ...draft, seq: 1, console: 'c', at: { occurred: 0, observed: 0, recorded: 0, mono: 0, boot: 'b' }, previous: '', hash: '' })

describe('every kind of entry', () => {
  test.each(entryKinds)('%s is one sentence, in the plan’s own names', (kind) => {
    const [draft, sentence] = told[kind]
    expect(entryLine(entryOf(draft), titleOf).text).toBe(sentence)
  })
  test.each(entryKinds)('%s belongs to a group by which it is filtered', (kind) => {
    expect(entryGroups).toContain(groupOf[kind])
  })
})

test('what was found and why stands under the sentence', () => {
  expect(entryLine(entryOf(told['step.outcome'][0])).detail).toBe('3 left — left 3 · forced no')
  expect(entryLine(entryOf(told['step.skipped'][0])).detail).toBe('Reason: done by hand')
  expect(entryLine(entryOf(told['step.asked'][0])).detail).toBe('Without an answer it is skipped.')
})

test('without a plan at hand ids stand in the place of names', () => {
  expect(entryLine(entryOf(told['step.skipped'][0])).text).toBe('Ada skipped drain')
})
