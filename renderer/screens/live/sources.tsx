import type { LogSources, Source } from '../../../shared/contract.ts'
import { Empty } from '../../parts/controls.tsx'
import { ageText, countText, numberText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { sourceWords } from '../../parts/words.ts'
import { useLogSources } from '../../parts/use-log-sources.ts'
import { useReplaying, useView } from '../../store.ts'
import styles from './sources.module.css'

function SourceRow({ source }: { readonly source: Source }) {
  const replaying = useReplaying()
  return (
    <>
      <tr data-lost={source.state !== 'ok' || undefined}>
        <td><Mark {...sourceWords[source.state]} size={13} /></td>
        <th scope="row">{source.target}</th>
        <td>{source.environment ? <EnvironmentName of={source.environment} size={9} /> : '—'}</td>
        <td className={styles['kind']}>{source.kind}</td>
        <td className={styles['number']}>{source.latency === undefined ? '—' : `${Math.round(source.latency)} ms`}</td>
        <td className={styles['number']}>{source.age === undefined ? (replaying ? '—' : 'never') : ageText(source.age)}</td>
        <td className={styles['identity']} title={source.identity}>{source.identity ?? (replaying ? 'not recorded' : 'not proven')}</td>
      </tr>
      {(source.detail !== undefined || source.mend !== undefined) && (
        <tr className={styles['mend']}>
          <td />
          <td colSpan={6}>{[source.detail, source.mend].filter((part) => part !== undefined).join(' ')}</td>
        </tr>
      )}
    </>
  )
}

/** What is wrong with the logs, the worst first; empty where nothing is. */
const troubleOf = ({ sources, cache }: LogSources): readonly string[] => [
  ...(cache?.trouble === undefined ? [] : [`Nothing is kept of them: ${cache.trouble}.`]),
  ...sources.filter(({ state }) => state === 'waiting').map(({ id, detail }) => `${id}: ${detail}.`),
  ...sources.filter(({ dropped, lostFiles }) => dropped + lostFiles > 0).map(({ id, dropped, lostFiles }) => `${id} has lost ${lostFiles > 0 ? 'lines, how many is not known' : countText(dropped, 'line')}.`),
]

function LogsRow({ logs, now }: { readonly logs: LogSources; readonly now: number }) {
  const { sources, cache } = logs
  const trouble = troubleOf(logs)
  const tone = cache?.trouble !== undefined ? 'bad' : trouble.length > 0 ? 'warn' : 'calm'
  const read = sources.filter(({ state }) => state === 'reading')
  const newest = Math.max(...sources.map((one) => one.newest ?? 0))
  const rate = read.reduce((sum, one) => sum + one.rate, 0)
  return (
    <>
      <tr>
        <td><Mark tone={tone} word={read.length === 0 ? 'waiting' : 'reading'} size={13} /></td>
        <th scope="row">Logs</th>
        <td>—</td>
        <td className={styles['kind']}>{countText(sources.length, 'log')}</td>
        <td className={styles['number']}>—</td>
        <td className={styles['number']}>{newest === 0 ? 'never' : ageText(Math.max(0, now - newest))}</td>
        <td className={styles['identity']}>{numberText(Math.round(rate * 10) / 10)} lines/s, {countText(cache?.lines ?? 0, 'line')} kept</td>
      </tr>
      {trouble.length > 0 && (
        <tr className={styles['mend']}>
          <td />
          <td colSpan={6}>{trouble.join(' ')}</td>
        </tr>
      )}
    </>
  )
}

export function Sources() {
  const logs = useLogSources()
  const now = useView((view) => view.frame?.wall) ?? 0
  const sources = useView((view) => view.frame?.sources)
  const replaying = useReplaying()
  const lost = sources?.filter((source) => source.state !== 'ok').length ?? 0
  return (
    <Panel flush title="Sources" aside={replaying ? 'who was lost and who came back, by the record' : sources && (lost === 0 ? `all ${sources.length} answer` : <Mark tone="bad" word={`${lost} of ${countText(sources.length, 'source')} lost`} size={13} />)}>
      {sources === undefined || sources.length === 0
        ? replaying
          ? <Empty title="None was lost">Before this moment the record tells of no source that was lost; how each answered was not recorded.</Empty>
          : <Empty title="No sources yet">The engine has not sampled anything.</Empty>
        : (
          <table className={styles['table']} data-figure>
            <thead>
              <tr><th>State</th><th>Target</th><th>Environment</th><th>Kind</th><th className={styles['number']}>Latency</th><th className={styles['number']}>Last good</th><th>Identity</th></tr>
            </thead>
            <tbody>
              {sources.map((source) => <SourceRow key={source.target} source={source} />)}
              {logs && <LogsRow logs={logs} now={now} />}
            </tbody>
          </table>
        )}
    </Panel>
  )
}
