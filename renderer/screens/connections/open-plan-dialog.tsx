/** A plan file of one's own, read here and checked by the engine: in use at once, or refused with every mistake. */
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'
import { longestPlan, type Mistake } from '../../../shared/contract.ts'
import { useActs } from '../../act.tsx'
import { Actions, Button, controlStyles, Dialog } from '../../parts/controls.tsx'
import { countText, numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { MistakeTable } from '../plan/mistake-table.tsx'
import styles from './plan-builder.module.css'

type Refused = { readonly name: string; readonly mistakes: readonly Mistake[] }

/** What never reached the engine, told like its own mistakes. */
const unread = (name: string, message: string, mend: string): Refused => ({ name, mistakes: [{ line: 1, column: 1, path: '', message, mend }] })

async function read(file: File): Promise<{ readonly text: string } | Refused> {
  if (file.size > longestPlan) return unread(file.name, `it has ${numberText(file.size)} bytes, a plan has ${numberText(longestPlan)} at most`, 'Choose the plan itself.')
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer()) }
  } catch (error) {
    if (error instanceof TypeError) return unread(file.name, 'it is not UTF-8 text', 'Save it as UTF-8.')
    return unread(file.name, `it can't be read: ${error instanceof Error ? error.message : String(error)}`, 'Check the permissions of the file.')
  }
}

export function OpenPlanDialog({ onClose }: { readonly onClose: () => void }) {
  const { act } = useActs()
  const [refused, setRefused] = useState<Refused>()
  const [busy, setBusy] = useState(false)
  const open = async (file: File): Promise<void> => {
    setRefused(undefined)
    setBusy(true)
    const found = await read(file)
    if ('text' in found) {
      const told = await act('Opening the plan', (client) => client.plan.use({ text: found.text, way: 'file' }), (answer) => (answer.ok ? `${file.name} is in use ${answer.from}` : `${file.name} was refused: see the mistakes`))
      if (told?.answer.ok === true) onClose()
      else if (told && !told.answer.ok) setRefused({ name: file.name, mistakes: told.answer.mistakes })
    } else setRefused(found)
    setBusy(false)
  }
  return (
    <Dialog title="Open a plan file" onClose={onClose} wide={refused !== undefined}>
      <p className={controlStyles['text']}>The file is checked whole, then it takes the place of the built-in plan and its practice lab. Its text is kept in this console’s home folder; to have changes of the file itself followed, start with <code>npm start -- --plan FILE</code>.</p>
      {refused && (
        <div role="alert" className={styles['refused']}>
          <Mark tone="bad" word={<strong>{refused.name} has {countText(refused.mistakes.length, 'mistake')}. The plan in use stays.</strong>} />
          <div className={styles['scroll']}><MistakeTable mistakes={refused.mistakes} /></div>
        </div>
      )}
      <Actions>
        <Button look="quiet" onPress={onClose}>Cancel</Button>
        <FileTrigger acceptedFileTypes={['.yaml', '.yml']} onSelect={(files) => { const [file] = files ?? []; if (file) void open(file) }}>
          <Button look="primary" isDisabled={busy} autoFocus>{busy ? 'Reading…' : refused ? 'Choose it again…' : 'Choose a file…'}</Button>
        </FileTrigger>
      </Actions>
    </Dialog>
  )
}
