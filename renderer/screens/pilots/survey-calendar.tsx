/** The surveys that the plan has dates for: what is due is opened with one press, or left out with a reason. */
import { useState } from 'react'
import type { SurveyLink } from '../../../shared/contract.ts'
import { askedIn, titleOfDate, type Occurrence } from '../../../shared/survey-calendar.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { useView } from '../../store.ts'
import { useSurveyDates } from '../../survey-dates.ts'
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'
import { dateWords } from './words.ts'

type Opening = { readonly present: Present; readonly onLinks: (links: readonly SurveyLink[]) => void }

function DateRow({ one, present, onLinks }: Opening & { readonly one: Occurrence }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [skipping, setSkipping] = useState(false)
  const title = titleOfDate(one)
  const asked = askedIn(present.pilots, one.date.phase).length
  const open = async (): Promise<void> => {
    const done = await act('The survey', (client) => client.pilots.openDue({ due: one.key }), `“${title}” is open`)
    if (done && done.answer.links.length > 0) onLinks(done.answer.links)
  }
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className={styles['number']}>{one.day}</td>
      <td>{one.from === undefined ? '—' : <Time at={one.from} full />}</td>
      <td><Mark {...dateWords[one.state]} size={13} /></td>
      <td>{one.survey ? `${one.survey.answers.length} of ${one.survey.asked.length} answered` : one.skipped ? `${one.skipped.by}: ${one.skipped.why}` : one.state === 'due' || one.state === 'planned' ? `${countText(asked, 'user')} to ask${one.date.opens === 'by itself' ? ', opens by itself' : ''}` : 'nobody was asked'}</td>
      <td>
        {mayAct && one.state === 'due' && (
          <span className={styles['row']}>
            <Button look="primary" aria-label={`Open ${title}`} isDisabled={asked === 0} onPress={() => void open()}>Open</Button>
            <Button aria-label={`Leave out ${title}`} onPress={() => setSkipping(true)}>Leave out…</Button>
          </span>
        )}
        {skipping && <ReasonDialog title={`Leave out “${title}”`} text="Nobody is asked on this date. The reason stands in the record and in the weekly report." action="Leave it out" onAct={async (reason) => (await act('Leaving it out', (client) => client.pilots.skipDue({ due: one.key, reason }), `“${title}” is left out`)) !== undefined} onClose={() => setSkipping(false)} />}
      </td>
    </tr>
  )
}

/** Those of the phase that runs; where none runs, all. */
export function SurveyCalendar({ present, onLinks }: Opening) {
  const phase = useView((view) => view.state?.phase) ?? null
  const all = useSurveyDates()
  const { plan } = present
  const own = all.filter(({ date }) => date.phase === phase)
  const shown = own.length > 0 ? own : all
  return (
    <Panel flush title="On the calendar" aside={own.length > 0 ? plan.phases.find(({ id }) => id === phase)?.title : 'all phases'}>
      {shown.length === 0 ? <Empty title="The plan has no survey on a date">Add them under “pilots.surveys.calendar” in the plan file.</Empty> : (
        <div className={styles['scroll']}>
          <table className={styles['table']}>
            <thead><tr><th>Survey</th><th className={styles['number']}>Day</th><th>Due from</th><th>State</th><th>Answers</th><th>What to do</th></tr></thead>
            <tbody>{shown.map((one) => <DateRow key={one.key} one={one} present={present} onLinks={onLinks} />)}</tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
