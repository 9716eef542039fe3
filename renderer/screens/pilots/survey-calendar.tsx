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
import { surveyCalendar as words } from '../../words/pilots.ts'
import styles from './pilots-screen.module.css'
import type { Present } from './use-pilots.ts'
import { dateWords } from '../../words/pilots-states.ts'

type Opening = { readonly present: Present; readonly onLinks: (links: readonly SurveyLink[]) => void }

function DateRow({ one, present, onLinks }: Opening & { readonly one: Occurrence }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [skipping, setSkipping] = useState(false)
  const title = titleOfDate(one)
  const asked = askedIn(present.pilots, one.date.phase).length
  const open = async (): Promise<void> => {
    const done = await act(words.theSurvey, (client) => client.pilots.openDue({ due: one.key }), words.isOpen(title))
    if (done && done.answer.links.length > 0) onLinks(done.answer.links)
  }
  return (
    <tr>
      <th scope="row">{title}</th>
      <td className={styles['number']}>{one.day}</td>
      <td>{one.from === undefined ? '—' : <Time at={one.from} full />}</td>
      <td><Mark {...dateWords[one.state]} size={13} /></td>
      <td>{one.survey ? words.ofAnswered(one.survey.answers.length, one.survey.asked.length) : one.skipped ? `${one.skipped.by}: ${one.skipped.why}` : one.state === 'due' || one.state === 'planned' ? words.toAsk(countText(asked, 'user'), one.date.opens === 'by itself' ? words.opensByItself : '') : words.nobodyWasAsked}</td>
      <td>
        {mayAct && one.state === 'due' && (
          <span className={styles['row']}>
            <Button look="primary" aria-label={words.open(title)} isDisabled={asked === 0} onPress={() => void open()}>{words.openWord}</Button>
            <Button aria-label={words.leaveOut(title)} onPress={() => setSkipping(true)}>{words.leaveOutAsk}</Button>
          </span>
        )}
        {skipping && <ReasonDialog title={words.leaveOutTitle(title)} text={words.nobodyAskedDateReason} action={words.leaveItOut} onAct={async (reason) => (await act(words.leavingItOut, (client) => client.pilots.skipDue({ due: one.key, reason }), words.isLeftOut(title))) !== undefined} onClose={() => setSkipping(false)} />}
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
    <Panel flush title={words.onTheCalendar} aside={own.length > 0 ? plan.phases.find(({ id }) => id === phase)?.title : words.allPhases}>
      {shown.length === 0 ? <Empty title={words.planNoSurveyDate}>{words.addThemUnderPilots}</Empty> : (
        <div className={styles['scroll']}>
          <table className={styles['table']}>
            <thead><tr><th>{words.survey}</th><th className={styles['number']}>{words.day}</th><th>{words.dueFrom}</th><th>{words.state}</th><th>{words.answers}</th><th>{words.whatToDo}</th></tr></thead>
            <tbody>{shown.map((one) => <DateRow key={one.key} one={one} present={present} onLinks={onLinks} />)}</tbody>
          </table>
        </div>
      )}
    </Panel>
  )
}
