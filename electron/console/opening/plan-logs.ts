/** The logs that the plan in use names: another plan's are opened in their place only where it names others. */
import { join } from 'node:path'
import type { Plan } from '../../../shared/plan.ts'
import type { Journal } from '../../journal/journal.ts'
import { startLogs, type Logs } from '../../logs/logs.ts'
import type { Ground } from './ground.ts'

export type PlanLogs = { readonly now: () => Logs; readonly use: (plan: Plan) => Promise<void> }

export function startPlanLogs({ home, clock, timers, log, onStop, journal, plan }: Ground & { readonly journal: Journal; readonly plan: Plan }): PlanLogs {
  const logsOf = ({ logs }: Plan): Logs => startLogs({
    file: join(home, 'logs.sqlite'), plan: logs, clock, timers, log,
    journal: { append: journal.append, incidents: () => journal.state().incidents, subscribe: journal.subscribe, sealed: () => sealedHeads(journal) },
  })
  let used = plan.logs
  let logs = logsOf(plan)
  onStop(() => logs.stop())
  return {
    now: () => logs,
    use: async (next) => {
      if (JSON.stringify(next.logs) === JSON.stringify(used)) return
      await logs.stop()
      logs = logsOf(next)
      used = next.logs
    },
  }
}

/** All heads of the log cache that the record has: what its check is held against. */
function sealedHeads(journal: Pick<Journal, 'entries'>): readonly { readonly batch: number; readonly hash: string }[] {
  const heads: { readonly batch: number; readonly hash: string }[] = []
  for (let [after, more] = [0, true]; more;) {
    const page = journal.entries({ kinds: ['logs.sealed'], after, limit: 1_000 })
    for (const entry of page.entries) if (entry.kind === 'logs.sealed') heads.push({ batch: entry.data.batch, hash: entry.data.hash })
    after = page.entries.at(-1)?.seq ?? after
    ;({ more } = page)
  }
  return heads
}
