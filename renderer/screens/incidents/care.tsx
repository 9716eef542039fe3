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
import { useView } from '../../store.ts'
import styles from './after.module.css'

export function Care() {
  const { client, act } = useActs()
  const mayAct = useMayAct()
  const connected = useView((view) => view.connection.status === 'open')
  const [state, setState] = useState<BackupState>()
  const [busy, setBusy] = useState(false)
  const read = useCallback(() => client().care.backups().then(setState, () => undefined), [client])
  useEffect(() => {
    if (connected) void read()
  }, [connected, read])
  const make = async (): Promise<void> => {
    setBusy(true)
    await act('The backup', (one) => one.care.backup(), ({ file }) => `The record is copied and verified: ${file}`)
    await read()
    setBusy(false)
  }
  const [newest] = state?.backups ?? []
  return (
    <Panel title="Backups" aside={mayAct ? <Button isDisabled={busy || state?.busy === true} onPress={() => void make()}>{busy ? 'Copying…' : 'Make one now'}</Button> : undefined}>
      <div className={styles['stack']}>
        {state?.failure !== undefined && <p role="alert"><Mark tone="bad" word={<strong>The last one failed.</strong>} /> {state.failure}</p>}
        {state && (newest === undefined ? <p><Mark tone="unsure" word="There is none yet." /> One is made every {durationText(state.every)}.</p> : <p>The newest is {durationText(Math.max(0, Date.now() - newest.at))} old; each was read back and its chain verified. One is made every {durationText(state.every)}.</p>)}
        <ul className={styles['plain']}>
          {state?.backups.map(({ file, at, bytes: size }) => {
            const { number, unit } = bytes(size)
            return <li key={file}><Time at={at} full /> <span className={styles['hint']}>{number} {unit}</span></li>
          })}
        </ul>
        {state && <p className={styles['hint']}>In {state.folder}. docs/bundles.md tells how one is put back.</p>}
      </div>
    </Panel>
  )
}
