/** Who was called about what, in groups, and what is kept quiet. Plan: "Automated Alerting"; semantics 6 of the design. */
import { openGroups, type AlertGroup } from '../../../shared/alert.ts'
import type { Silence } from '../../../shared/silence.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { ageText, agoText, countText } from '../../parts/format.ts'
import { EnvironmentName, Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { useNow } from '../../now.ts'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { alerts as words } from '../../words/live.ts'
import styles from './alerts.module.css'

function Group({ group, wall }: { readonly group: AlertGroup; readonly wall: number }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const { alerts, acknowledged, environment, openedAt, id } = group
  const firing = alerts.filter((alert) => alert.firing)
  return (
    <li className={styles['group']}>
      <div className={styles['head']}>
        {acknowledged
          ? <Mark tone="warn" word={common.hasIt(acknowledged.by)} title={acknowledged.note} size={13} />
          : <Mark tone="bad" word={common.nobodyHasIt} size={13} />}
        <span className={styles['about']}>
          {fill(words.since, { environmentName: environment && <EnvironmentName of={environment} size={9} />, count: countText(firing.length, 'gate'), time: <Time at={openedAt} /> })}
        </span>
        {mayAct && !acknowledged && (
          <Button onPress={() => void act(common.theAcknowledgement, (client) => client.alerts.acknowledge({ group: id }), words.youHaveItIt)}>{common.iHaveIt}</Button>
        )}
      </div>
      <ul className={styles['list']}>
        {alerts.map(({ gate, title, text, at, firing: still }) => (
          <li key={gate} data-over={!still || undefined} title={text}>
            <span>{title}{still ? '' : ' (over)'}</span>
            <span className={styles['age']}>{agoText(wall - at)}</span>
          </li>
        ))}
      </ul>
    </li>
  )
}

function SilenceRow({ silence, wall }: { readonly silence: Silence; readonly wall: number }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const titleOf = useTitles()
  const { id, gates, environment, by, why, until } = silence
  return (
    <li className={styles['silence']}>
      <div>
        <Mark tone="off" word={<>{fill(words.isSilenced, { gates: gates.map((gate) => titleOf('gate', gate)).join(', '), environment: environment && words.on(environment) })}</>} size={13} />
        <p>{fill(words.byForAnother, { by, age: ageText(until - wall), why })}</p>
      </div>
      {mayAct && <Button look="quiet" onPress={() => void act(words.endingTheSilence, (client) => client.alerts.unsilence({ silence: id }), words.theSilenceIsEnded)}>{words.endIt}</Button>}
    </li>
  )
}

/** Nothing where nobody needs to be called and nothing is silenced: the calm screen has no empty panel. */
export function Alerts() {
  const groups = useView((view) => view.state?.alerts)
  const silences = useView((view) => view.state?.silences)
  const { wall } = useNow()
  const open = openGroups(groups ?? []).toReversed()
  const quiet = (silences ?? []).filter(({ until }) => until > wall)
  if (open.length === 0 && quiet.length === 0) return undefined
  const unanswered = open.filter(({ acknowledged }) => acknowledged === undefined).length
  return (
    <Panel flush title={words.alerts} aside={unanswered > 0 ? <Mark tone="bad" word={words.unanswered(unanswered)} size={13} /> : undefined}>
      <ul className={styles['groups']} aria-label={words.openAlerts}>{open.map((group) => <Group key={group.id} group={group} wall={wall} />)}</ul>
      {quiet.length > 0 && <ul className={styles['groups']} aria-label={words.silences}>{quiet.map((silence) => <SilenceRow key={silence.id} silence={silence} wall={wall} />)}</ul>}
    </Panel>
  )
}
