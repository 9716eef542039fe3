/** Whether the record is whole: each entry's hash covers the one before it. Plan: "Audit Trail". */
import { useState } from 'react'
import type { ChainCheck } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { countText, numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useView } from '../../store.ts'
import styles from './chain.module.css'

function Result({ check }: { readonly check: ChainCheck }) {
  if (check.ok) {
    return (
      <>
      <p role="status">
        <Mark tone="calm" word={<strong>The chain is whole.</strong>} /> {countText(check.entries, 'entry', 'entries')} read in {durationText(check.ms)}: none was changed, removed or moved since it was written, as far as the head below can show.
      </p>
      {check.seals && <Seals found={check.seals} />}
      </>
    )
  }
  return <p role="alert"><Mark tone="bad" word={<strong>The chain is broken at entry {numberText(check.at)}.</strong>} /> {check.what}: {check.detail}. What stands before it is whole; keep a copy of the file before anything else.</p>
}

/** What seals and published heads add: a rewrite of the whole is found by the one, a cut tail by the other. */
function Seals({ found }: { readonly found: NonNullable<ChainCheck['seals']> }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [renewing, setRenewing] = useState(false)
  return (
    <>
      <p>{countText(found.good, 'seal is', 'seals are')} good, the last at entry {numberText(found.sealedTo)}, by the key <code>{found.key}</code>.</p>
      {found.published.length === 0 && <p className={styles['hint']}>The head is published nowhere: a tail that is cut off together with this file's own notes would not show. The plan's <code>seal.publish</code> names a second place.</p>}
      {found.published.map(({ place, seq, failure }) => (
        <p key={place} className={styles['hash']}>{failure === undefined ? <Mark tone="calm" word={seq === undefined ? 'not told yet' : `told to entry ${seq}`} size={12} /> : <Mark tone="warn" word="not told" size={12} />} {place}{failure !== undefined && `: ${failure}`}</p>
      ))}
      {found.unsure.map((text) => <p key={text}><Mark tone="unsure" word={text} /></p>)}
      <p className={styles['hint']}>{found.words}</p>
      {mayAct && <p><Button onPress={() => setRenewing(true)}>Take a new key…</Button></p>}
      {renewing && (
        <ReasonDialog
          title="Take a new key" label="Why" action="Take it" text="A new key seals from now on; the present one announces it on the record and is then thrown away. Bundles and heads that it signed stay good." onClose={() => setRenewing(false)}
          onAct={async (reason) => (await act('Taking a new key', (client) => client.care.rotate({ reason }), 'A new key seals the record now: verify the chain to see it')) !== undefined}
        />
      )}
    </>
  )
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
