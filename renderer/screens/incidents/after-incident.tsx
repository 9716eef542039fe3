/** After an incident: what is left to do, its report, and the file in which it goes elsewhere. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { redactions, type Redaction } from '../../../shared/bundle.ts'
import { reportFormats, type ExportEvent, type ReportFields, type ReportFormat } from '../../../shared/contract.ts'
import type { Incident } from '../../../shared/incident.ts'
import { reportFields } from '../../../shared/journal.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Actions, Button, Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { bytes as bytesText, countText, hashText, percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useView } from '../../store.ts'
import { ActionList } from './actions.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { afterIncident as words } from '../../words/incidents.ts'
import styles from './after.module.css'
import { redactionWords } from './bundle-words.tsx'
import { bytesOf, readPieces, saveBytes } from './bytes.ts'

const fieldWords = { summary: words.summary, cause: words.rootCause, well: words.whatWentWell, badly: words.whatDidNotGo, lessons: words.lessons } as const
const formatWords: Readonly<Record<ReportFormat, string>> = { markdown: words.markdown, html: 'HTML', pdf: 'PDF' }
const day = 86_400_000

function NewAction({ incident, onClose }: { readonly incident: string; readonly onClose: () => void }) {
  const { act } = useActs()
  const [title, setTitle] = useState('')
  const [days, setDays] = useState('7')
  const number = Number(days)
  const fits = title.trim().length >= 3 && number > 0 && number <= 365
  return (
    <Dialog title={words.addAnAction} onClose={onClose}>
      <TextField label={words.whatIsToBe} value={title} onChange={setTitle} autoFocus />
      <TextField label={words.dueSoManyDays} value={days} onChange={setDays} error={number > 0 && number <= 365 ? undefined : words.number1365} />
      <Actions>
        <Button look="quiet" onPress={onClose}>{common.cancel}</Button>
        <Button look="primary" isDisabled={!fits} onPress={() => void act(words.theAction, (client) => client.reviews.open({ incident, title: title.trim(), due: Date.now() + number * day }), words.theActionIsOn).then((done) => done && onClose())}>{words.addIt}</Button>
      </Actions>
    </Dialog>
  )
}

function Written({ incident }: { readonly incident: string }) {
  const { act, client } = useActs()
  const mayAct = useMayAct()
  const [fields, setFields] = useState<ReportFields>()
  const [editing, setEditing] = useState<(typeof reportFields)[number]>()
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<Failure>()
  const connected = useView((view) => view.connection.status === 'open')
  const read = useCallback(() => client().reviews.fields({ incident }).then(setFields, (error: unknown) => setFailure(failureOf(error))), [client, incident])
  useEffect(() => {
    if (connected) void read()
  }, [connected, read])
  const save = async (field: (typeof reportFields)[number]): Promise<void> => {
    if ((await act(words.theReport, (one) => one.reviews.write({ incident, field, text: text.trim() }), words.itIsInThe)) === undefined) return
    setEditing(undefined)
    await read()
  }
  return (
    <dl className={styles['facts']}>
      {failure && fields === undefined && <div><dt>{words.notRead}</dt><dd><span role="alert">{failure.what} {failure.todo}</span></dd></div>}
      {reportFields.map((field) => (
        <div key={field}>
          <dt>{fieldWords[field]}</dt>
          <dd>
            {fields?.[field] === undefined ? <span className={styles['hint']}>{words.notWrittenYet}</span> : <span className={styles['written']}>{fields[field].text}</span>}
            {mayAct && <Button look="quiet" aria-label={words.write(fieldWords[field])} onPress={() => { setText(fields?.[field]?.text ?? ''); setEditing(field) }}>{words.writeAsk}</Button>}
          </dd>
        </div>
      ))}
      {editing && (
        <Dialog title={fieldWords[editing]} onClose={() => setEditing(undefined)} wide>
          <TextField label={fieldWords[editing]} hideLabel value={text} onChange={setText} lines autoFocus hint={words.goesRecordLaterText} />
          <Actions>
            <Button look="quiet" onPress={() => setEditing(undefined)}>{common.cancel}</Button>
            <Button look="primary" isDisabled={text.trim() === ''} onPress={() => void save(editing)}>{words.saveIt}</Button>
          </Actions>
        </Dialog>
      )}
    </dl>
  )
}

function Export({ incident }: { readonly incident: string }) {
  const { client, act } = useActs()
  const [level, setLevel] = useState<Redaction>('none')
  const [at, setAt] = useState<ExportEvent>()
  const [failure, setFailure] = useState<Failure>()
  const stop = useRef<AbortController>(undefined)
  useEffect(() => () => stop.current?.abort(), [])
  const begin = async (): Promise<void> => {
    const mine = new AbortController()
    stop.current = mine
    setFailure(undefined)
    setAt({ kind: 'progress', done: 0 })
    try {
      for await (const event of await client().bundles.export({ incident, redaction: level }, { signal: mine.signal })) setAt(event)
    } catch (error) {
      setAt(undefined)
      if (!mine.signal.aborted) setFailure(failureOf(error))
    }
  }
  const save = (name: string, whole: number): Promise<unknown> => act(words.savingTheBundle, async (one) => {
    const pieces = await readPieces((offset) => one.bundles.read({ name, offset }), () => undefined)
    if (pieces.reduce((sum, { length }) => sum + length, 0) !== whole) throw new Error('The file did not come whole. Save it again.')
    saveBytes(name, 'application/octet-stream', pieces)
  }, words.isSaved(name))
  const size = at?.kind === 'done' ? bytesText(at.bytes) : undefined
  return (
    <div className={styles['stack']}>
      <div className={styles['row']}>
        <span>{words.takeOut}</span>
        <Segments label={words.takenOutExport} value={level} onChange={setLevel} options={redactions.map((id) => ({ id, title: redactionWords[id] }))} />
        {at?.kind === 'progress'
          ? <Button onPress={() => stop.current?.abort()}>{fill(words.cancelDone, { done: percentText(at.done, 0) })}</Button>
          : <Button onPress={() => void begin()}>{words.exportTheIncident}</Button>}
      </div>
      {failure && <p role="alert"><Mark tone="bad" word={failure.what} /> {failure.todo}</p>}
      {at?.kind === 'done' && (
        <div className={styles['row']} role="status">
          <Mark tone="calm" word={`${countText(at.entries, 'entry', 'entries')}, ${size?.number} ${size?.unit}`} />
          <Button look="primary" onPress={() => void save(at.name, at.bytes)}>{fill(words.save, { name: at.name })}</Button>
          <span className={styles['hint']}>{fill(words.itLiesInSha256, { file: at.file, hash: hashText(at.sha256) })}</span>
        </div>
      )}
      <p className={styles['hint']}>{words.oneFileEntriesHashes}</p>
    </div>
  )
}

export function AfterIncident({ incident }: { readonly incident: Incident }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const all = useView((view) => view.state?.actions)
  const actions = (all ?? []).filter((action) => action.incident === incident.id)
  const [adding, setAdding] = useState(false)
  const save = (format: ReportFormat): Promise<unknown> => act(words.theReportAs(formatWords[format]), async (client) => {
    const file = await client.reviews.report({ incident: incident.id, format })
    saveBytes(file.name, file.type, [bytesOf(file.data)])
  }, words.theReportIsSaved)
  return (
    <>
      <Panel title={words.actions} aside={mayAct ? <Button onPress={() => setAdding(true)}>{words.addAnActionAsk}</Button> : undefined}>
        {actions.length === 0 ? <p className={styles['hint']}>{words.reviewPlanWantsHere}</p> : <ActionList actions={actions} />}
      </Panel>
      <Panel title={words.report} aside={<span className={styles['row']}>{reportFormats.map((format) => <Button key={format} aria-label={words.saveTheReportAs(formatWords[format])} onPress={() => void save(format)}>{formatWords[format]}</Button>)}</span>}>
        <Written incident={incident.id} />
      </Panel>
      {mayAct && <Panel title={words.exportIt}><Export incident={incident.id} /></Panel>}
      {adding && <NewAction incident={incident.id} onClose={() => setAdding(false)} />}
    </>
  )
}
