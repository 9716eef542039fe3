/** Copies of the record, with their age; made by the plan's hours or now. */
import { useCallback, useEffect, useState } from 'react'
import type { BackupState } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { bytes } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { care as words } from '../../words/incidents.ts'
import styles from './after.module.css'

export function Care() {
  const { client, act } = useActs()
  const mayAct = useMayAct()
  const connected = useView((view) => view.connection.status === 'open')
  const [state, setState] = useState<BackupState>()
  const read = useCallback(() => client().care.backups().then(setState, () => undefined), [client])
  useEffect(() => {
    if (connected) void read()
  }, [connected, read])
  const [make, busy] = useBusy(async () => {
    await act(words.theBackup, (one) => one.care.backup(), ({ file }) => words.recordCopiedVerified(file))
    await read()
  })
  const [newest] = state?.backups ?? []
  return (
    <Panel title={words.backups} aside={mayAct ? <Button isDisabled={busy || state?.busy === true} onPress={() => void make()}>{busy ? words.copyingAsk : words.makeOneNow}</Button> : undefined}>
      <div className={styles['stack']}>
        {state?.failure !== undefined && <p role="alert"><Mark tone="bad" word={<strong>{words.theLastOneFailed}</strong>} /> {state.failure}</p>}
        {state && (newest === undefined ? <p><Mark tone="unsure" word={words.thereIsNoneYet} />{' '}{fill(words.oneIsMadeEvery, { duration: durationText(state.every) })}</p> : <p>{fill(words.newestIs, { duration: durationText(Math.max(0, Date.now() - newest.at)), duration2: durationText(state.every) })}</p>)}
        <ul className={styles['plain']}>
          {state?.backups.map(({ file, at, bytes: size }) => {
            const { number, unit } = bytes(size)
            return <li key={file}><Time at={at} full /> <span className={styles['hint']}>{number} {unit}</span></li>
          })}
        </ul>
        {state && <p className={styles['hint']}>{fill(words.whereTheyLie, { folder: state.folder })}</p>}
      </div>
    </Panel>
  )
}
