/** An incident out of a bundle, read-only: what its check found, its charts and its entries. */
import { useEffect, useState } from 'react'
import type { BundleInfo } from '../../../shared/bundle.ts'
import type { SeriesLine, Timeline } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { entryLine } from '../../parts/entry-text.ts'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { countText, dayText, hashText, numberText } from '../../parts/format.ts'
import { Mark, ToneShape, toneClass } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { go } from '../../route.ts'
import own from './after.module.css'
import { CheckMark, redactionWords, signerWords } from './bundle-words.tsx'
import styles from './incident-detail.module.css'
import { SeriesChart } from './series-chart.tsx'
import { SeverityBadge } from './severity.tsx'
import rows from './timeline.module.css'
import { bundlesChanged, useBundles } from './use-bundles.ts'

const page = 200
const metrics = ['error_rate', 'response_time', 'requests', 'traffic_share', 'active_users'] as const

function Check({ bundle: { check, manifest, signer } }: { readonly bundle: BundleInfo }) {
  return (
    <Panel title="Is it whole?" aside={<CheckMark check={check} size={14} />}>
      <div className={own['stack']}>
        {check.state === 'whole' && <p>{countText(check.entries, 'entry', 'entries')} told, and the hashes of all {numberText(check.links)} of the journal they come from: none was changed, left out, moved or put in since the export. {countText(check.seals, 'seal')} of that journal {check.seals === 1 ? 'is' : 'are'} good.{check.redacted > 0 && ` ${countText(check.redacted, 'entry is', 'entries are')} redacted: the place of each is proven, what was taken out by its holder alone.`}</p>}
        {check.state === 'broken' && (
          <div role="alert">
            <p>What stands at these places is not what was recorded or signed:</p>
            <ol className={own['faults']} aria-label="Faults">
              {check.faults.map(({ at, what, detail }) => <li key={`${at} ${what} ${detail}`}><strong>{at === 0 ? 'The file' : `Entry ${numberText(at)}`}</strong> <span>{what}</span> <span>{detail}</span></li>)}
            </ol>
            {check.count > check.faults.length && <p>And {numberText(check.count - check.faults.length)} more.</p>}
          </div>
        )}
        {check.state !== 'checking' && check.unsure.map((text) => <p key={text}><Mark tone="unsure" word={text} /></p>)}
        <dl className={own['facts']}>
          <dt>Made</dt><dd><Time at={manifest.made} full /> by {manifest.by}, console {manifest.console}</dd>
          <dt>Key</dt><dd><code>{manifest.key.id}</code>, {signerWords[signer]}</dd>
          <dt>Head</dt><dd>entry {numberText(manifest.head.seq)}, <code>{hashText(manifest.head.hash)}</code></dd>
          <dt>Redacted</dt><dd>{redactionWords[manifest.redaction.level]}{manifest.redaction.left !== '' && `. ${manifest.redaction.left}`}</dd>
          {manifest.files.length > 0 && <><dt>Files</dt><dd>{countText(manifest.files.length, 'file')} beside the entries</dd></>}
        </dl>
        {signer === 'unknown' && <p className={own['hint']}>Compare the key with the one that the other console shows under "Verify the chain". Until then it proves that nothing changed since that key signed, and not whose key it is.</p>}
      </div>
    </Panel>
  )
}

function Charts({ id }: { readonly id: string }) {
  const { client } = useActs()
  const [lines, setLines] = useState<readonly SeriesLine[]>()
  const [failure, setFailure] = useState<Failure>()
  useEffect(() => {
    const stop = new AbortController()
    client().bundles.series({ bundle: id, metrics: [...metrics] }, { signal: stop.signal }).then(setLines, (error: unknown) => !stop.signal.aborted && setFailure(failureOf(error)))
    return () => stop.abort()
  }, [client, id])
  const names = [...new Set(lines?.map(({ metric }) => metric))]
  return (
    <Panel title="Series of that time">
      {failure && <p role="alert"><Mark tone="unsure" word={failure.what} /> {failure.todo}</p>}
      {lines === undefined && !failure && <p>Reading the series…</p>}
      {lines?.length === 0 && <p>No series came along: not measured, or no longer kept at the export.</p>}
      <div className={own['charts']}>{names.map((name) => <SeriesChart key={name} lines={lines?.filter(({ metric }) => metric === name) ?? []} />)}</div>
    </Panel>
  )
}

