/**
 * The entries of the journal: what happened. State is a fold over them; nothing else is state.
 * Plan: "Transaction Logging", "Audit Trail"; semantics 9, 17, 18 of the design.
 */
import { z } from 'zod'
import { picture, pictureLimits, sha256 } from './attachment.ts'
import { benchFinished, benchStarted } from './bench.ts'
import { checkpointEntries } from './checkpoint-entries.ts'
import { figuresDay } from './daily.ts'
import { gateStates, outcomes } from './gate.ts'
import { reportMade } from './made-report.ts'
import { messageEntries } from './message-entries.ts'
import { environments, metricNames } from './metrics.ts'
import { onCallEntries } from './on-call-entries.ts'
import { pilotEntries } from './pilot-entries.ts'
import { endable, pending } from './pending.ts'
import { stepKinds } from './plan/rollback.ts'
import { preview } from './preview.ts'
import { beginnings, carries, decisionDecided, decisionOutcomes, evidenceRecorded, riskSet } from './programme-entries.ts'
import { rampRunStep } from './ramp.ts'
import { wallEntries } from './wall-entries.ts'
import { beginWays } from './welcome.ts'

const environment = z.enum(environments)

/** A person by name, or a rule by its id. Never "system". */
export const actor = z.union([
  z.strictObject({ kind: z.literal('person'), name: z.string().trim().min(1).max(80), role: z.enum(['operator', 'viewer']) }),
  z.strictObject({ kind: z.literal('rule'), name: z.string().min(1) }),
])
export type Actor = z.infer<typeof actor>

export const severities = ['P0', 'P1', 'P2'] as const
/** Who does what in an incident, whoever is on call. */
export const incidentRoles = ['commander', 'communications', 'technical lead', 'scribe'] as const
export const automations = ['automatic', 'ask first', 'watch only'] as const
export type Automation = (typeof automations)[number]

const stepResults = ['ok', 'failed', 'timed out', 'refused', 'cancelled', 'unknown'] as const
/** restore: of the restore step alone, a person's yes to what its question shows. */
export const askOptions = ['retry', 'skip', 'stop', 'end', 'restore'] as const
export type AskOption = (typeof askOptions)[number]
const runOutcomes = ['completed', 'stopped', 'vetoed'] as const

/** Parts of a post-incident report that people write. */
export const reportFields = ['summary', 'cause', 'well', 'badly', 'lessons'] as const

/** Facts that a step found, as short label and value pairs for people and reports. */
const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))

const run = z.string()
const procedureStage = z.strictObject({
  id: z.string(), title: z.string(), from: z.number(), to: z.number(),
  steps: z.array(z.strictObject({ id: z.string(), title: z.string(), kind: z.enum(stepKinds) })),
})

