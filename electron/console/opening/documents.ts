/** What leaves the console as a file: bundles of incidents, their reports, the reports of the programme. */
import type { OpenedPlan } from '../../../shared/contract.ts'
import type { SharedRecord } from '../../consoles/record.ts'
import { findBrowser } from '../../find-browser.ts'
import type { Journal } from '../../journal/journal.ts'
import { printBy, printPdf, type Print } from '../../report/pdf.ts'
import { seqAt } from '../around.ts'
import { createBundles, type Bundles } from '../bundles/bundles.ts'
import type { ConsoleOptions } from '../console-type.ts'
import { createProgrammeReports, type ProgrammeReports } from '../programme/programme-reports.ts'
import { createReports, type Reports } from '../reports.ts'
import type { Sealing } from '../record/sealing.ts'
import type { Ground } from './ground.ts'
import type { History } from './history.ts'
import type { Watching } from './watching.ts'

export type Documents = { readonly bundles: Bundles; readonly reports: Reports; readonly programmeReports: ProgrammeReports }

/** @param opened the plan in use: its titles stand in the place of ids */
export function openDocuments({ home, clock, log, onStop, journal, others, history, watching, sealing, opened, options, version }: Ground & {
  readonly journal: Journal
  readonly others: SharedRecord
  readonly history: History
  readonly watching: Watching
  readonly sealing: Sealing
  readonly opened: () => OpenedPlan
  readonly options: Pick<ConsoleOptions, 'user' | 'env' | 'print'>
  readonly version: string
}): Documents {
  const { file: series, flush: flushSeries, momentAt } = history
  const { programme, pilots, measuredPlan } = watching
  const bundles = createBundles({ home, journal, others, flushSeries, sealing, names: () => [options.user], opened, clock, log, version })
  onStop(bundles.stop)
  const print = printer(options, (error) => log.warn('report.not printed', { error }))
  const reports = createReports({ journal, others, series, flushSeries, print, clock, named: () => opened().plan })
  const programmeReports = createProgrammeReports({
    journal, others, series, flushSeries, print, clock, home, readings: programme.readings, tests: () => pilots.tests(), plan: measuredPlan,
    stateAt: async (wall) => {
      const { moment, others: ends } = await momentAt(seqAt(journal, wall), wall)
      return { state: moment.state, heads: new Map(Object.entries(ends)) }
    },
  })
  return { bundles, reports, programmeReports }
}

/** The shell prints where it can; otherwise a browser of this machine does, which is looked for at each print: it may have been installed since. */
function printer({ print, env }: Pick<ConsoleOptions, 'env' | 'print'>, onFailure: (error: unknown) => void): Print {
  const inBrowser: Print = (html) => printPdf(html, findBrowser(env, process.platform))
  return print === undefined ? inBrowser : printBy([print, inBrowser], onFailure)
}
