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
          ? <Mark tone="warn" word={`${acknowledged.by} has it`} title={acknowledged.note} size={13} />
          : <Mark tone="bad" word="nobody has it" size={13} />}
        <span className={styles['about']}>
          {environment && <EnvironmentName of={environment} size={9} />} {countText(firing.length, 'gate')}, since <Time at={openedAt} />
        </span>
        {mayAct && !acknowledged && (
          <Button onPress={() => void act('The acknowledgement', (client) => client.alerts.acknowledge({ group: id }), 'You have it: it is on the record')}>I have it</Button>
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
        <Mark tone="off" word={<>{gates.map((gate) => titleOf('gate', gate)).join(', ')}{environment && ` on ${environment}`} is silenced</>} size={13} />
        <p>by {by} for another {ageText(until - wall)}: {why}</p>
      </div>
      {mayAct && <Button look="quiet" onPress={() => void act('Ending the silence', (client) => client.alerts.unsilence({ silence: id }), 'The silence is ended')}>End it</Button>}
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
    <Panel flush title="Alerts" aside={unanswered > 0 ? <Mark tone="bad" word={`${unanswered} unanswered`} size={13} /> : undefined}>
      <ul className={styles['groups']} aria-label="Open alerts">{open.map((group) => <Group key={group.id} group={group} wall={wall} />)}</ul>
      {quiet.length > 0 && <ul className={styles['groups']} aria-label="Silences">{quiet.map((silence) => <SilenceRow key={silence.id} silence={silence} wall={wall} />)}</ul>}
    </Panel>
  )
}
