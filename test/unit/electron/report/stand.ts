/** The console's reports on a journal in memory, with days that a test puts on record. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { createProgrammeReports } from '../../../../electron/console/programme/programme-reports.ts'
import { printPdf, type Print } from '../../../../electron/report/pdf.ts'
import type { Clock } from '../../../../shared/clock.ts'
import { dateOf, type DayRecord } from '../../../../shared/daily.ts'
import type { Environment } from '../../../../shared/metrics.ts'
import type { CriterionReadings } from '../../../../shared/phase.ts'
import type { Plan } from '../../../../shared/plan.ts'
import { emptyState, fold } from '../../../../shared/state.ts'
import { fakeTime } from '../../../doubles/fake-time.ts'
import { memoryJournal, type MemoryJournal } from '../../../doubles/memory-journal.ts'
import { tbsPlan } from '../../shared/plan/tbs-plan.ts'

export const day1 = '2026-01-05'
const dayMs = 86_400_000
const ada = { kind: 'person', name: 'Ada', role: 'operator' } as const

/** Reports of a journal in memory: no series, no browser, a folder that goes with the test. */
export function reportsOn({ journal, plan, clock, readings = () => ({}), print = (html) => printPdf(html, undefined) }: { readonly journal: MemoryJournal; readonly plan: Plan; readonly clock: Clock; readonly readings?: () => CriterionReadings; readonly print?: Print }) {
  const home = mkdtempSync(join(tmpdir(), 'fifteen-reports-'))
  onTestFinished(() => rmSync(home, { recursive: true, force: true }))
  const reports = createProgrammeReports({
    plan: () => plan, clock, readings, tests: () => [], home, series: { sessions: () => [], groups: function* none() {} }, flushSeries: async () => undefined, print,
    stateAt: async (wall) => ({ state: journal.all().filter(({ at }) => at.recorded <= wall).reduce(fold, emptyState), heads: new Map() }), journal: { ...journal, console: 'memory' },
  })
  return { reports, home }
}

/** A day's summary, as the console writes it. */
export function dayOn(journal: MemoryJournal, number: number, figures: DayRecord['figures'], environment: Environment = 'green'): void {
  const date = dateOf(Date.parse(`${day1}T00:00:00Z`) + (number - 1) * dayMs)
  journal.append({ kind: 'figures.day', who: { kind: 'rule', name: 'daily-figures' }, environment, data: { date, watched: dayMs, figures } })
}

export async function reportStand({ started = true, print }: { readonly started?: boolean; readonly print?: Print } = {}) {
  const time = fakeTime({ wall: Date.parse('2025-12-29T09:00:00Z') })
  const journal = memoryJournal(time.clock)
  const { reports, home } = reportsOn({ journal, plan: tbsPlan(), clock: time.clock, ...(print && { print }) })
  if (started) journal.append({ kind: 'programme.started', who: ada, why: 'agreed', data: { day1 } })
  return {
    time, journal, reports, ada,
    /** To noon of a day of the programme. */
    to: (number: number): void => time.sleep(Date.parse(`${day1}T12:00:00Z`) + (number - 1) * dayMs - time.clock.wall()),
    days: (from: number, to: number, figures: DayRecord['figures'], environment?: Environment): void => {
      for (let number = from; number <= to; number += 1) dayOn(journal, number, figures, environment)
    },
    spoil: (name: string): void => writeFileSync(join(home, 'reports', name), 'other'),
  }
}
