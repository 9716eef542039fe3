/** The plan that a run was opened with, from the record: the file, and the baselines, may have changed since. */
import { baselinesInUse, foldBaselines, type RecordedBaselines } from '../../shared/baseline.ts'
import type { Entry } from '../../shared/journal.ts'
import { comparePlaces, merge, placed, placeOf, type Placed } from '../../shared/merge.ts'
import type { Plan } from '../../shared/plan.ts'
import type { SharedRecord } from '../consoles/record.ts'
import type { Journal } from '../journal/journal.ts'

const most = 1_000

/** @param read a plan's text; undefined where it can't be used any more */
export function pinnedPlan(journal: Pick<Journal, 'entries'>, hash: string, read: (text: string) => Plan | undefined): Plan | undefined {
  const pinned = journal.entries({ kinds: ['plan.pinned'], after: 0, limit: most }).entries.findLast((entry) => entry.kind === 'plan.pinned' && entry.data.hash === hash)
  return pinned?.kind === 'plan.pinned' ? read(pinned.data.text) : undefined
}

/** A plan with the baselines that were in use when the present run began: what was recorded since does not move its bars. */
export function asOfTheRun<P extends Plan>(plan: P, journal: Pick<Journal, 'entries' | 'state'>, others: Pick<SharedRecord, 'ofIncident' | 'between'> = { ofIncident: () => [], between: () => [] }): P {
  const { run } = journal.state()
  const ofRun = run === undefined ? [] : [...placed(journal.entries({ incident: run.incident, kinds: ['rollback.opened'], after: 0, limit: most }).entries), ...others.ofIncident(run.incident)]
  const opened = ofRun.find(({ entry }) => entry.kind === 'rollback.opened' && entry.data.run === run?.id)
  if (opened === undefined) return { ...plan, baselines: baselinesInUse(plan, {}) }
  const own: Entry[] = []
  for (let after = 0, more = true; more; ) {
    const page = journal.entries({ kinds: ['baseline.recorded'], after, limit: most })
    own.push(...page.entries)
    after = page.entries.at(-1)?.seq ?? after
    more = page.more
  }
  const before = (one: Placed): boolean => (one.entry.console === opened.entry.console ? one.entry.seq < opened.entry.seq : comparePlaces(placeOf(one), placeOf(opened)) < 0)
  const recorded = merge([placed(own), others.between(['baseline.recorded'], 0, Infinity)]).filter(before).reduce<RecordedBaselines>((known, { entry }) => foldBaselines(known, entry), {})
  return { ...plan, baselines: baselinesInUse(plan, recorded) }
}
