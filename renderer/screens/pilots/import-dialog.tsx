/** A file is looked at first: what would be added and changed, and what can't be taken, by line and column. Nothing is taken before the yes. */
import { useState } from 'react'
import type { ImportPreview, Imported, WrongRow } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { importDialog as words } from '../../words/pilots.ts'
import styles from './pilots-screen.module.css'
import { base64Of } from './use-pilots.ts'

const separatorNames: Readonly<Record<string, string>> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }

export function WrongRows({ wrong }: { readonly wrong: readonly WrongRow[] }) {
  return wrong.length === 0 ? undefined : (
    <>
      <p className={controlStyles['text']}><Mark tone="warn" word={words.theseRowsNotTaken(countText(wrong.length, 'mistake'))} size={13} /></p>
      <ul className={styles['list']}>{wrong.map(({ line, column, message, text }) => <li key={`${line} ${column ?? ''} ${message}`}><strong>{fill(words.line, { line, column: column !== undefined && `, ${column}` })}</strong>: {message} <small>{text}</small></li>)}</ul>
    </>
  )
}

function Preview({ preview }: { readonly preview: ImportPreview }) {
  const { rows, encoding, separator, take, unknownColumns, wrong } = preview
  return (
    <div className={styles['preview']} role="status">
      <p className={controlStyles['text']}>{fill(words.separatedBy, { count: countText(rows, 'row'), encoding, separator: separatorNames[separator] ?? separator })}</p>
      {unknownColumns.length > 0 && <p><Mark tone="warn" word={words.notKnownLeftOut(unknownColumns.join(', '))} size={13} /></p>}
      <ul className={styles['list']}>{take.map(({ line, name, does, detail }) => <li key={line}><strong>{name}</strong>: {does === 'add' ? 'added' : does === 'same' ? words.asItIs : words.changed(detail)}</li>)}</ul>
      <WrongRows wrong={wrong} />
    </div>
  )
}

export function ImportDialog({ onClose }: { readonly onClose: () => void }) {
  const { client, act } = useActs()
  const [chosen, setChosen] = useState<{ readonly file: string; readonly base64: string }>()
  const [preview, setPreview] = useState<ImportPreview>()
  const [failure, setFailure] = useState<Failure>()
  const [done, setDone] = useState<Imported>()
  const look = async (file: File | undefined): Promise<void> => {
    setPreview(undefined)
    setFailure(undefined)
    if (file === undefined) return
    try {
      const next = { file: file.name, base64: await base64Of(file) }
      setChosen(next)
      setPreview(await client().pilots.preview(next))
    } catch (error) {
      setFailure(failureOf(error))
    }
  }
  const take = async (): Promise<void> => {
    if (chosen === undefined || preview === undefined) return
    const told = await act(words.theImport, (link) => link.pilots.import({ ...chosen, hash: preview.hash }), ({ added, changed }) => words.addedChanged(added, changed))
    if (told) setDone(told.answer)
    if (told?.answer.wrong.length === 0) onClose()
  }
  const changes = preview?.take.filter(({ does }) => does !== 'same').length ?? 0
  return (
    <Dialog title={words.importPilotUsers} onClose={onClose} wide>
      <p className={controlStyles['text']}>{words.csvColumnsNameProfile}</p>
      {done === undefined && <label className={styles['file']}>{words.file}{' '}<input type="file" accept=".csv,text/csv,text/plain" onChange={(event) => void look(event.target.files?.[0])} /></label>}
      {failure && <p role="alert"><Mark tone="bad" word={`${failure.what} ${failure.todo ?? ''}`} size={13} /></p>}
      {preview && done === undefined && <Preview preview={preview} />}
      {done && <WrongRows wrong={done.wrong} />}
      <Actions>
        <Button look="quiet" onPress={onClose}>{done ? common.close : common.cancel}</Button>
        {done === undefined && <Button look="primary" isDisabled={changes === 0} onPress={() => void take()}>{changes === 0 ? words.nothingToImport : words.yesImport(countText(changes, 'row'))}</Button>}
      </Actions>
    </Dialog>
  )
}