function Entries({ id }: { readonly id: string }) {
  const { client } = useActs()
  const [read, setRead] = useState<Timeline>({ entries: [], more: true })
  const [wanted, setWanted] = useState(page)
  const [failure, setFailure] = useState<Failure>()
  const last = read.entries.at(-1)?.seq ?? 0
  const busy = read.more && read.entries.length < wanted && failure === undefined
  useEffect(() => {
    if (!busy) return undefined
    const stop = new AbortController()
    client().bundles.timeline({ bundle: id, after: last, limit: page }, { signal: stop.signal }).then(
      ({ entries, more }) => !stop.signal.aborted && setRead((before) => ({ entries: [...before.entries, ...entries], more: more && entries.length > 0 })),
      (error: unknown) => !stop.signal.aborted && setFailure(failureOf(error)))
    return () => stop.abort()
  }, [client, id, busy, last])
  const days = read.entries.map(({ at }) => dayText(at.occurred))
  return (
    <Panel flush title="Timeline">
      {failure && <p role="alert" className={own['inset']}><Mark tone="bad" word={failure.what} /> {failure.todo}</p>}
      {read.entries.length === 0 && !failure && <Empty title={busy ? 'Reading…' : 'No entry can be shown'} />}
      <ol aria-label="Entries of the bundle">
        {read.entries.map((entry, index) => {
          const { tone, text, detail } = entryLine(entry)
          return (
            <li key={entry.seq} className={rows['slot']}>
              {days[index] !== days[index - 1] && <h3 className={rows['day']}>{days[index]}</h3>}
              <div className={rows['entry']}>
                <span className={rows['seq']} title={`Entry ${entry.seq}, hash ${entry.hash}`}>{entry.seq}</span>
                <Time at={entry.at.occurred} />
                <i className={toneClass(tone)}><ToneShape tone={tone} size={14} /></i>
                <div className={rows['text']}><span>{text}</span>{detail !== undefined && <p>{detail}</p>}</div>
              </div>
            </li>
          )
        })}
      </ol>
      {read.entries.length > 0 && <div className={rows['foot']}><span>{countText(read.entries.length, 'entry', 'entries')} shown</span>{read.more && <Button isDisabled={busy} onPress={() => setWanted(read.entries.length + page)}>{busy ? 'Reading…' : 'Load more'}</Button>}</div>}
    </Panel>
  )
}

export function BundleDetail({ id }: { readonly id: string }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const { bundles } = useBundles()
  const [accepting, setAccepting] = useState(false)
  const bundle = bundles?.find((one) => one.id === id)
  if (bundle === undefined) return <Empty title={bundles === undefined ? 'Reading…' : 'There is no such bundle'}>{bundles !== undefined && 'Open its file again.'}</Empty>
  const { manifest: { incident }, signer } = bundle
  const remove = async (): Promise<void> => {
    if ((await act('Closing the bundle', (client) => client.bundles.remove({ bundle: id }), 'The bundle is closed, and its copy here is gone')) === undefined) return
    bundlesChanged()
    go('incidents')
  }
  return (
    <div className={styles['detail']}>
      <section className={styles['head']} aria-label={`Bundle of ${incident.id}`}>
        <div className={styles['top']}>
          <SeverityBadge of={incident.severity} />
          <h2>{incident.title}</h2>
          <Mark tone="off" word="from a bundle, read-only" />
          <span className={styles['acts']}>
            {mayAct && signer === 'unknown' && bundle.check.state === 'whole' && <Button onPress={() => setAccepting(true)}>Take the key as known…</Button>}
            {mayAct && <Button onPress={() => void remove()}>Close the bundle</Button>}
          </span>
        </div>
        <p className={styles['line']}>
          <span>{incident.id}</span><span>opened by {incident.openedBy}, <Time at={incident.openedAt} full /></span>
          {incident.closedAt !== undefined && <span>closed <Time at={incident.closedAt} full />, after {durationText(incident.closedAt - incident.openedAt)}</span>}
        </p>
        <p>Cause: {incident.cause}</p>
        {incident.summary !== undefined && <p><strong>Summary:</strong> {incident.summary}</p>}
      </section>
      <Check bundle={bundle} />
      <Charts id={id} />
      <Entries id={id} />
      {accepting && (
        <ReasonDialog
          title="Take the key as known" label="How you know whose it is" action="It is theirs" text={`Bundles signed by ${bundle.manifest.key.id} are then shown as signed by a known key.`} onClose={() => setAccepting(false)}
          onAct={async (reason) => {
            const done = await act('Taking the key', (client) => client.bundles.accept({ bundle: id, reason }), 'The key is known here now')
            if (done) bundlesChanged()
            return done !== undefined
          }}
        />
      )}
    </div>
  )
}
