import type { Source } from '../../../shared/contract.ts'
import { Empty } from '../../parts/controls.tsx'
import { ageText, countText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { sourceWords } from '../../parts/words.ts'
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

export function Sources() {
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
            <tbody>{sources.map((source) => <SourceRow key={source.target} source={source} />)}</tbody>
          </table>
        )}
    </Panel>
  )
}
