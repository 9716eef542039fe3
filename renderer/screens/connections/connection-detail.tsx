/** One connected system: what is wrong and how to mend it, who answers, what it brings. */
import { useState } from 'react'
import type { Connection } from '../../../shared/contract.ts'
import { durationText } from '../../../shared/duration.ts'
import { metricInfo, type Statistic } from '../../../shared/metrics.ts'
import { useActs } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { ageText, figureText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { missingText } from '../../parts/words.ts'
import styles from './connections-screen.module.css'
import { knownWords, stateWord } from './words.ts'

const usual = { gauge: 'last', counter: 'rate', ratio: 'ratio', histogram: 'p95' } as const satisfies Record<string, Statistic>

function Metrics({ metrics }: Pick<Connection, 'metrics'>) {
  if (metrics.length === 0) return <p className={styles['note']}>It brings no metric of its own.</p>
  return (
    <table className={styles['table']} data-figure>
      <thead><tr><th>Metric</th><th>Environment</th><th className={styles['number']}>Value</th><th className={styles['number']}>Age</th></tr></thead>
      <tbody>
        {metrics.map(({ metric, environment, figure }) => {
          const statistic = usual[metricInfo(metric).kind]
          return (
            <tr key={`${metric} ${environment}`}>
              <th scope="row">{metricInfo(metric).title}{statistic === 'p95' && <small>95 of 100 are below</small>}</th>
              <td><EnvironmentName of={environment} size={9} /></td>
              <td className={styles['number']}>{figure.value === undefined ? <span className={styles['missing']}>{missingText(figure.why)}</span> : figureText(metric, figure.value, statistic)}</td>
              <td className={styles['number']}>{figure.age === undefined ? '—' : ageText(figure.age)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

type DetailProps = {
  readonly connection: Connection
  readonly mayAct: boolean
  readonly blocked: string | undefined
  readonly onEdit: () => void
  readonly onRemove: () => void
}

export function ConnectionDetail({ connection, mayAct, blocked, onEdit, onRemove }: DetailProps) {
  const { act } = useActs()
  const [accepting, setAccepting] = useState(false)
  const { target, title, environment, address, state, words, detail, mend, identity, known, expected, every, timeout, lastGood, latency } = connection
  return (
    <Panel
      flush title={target}
      aside={mayAct && (
        <span className={styles['acts']}>
          <Button onPress={onEdit} isDisabled={blocked !== undefined}>Edit…</Button>
          <Button onPress={onRemove} isDisabled={blocked !== undefined}>Remove…</Button>
        </span>
      )}
    >
      <div className={styles['status']} data-tone={stateWord(state).tone}>
        <Mark {...stateWord(state)} />
        <p><strong>{words}</strong></p>
        {state !== 'ok' && detail !== undefined && <p>{detail}</p>}
        {state !== 'ok' && mend !== undefined && <p>{mend}</p>}
      </div>
      <dl className={styles['facts']}>
        <dt>System</dt><dd>{title}{environment && <> of <EnvironmentName of={environment} size={9} /></>}</dd>
        <dt>Address</dt><dd className={styles['mono']}>{address}</dd>
        <dt>Last good</dt><dd>{lastGood === undefined ? 'never since the console was started' : <Time at={lastGood} full />}</dd>
        <dt>Latency</dt><dd>{latency === undefined ? 'not measured yet' : `${Math.round(latency)} ms of ${durationText(timeout)}`}, sampled every {durationText(every)}</dd>
        <dt>Identity</dt>
        <dd>
          <span className={styles['mono']}>{identity ?? 'nobody has answered yet'}</span>
          <span className={styles['identity']}>
            <Mark {...knownWords[known]} size={13} />
            {mayAct && identity !== undefined && known !== 'expected' && <Button look="quiet" onPress={() => setAccepting(true)}>Expect this one…</Button>}
          </span>
          {expected !== undefined && <span className={styles['mono']}>expected: {expected}</span>}
        </dd>
      </dl>
      <Metrics metrics={connection.metrics} />
      {accepting && identity !== undefined && (
        <ReasonDialog
          title={`Expect this one as ${target}`} text={`${identity} answers now. From here on another one is a warning.`} action="Expect it" onClose={() => setAccepting(false)}
          onAct={async (reason) => (await act('Expecting it', (client) => client.connections.expect({ target, identity, reason }), `${target} is expected as it answers now`)) !== undefined}
        />
      )}
    </Panel>
  )
}
