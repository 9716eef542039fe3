/** The roster: sorted by any column, filtered by words, walked by the keyboard. */
import { useState } from 'react'
import type { PilotsNow } from '../../../shared/contract.ts'
import { otherOf } from '../../../shared/metrics.ts'
import { takesPart, type Pilot } from '../../../shared/pilot.ts'
import { usesNow, workflowsHold } from '../../../shared/pilot-figures.ts'
import { Button, Empty, TextField } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { addressOf } from '../../route.ts'
import { common } from '../../words/common.ts'
import { rosterTable as say } from '../../words/pilots.ts'
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'
import { consentWord, progressWords } from '../../words/pilots-states.ts'

type Row = { readonly pilot: Pilot; readonly flag: string; readonly session: string; readonly workflow: boolean | undefined; readonly uses: boolean | undefined }

const sessionText = (user: string | undefined, now: PilotsNow | undefined): string => {
  const own = user === undefined ? undefined : now?.sessions[user]
  return own === undefined ? '' : say.ofFailed(own.sessionsLost === 0 ? say.noneLost : say.lost(own.sessionsLost), own.failures, own.requests)
}

function rowsOf({ pilots, plan, now }: Present): readonly Row[] {
  const piloted = otherOf(plan.rollback.target)
  return pilots.roster.map((pilot) => ({
    pilot, flag: (pilot.user === undefined ? undefined : now?.flags[pilot.user]) ?? '', session: sessionText(pilot.user, now),
    workflow: workflowsHold(pilot, plan.pilots?.workflowWithin ?? 0, piloted), uses: usesNow(pilots, pilot)?.uses,
  }))
}

const columns = [
  ['name', say.user, ({ pilot }: Row) => pilot.person.name],
  ['cohort', say.cohort, ({ pilot }: Row) => pilot.cohort ?? ''],
  ['experience', say.experience, ({ pilot }: Row) => pilot.experience],
  ['consent', say.consent, ({ pilot }: Row) => (takesPart(pilot) ? '0' : pilot.consent === undefined ? '1' : '2')],
  ['training', say.training, ({ pilot }: Row) => pilot.progress.training.state],
  ['workflow', say.workflows, ({ workflow }: Row) => String(workflow ?? '')],
  ['uses', say.goesOn, ({ uses }: Row) => String(uses ?? '')],
  ['flag', say.flagNow, ({ flag }: Row) => flag],
] as const
type ColumnId = (typeof columns)[number][0]

const textOf = ({ pilot: { person, user = '', profile, experience, cohort = '' } }: Row): string => [person.name, person.email ?? '', user, profile, experience, cohort].join(' ').toLowerCase()
const yesNo = (value: boolean | undefined, yes: string, no: string) => (value === undefined ? <span className={styles['none']}>{common.notKnown}</span> : <Mark tone={value ? 'calm' : 'warn'} word={value ? yes : no} size={13} />)

export function RosterTable({ present, chosen, aside }: { readonly present: Present; readonly chosen: string | undefined; readonly aside: React.ReactNode }) {
  const [filter, setFilter] = useState('')
  const [sort, setSort] = useState<{ readonly by: ColumnId; readonly down: boolean }>({ by: 'name', down: false })
  const key = columns.find(([id]) => id === sort.by)?.[2] ?? columns[0][2]
  const words = filter.toLowerCase().split(/\s+/).filter((word) => word !== '')
  const all = rowsOf(present)
  const rows = all.filter((row) => words.every((word) => textOf(row).includes(word))).toSorted((a, b) => key(a).localeCompare(key(b)) * (sort.down ? -1 : 1) || a.pilot.person.name.localeCompare(b.pilot.person.name))
  return (
    <Panel flush title={say.roster} aside={<><span>{rows.length === all.length ? countText(all.length, 'user') : say.of(rows.length, countText(all.length, 'user'))}</span>{aside}</>}>
      {all.length === 0
        ? <Empty title={say.noPilotUsersYet}>{say.addOneImportFile}</Empty>
        : (
          <>
            <div className={styles['filter']} data-filter><TextField label={say.filter} hideLabel value={filter} onChange={setFilter} placeholder={say.filterNameUserProfile} /></div>
            <div className={styles['scroll']}>
              <table className={styles['table']}>
                <thead>
                  <tr>
                    {columns.map(([id, title]) => (
                      <th key={id} aria-sort={sort.by === id ? (sort.down ? 'descending' : 'ascending') : 'none'}>
                        <Button look="quiet" onPress={() => setSort({ by: id, down: sort.by === id && !sort.down })}>{title}{sort.by === id && <span aria-hidden="true">{sort.down ? '↓' : '↑'}</span>}</Button>
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {rows.map(({ pilot, flag, session, workflow, uses }) => (
                    <tr key={pilot.id} data-chosen={pilot.id === chosen || undefined}>
                      <th scope="row"><a href={addressOf('pilots', pilot.id)} aria-current={pilot.id === chosen ? 'true' : undefined}>{pilot.person.name}</a><small>{pilot.profile}</small></th>
                      <td>{pilot.cohort ?? <span className={styles['none']}>{say.none}</span>}</td>
                      <td>{pilot.experience}</td>
                      <td><Mark {...consentWord(pilot)} size={13} /></td>
                      <td><Mark {...progressWords[pilot.progress.training.state]} size={13} /></td>
                      <td>{yesNo(workflow, 'within', 'over')}</td>
                      <td>{yesNo(uses, 'yes', 'no')}</td>
                      <td>{flag === 'blue' || flag === 'green' ? <EnvironmentName of={flag} /> : <span className={styles['none']}>{present.now === undefined || present.now.unread !== undefined ? say.notRead : 'none'}</span>}<small>{session}</small></td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
            {rows.length === 0 && <Empty title={say.nobodyIsFound}>{say.noPilotUserBears}</Empty>}
          </>
        )}
    </Panel>
  )
}
