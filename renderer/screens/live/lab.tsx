/** The practice environment: faults to switch on, the users who feel them. */
import { Switch } from 'react-aria-components'
import type { LabFault } from '../../../shared/contract.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { cx } from '../../parts/cx.ts'
import { countText, numberText } from '../../parts/format.ts'
import { Icon } from '../../parts/icon.tsx'
import { EnvironmentName, EnvironmentShape } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { useBusy } from '../../parts/use-busy.ts'
import { lab as words } from '../../words/live.ts'
import styles from './lab.module.css'
import type { LabStatus } from './use-lab.ts'

function FaultSwitch({ fault, onChange }: { readonly fault: LabFault; readonly onChange: () => void }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const [turn, busy] = useBusy(async (on: boolean) => {
    await act(words.switchingTheFault(on ? 'on' : 'off'), (client) => client.lab.fault({ name: fault.name, environment: fault.environment, on }), words.faultIs(fault.title, fault.environment, on ? 'on' : 'off'), {
      command: (client) => client.lab.fault({ name: fault.name, environment: fault.environment, on: !on }), done: words.faultIsAgain(fault.title, fault.environment, on ? 'off' : 'on'),
    })
    onChange()
  })
  return (
    <Switch className={cx(styles['fault'])} isSelected={fault.on} isDisabled={!mayAct || busy} onChange={(on) => void turn(on)}>
      <span className={styles['switch']} aria-hidden="true"><i /></span>
      <span className={styles['what']}>
        <span className={styles['name']}>{fault.title} <EnvironmentName of={fault.environment} size={9} /></span>
        <span className={styles['detail']}>{fault.detail}</span>
      </span>
      <span className={styles['state']}>{fault.on ? 'on' : 'off'}</span>
    </Switch>
  )
}

export function Lab({ status, onChange, onClose }: { readonly status: LabStatus; readonly onChange: () => void; readonly onClose: () => void }) {
  const { act } = useActs()
  const mayAct = useMayAct()
  const failures = status.users.reduce((sum, user) => sum + user.failures, 0)
  return (
    <Panel flush title={words.practiceLab} aside={<Button look="quiet" aria-label={words.closeThePracticeLab} onPress={onClose}><Icon name="cross" size={12} /></Button>}>
      {!mayAct && <p className={styles['viewer']}>{words.viewerWatchesFaultsOperators}</p>}
      <ul className={styles['faults']}>
        {status.faults.map((fault) => <li key={`${fault.name} ${fault.environment}`}><FaultSwitch fault={fault} onChange={onChange} /></li>)}
      </ul>
      <div className={styles['head']}>
        <h3>{countText(status.users.length, words.simulatedUser)}</h3>
        <span>{countText(failures, words.failedRequest)}</span>
      </div>
      <div className={styles['scroll']}>
        <table className={styles['users']}>
          <thead><tr><th>{words.user}</th><th>{words.on}</th><th>{words.requests}</th><th>{words.failed}</th><th>{words.lost}</th></tr></thead>
          <tbody>
            {status.users.map((user) => (
              <tr key={user.user} title={user.profile}>
                <th scope="row">{user.user}{user.pilot && <small>{words.pilot}</small>}</th>
                <td>{user.environment ? <span className={styles['on']}><EnvironmentShape of={user.environment} size={9} />{user.environment}</span> : '—'}</td>
                <td>{numberText(user.requests)}</td>
                <td data-bad={user.failures > 0 || undefined}>{numberText(user.failures)}</td>
                <td data-bad={user.sessionsLost > 0 || undefined}>{numberText(user.sessionsLost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={styles['foot']}>
        <Button isDisabled={!mayAct} onPress={() => void act(words.resettingTheLab, (client) => client.lab.reset(), words.pilotUsersGreenAgain).then(onChange)}>{words.sendPilotUsersGreen}</Button>
      </div>
    </Panel>
  )
}
