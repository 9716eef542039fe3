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
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { bundleDetail as words } from '../../words/incidents.ts'
import styles from './incident-detail.module.css'
import { IncidentCharts } from './incident-charts.tsx'
import { LogsPanel } from './logs-panel.tsx'
import { SeverityBadge } from './severity.tsx'
import { Timeline } from './timeline.tsx'
import { bundlesChanged, useBundles } from './use-bundles.ts'

function Check({ bundle: { check, manifest, signer } }: { readonly bundle: BundleInfo }) {
  return (
    <Panel title={words.isItWhole} aside={<CheckMark check={check} size={14} />}>
      <div className={own['stack']}>
        {check.state === 'whole' && <p>{fill(words.toldHashesAllJournal, { count: countText(check.entries, 'entry', 'entries'), links: numberText(check.links), count2: countText(check.seals, 'seal'), part: check.seals === 1 ? 'is' : 'are', redacted: check.redacted > 0 && words.redactedPlaceEachProven(countText(check.redacted, words.entryIs, words.entriesAre)) })}</p>}
        {check.state === 'broken' && (
          <div role="alert">
            <p>{words.whatStandsThesePlaces}</p>
            <ol className={own['faults']} aria-label={words.faults}>
              {check.faults.map(({ at, what, detail, console }) => <li key={`${console ?? ''} ${at} ${what} ${detail}`}><strong>{at === 0 ? words.theFile : console === undefined ? words.entry(numberText(at)) : words.entryOf(numberText(at), console)}</strong> <span>{what}</span> <span>{detail}</span></li>)}
            </ol>
            {check.count > check.faults.length && <p>{fill(words.andMore, { count: numberText(check.count - check.faults.length) })}</p>}
          </div>
        )}
        {check.state !== 'checking' && check.unsure.map((text) => <p key={text}><Mark tone="unsure" word={text} /></p>)}
        <dl className={own['facts']}>
          <dt>{words.made}</dt><dd>{fill(words.byConsole, { time: <Time at={manifest.made} full />, by: manifest.by, console: manifest.console })}</dd>
          <dt>{words.key}</dt><dd><code>{manifest.key.id}</code>, {signerWords[signer]}</dd>
          <dt>{words.head}</dt><dd>{fill(words.entrySeq, { seq: numberText(manifest.head.seq), hash: <code>{hashText(manifest.head.hash)}</code> })}</dd>
          <dt>{words.redacted}</dt><dd>{redactionWords[manifest.redaction.level]}{manifest.redaction.left !== '' && `. ${manifest.redaction.left}`}</dd>
          {manifest.files.length > 0 && <><dt>{words.files}</dt><dd>{fill(words.besideTheEntries, { count: countText(manifest.files.length, 'file') })}</dd></>}
        </dl>
        {signer === 'unknown' && <p className={own['hint']}>{words.compareKeyOneOther}</p>}
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
  if (incident === undefined) return <p>{words.readingTheIncidentAsk}</p>
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
  if (bundle === undefined) return <Empty title={bundles === undefined ? common.reading : words.noSuchBundle}>{bundles !== undefined && words.openItsFileAgain}</Empty>
  const { manifest: { incident }, signer } = bundle
  const remove = async (): Promise<void> => {
    if ((await act(words.closingTheBundle, (client) => client.bundles.remove({ bundle: id }), words.bundleClosedCopyHere)) === undefined) return
    bundlesChanged()
    go('incidents')
  }
  return (
    <div className={styles['detail']}>
      <section className={styles['head']} aria-label={words.bundleOf(incident.id)}>
        <div className={styles['top']}>
          <SeverityBadge of={incident.severity} />
          <h2>{incident.title}</h2>
          <Mark tone="off" word={words.bundleReadOnly} />
          <span className={styles['acts']}>
            {player === undefined && <Button onPress={() => enter(bundleItem(id), incident.openedAt)}>{words.replay}</Button>}
            {mayAct && signer === 'unknown' && bundle.check.state === 'whole' && <Button onPress={() => setAccepting(true)}>{words.takeKeyKnown}</Button>}
            {mayAct && <Button onPress={() => void remove()}>{words.closeTheBundle}</Button>}
          </span>
        </div>
        <p className={styles['line']}>
          <span>{incident.id}</span><span>{fill(words.openedBy, { openedBy: incident.openedBy, time: <Time at={incident.openedAt} full record /> })}</span>
          {incident.closedAt !== undefined && <span>{fill(words.closedAfter, { time: <Time at={incident.closedAt} full record />, duration: durationText(incident.closedAt - incident.openedAt) })}</span>}
        </p>
        <p>{fill(words.cause, { cause: incident.cause })}</p>
        {incident.summary !== undefined && <p><strong>{words.summary}</strong> {incident.summary}</p>}
      </section>
      <Check bundle={bundle} />
      <Room id={id} made={bundle.manifest.made} />
      {accepting && (
        <ReasonDialog
          title={words.takeKeyKnownWord} label={words.howYouKnowWhose} action={words.itIsTheirs} text={words.bundlesSignedThenShown(bundle.manifest.key.id)} onClose={() => setAccepting(false)}
          onAct={async (reason) => {
            const done = await act(words.takingTheKey, (client) => client.bundles.accept({ bundle: id, reason }), words.keyKnownHereNow)
            if (done) bundlesChanged()
            return done !== undefined
          }}
        />
      )}
    </div>
  )
}
