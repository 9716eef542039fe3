/** Surveys: who is asked, their links (told once), what was answered, and the comments. */
import { useState } from 'react'
import type { Imported, SurveyLink } from '../../../shared/contract.ts'
import { takesPart, type Pilot } from '../../../shared/pilot.ts'
import { commentsOf, isOpen, questionTally, type Survey } from '../../../shared/survey.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { Actions, Button, controlStyles, Dialog, Empty, TextField } from '../../parts/controls.tsx'
import { agoText, countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { saveFile } from '../benchmarks/save-file.ts'
import { WrongRows } from './import-dialog.tsx'
import styles from './pilots-screen.module.css'
import { SurveyCalendar } from './survey-calendar.tsx'
import { base64Of, type Present } from './use-pilots.ts'
import { smallGroup, tallyText } from './words.ts'

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
    <Dialog title="Links to the form" onClose={onClose} wide>
      <p className={controlStyles['text']}>Each link is for one person and works once. They are shown now and never again: send them before you close this. New links take the place of these.</p>
      <ul className={styles['links']}>
        {links.map(({ pilot, url }) => (
          <li key={pilot}><strong>{nameIn(roster, pilot)}</strong><code>{url}</code><Button onPress={() => void copy(pilot, url)}>{copied === pilot ? 'Copied' : 'Copy'}</Button></li>
        ))}
      </ul>
      {copied === 'none' && <p role="status">There is no clipboard here: select the link and copy it.</p>}
      <Actions>
        <Button onPress={() => void copy('all', links.map(({ pilot, url }) => `${nameIn(roster, pilot)}\t${url}`).join('\n'))}>{copied === 'all' ? 'All copied' : 'Copy all'}</Button>
        <Button look="primary" onPress={onClose}>I have sent them</Button>
      </Actions>
    </Dialog>
  )
}

function OpenDialog({ present, onOpened, onClose }: { readonly present: Present; readonly onOpened: (links: readonly SurveyLink[]) => void; readonly onClose: () => void }) {
  const { act } = useActs()
  const [title, setTitle] = useState('')
  const asked = present.pilots.roster.filter(takesPart)
  const { server } = present.now ?? {}
  const open = async (): Promise<void> => {
    const done = await act('The survey', (client) => client.pilots.survey({ title: title.trim(), pilots: asked.map(({ id }) => id) }), `“${title.trim()}” is open`)
    if (!done) return
    onClose()
    if (done.answer.links.length > 0) onOpened(done.answer.links)
  }
  return (
    <Dialog title="Open a survey" onClose={onClose}>
      <TextField label="Title" value={title} onChange={setTitle} autoFocus placeholder="Week 2: how do you find it?" />
      <p className={controlStyles['text']}>{countText(asked.length, 'user')} who take part are asked the plan’s questions: {present.plan.pilots?.surveys.questions.map(({ text }) => text).join(' ')}</p>
      {server?.on === false && <p><Mark tone="warn" word={`No form is served: ${server.why}. Answers can come by a file.`} size={13} /></p>}
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <Button look="primary" isDisabled={title.trim().length < 3 || asked.length === 0} onPress={() => void open()}>Open it</Button>
      </Actions>
    </Dialog>
  )
}

function AnswersDialog({ survey, onClose }: { readonly survey: Survey; readonly onClose: () => void }) {
  const { act } = useActs()
  const [done, setDone] = useState<Imported>()
  const take = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return
    const base64 = await base64Of(file)
    const told = await act('The answers', (client) => client.pilots.answers({ survey: survey.id, file: file.name, base64 }), ({ added }) => `${countText(added, 'answer')} taken`)
    if (told) setDone(told.answer)
    if (told?.answer.wrong.length === 0) onClose()
  }
  return (
    <Dialog title="Answers from a file" onClose={onClose} wide>
      <p className={controlStyles['text']}>CSV with a column email, user or name, and a column for each question: {survey.questions.map(({ id }) => id).join(', ')}. The first answer of a person counts.</p>
      <label className={styles['file']}>File <input type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void take(event.target.files?.[0])} /></label>
      {done && <div role="status"><p className={controlStyles['text']}>{countText(done.added, 'answer')} taken, {done.same} known before.</p><WrongRows wrong={done.wrong} /></div>}
      <Actions><Button look="primary" onPress={onClose}>Close</Button></Actions>
    </Dialog>
  )
}