/** Data of each kind of entry. The key is the entry's kind; a new kind is one line here and its fold. */
export const entryData = {
  'console.opened': z.strictObject({ version: z.string(), platform: z.string(), plan: z.string() }),
  'console.closed': z.strictObject({}),
  /** Time that the console did not see: asleep, restarted, or a wall clock that was set. */
  'console.gap': z.strictObject({ cause: z.enum(['sleep', 'clock', 'restart']), ms: z.number() }),
  /** What a start found amiss with the record itself: a damaged file that was set aside, a tail that is gone. */
  'journal.repaired': z.strictObject({ saved: z.int(), lost: z.string(), setAside: z.string().optional() }),
  /** The key that seals from here on, announced by the key before it; `key` is its id, `public` SPKI in base64. */
  'journal.key': z.strictObject({ key: z.string(), public: z.string(), by: z.string().optional(), signature: z.string().optional() }),
  /** The chain up to `seq`, signed. `wall`: ms. */
  'journal.sealed': z.strictObject({ seq: z.int(), hash: z.string(), wall: z.number(), key: z.string(), signature: z.string(), cause: z.enum(['count', 'time', 'closed', 'export', 'stop']) }),
  /** A copy of the record in another place, read back and verified. */
  'backup.made': z.strictObject({ file: z.string(), entries: z.int(), bytes: z.int(), ms: z.number() }),
  'backup.failed': z.strictObject({ detail: z.string() }),
  /** What the plan's retention took away; entries never go. */
  'retention.removed': z.strictObject({ what: z.string(), count: z.int(), bytes: z.int() }),
  'bundle.exported': z.strictObject({ bundle: z.string(), redaction: z.enum(['none', 'names', 'names and texts']), entries: z.int(), bytes: z.int(), sha256: z.string() }),
  /** A part of the post-incident report that people write; a later one stands in its place. */
  'report.written': z.strictObject({ field: z.enum(reportFields), text: z.string().max(20_000) }),
  /** `due`: wall ms, or when the phase after this one begins. Plan: "Post-Incident Review Process". */
  'action.opened': z.strictObject({ action: z.string(), title: z.string(), due: z.union([z.number(), z.literal('next phase')]), from: z.enum(['plan', 'person']) }),
  'action.owned': z.strictObject({ action: z.string(), owner: z.string() }),
  /** It is due and not done: once an action. */
  'action.reminded': z.strictObject({ action: z.string() }),
  'action.done': z.strictObject({ action: z.string(), evidence: z.string() }),
  'plan.pinned': z.strictObject({
    id: z.string(), title: z.string(), hash: z.string(), from: z.enum(['file', 'last good', 'built-in']),
    /** The whole file, so that a run and its review never depend on a file that has changed since. */
    text: z.string(),
  }),
  'plan.refused': z.strictObject({ file: z.string(), mistakes: z.int(), first: z.string() }),
  /** `replaces`: the plan's own figure at that time; `bench`: the benchmark that it comes from. */
  'baseline.recorded': z.strictObject({ metric: z.enum(metricNames), value: z.number(), plan: z.string(), replaces: z.number(), bench: z.string().optional() }),
  'bench.started': benchStarted,
  'bench.finished': benchFinished,
  /** `checkpoint`: on which one it stands, or why on none; `how`: absent where it was simply set; `despite`: what stood in its way, and was overruled by the entry's reason. */
  'phase.set': z.strictObject({ phase: z.string().nullable(), checkpoint: z.string().optional(), how: z.enum(beginnings).optional(), despite: z.array(z.string()).optional(), carries }),
  'phase.extended': z.strictObject({ phase: z.string(), days: z.int().positive(), carries }),
  /** Day 1's date; a later one moves it. */
  'programme.started': z.strictObject({ day1: z.iso.date() }),
  'evidence.recorded': evidenceRecorded,
  'decision.proposed': z.strictObject({ phase: z.string(), outcome: z.enum(decisionOutcomes) }),
  'decision.decided': decisionDecided,
  'decision.withdrawn': z.strictObject({ decision: z.string() }),
  /** An action of a decision took effect; `run`: the rollback that it opened. */
  'decision.carried': z.strictObject({ decision: z.string(), action: z.int().nonnegative(), run: z.string().optional() }),
  'risk.set': riskSet,
  /** A rule holds the phase: the programme does not go on until a person releases it. Plan: "threshold for phase hold". */
  'phase.held': z.strictObject({ phase: z.string(), gate: z.string(), title: z.string(), text: z.string() }),
  'phase.released': z.strictObject({ phase: z.string() }),
  'automation.set': z.strictObject({ mode: z.enum(automations) }),
  'gate.turned': z.strictObject({
    gate: z.string(), title: z.string(), from: z.enum(gateStates), to: z.enum(gateStates),
    outcome: z.enum(outcomes), value: z.number().optional(), threshold: z.number(), samples: z.number(),
    /** Monotonic milliseconds at which the condition began, while pending or firing. */
    activeSince: z.number().optional(), response: z.string(), cause: z.string().optional(),
  }),
  'alert.raised': z.strictObject({ gate: z.string(), title: z.string(), response: z.string(), text: z.string() }),
  /** What it was about is over: for what no gate judges, such as a run's windows. */
  'alert.ended': z.strictObject({ gate: z.string() }),
  'alert.acknowledged': z.strictObject({ group: z.string() }),
  /** Gates that are not acted upon until then (wall ms); `environment` of the entry narrows it. */
  'silence.set': z.strictObject({ silence: z.string(), gates: z.array(z.string()).min(1), until: z.number() }),
  'silence.ended': z.strictObject({ silence: z.string() }),
  'incident.opened': z.strictObject({ title: z.string(), severity: z.enum(severities), cause: z.string() }),
  'incident.severity': z.strictObject({ severity: z.enum(severities) }),
  /** `text` is Markdown; what a picture shows lies beside the journal, its hash is here. */
  'incident.note': z.strictObject({ text: z.string().min(1).max(10_000), corrects: z.int().optional(), pictures: z.array(picture).min(1).max(pictureLimits.ofNote).optional() }),
  /** `person`: null where nobody has it any more. */
  'incident.role': z.strictObject({ role: z.enum(incidentRoles), person: z.string().trim().min(1).max(80).nullable() }),
  /** A moment that someone wants to find again. */
  'incident.mark': z.strictObject({ label: z.string().trim().min(1).max(200) }),
  'incident.decision': z.strictObject({ what: z.string().trim().min(3).max(2_000), by: z.string().trim().min(1).max(80) }),
  /** The series of the incident's time (wall ms), kept for good: the file's hash proves them. */
  'incident.frozen': z.strictObject({ sha: sha256, bytes: z.int(), from: z.number(), to: z.number(), series: z.int() }),
  'incident.closed': z.strictObject({ summary: z.string() }),
  'rollback.opened': z.strictObject({
    run, trigger: z.string(), manual: z.boolean(), drill: z.boolean(),
    /** Hash of the pinned plan, and its procedure, so that the fold needs no other file. */
    plan: z.string(), stages: z.array(procedureStage),
    target: environment, identity: z.string(),
    /** Who each target was at the opening, by its id; one that had not answered yet is proven by the first step that acts on it. */
    identities: z.record(z.string(), z.string()).optional(),
    /** Milliseconds on the console's monotonic clock: the press or trigger, and the start of the condition. */
    startedAt: z.number(), exposedSince: z.number(), deadline: z.number(), validation: z.number(),
  }),
  /** A ramp begins: its record is its own, named by the run where an incident's stands. `from`: the step at which it begins. */
  'forward.opened': z.strictObject({
    run, ramp: z.string(), title: z.string(), drill: z.boolean(), plan: z.string(), stages: z.array(procedureStage), steps: z.array(rampRunStep),
    target: environment, identity: z.string(), identities: z.record(z.string(), z.string()).optional(), startedAt: z.number(),
  }),
  /** The step that waited for a person may begin; no step begins by itself any more; back to the share of an earlier step. */
  'forward.next': z.strictObject({ run, stage: z.string() }),
  'forward.held': z.strictObject({ run }),
  'forward.back': z.strictObject({ run, stage: z.string() }),
  /** How long the gates of a step have passed (ms), and why its time stands still, where it does. */
  'hold.counted': z.strictObject({ run, step: z.string(), ms: z.number(), why: z.string().optional() }),
  'forward.finished': z.strictObject({ run, outcome: z.enum(['completed', 'stopped']), ms: z.number(), text: z.string(), takenOverBy: z.string().optional() }),
  'rollback.joined': z.strictObject({ run, what: z.string() }),
  'rollback.validated': z.strictObject({ run, how: z.enum(['confirmed', 'pressed', 'silence']) }),
  'rollback.vetoed': z.strictObject({ run, lapse: z.number() }),
  /** Its driver asks another console to take the run over; `person`: who has that one open. */
  'lease.offered': z.strictObject({ run, to: z.string(), person: z.string(), fencing: z.int() }),
  'lease.taken': z.strictObject({ run, holder: z.string(), fencing: z.int() }),
  /** What the stage would move or lose, as it was before the stage began. */
  'stage.previewed': z.strictObject({ run, stage: z.string(), previews: z.array(preview) }),
  'step.intended': z.strictObject({ run, step: z.string(), attempt: z.int(), fencing: z.int(), effect: z.string() }),
  'step.outcome': z.strictObject({
    run, step: z.string(), attempt: z.int(), result: z.enum(stepResults), detail: z.string(), facts, ms: z.number(),
  }),
  'step.asked': z.strictObject({
    run, step: z.string(), question: z.string(), options: z.array(z.enum(askOptions)),
    /** What silence does, and when: monotonic milliseconds. */
    silence: z.enum(askOptions).exclude(['end', 'restore']), answerBy: z.number(),
    /** What 'end' would end: those that are shown, and no others. */
    endable: endable.optional(),
  }),
  'step.answered': z.strictObject({ run, step: z.string(), choice: z.enum(askOptions), bySilence: z.boolean() }),
  /** One of those that a person said yes to; `gone`: it had ended by itself. */
  'transaction.ended': z.strictObject({ run, step: z.string(), transaction: pending, result: z.enum(['ended', 'gone', 'not ended']), detail: z.string() }),
  'step.skipped': z.strictObject({ run, step: z.string() }),
  'rollback.over': z.strictObject({ run, what: z.enum(['stage', 'deadline']), stage: z.string().optional(), by: z.number() }),
  'rollback.finished': z.strictObject({ run, outcome: z.enum(runOutcomes), ms: z.number(), text: z.string() }),
  /** A person has seen all commands of a plan and lets steps run them; `hash` is over all of them. */
  'commands.confirmed': z.strictObject({ hash: z.string(), commands: z.array(z.string()) }),
  'notice.sent': z.strictObject({ audience: z.string(), channel: z.string(), text: z.string() }),
  'notice.failed': z.strictObject({ audience: z.string(), channel: z.string(), text: z.string(), error: z.string() }),
  'routing.drifted': z.strictObject({ expected: z.string(), found: z.string() }),
  'routing.changed': z.strictObject({ from: z.string(), to: z.string() }),
  'source.lost': z.strictObject({ target: z.string(), reason: z.string(), detail: z.string() }),
  /** Another server answers as this target: a build id or a server uuid changed. */
  'source.changed': z.strictObject({ target: z.string(), was: z.string(), is: z.string() }),
  /** Rules that may roll back and can't be judged: no data protects nobody. */
  'watcher.blind': z.strictObject({ gates: z.array(z.string()), sources: z.array(z.string()) }),
  'watcher.sees': z.strictObject({ blind: z.number() }),
  'source.found': z.strictObject({ target: z.string(), away: z.number() }),
  'checklist.ticked': z.strictObject({ checklist: z.string(), item: z.string(), evidence: z.string() }),
  'checklist.unticked': z.strictObject({ checklist: z.string(), item: z.string() }),
  /** A person tried to connect to what the plan may not name yet; nothing was written there. */
  'connection.tested': z.strictObject({ target: z.string(), kind: z.string(), address: z.string(), outcome: z.string(), detail: z.string(), identity: z.string().optional() }),
  'connection.saved': z.strictObject({ target: z.string(), kind: z.string(), address: z.string(), replaced: z.boolean() }),
  'connection.removed': z.strictObject({ target: z.string() }),
  'connection.expected': z.strictObject({ target: z.string(), identity: z.string() }),
  /** The name alone. */
  'secret.set': z.strictObject({ name: z.string() }),
  /** A drill is prepared: `scheduled` where nobody pressed. `drill.ended` without a run: it came to nothing. */
  'drill.begun': z.strictObject({ drill: z.string(), fault: z.string(), scheduled: z.boolean() }),
  'drill.ended': z.strictObject({ drill: z.string(), run: z.string().optional() }),
  ...checkpointEntries,
  /** The end of the log cache's chain around an incident: lines that are changed later no longer lead to it. */
  'logs.sealed': z.strictObject({ batch: z.int(), hash: z.string(), lines: z.int(), when: z.enum(['opened', 'closed']) }),
  /** Lines that a source had lost, or that went to keep the cache within its bounds. */
  'logs.lost': z.strictObject({ source: z.string(), count: z.int(), what: z.string() }),
  /** A day's figures of the entry's environment, once the day is over. */
  'figures.day': figuresDay,
  'report.made': reportMade,
  /** The two-minute drill is taken up, or left for later. */
  'lesson.begun': z.strictObject({}),
  'lesson.left': z.strictObject({}),
  /** How a person wants to begin, on a fresh home. */
  'welcome.chosen': z.strictObject({ way: z.enum(beginWays) }),
  'lab.fault': z.strictObject({ fault: z.string(), on: z.boolean() }),
  ...pilotEntries,
  ...messageEntries,
  ...wallEntries,
  ...onCallEntries,
} as const satisfies Record<string, z.ZodType>

