/** What leaves the console: the turns as a calendar, and the phone tree on paper and on disk, for when there is no network. */
import { useState } from 'react'
import { createPortal } from 'react-dom'
import { phoneTreeOf } from '../../../shared/phone-tree.ts'
import type { PhoneTreeFile } from '../../../shared/contract.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { useAsked, type Ask } from '../../asked.ts'
import { Button } from '../../parts/controls.tsx'
import { momentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Ago } from '../../parts/time.tsx'
import { useTick } from '../../ticker.ts'
import { saveFile } from '../benchmarks/save-file.ts'
import { CalendarImportDialog } from './import-dialog.tsx'
import styles from './on-call-screen.module.css'
import { PrintedTree } from './printed-tree.tsx'
import type { Present } from './use-on-call.ts'

const askTree: Ask<{ readonly file: PhoneTreeFile; readonly text: string }> = (client, signal) => client.onCall.phoneTree(undefined, { signal })

export function FilesPanel({ present: { plan, onCall, now } }: { readonly present: Present }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [importing, setImporting] = useState(false)
  const tick = useTick(10_000)
  const { answer } = useAsked(askTree, `${onCall.duties.overrides.length} ${tick}`)
  const file = answer?.file
  return (
    <Panel title="On paper, and in calendars">
      <div className={styles['files']}>
        <p>
          {file === undefined ? <Mark tone="unsure" word="Whether the phone tree is on disk is not known" size={13} />
            : file.failure !== undefined ? <Mark tone="bad" word={`The phone tree could not be written: ${file.failure}`} size={13} />
              : file.at === undefined ? <Mark tone="busy" word="The phone tree is being written" size={13} />
                : <>The phone tree as of <Ago at={file.at} /> is on this disk, to be read with no network and no console: <code className={styles['path']}>{file.path}</code></>}
        </p>
        <div className={styles['buttons']}>
          <Button onPress={() => globalThis.print()}>Print the phone tree</Button>
          <Button isDisabled={answer === undefined} onPress={() => answer && saveFile({ name: 'phone-tree.html', type: 'text/html', text: answer.text })}>Save it</Button>
        </div>
        <div className={styles['buttons']}>
          <Button onPress={() => void act('The calendar', async (client) => saveFile(await client.onCall.calendar()), 'The calendar is saved')}>Save the calendar (.ics)</Button>
          {mayAct && <Button onPress={() => setImporting(true)}>Read a calendar…</Button>}
        </div>
      </div>
      {importing && <CalendarImportDialog onClose={() => setImporting(false)} />}
      {createPortal(<PrintedTree tree={phoneTreeOf(plan, onCall.duties.overrides, now.wall)} printed={momentText(now.wall)} />, document.body)}
    </Panel>
  )
}
