/** Surveys: who is asked, their links (told once), what was answered, and the comments. */
import { useState } from 'react'
import type { Imported, SurveyLink } from '../../../shared/contract.ts'
import { takesPart, type Pilot } from '../../../shared/pilot.ts'
import { commentsOf, isOpen, questionTally, type Survey } from '../../../shared/survey.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Actions, Button, controlStyles, Dialog, Empty, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { agoText, countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { saveFile } from '../benchmarks/save-file.ts'
import { WrongRows } from './import-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { surveysPanel as say } from '../../words/pilots.ts'
import styles from './pilots-screen.module.css'
import { SurveyCalendar } from './survey-calendar.tsx'
import { base64Of, type Present } from './use-pilots.ts'
import { smallGroup, tallyText } from '../../words/pilots-states.ts'

const nameIn = (roster: readonly Pilot[], id: string): string => roster.find((one) => one.id === id)?.person.name ?? id

function LinksDialog({ links, roster, onClose }: { readonly links: readonly SurveyLink[]; readonly roster: readonly Pilot[]; readonly onClose: () => void }) {
  const [copied, setCopied] = useState<string>()
  const copy = async (what: string, text: string): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text)
      setCopied(what)
    } catch {
      // No clipboard here: the link can be selected.
      setCopied('none')
    }
  }
  return (
    <Dialog title={say.linksToTheForm} onClose={onClose} wide>
      <p className={controlStyles['text']}>{say.eachLinkOnePerson}</p>
      <ul className={styles['links']}>
        {links.map(({ pilot, url }) => (
          <li key={pilot}><strong>{nameIn(roster, pilot)}</strong><code>{url}</code><Button onPress={() => void copy(pilot, url)}>{copied === pilot ? common.copied : common.copy}</Button></li>
        ))}
      </ul>
      {copied === 'none' && <p role="status">{common.noClipboard}</p>}
      <Actions>
        <Button onPress={() => void copy('all', links.map(({ pilot, url }) => `${nameIn(roster, pilot)}\t${url}`).join('\n'))}>{copied === 'all' ? say.allCopied : say.copyAll}</Button>
        <Button look="primary" onPress={onClose}>{say.iHaveSentThem}</Button>
      </Actions>
    </Dialog>
  )
}

function OpenDialog({ present, onOpened, onClose }: { readonly present: Present; readonly onOpened: (links: readonly SurveyLink[]) => void; readonly onClose: () => void }) {
  const { act } = useActs()
  const [title, setTitle] = useState('')
  const asked = present.pilots.roster.filter(takesPart)
  const { server } = present.now ?? {}
  const [open, busy] = useBusy(async () => {
    const done = await act(say.theSurvey, (client) => client.pilots.survey({ title: title.trim(), pilots: asked.map(({ id }) => id) }), say.isOpen(title.trim()))
    if (!done) return
    onClose()
    if (done.answer.links.length > 0) onOpened(done.answer.links)
  })
  return (
    <Dialog title={say.openASurvey} onClose={onClose}>
      <TextField label={say.title} value={title} onChange={setTitle} autoFocus placeholder={say.titleExample} />
      <p className={controlStyles['text']}>{fill(say.whoTakePartAsked, { count: countText(asked.length, 'user'), questions: present.plan.pilots?.surveys.questions.map(({ text }) => text).join(' ') })}</p>
      {server?.on === false && <p><Mark tone="warn" word={say.noFormServedAnswers(server.why)} size={13} /></p>}
      <DialogActions onCancel={onClose} onAct={open} action={say.openIt} isDisabled={title.trim().length < 3 || asked.length === 0} busy={busy} />
    </Dialog>
  )
}

function AnswersDialog({ survey, onClose }: { readonly survey: Survey; readonly onClose: () => void }) {
  const { act } = useActs()
  const [done, setDone] = useState<Imported>()
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    const base64 = await base64Of(file)
    const told = await act(say.theAnswers, (client) => client.pilots.answers({ survey: survey.id, file: file.name, base64 }), ({ added }) => say.taken(countText(added, 'answer')))
    if (told) setDone(told.answer)
    if (told?.answer.wrong.length === 0) onClose()
  }
  return (
    <Dialog title={say.answersFromAFile} onClose={onClose} wide>
      <p className={controlStyles['text']}>{fill(say.csvColumnEmailUser, { questions: survey.questions.map(({ id }) => id).join(', ') })}</p>
      <label className={styles['file']}>{say.file}{' '}<input type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void take(event.target.files?.[0])} /></label>
      {done && <div role="status"><p className={controlStyles['text']}>{fill(say.takenKnownBefore, { count: countText(done.added, 'answer'), same: done.same })}</p><WrongRows wrong={done.wrong} /></div>}
      <Actions><Button look="primary" onPress={onClose}>{common.close}</Button></Actions>
    </Dialog>
  )
}

