/** What the balancer reports, read back. Switched is not moved: sticky users are counted. */
import type { Routing } from '../../../shared/contract.ts'
import { environments, otherOf, type Environment } from '../../../shared/metrics.ts'
import { Empty } from '../../parts/controls.tsx'
import { ageText, countText, numberText, percentText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { SplitBar } from '../../parts/split-bar.tsx'
import { useSilence } from '../../now.ts'
import { useReplaying, useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { traffic as words } from '../../words/live.ts'
import styles from './traffic.module.css'

function Health({ routing, of }: { readonly routing: Routing; readonly of: Environment }) {
  if (routing.drained[of]) return <Mark tone="warn" word="drained" size={12} />
  return routing.healthy[of] ? <Mark tone="calm" word="healthy" size={12} /> : <Mark tone="bad" word="down" size={12} />
}

export function Traffic() {
  const routing = useView((view) => view.frame?.routing)
  const share = useView((view) => view.frame?.share)
  const replaying = useReplaying()
  const source = useView((view) => view.frame?.figures.blue.traffic_share?.source)
  const silence = useSilence()
  const target = useView((view) => view.opened?.plan.rollback.target) ?? 'blue'
  const away = otherOf(target)
  if (routing === undefined && share) {
    return (
      <Panel title={words.traffic} aside={words.fromTheRecordedSeries}>
        <div className={styles['traffic']} data-figure>
          <SplitBar share={share} size="thick" />
          <table className={styles['table']}>
            <thead><tr><td />{environments.map((one) => <th key={one} scope="col"><EnvironmentName of={one} size={10} /></th>)}</tr></thead>
            <tbody><tr><th scope="row">{words.shareOfRequests}</th>{environments.map((one) => <td key={one}>{percentText(share[one], 1)}</td>)}</tr></tbody>
          </table>
          <p className={styles['still']}>{fill(words.weightsFlagsWhoStill, { away })}</p>
        </div>
      </Panel>
    )
  }
  if (routing === undefined) {
    return <Panel title={words.traffic}>{replaying ? <Empty title={common.notRecorded}>{words.noShareTrafficRecorded}</Empty> : <Empty title={words.notKnown}>{words.balancerDoesNotReport}</Empty>}</Panel>
  }
  const rows: readonly { readonly label: string; readonly of: (environment: Environment) => string }[] = [
    { label: words.shareOfRequests, of: (one) => percentText(routing.share[one], 1) },
    { label: words.weight, of: (one) => numberText(routing.weights[one]) },
    { label: words.usersByFlag, of: (one) => numberText(routing.flags[one]) },
    { label: words.inFlight, of: (one) => numberText(routing.inFlight[one]) },
    { label: words.usersLastServed, of: (one) => numberText(routing.sticky[one]) },
  ]
  const left = routing.sticky[away]
  return (
    <Panel title={words.traffic} aside={<span title={words.reportedBy(routing.id)}>{fill(words.old, { source: source !== undefined && words.from(source), age: ageText(routing.age + silence) })}</span>}>
      <div className={styles['traffic']} data-figure>
        <SplitBar share={routing.share} size="thick" />
        <table className={styles['table']}>
          <thead>
            <tr><td />{environments.map((one) => <th key={one} scope="col"><EnvironmentName of={one} size={10} /></th>)}</tr>
          </thead>
          <tbody>
            {rows.map(({ label, of }) => (
              <tr key={label}><th scope="row">{label}</th>{environments.map((one) => <td key={one}>{of(one)}</td>)}</tr>
            ))}
            <tr><th scope="row">{words.health}</th>{environments.map((one) => <td key={one}><Health routing={routing} of={one} /></td>)}</tr>
          </tbody>
        </table>
        <p className={styles['still']}>
          {fill(words.usersStillOn, { away, left: <strong>{left}</strong> })}
          {/* Users that a flag sends there are meant to be there. */}
          {routing.weights[away] === 0 && routing.flags[away] === 0 && left > 0 && <Mark tone="warn" word={words.sentBackYetNot(countText(left, 'user'))} size={13} />}
        </p>
      </div>
    </Panel>
  )
}
