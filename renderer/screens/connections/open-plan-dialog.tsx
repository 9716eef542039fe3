/** A plan file of one's own, read here and checked by the engine: in use at once, or refused with every mistake. */
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { longestPlan, type Mistake } from '../../../shared/contract.ts'
import { errorText } from '../../../shared/error-text.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog } from '../../parts/controls.tsx'
import { countText, numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { MistakeTable } from '../plan/mistake-table.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { openPlanDialog as words } from '../../words/connections.ts'
import styles from './plan-builder.module.css'

type Refused = { readonly name: string; readonly mistakes: readonly Mistake[] }

/** What never reached the engine, told like its own mistakes. */
const unread = (name: string, message: string, mend: string): Refused => ({ name, mistakes: [{ line: 1, column: 1, path: '', message, mend }] })

async function read(file: File): Promise<{ readonly text: string } | Refused> {
  if (file.size > longestPlan) return unread(file.name, words.tooLarge(numberText(file.size), numberText(longestPlan)), words.chooseThePlanItself)
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()) }
  } catch (error) {
    if (error instanceof TypeError) return unread(file.name, words.notUtf8, words.saveAsUtf8)
    return unread(file.name, words.itCantBeRead(errorText(error)), words.checkPermissionsFile)
  }
}

export function OpenPlanDialog({ onClose }: { readonly onClose: () => void }) {
  const { act } = useActs()
  const [refused, setRefused] = useState<Refused>()
  const [open, busy] = useBusy(async (file: File) => {
    setRefused(undefined)
    const found = await read(file)
    if ('text' in found) {
      const told = await act(words.openingThePlan, (client) => client.plan.use({ text: found.text, way: 'file' }), (answer) => (answer.ok ? words.isInUse(file.name, answer.from) : words.refusedSeeMistakes(file.name)))
      if (told?.answer.ok === true) onClose()
      else if (told && !told.answer.ok) setRefused({ name: file.name, mistakes: told.answer.mistakes })
    } else setRefused(found)
  })
  return (
    <Dialog title={words.openAPlanFile} onClose={onClose} wide={refused !== undefined}>
      <p className={controlStyles['text']}>{fill(words.whatHappensToIt, { code: <code>{words.npmStartPlanFile}</code> })}</p>
      {refused && (
        <div role="alert" className={styles['refused']}>
          <Mark tone="bad" word={<strong>{fill(words.presentPlanStays, { name: refused.name, count: countText(refused.mistakes.length, 'mistake') })}</strong>} />
          <div className={styles['scroll']}><MistakeTable mistakes={refused.mistakes} /></div>
        </div>
      )}
      <Actions>
        <Button look="quiet" onPress={onClose}>{common.cancel}</Button>
        <FileTrigger acceptedFileTypes={['.yaml', '.yml']} onSelect={(files) => { const [file] = files ?? []; if (file) void open(file) }}>
          <Button look="primary" isDisabled={busy} autoFocus>{busy ? common.reading : refused ? words.chooseItAgainAsk : words.chooseAFileAsk}</Button>
        </FileTrigger>
      </Actions>
    </Dialog>
  )
}
