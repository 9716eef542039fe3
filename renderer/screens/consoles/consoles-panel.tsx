/** Who has this deployment open, how far each chain has come, who drives; and the press that takes it over. Issue 8. */
import { useState } from 'react'
import type { ChainsChecked, Consoles, ConsoleView } from '../../../shared/contract.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button } from '../../parts/controls.tsx'
import { failureOf } from '../../parts/failure.ts'
import { ageText, countText, numberText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import styles from '../connections/connections-screen.module.css'
import { useConsoles } from './use-consoles.ts'

type Shared = Extract<Consoles, { readonly shared: true }>

/** Longer than a few exchanges: it is closed, or cut off. */
const silentAfter = 10_000

const nameOf = ({ person, console }: ConsoleView): string => (person === '' ? console : person)

function Telling({ tells, consoles }: Shared) {
  const by = consoles.find(({ console }) => console === tells.console)
  const who = by === undefined ? 'Another console' : nameOf(by)
  const text = { 'has the turn': 'This console calls people and sends messages.', waits: `${who} calls people and sends messages.`, 'cut off': 'This console calls people and sends messages by itself: another may do the same.' }[tells.now]
  const passed = tells.passedOn === true && tells.now === 'waits'
  return (
    <p className={styles['note']}>
      <Mark tone={tells.now === 'cut off' || passed ? 'warn' : 'calm'} word={text} size={13} />
      {passed && ' This console could not reach somebody by any of their channels, and passed the turn on: Messages shows which.'}
    </p>
  )
}

function Presence({ one }: { readonly one: ConsoleView }) {
  if (one.fault !== undefined) return <Mark tone="bad" word="chain refused" size={13} title={one.fault} />
  if (one.silentFor === undefined) return <Mark tone="unsure" word="never seen" size={13} />
  return one.own || one.silentFor < silentAfter ? <Mark tone="calm" word="here" size={13} /> : <Mark tone="unsure" word="silent" size={13} />
}

function Row({ one, drives }: { readonly one: ConsoleView; readonly drives: Shared['drives'] }) {
  const lag = one.seq - one.known
  return (
    <tr>
      <td><Presence one={one} /></td>
      <th scope="row">{one.person === '' ? one.console : one.person}{one.own && ' (this one)'}<small className={styles['mono']}>{one.console}{one.machine !== '' && ` on ${one.machine}`}</small></th>
      <td>{drives?.console === one.console ? <Mark tone="busy" word={`drives ${drives.run}`} size={13} /> : '—'}</td>
      <td className={styles['number']}>{numberText(one.known)}{lag > 0 && <small>{countText(lag, 'entry', 'entries')} behind</small>}</td>
      <td className={styles['number']}>{one.silentFor === undefined ? '—' : ageText(one.silentFor)}</td>
    </tr>
  )
}

function LinkStatus({ link, unsent, exchanged, place }: Shared) {
  const waits = unsent === 0 ? 'Everything written here is there.' : `${countText(unsent, 'entry', 'entries')} written here ${unsent === 1 ? 'is' : 'are'} not there yet.`
  if (link.state === 'cut off')
    return (
      <div className={styles['status']} data-tone="bad">
        <Mark tone="bad" word="cut off" />
        <p><strong>Cut off from the shared database for {ageText(link.for)}.</strong> Every command works here as before, the rollback too. {waits}</p>
        <p>{link.detail}</p>
      </div>
    )
  return (
    <div className={styles['status']} data-tone="calm">
      <Mark tone={link.state === 'open' ? 'calm' : 'busy'} word={link.state === 'open' ? 'shared' : 'connecting'} />
      <p>{waits} {exchanged !== undefined && `Last exchange ${ageText(exchanged)} ago, by `}<span className={styles['mono']}>{place}</span></p>
    </div>
  )
}

export function ConsolesPanel() {
  const { consoles, refresh } = useConsoles()
  const { act, client } = useActs()
  const mayAct = useMayAct()
  const [taking, setTaking] = useState(false)
  const [to, setTo] = useState<ConsoleView>()
  const [checked, setChecked] = useState<ChainsChecked | string>()
  if (consoles === undefined || !consoles.shared) return undefined
  const { drives } = consoles
  const able = mayAct && drives?.here === true ? consoles.consoles.filter((one) => !one.own && one.fault === undefined && one.silentFor !== undefined && one.silentFor < silentAfter) : []
  const check = async (): Promise<void> => {
    try {
      setChecked(await client().consoles.verify())
    } catch (error) {
      setChecked(failureOf(error).what)
    }
  }
  const faults = consoles.consoles.filter(({ fault }) => fault !== undefined)
  return (
    <Panel
      flush title="Consoles"
      aside={<span className={styles['acts']}><Button onPress={() => void check()}>Check their chains</Button>{able.map((one) => <Button key={one.console} onPress={() => setTo(one)}>{`Hand over to ${nameOf(one)}…`}</Button>)}{mayAct && drives && !drives.here && <Button look="primary" onPress={() => setTaking(true)}>Take over…</Button>}</span>}
    >
      <LinkStatus {...consoles} />
      <Telling {...consoles} />
      <table className={styles['table']}>
        <thead><tr><th>State</th><th>Console</th><th>Drives</th><th className={styles['number']}>Entries here</th><th className={styles['number']}>Last heard</th></tr></thead>
        <tbody>{consoles.consoles.map((one) => <Row key={one.console} one={one} drives={drives} />)}</tbody>
      </table>
      {faults.map(({ console, fault }) => <p key={console} className={styles['note']} role="alert"><Mark tone="bad" word={console} size={13} /> {fault}. Nothing more is taken of it; what was taken before stands.</p>)}
      {typeof checked === 'string' && <p className={styles['note']} role="status">The chains could not be read: {checked}</p>}
      {typeof checked === 'object' && (
        <p className={styles['note']} role="status">
          {checked.length === 0 ? 'No other chain is here yet.' : checked.map(({ console, entries, fault }) => (fault === undefined ? `${console}: all ${numberText(entries)} entries are whole.` : `${console}: ${fault}.`)).join(' ')}
        </p>
      )}
      {to && drives && (
        <ReasonDialog
          title={`Hand over run ${drives.run}`} action="Hand over" onClose={() => setTo(undefined)}
          text={`${nameOf(to)} drives it from ${to.console} as soon as that console hears of it, within a second or two. Until then this one does.`}
          onAct={async (reason) => {
            const done = await act('Handing over', (link) => link.consoles.handOver({ to: to.console, reason }), `${nameOf(to)} is asked to drive`)
            refresh()
            return done !== undefined
          }}
        />
      )}
      {taking && drives && (
        <ReasonDialog
          title={`Take over run ${drives.run}`} action="Take over" onClose={() => setTaking(false)}
          text={`${drives.holder} drives it${drives.heard ? '' : ', and was not heard of lately'}. From here on this console does: what the other one had begun is refused at the balancer.`}
          onAct={async (reason) => {
            const done = await act('Taking over', (link) => link.consoles.takeOver({ run: drives.run, reason }), 'This console drives now')
            refresh()
            return done !== undefined
          }}
        />
      )}
    </Panel>
  )
}
