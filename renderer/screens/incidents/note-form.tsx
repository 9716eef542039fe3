/** A note in Markdown with pasted pictures. Never changed: what corrects it is a later one. */
import { useEffect, useRef, useState } from 'react'
import { pictureLimits, pictureTypes } from '../../../shared/attachment.ts'
import { useActs } from '../../act.tsx'
import { Button, Segments, TextField } from '../../parts/controls.tsx'
import { failureOf } from '../../parts/failure.ts'
import { Mark } from '../../parts/mark.tsx'
import { Markdown } from '../../parts/markdown.tsx'
import { PictureView } from '../../parts/picture-view.tsx'
import { common } from '../../words/common.ts'
import { noteForm as words } from '../../words/incidents.ts'
import styles from './note-form.module.css'
import { sendPicture } from './send-picture.ts'
import { useDraft } from './use-draft.ts'

const longest = 10_000
/** What stands in a note that is a picture alone. */
const onlyPicture = words.seeThePicture

export function NoteForm({ incident, corrects, onDone }: { readonly incident: string; readonly corrects: number | undefined; readonly onDone: () => void }) {
  const { act, client } = useActs()
  const [{ text, pictures }, change] = useDraft(incident)
  const [shown, setShown] = useState<'write' | 'read'>('write')
  const [busy, setBusy] = useState<'note' | 'picture'>()
  const [failure, setFailure] = useState<string>()
  const form = useRef<HTMLFormElement>(null)
  const chooser = useRef<HTMLInputElement>(null)
  const length = text.trim().length
  const fits = (length > 0 || pictures.length > 0) && length <= longest && busy === undefined
  useEffect(() => {
    if (corrects !== undefined) form.current?.querySelector('textarea')?.focus()
  }, [corrects])

  const attach = async (files: readonly File[]): Promise<void> => {
    setFailure(undefined)
    setBusy('picture')
    try {
      if (pictures.length + files.length > pictureLimits.ofNote) throw new Error(`a note has ${pictureLimits.ofNote} pictures at most`)
      for (const file of files) {
        const sent = await sendPicture(client(), file)
        change((before) => (before.pictures.some(({ sha }) => sha === sent.sha) ? before : { ...before, pictures: [...before.pictures, sent] }))
      }
    } catch (error) {
      setFailure(error instanceof Error && error.constructor === Error ? error.message : failureOf(error).what)
    } finally {
      setBusy(undefined)
    }
  }
  const save = async (): Promise<void> => {
    if (!fits) return
    setBusy('note')
    const note = { incident, text: length === 0 ? onlyPicture : text.trim(), ...(corrects !== undefined && { corrects }), ...(pictures.length > 0 && { pictures: [...pictures] }) }
    const done = await act(words.theNote, (present) => present.incidents.note(note), ({ seq }) => words.notedAsEntry(seq))
    setBusy(undefined)
    if (!done) return
    change(() => ({ text: '', pictures: [] }))
    setShown('write')
    onDone()
  }
  /** Pictures alone are ours; a pasted text goes where it always goes. */
  const take = (event: { readonly preventDefault: () => void }, list: FileList | undefined): void => {
    const files = [...(list ?? [])]
    if (files.length === 0) return
    event.preventDefault()
    void attach(files)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- what is dropped or pasted on it has a button of its own too
    <form
      ref={form} className={styles['note']} aria-label={words.addANote}
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
      onPaste={(event) => take(event, event.clipboardData.files)}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => take(event, event.dataTransfer.files)}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
        event.preventDefault()
        void save()
      }}
    >
      <div className={styles['write']}>
        {shown === 'write'
          ? <TextField label={corrects === undefined ? words.note : words.noteThatCorrectsEntry(corrects)} value={text} onChange={(next) => change((before) => ({ ...before, text: next }))} lines error={length > longest ? common.atMostCharacters(longest) : undefined} placeholder={words.whatYouSeeThink} />
          : <div className={styles['read']} aria-label={words.previewOfTheNote} role="region"><Markdown>{text}</Markdown></div>}
        {pictures.length > 0 && (
          <ul className={styles['pictures']} aria-label={words.picturesOfTheNote}>
            {pictures.map((one, index) => (
              <li key={one.sha}>
                <PictureView picture={one} number={index + 1} />
                <Button look="quiet" aria-label={words.takePictureOut(index + 1)} onPress={() => change((before) => ({ ...before, pictures: before.pictures.filter(({ sha }) => sha !== one.sha) }))}>{words.takeOut}</Button>
              </li>
            ))}
          </ul>
        )}
        {failure !== undefined && <p className={styles['failure']} role="alert"><Mark tone="bad" word={words.noPictureWasAdded(failure)} size={13} /></p>}
      </div>
      <div className={styles['acts']}>
        <Button type="submit" look="primary" isDisabled={!fits}>{busy === 'note' ? common.sending : corrects === undefined ? words.addTheNote : words.addTheCorrection}</Button>
        <input ref={chooser} type="file" hidden multiple accept={pictureTypes.join(',')} aria-label={words.pictures} onChange={(event) => { void attach([...(event.target.files ?? [])]); event.target.value = '' }} />
        <Button isDisabled={busy !== undefined} onPress={() => chooser.current?.click()}>{busy === 'picture' ? words.addingAsk : words.addAPictureAsk}</Button>
        <Segments label={words.noteAs} options={[{ id: 'write', title: words.text }, { id: 'read', title: words.preview }]} value={shown} onChange={setShown} />
        {corrects !== undefined && <Button look="quiet" onPress={onDone}>{words.correctNothing}</Button>}
      </div>
    </form>
  )
}
