/** The entries that a hand-over tells: what turned the course of things. Pure. */
import type { Entry, EntryKind } from './journal.ts'

/** What turns the course of things; steps and figures only follow. */
const turning: ReadonlySet<EntryKind> = new Set<EntryKind>([
  'incident.opened', 'incident.severity', 'incident.decision', 'incident.closed', 'rollback.opened', 'rollback.validated', 'rollback.vetoed', 'rollback.over',
  'rollback.finished', 'step.asked', 'step.answered', 'step.skipped', 'forward.opened', 'forward.held', 'forward.back', 'forward.finished', 'phase.set', 'phase.held', 'phase.released',
  'alert.raised', 'routing.drifted', 'routing.changed', 'watcher.blind', 'automation.set', 'escalation.acknowledged', 'recovery.promoted', 'recovery.taken-back', 'decision.decided',
])
/** More than a hand-over shows: a replay and a search show all. */
const kept = 20

/** Newest last. */
export const foldTurningPoints = (points: readonly Entry[], entry: Entry): readonly Entry[] => (turning.has(entry.kind) ? [...points, entry].slice(-kept) : points)
