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
import { fill } from '../../words/fill.ts'
import { files as words } from '../../words/on-call.ts'
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
    <Panel title={words.onPaperAndIn}>
      <div className={styles['files']}>
        <p>
          {file === undefined ? <Mark tone="unsure" word={words.whetherPhoneTreeDisk} size={13} />
            : file.failure !== undefined ? <Mark tone="bad" word={words.phoneTreeCouldNot(file.failure)} size={13} />
              : file.at === undefined ? <Mark tone="busy" word={words.phoneTreeBeingWritten} size={13} />
                : <>{fill(words.phoneTreeDiskRead, { ago: <Ago at={file.at} />, path: <code className={styles['path']}>{file.path}</code> })}</>}
        </p>
        <div className={styles['buttons']}>
          <Button onPress={() => globalThis.print()}>{words.printThePhoneTree}</Button>
          <Button isDisabled={answer === undefined} onPress={() => answer && saveFile({ name: 'phone-tree.html', type: 'text/html', text: answer.text })}>{words.saveIt}</Button>
        </div>
        <div className={styles['buttons']}>
          <Button onPress={() => void act(words.theCalendar, async (client) => saveFile(await client.onCall.calendar()), words.theCalendarIsSaved)}>{words.saveTheCalendarIcs}</Button>
          {mayAct && <Button onPress={() => setImporting(true)}>{words.readACalendarAsk}</Button>}
        </div>
      </div>
      {importing && <CalendarImportDialog onClose={() => setImporting(false)} />}
      {createPortal(<PrintedTree tree={phoneTreeOf(plan, onCall.duties.overrides, now.wall)} printed={momentText(now.wall)} />, document.body)}
    </Panel>
  )
}
