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
import { missingText } from '../../words/states.ts'
import { fill } from '../../words/fill.ts'
import { connectionDetail as say } from '../../words/connections.ts'
import styles from './connections-screen.module.css'
import { knownWords, stateWord } from '../../words/connections-states.ts'

const usual = { gauge: 'last', counter: 'rate', ratio: 'ratio', histogram: 'p95' } as const satisfies Record<string, Statistic>

function Metrics({ metrics }: Pick<Connection, 'metrics'>) {
  if (metrics.length === 0) return <p className={styles['note']}>{say.bringsNoMetricOwn}</p>
  return (
    <table className={styles['table']} data-figure>
      <thead><tr><th>{say.metric}</th><th>{say.environment}</th><th className={styles['number']}>{say.value}</th><th className={styles['number']}>{say.age}</th></tr></thead>
      <tbody>
        {metrics.map(({ metric, environment, figure }) => {
          const statistic = usual[metricInfo(metric).kind]
          return (
            <tr key={`${metric} ${environment}`}>
              <th scope="row">{metricInfo(metric).title}{statistic === 'p95' && <small>{say.n95100Below}</small>}</th>
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
          <Button onPress={onEdit} isDisabled={blocked !== undefined}>{say.editAsk}</Button>
          <Button onPress={onRemove} isDisabled={blocked !== undefined}>{say.removeAsk}</Button>
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
        <dt>{say.system}</dt><dd>{title}{environment && <>{' '}{say.of}{' '}<EnvironmentName of={environment} size={9} /></>}</dd>
        <dt>{say.address}</dt><dd className={styles['mono']}>{address}</dd>
        <dt>{say.lastGood}</dt><dd>{lastGood === undefined ? say.neverSinceConsoleStarted : <Time at={lastGood} full />}</dd>
        <dt>{say.latency}</dt><dd>{fill(say.sampledEvery, { part: latency === undefined ? say.notMeasuredYet : say.msOf(Math.round(latency), durationText(timeout)), duration: durationText(every) })}</dd>
        <dt>{say.identity}</dt>
        <dd>
          <span className={styles['mono']}>{identity ?? say.nobodyHasAnsweredYet}</span>
          <span className={styles['identity']}>
            <Mark {...knownWords[known]} size={13} />
            {mayAct && identity !== undefined && known !== 'expected' && <Button look="quiet" onPress={() => setAccepting(true)}>{say.expectThisOneAsk}</Button>}
          </span>
          {expected !== undefined && <span className={styles['mono']}>{fill(say.expected, { expected })}</span>}
        </dd>
      </dl>
      <Metrics metrics={connection.metrics} />
      {accepting && identity !== undefined && (
        <ReasonDialog
          title={say.expectThisOneAs(target)} text={say.answersNowHereAnother(identity)} action={say.expectIt} onClose={() => setAccepting(false)}
          onAct={async (reason) => (await act(say.expectingIt, (client) => client.connections.expect({ target, identity, reason }), say.expectedAnswersNow(target))) !== undefined}
        />
      )}
    </Panel>
  )
}