export type EntryKind = keyof typeof entryData
export const entryKinds = Object.keys(entryData) as [EntryKind, ...EntryKind[]]
export type EntryData<K extends EntryKind> = z.infer<(typeof entryData)[K]>

/** What a caller gives: who, what, why. The store adds times, number and chain. */
export type Draft<K extends EntryKind = EntryKind> = K extends EntryKind
  ? {
      readonly kind: K
      readonly who: Actor
      readonly data: EntryData<K>
      readonly why?: string
      readonly incident?: string
      readonly environment?: (typeof environments)[number]
      /** Wall milliseconds at which it happened, where that is not now. */
      readonly occurred?: number
      /** Wall milliseconds at which Fifteen saw it, where that is not now. */
      readonly observed?: number
    }
  : never

/**
 * Three times in wall milliseconds (UTC), and the monotonic clock with the boot that it counts from. `order`: the place among
 * the entries of several consoles (shared/merge.ts); absent where the console is alone.
 */
export const times = z.strictObject({
  occurred: z.number(), observed: z.number(), recorded: z.number(), mono: z.number(), boot: z.string(), order: z.int().optional(),
})

/** An entry as it stands in the journal. `hash` covers every other field, `previous` among them. */
export type Entry<K extends EntryKind = EntryKind> = Draft<K> & {
  readonly seq: number
  readonly console: string
  readonly at: z.infer<typeof times>
  readonly previous: string
  readonly hash: string
}

/** What acts by itself has a name too: never "system". Semantics 17 of the design. */
export const rule = (name: string): Actor => ({ kind: 'rule', name })

/** "Ada" or "rule error-burst": how an actor is named in a line. */
export const actorText = (who: Actor): string => (who.kind === 'person' ? who.name : `rule ${who.name}`)
