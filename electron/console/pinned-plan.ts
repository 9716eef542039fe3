/** The plan that a run was opened with, from the record: the file, and the baselines, may have changed since. */
import { baselinesInUse, foldBaselines, type RecordedBaselines } from '../../shared/baseline.ts'
import type { Plan } from '../../shared/plan.ts'
import type { Journal } from '../journal/journal.ts'

const most = 1_000

/** @param read a plan's text; undefined where it can't be used any more */
export function pinnedPlan(journal: Pick<Journal, 'entries'>, hash: string, read: (text: string) => Plan | undefined): Plan | undefined {
  const pinned = journal.entries({ kinds: ['plan.pinned'], after: 0, limit: most }).entries.findLast((entry) => entry.kind === 'plan.pinned' && entry.data.hash === hash)
  return pinned?.kind === 'plan.pinned' ? read(pinned.data.text) : undefined
}

/** A plan with the baselines that were in use when the present run began: what was recorded since does not move its bars. */
export function asOfTheRun<P extends Plan>(plan: P, journal: Pick<Journal, 'entries' | 'state'>): P {
  const { run } = journal.state()
  const opened = run && journal.entries({ incident: run.incident, kinds: ['rollback.opened'], after: 0, limit: most }).entries.find((entry) => entry.kind === 'rollback.opened' && entry.data.run === run.id)
  let recorded: RecordedBaselines = {}
  for (let after = 0, more = opened !== undefined; more; ) {
    const page = journal.entries({ kinds: ['baseline.recorded'], after, limit: most })
    recorded = page.entries.filter(({ seq }) => seq < (opened?.seq ?? 0)).reduce(foldBaselines, recorded)
    after = page.entries.at(-1)?.seq ?? after
    more = page.more
  }
  return { ...plan, baselines: baselinesInUse(plan, recorded) }
}