function Comments({ survey, roster }: { readonly survey: Survey; readonly roster: readonly Pilot[] }) {
  const [words, setWords] = useState('')
  const found = commentsOf(survey, words)
  const { wall } = useNow(10_000)
  return (
    <>
      <div className={styles['filter']} data-filter><TextField label={say.searchTheComments} hideLabel value={words} onChange={setWords} placeholder={say.searchTheCommentsWord} /></div>
      {found.length === 0
        ? <p className={styles['none']}>{words === '' ? say.noCommentWrittenYet : say.noCommentTheseWords}</p>
        : <ul className={styles['comments']}>{found.map(({ pilot, text, at }) => <li key={pilot}><p>{text}</p><small>{nameIn(roster, pilot)}, {agoText(wall - at)}</small></li>)}</ul>}
    </>
  )
}

const counted = { satisfaction: 'satisfied', preference: say.preferIt, adoption: say.goOnUsingIt } as const

function SurveyCard({ survey, present, onLinks }: { readonly survey: Survey; readonly present: Present; readonly onLinks: (links: readonly SurveyLink[]) => void }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const { wall } = useNow(10_000)
  const [asking, setAsking] = useState<'close' | 'answers'>()
  const { roster } = present.pilots
  const open = isOpen(survey, wall)
  const missing = survey.asked.filter((id) => !survey.answers.some((one) => one.pilot === id))
  const links = async (): Promise<void> => {
    const done = await act(say.theLinks, (client) => client.pilots.links({ survey: survey.id }), say.newLinksMadeThose)
    if (done) onLinks(done.answer.links)
  }
  const save = async (): Promise<void> => {
    const done = await act(say.theExport, (client) => client.pilots.exportAnswers({ survey: survey.id }), ({ name }) => say.savedAs(name))
    if (done) saveFile(done.answer)
  }
  return (
    <Panel title={survey.title} aside={<><Mark tone={open ? 'busy' : 'off'} word={open ? <>{fill(say.openUntil, { time: <Time at={survey.closes} full /> })}</> : 'closed'} size={13} /></>}>
      <p>{fill(say.ofAsked, { count: countText(survey.answers.length, 'answer'), asked: survey.asked.length, asked2: survey.asked.length <= smallGroup && say.smallGroupOneAnswer })}</p>
      <dl className={styles['tallies']}>
        {survey.questions.filter(({ kind }) => kind !== 'text').map((question) => {
          const tally = questionTally(survey, question)
          return <div key={question.id}><dt>{question.counts === undefined ? question.text : counted[question.counts]}</dt><dd><strong>{fill(say.of, { positive: tally.positive, asked: tally.asked })}</strong> <small>{tallyText(tally)}</small></dd></div>
        })}
      </dl>
      {missing.length > 0 && <p className={styles['none']}>{fill(say.notAnswered, { missing: missing.map((id) => nameIn(roster, id)).join(', ') })}</p>}
      <Comments survey={survey} roster={roster} />
      <div className={styles['row']}>
        <Button onPress={() => void save()}>{say.exportTheAnswers}</Button>
        {mayAct && <Button onPress={() => setAsking('answers')}>{say.answersFromAFileAsk}</Button>}
        {mayAct && open && missing.length > 0 && <Button isDisabled={present.now?.server.on !== true} onPress={() => void links()}>{say.newLinks}</Button>}
        {mayAct && open && <Button onPress={() => setAsking('close')}>{say.closeItAsk}</Button>}
      </div>
      {asking === 'answers' && <AnswersDialog survey={survey} onClose={() => setAsking(undefined)} />}
      {asking === 'close' && <ReasonDialog title={say.closeTitle(survey.title)} text={say.linksNotUsedOpen} action={say.closeIt} onAct={async (reason) => (await act(say.closingTheSurvey, (client) => client.pilots.closeSurvey({ survey: survey.id, reason }), say.theSurveyIsClosed)) !== undefined} onClose={() => setAsking(undefined)} />}
    </Panel>
  )
}

export function SurveysPanel({ present }: { readonly present: Present }) {
  const mayAct = useMayAct()
  const [opening, setOpening] = useState(false)
  const [links, setLinks] = useState<readonly SurveyLink[]>()
  const { surveys, roster } = present.pilots
  const { server } = present.now ?? {}
  return (
    <div className={styles['column']}>
      <div className={styles['row']}>
        {mayAct && <Button look="primary" isDisabled={present.plan.pilots === undefined} onPress={() => setOpening(true)}>{say.openASurveyAsk}</Button>}
        <span className={styles['none']}>{server === undefined ? '' : server.on ? say.formsAreServedAt(server.address) : say.noFormIsServed(server.why)}</span>
      </div>
      <SurveyCalendar present={present} onLinks={setLinks} />
      {surveys.length === 0 && <Panel title={say.surveys}><Empty title={say.noSurveyYet}>{say.usersAnswerShortForm}</Empty></Panel>}
      <div className={styles['cards']}>{surveys.map((survey) => <SurveyCard key={survey.id} survey={survey} present={present} onLinks={setLinks} />)}</div>
      {opening && <OpenDialog present={present} onOpened={setLinks} onClose={() => setOpening(false)} />}
      {links && <LinksDialog links={links} roster={roster} onClose={() => setLinks(undefined)} />}
    </div>
  )
}
