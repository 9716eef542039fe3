import type { LogSources, Source } from '../../../shared/contract.ts'
import { Empty } from '../../parts/controls.tsx'
import { ageText, countText, numberText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { sourceWords } from '../../words/states.ts'
import { useLogSources } from '../../parts/use-log-sources.ts'
import { useSilence } from '../../now.ts'
import { useReplaying, useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { sources as words } from '../../words/live.ts'
import styles from './sources.module.css'

function SourceRow({ source }: { readonly source: Source }) {
  const replaying = useReplaying()
  const silence = useSilence()
  return (
    <>
      <tr data-lost={source.state !== 'ok' || undefined}>
        <td><Mark {...sourceWords[source.state]} size={13} /></td>
        <th scope="row">{source.target}</th>
        <td>{source.environment ? <EnvironmentName of={source.environment} size={9} /> : '—'}</td>
        <td className={styles['kind']}>{source.kind}</td>
        <td className={styles['number']}>{source.latency === undefined ? '—' : words.ms(Math.round(source.latency))}</td>
        <td className={styles['number']}>{source.age === undefined ? (replaying ? '—' : 'never') : ageText(source.age + silence)}</td>
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
  ...(cache?.trouble === undefined ? [] : [words.nothingKeptThem(cache.trouble)]),
  ...sources.filter(({ state }) => state === 'waiting').map(({ id, detail }) => `${id}: ${detail}.`),
  ...sources.filter(({ dropped, lostFiles }) => dropped + lostFiles > 0).map(({ id, dropped, lostFiles }) => words.hasLost(id, lostFiles > 0 ? words.linesHowManyNot : countText(dropped, 'line'))),
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
        <th scope="row">{words.logs}</th>
        <td>—</td>
        <td className={styles['kind']}>{countText(sources.length, 'log')}</td>
        <td className={styles['number']}>—</td>
        <td className={styles['number']}>{newest === 0 ? 'never' : ageText(Math.max(0, now - newest))}</td>
        <td className={styles['identity']}>{fill(words.linesSKept, { rate: numberText(Math.round(rate * 10) / 10), count: countText(cache?.lines ?? 0, 'line') })}</td>
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
    <Panel flush title={words.sources} aside={replaying ? words.whoLostWhoCame : sources && (lost === 0 ? words.allAnswer(sources.length) : <Mark tone="bad" word={words.ofLost(lost, countText(sources.length, 'source'))} size={13} />)}>
      {sources === undefined || sources.length === 0
        ? replaying
          ? <Empty title={words.noneWasLost}>{words.beforeMomentRecordTells}</Empty>
          : <Empty title={words.noSourcesYet}>{words.engineNotSampledAnything}</Empty>
        : (
          <table className={styles['table']} data-figure>
            <thead>
              <tr><th>{words.state}</th><th>{words.target}</th><th>{words.environment}</th><th>{words.kind}</th><th className={styles['number']}>{words.latency}</th><th className={styles['number']}>{words.lastGood}</th><th>{words.identity}</th></tr>
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
