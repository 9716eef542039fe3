/** Whether the record is whole, and the logs that it has sealed: each hash covers the one before it. Plan: "Audit Trail". */
import { useState } from 'react'
import type { ChainCheck, LogCheck, RecordHealth } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { countText, numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useLogSources } from '../../parts/use-log-sources.ts'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
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

function LogsResult({ check }: { readonly check: LogCheck }) {
  if (check.ok) {
    return (
      <p role="status">
        <Mark tone="calm" word={<strong>The logs are whole.</strong>} /> {countText(check.lines, 'line')} in {countText(check.batches, 'batch', 'batches')} read in {durationText(check.ms)}: none was changed, removed or moved since it was written{check.sealed === 0 ? '; no incident has sealed them yet' : `, and they hold what the record sealed ${countText(check.sealed, 'time')}`}.
      </p>
    )
  }
  return <p role="alert"><Mark tone="bad" word={<strong>The logs are broken at batch {numberText(check.batch)}.</strong>} /> {check.detail}. Keep a copy of logs.sqlite before anything else; the record itself is another file.</p>
}

type Asked<T> = { readonly busy: boolean; readonly check?: T; readonly failure?: Failure; readonly verify: () => void }

function useCheck<T>(ask: () => Promise<T>): Asked<T> {
  const [asked, setAsked] = useState<Omit<Asked<T>, 'verify'>>({ busy: false })
  const verify = async (): Promise<void> => {
    setAsked({ busy: true })
    try {
      setAsked({ busy: false, check: await ask() })
    } catch (error) {
      setAsked({ busy: false, failure: failureOf(error) })
    }
  }
  return { ...asked, verify: () => void verify() }
}

const NotVerified = ({ what, failure }: { readonly what: string; readonly failure: Failure }) => (
  <p role="alert"><Mark tone="unsure" word={<strong>{what} not verified.</strong>} /> {failure.what} {failure.todo}</p>
)

export function Chain({ health }: { readonly health: RecordHealth | undefined }) {
  const { client } = useActs()
  const head = useView((view) => view.state?.head) ?? ''
  const seq = useView((view) => view.state?.seq) ?? 0
  const hasLogs = useLogSources() !== undefined
  const chain = useCheck(() => client().incidents.verify())
  const logs = useCheck(() => client().logs.verify())
  const buttons = (
    <span className={styles['acts']}>
      <Button isDisabled={chain.busy} onPress={chain.verify}>{chain.busy ? 'Reading…' : 'Verify the chain'}</Button>
      {hasLogs && <Button isDisabled={logs.busy} onPress={logs.verify}>{logs.busy ? 'Reading…' : 'Verify the logs'}</Button>}
    </span>
  )
  return (
    <Panel title="The record" aside={buttons}>
      <div className={styles['chain']}>
        {chain.check && <Result check={chain.check} />}
        {chain.failure && <NotVerified what="The chain was" failure={chain.failure} />}
        {logs.check && <LogsResult check={logs.check} />}
        {logs.failure && <NotVerified what="The logs were" failure={logs.failure} />}
        {chain.check === undefined && health?.checked?.found.ok === true && <p><Mark tone="calm" word={`Whole up to entry ${numberText(health.checked.found.entries)}`} />, by the check after the start, at <Time at={health.checked.at} full />.</p>}
        {health?.repairs.map(({ at, lost, saved, now }) => !now && <p key={at} className={styles['hint']}><Mark tone="warn" word="Damaged and repaired" size={12} /> <Time at={at} full />: {lost} It went on after entry {numberText(saved)}.</p>)}
        <dl>
          <dt>Entries</dt><dd>{numberText(seq)}</dd>
          <dt>Head</dt><dd className={styles['hash']}>{head === '' ? 'none yet' : head}</dd>
        </dl>
        <p className={styles['hint']}>Note the head down elsewhere: a later head that does not lead back to it shows that the tail was cut or all of it was written anew.</p>
      </div>
    </Panel>
  )
}
