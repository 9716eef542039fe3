/** Evidence that a person brings: so many of those asked, a figure, or their word; with a text and what it rests on. */
import { useState } from 'react'
import { evidenceBytes } from '../../../shared/attachment.ts'
import { wayOf, judgeCount, shareText } from '../../../shared/phase.ts'
import type { Criterion } from '../../../shared/plan.ts'
import type { EvidenceResult } from '../../../shared/programme-entries.ts'
import { useActs } from '../../act.tsx'
import { useNow } from '../../now.ts'
import { controlStyles, Dialog, Segments, TextField } from '../../parts/controls.tsx'
import { DialogActions } from '../../parts/dialog-actions.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { recordDialog as words } from '../../words/programme.ts'
import styles from './dialogs.module.css'
import { fileMistake, sendEvidence } from './evidence-file.tsx'

const whole = (text: string): number | undefined => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined)

/** The estimate of the engine's clock may be ahead by less than this (ms), and nothing is measured in the future. */
const aMoment = 1_000

type Fields = { readonly positive: string; readonly answered: string; readonly asked: string; readonly value: string; readonly met: 'yes' | 'no' }

function resultOf(criterion: Criterion, { positive, answered, asked, value, met }: Fields): EvidenceResult | undefined {
  const way = wayOf(criterion)
  if (way === 'statement') return { kind: 'statement', met: met === 'yes' }
  if (way === 'value') return value.trim() === '' || !Number.isFinite(Number(value)) ? undefined : { kind: 'value', value: Number(value) }
  const [yes, all, of] = [whole(positive), whole(answered), whole(asked)]
  return yes === undefined || all === undefined || of === undefined || of === 0 || yes > all || all > of ? undefined : { kind: 'count', positive: yes, answered: all, asked: of }
}

export function RecordDialog({ criterion, onClose }: { readonly criterion: Criterion; readonly onClose: () => void }) {
  const { act } = useActs()
  const [fields, setFields] = useState<Fields>({ positive: '', answered: '', asked: '', value: '', met: 'yes' })
  const [text, setText] = useState('')
  const [link, setLink] = useState('')
  const [file, setFile] = useState<File>()
  // The engine's clock: this window's may be another machine's.
  const { wall } = useNow()
  const way = wayOf(criterion)
  const result = resultOf(criterion, fields)
  const badLink = link !== '' && !/^https?:\/\/\S+$/.test(link)
  const badFile = file && fileMistake(file)
  const put = (name: keyof Fields) => (value: string): void => setFields((before) => ({ ...before, [name]: value }))
  const [save, busy] = useBusy(async () => {
    if (result === undefined) return
    const done = await act(words.theEvidence, async (client) => {
      const attachment = file && (await sendEvidence(client, file))
      return client.programme.record({ criterion: criterion.id, result, text: text.trim(), measuredAt: wall - aMoment, ...(link !== '' && { link }), ...(attachment && { attachment }) })
    }, words.recorded(criterion.title))
    if (done) onClose()
  })
  const told = result?.kind === 'count' && criterion.share ? judgeCount(result, criterion.share) : undefined
  return (
    <Dialog title={words.evidenceFor(criterion.title)} onClose={onClose}>
      <p className={controlStyles['text']}>{fill(words.goesRecordUnderYour, { target: criterion.target })}</p>
      {way === 'count' && (
        <>
          <div className={styles['three']}>
            <TextField label={words.positive} value={fields.positive} onChange={put('positive')} autoFocus />
            <TextField label={words.answered} value={fields.answered} onChange={put('answered')} />
            <TextField label={words.asked} value={fields.asked} onChange={put('asked')} />
          </div>
          <p className={controlStyles['text']} role="status">{told ? `${told.state}${told.why === '' ? '' : `: ${told.why}`}` : words.wantedAllWhoAsked(criterion.share ? shareText(criterion.share) : '')}</p>
        </>
      )}
      {way === 'value' && <TextField label={words.figure} value={fields.value} onChange={put('value')} autoFocus />}
      {way === 'statement' && <Segments label={words.isItMet} options={[{ id: 'yes', title: words.itIsMet }, { id: 'no', title: words.itIsNotMet }]} value={fields.met} onChange={put('met')} />}
      <TextField label={words.whatShowsIt} value={text} onChange={setText} lines hint={words.whoAskedHowMeasured} />
      <TextField label={words.link} value={link} onChange={setLink} placeholder="https://" error={badLink ? common.httpAddress : undefined} />
      <label className={styles['file']}>{words.attachment}{' '}<input type="file" onChange={(event) => setFile(event.target.files?.[0])} /><span>{fill(words.keptBesideJournalNamed, { evidenceBytes: evidenceBytes / 1_000_000 })}</span></label>
      {badFile !== undefined && <p role="alert" className={controlStyles['text']}>{badFile}.</p>}
      <DialogActions onCancel={onClose} onAct={save} action={words.record} isDisabled={result === undefined || text.trim().length < 3 || badLink || badFile !== undefined} busy={busy} />
    </Dialog>
  )
}
