/** An incident out of a bundle, read-only: what its check found, its charts and its entries. */
import { useEffect, useMemo, useState } from 'react'
import { bundleItem, type BundleInfo } from '../../../shared/bundle.ts'
import { durationText } from '../../../shared/duration.ts'
import type { Incident } from '../../../shared/incident.ts'
import type { Entry } from '../../../shared/journal.ts'
import { ActsProvider, useActs, useMayAct } from '../../act.tsx'
import { createBundleClient } from '../../moment/moment-client.ts'
import { useReplay } from '../../moment/replay-mode.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { failureOf, type Failure } from '../../parts/failure.ts'
import { countText, hashText, numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { go } from '../../route.ts'
import { useView } from '../../store.ts'
import own from './after.module.css'
import { CheckMark, redactionWords, signerWords } from './bundle-words.tsx'
import styles from './incident-detail.module.css'
import { IncidentCharts } from './incident-charts.tsx'
import { LogsPanel } from './logs-panel.tsx'
import { SeverityBadge } from './severity.tsx'
import { Timeline } from './timeline.tsx'
import { bundlesChanged, useBundles } from './use-bundles.ts'

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

/** The room over the bundle's own record: what it shows of an incident of this console, read-only. */
function Room({ id, made }: { readonly id: string; readonly made: number }) {
  const { client } = useActs()
  const connected = useView((view) => view.connection.status === 'open')
  const [incident, setIncident] = useState<Incident>()
  const [others, setOthers] = useState<readonly Entry[]>([])
  const [failure, setFailure] = useState<Failure>()
  const [moment, setMoment] = useState<number>()
  const whole = incident !== undefined
  useEffect(() => {
    if (!connected || whole) return undefined
    const stop = new AbortController()
    const read = async (): Promise<void> => {
      const [theirs, found] = await Promise.all([client().bundles.others({ bundle: id }, { signal: stop.signal }), client().bundles.incident({ bundle: id }, { signal: stop.signal })])
      setOthers(theirs)
      setIncident(found)
    }
    read().catch((error: unknown) => !stop.signal.aborted && setFailure(failureOf(error)))
    return () => stop.abort()
  }, [client, connected, whole, id])
  const ofBundle = useMemo(() => {
    const made = createBundleClient(client, id)
    return () => made
  }, [client, id])
  if (failure && incident === undefined) return <p role="alert"><Mark tone="bad" word={failure.what} /> {failure.todo}</p>
  if (incident === undefined) return <p>Reading the incident…</p>
  return (
    <ActsProvider client={ofBundle}>
      <div className={styles['body']}>
        <div className={styles['side']}><IncidentCharts carried incident={incident} now={made} /></div>
        <div className={styles['main']}>
          <div className={styles['beside']}>
            <Timeline incident={incident.id} first={incident.firstSeq} last={incident.lastSeq} others={others} onMoment={setMoment} />
            <LogsPanel carried incident={incident} until={made} moment={moment} onMoment={setMoment} />
          </div>
        </div>
      </div>
    </ActsProvider>
  )
}

export function BundleDetail({ id }: { readonly id: string }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const { bundles } = useBundles()
  const { enter, player } = useReplay()
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
            {player === undefined && <Button onPress={() => enter(bundleItem(id), incident.openedAt)}>Replay</Button>}
            {mayAct && signer === 'unknown' && bundle.check.state === 'whole' && <Button onPress={() => setAccepting(true)}>Take the key as known…</Button>}
            {mayAct && <Button onPress={() => void remove()}>Close the bundle</Button>}
          </span>
        </div>
        <p className={styles['line']}>
          <span>{incident.id}</span><span>opened by {incident.openedBy}, <Time at={incident.openedAt} full record /></span>
          {incident.closedAt !== undefined && <span>closed <Time at={incident.closedAt} full record />, after {durationText(incident.closedAt - incident.openedAt)}</span>}
        </p>
        <p>Cause: {incident.cause}</p>
        {incident.summary !== undefined && <p><strong>Summary:</strong> {incident.summary}</p>}
      </section>
      <Check bundle={bundle} />
      <Room id={id} made={bundle.manifest.made} />
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
