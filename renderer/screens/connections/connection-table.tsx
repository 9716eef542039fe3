/** Every connected system in a row: how it does, who answers, since when. */
import type { Connection } from '../../../shared/contract.ts'
import { Empty } from '../../parts/controls.tsx'
import { ageText, countText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useNow } from '../../now.ts'
import { addressOf } from '../../route.ts'
import { connectionTable as say } from '../../words/connections.ts'
import styles from './connections-screen.module.css'
import { knownWords, stateWord } from '../../words/connections-states.ts'

const isWell = ({ state }: Connection): boolean => state === 'ok' || state === 'slow'

function Row({ one, chosen, now }: { readonly one: Connection; readonly chosen: boolean; readonly now: number }) {
  return (
    <tr data-chosen={chosen || undefined}>
      <td><Mark {...stateWord(one.state)} size={13} title={one.words} /></td>
      <th scope="row"><a href={addressOf('connections', one.target)} aria-current={chosen ? 'true' : undefined}>{one.target}</a>{one.environment && <small><EnvironmentName of={one.environment} size={9} /></small>}</th>
      <td>{one.title}<small className={styles['mono']} title={one.address}>{one.address}</small></td>
      <td className={styles['number']}>{one.latency === undefined ? '—' : say.ms(Math.round(one.latency))}</td>
      <td className={styles['number']}>{one.lastGood === undefined ? 'never' : ageText(now - one.lastGood)}</td>
      <td><Mark {...knownWords[one.known]} size={13} /></td>
    </tr>
  )
}

export function ConnectionTable({ connections, chosen }: { readonly connections: readonly Connection[]; readonly chosen: string | undefined }) {
  const { wall } = useNow()
  const lost = connections.filter((one) => !isWell(one)).length
  return (
    <Panel flush title={say.connectedSystems} aside={connections.length === 0 ? undefined : lost === 0 ? say.allAnswer(connections.length) : <Mark tone="bad" word={say.ofNotAsIt(lost, countText(connections.length, 'system'))} size={13} />}>
      {connections.length === 0
        ? <Empty title={say.nothingIsConnected}>{say.addConnectionConsoleMeasures}</Empty>
        : (
          <table className={styles['table']}>
            <thead><tr><th>{say.state}</th><th>{say.name}</th><th>{say.system}</th><th className={styles['number']}>{say.latency}</th><th className={styles['number']}>{say.lastGood}</th><th>{say.identity}</th></tr></thead>
            <tbody>{connections.map((one) => <Row key={one.target} one={one} chosen={one.target === chosen} now={wall} />)}</tbody>
          </table>
        )}
    </Panel>
  )
}
