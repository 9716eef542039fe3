/** Whether the record is whole: each entry's hash covers the one before it. Plan: "Audit Trail". */
import { useState } from 'react'
import type { ChainCheck } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { countText, numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useView } from '../../store.ts'
import styles from './chain.module.css'

function Result({ check }: { readonly check: ChainCheck }) {
  if (check.ok) {
    return (
      <p role="status">
        <Mark tone="calm" word={<strong>The chain is whole.</strong>} /> {countText(check.entries, 'entry', 'entries')} read in {durationText(check.ms)}: none was changed, removed or moved since it was written, as far as the head below can show.
      </p>
    )
  }
  return <p role="alert"><Mark tone="bad" word={<strong>The chain is broken at entry {numberText(check.at)}.</strong>} /> {check.what}: {check.detail}. What stands before it is whole; keep a copy of the file before anything else.</p>
}

export function Chain() {
  const { client } = useActs()
  const head = useView((view) => view.state?.head) ?? ''
  const seq = useView((view) => view.state?.seq) ?? 0
  const [busy, setBusy] = useState(false)
  const [check, setCheck] = useState<ChainCheck>()
  const [failure, setFailure] = useState<Failure>()
  const verify = async (): Promise<void> => {
    setBusy(true)
    setFailure(undefined)
    setCheck(undefined)
    try {
      setCheck(await client().incidents.verify())
    } catch (error) {
      setFailure(failureOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Panel title="The record" aside={<Button isDisabled={busy} onPress={() => void verify()}>{busy ? 'Reading…' : 'Verify the chain'}</Button>}>
      <div className={styles['chain']}>
        {check && <Result check={check} />}
        {failure && <p role="alert"><Mark tone="unsure" word={<strong>Not verified.</strong>} /> {failure.what} {failure.todo}</p>}
        <dl>
          <dt>Entries</dt><dd>{numberText(seq)}</dd>
          <dt>Head</dt><dd className={styles['hash']}>{head === '' ? 'none yet' : head}</dd>
        </dl>
        <p className={styles['hint']}>Note the head down elsewhere: a later head that does not lead back to it shows that the tail was cut or all of it was written anew.</p>
      </div>
    </Panel>
  )
}
