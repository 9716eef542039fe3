/** The entries of a start, and of each plan that is taken into use or refused. Semantics 17 of the design. */
import type { Mistake } from '../../../shared/contract.ts'
import { rule, type Actor } from '../../../shared/journal.ts'
import type { Journal } from '../../journal/journal.ts'
import type { Opened } from '../../plan/open.ts'

/** What was not seen since the last start, who opened it, and with which plan. @param wall ms, now */
export function noteOpening(journal: Journal, { opened, person, version, wall }: { readonly opened: Opened; readonly person: Actor; readonly version: string; readonly wall: number }): void {
  const [last] = journal.recent(1)
  if (last !== undefined) {
    const ms = Math.max(0, wall - last.at.recorded)
    journal.append({ kind: 'console.gap', who: rule('clock-watch'), data: { cause: 'restart', ms } })
  }
  const { lost, saved, setAside } = journal.opening
  if (lost !== undefined || setAside !== undefined)
    journal.append({ kind: 'journal.repaired', who: rule('journal-check'), data: { saved, lost: lost ?? 'Every entry could be saved.', ...(setAside !== undefined && { setAside }) } })
  const { plan, file, mistakes } = opened
  journal.append({ kind: 'console.opened', who: person, data: { version, platform: `${process.platform} ${process.arch}`, plan: plan.id } })
  noteRefused(journal, file ?? plan.id, mistakes)
  notePlan(journal, opened, { who: person })
}

export function noteRefused(journal: Journal, file: string, mistakes: readonly Mistake[]): void {
  const [first] = mistakes
  if (first !== undefined)
    journal.append({ kind: 'plan.refused', who: rule('plan-check'), data: { file, mistakes: mistakes.length, first: `${first.line}:${first.column} ${first.message}` } })
}

/** Nothing where that plan is the one in use already. */
export function notePlan(journal: Journal, { plan, hash, from, text }: Opened, { who, why }: { readonly who: Actor; readonly why?: string }): void {
  const { plan: last } = journal.state()
  if (last?.hash !== hash || last.from !== from)
    journal.append({ kind: 'plan.pinned', who, ...(why !== undefined && { why }), data: { id: plan.id, title: plan.title, hash, from, text } })
}
