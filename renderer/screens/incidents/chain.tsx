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
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { chain as say } from '../../words/incidents.ts'
import styles from './chain.module.css'

function Result({ check }: { readonly check: ChainCheck }) {
  if (check.ok) {
    return (
      <>
      <p role="status">
        <Mark tone="calm" word={<strong>{say.theChainIsWhole}</strong>} /> {fill(say.chainUnchanged, { count: countText(check.entries, 'entry', 'entries'), duration: durationText(check.ms) })}
      </p>
      {check.seals && <Seals found={check.seals} />}
      </>
    )
  }
  return <p role="alert"><Mark tone="bad" word={<strong>{fill(say.chainBrokenEntry, { at: numberText(check.at) })}</strong>} /> {fill(say.wholeBeforeIt, { what: check.what, detail: check.detail })}</p>
}

/** What seals and published heads add: a rewrite of the whole is found by the one, a cut tail by the other. */
function Seals({ found }: { readonly found: NonNullable<ChainCheck['seals']> }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [renewing, setRenewing] = useState(false)
  return (
    <>
      <p>{fill(say.sealsGood, { count: countText(found.good, say.sealIs, say.sealsAre), sealedTo: numberText(found.sealedTo), key: <code>{found.key}</code> })}</p>
      {found.published.length === 0 && <p className={styles['hint']}>{fill(say.publishedNowhere, { code: <code>{say.sealPublish}</code> })}</p>}
      {found.published.map(({ place, seq, failure }) => (
        <p key={place} className={styles['hash']}>{failure === undefined ? <Mark tone="calm" word={seq === undefined ? say.notToldYet : say.toldToEntry(seq)} size={12} /> : <Mark tone="warn" word={say.notTold} size={12} />} {place}{failure !== undefined && `: ${failure}`}</p>
      ))}
      {found.unsure.map((text) => <p key={text}><Mark tone="unsure" word={text} /></p>)}
      <p className={styles['hint']}>{found.words}</p>
      {mayAct && <p><Button onPress={() => setRenewing(true)}>{say.takeANewKeyAsk}</Button></p>}
      {renewing && (
        <ReasonDialog
          title={say.takeANewKey} label={say.why} action={say.takeIt} text={say.newKeySealsNow} onClose={() => setRenewing(false)}
          onAct={async (reason) => (await act(say.takingANewKey, (client) => client.care.rotate({ reason }), say.newKeySealsRecord)) !== undefined}
        />
      )}
    </>
  )
}

function LogsResult({ check }: { readonly check: LogCheck }) {
  if (check.ok) {
    return (
      <p role="status">
        <Mark tone="calm" word={<strong>{say.theLogsAreWhole}</strong>} /> {fill(say.logsUnchanged, { count: countText(check.lines, 'line'), count2: countText(check.batches, 'batch', 'batches'), duration: durationText(check.ms), part: check.sealed === 0 ? say.noIncidentSealedThem : say.theyHoldWhatRecord(countText(check.sealed, 'time')) })}
      </p>
    )
  }
  return <p role="alert"><Mark tone="bad" word={<strong>{fill(say.logsBrokenBatch, { batch: numberText(check.batch) })}</strong>} /> {fill(say.keepCopyLogsSqlite, { detail: check.detail })}</p>
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
  <p role="alert"><Mark tone="unsure" word={<strong>{fill(say.notVerified, { what })}</strong>} /> {failure.what} {failure.todo}</p>
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
      <Button isDisabled={chain.busy} onPress={chain.verify}>{chain.busy ? common.reading : say.verifyTheChain}</Button>
      {hasLogs && <Button isDisabled={logs.busy} onPress={logs.verify}>{logs.busy ? common.reading : say.verifyTheLogs}</Button>}
    </span>
  )
  return (
    <Panel title={say.theRecord} aside={buttons}>
      <div className={styles['chain']}>
        {chain.check && <Result check={chain.check} />}
        {chain.failure && <NotVerified what={say.theChainWas} failure={chain.failure} />}
        {logs.check && <LogsResult check={logs.check} />}
        {logs.failure && <NotVerified what={say.theLogsWere} failure={logs.failure} />}
        {chain.check === undefined && health?.checked?.found.ok === true && <p><Mark tone="calm" word={say.wholeUpToEntry(numberText(health.checked.found.entries))} />{fill(say.checkAfterStart, { time: <Time at={health.checked.at} full /> })}</p>}
        {health?.repairs.map(({ at, lost, saved, now }) => !now && <p key={at} className={styles['hint']}><Mark tone="warn" word={say.damagedAndRepaired} size={12} /> {fill(say.wentOnAfterEntry, { time: <Time at={at} full />, lost, saved: numberText(saved) })}</p>)}
        <dl>
          <dt>{say.entries}</dt><dd>{numberText(seq)}</dd>
          <dt>{say.head}</dt><dd className={styles['hash']}>{head === '' ? say.noneYet : head}</dd>
        </dl>
        <p className={styles['hint']}>{say.noteHeadDownElsewhere}</p>
      </div>
    </Panel>
  )
}