function Comments({ survey, roster }: { readonly survey: Survey; readonly roster: readonly Pilot[] }) {
  const [words, setWords] = useState('')
  const found = commentsOf(survey, words)
  const { wall } = useNow(10_000)
  return (
    <>
      <div className={styles['filter']} data-filter><TextField label="Search the comments" hideLabel value={words} onChange={setWords} placeholder="Search the comments  ( / )" /></div>
      {found.length === 0
        ? <p className={styles['none']}>{words === '' ? 'No comment was written yet.' : 'No comment has these words.'}</p>
        : <ul className={styles['comments']}>{found.map(({ pilot, text, at }) => <li key={pilot}><p>{text}</p><small>{nameIn(roster, pilot)}, {agoText(wall - at)}</small></li>)}</ul>}
    </>
  )
}

const counted = { satisfaction: 'satisfied', preference: 'prefer it', adoption: 'go on using it' } as const

function SurveyCard({ survey, present, onLinks }: { readonly survey: Survey; readonly present: Present; readonly onLinks: (links: readonly SurveyLink[]) => void }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const { wall } = useNow(10_000)
  const [asking, setAsking] = useState<'close' | 'answers'>()
  const { roster } = present.pilots
  const open = isOpen(survey, wall)
  const missing = survey.asked.filter((id) => !survey.answers.some((one) => one.pilot === id))
  const links = async (): Promise<void> => {
    const done = await act('The links', (client) => client.pilots.links({ survey: survey.id }), 'New links are made; those before have ended')
    if (done) onLinks(done.answer.links)
  }
  const save = async (): Promise<void> => {
    const done = await act('The export', (client) => client.pilots.exportAnswers({ survey: survey.id }), ({ name }) => `Saved as ${name}`)
    if (done) saveFile(done.answer)
  }
  return (
    <Panel title={survey.title} aside={<><Mark tone={open ? 'busy' : 'off'} word={open ? <>open until <Time at={survey.closes} full /></> : 'closed'} size={13} /></>}>
      <p>{countText(survey.answers.length, 'answer')} of {survey.asked.length} asked{survey.asked.length <= smallGroup && ' · small group: one answer weighs much'}</p>
      <dl className={styles['tallies']}>
        {survey.questions.filter(({ kind }) => kind !== 'text').map((question) => {
          const tally = questionTally(survey, question)
          return <div key={question.id}><dt>{question.counts === undefined ? question.text : counted[question.counts]}</dt><dd><strong>{tally.positive} of {tally.asked}</strong> <small>{tallyText(tally)}</small></dd></div>
        })}
      </dl>
      {missing.length > 0 && <p className={styles['none']}>Not answered: {missing.map((id) => nameIn(roster, id)).join(', ')}</p>}
      <Comments survey={survey} roster={roster} />
      <div className={styles['row']}>
        <Button onPress={() => void save()}>Export the answers</Button>
        {mayAct && <Button onPress={() => setAsking('answers')}>Answers from a file…</Button>}
        {mayAct && open && missing.length > 0 && <Button isDisabled={present.now?.server.on !== true} onPress={() => void links()}>New links</Button>}
        {mayAct && open && <Button onPress={() => setAsking('close')}>Close it…</Button>}
      </div>
      {asking === 'answers' && <AnswersDialog survey={survey} onClose={() => setAsking(undefined)} />}
      {asking === 'close' && <ReasonDialog title={`Close “${survey.title}”`} text="Links that were not used open nothing any more. Who has not answered stays among those asked." action="Close it" onAct={async (reason) => (await act('Closing the survey', (client) => client.pilots.closeSurvey({ survey: survey.id, reason }), 'The survey is closed')) !== undefined} onClose={() => setAsking(undefined)} />}
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
        {mayAct && <Button look="primary" isDisabled={present.plan.pilots === undefined} onPress={() => setOpening(true)}>Open a survey…</Button>}
        <span className={styles['none']}>{server === undefined ? '' : server.on ? `Forms are served at ${server.address}` : `No form is served: ${server.why}`}</span>
      </div>
      <SurveyCalendar present={present} onLinks={setLinks} />
      {surveys.length === 0 && <Panel title="Surveys"><Empty title="No survey yet">Users answer a short form by a link of their own; answers can come by a file as well.</Empty></Panel>}
      <div className={styles['cards']}>{surveys.map((survey) => <SurveyCard key={survey.id} survey={survey} present={present} onLinks={setLinks} />)}</div>
      {opening && <OpenDialog present={present} onOpened={setLinks} onClose={() => setOpening(false)} />}
      {links && <LinksDialog links={links} roster={roster} onClose={() => setLinks(undefined)} />}
    </div>
  )
}
