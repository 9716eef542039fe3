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
import { fill } from '../../words/fill.ts'
import { consolesPanel as words } from '../../words/consoles.ts'
import styles from '../connections/connections-screen.module.css'
import { useConsoles } from './use-consoles.ts'

type Shared = Extract<Consoles, { readonly shared: true }>

/** Longer than a few exchanges: it is closed, or cut off. */
const silentAfter = 10_000

const nameOf = ({ person, console }: ConsoleView): string => (person === '' ? console : person)

function Telling({ tells, consoles }: Shared) {
  const by = consoles.find(({ console }) => console === tells.console)
  const who = by === undefined ? words.anotherConsole : nameOf(by)
  const text = { 'has the turn': words.thisConsoleCalls, waits: words.otherConsoleCalls(who), 'cut off': words.thisConsoleCallsAlone }[tells.now]
  const passed = tells.passedOn === true && tells.now === 'waits'
  return (
    <p className={styles['note']}>
      <Mark tone={tells.now === 'cut off' || passed ? 'warn' : 'calm'} word={text} size={13} />
      {passed && words.consoleCouldNotReach}
    </p>
  )
}

function Presence({ one }: { readonly one: ConsoleView }) {
  if (one.fault !== undefined) return <Mark tone="bad" word={words.chainRefused} size={13} title={one.fault} />
  if (one.silentFor === undefined) return <Mark tone="unsure" word={words.neverSeen} size={13} />
  return one.own || one.silentFor < silentAfter ? <Mark tone="calm" word="here" size={13} /> : <Mark tone="unsure" word="silent" size={13} />
}

function Row({ one, drives }: { readonly one: ConsoleView; readonly drives: Shared['drives'] }) {
  const lag = one.seq - one.known
  return (
    <tr>
      <td><Presence one={one} /></td>
      <th scope="row">{one.person === '' ? one.console : one.person}{one.own && words.thisOne}<small className={styles['mono']}>{one.console}{one.machine !== '' && words.on(one.machine)}</small></th>
      <td>{drives?.console === one.console ? <Mark tone="busy" word={words.drives(drives.run)} size={13} /> : '—'}</td>
      <td className={styles['number']}>{numberText(one.known)}{lag > 0 && <small>{fill(words.behind, { count: countText(lag, 'entry', 'entries') })}</small>}</td>
      <td className={styles['number']}>{one.silentFor === undefined ? '—' : ageText(one.silentFor)}</td>
    </tr>
  )
}

function LinkStatus({ link, unsent, exchanged, place }: Shared) {
  const waits = unsent === 0 ? words.everythingWrittenHere : words.writtenHereNotYet(countText(unsent, 'entry', 'entries'), unsent === 1 ? 'is' : 'are')
  if (link.state === 'cut off')
    return (
      <div className={styles['status']} data-tone="bad">
        <Mark tone="bad" word={words.cutOff} />
        <p>{fill(words.everyCommandWorksHere, { age: <strong>{fill(words.cutOffSharedDatabase, { age: ageText(link.for) })}</strong>, waits })}</p>
        <p>{link.detail}</p>
      </div>
    )
  return (
    <div className={styles['status']} data-tone="calm">
      <Mark tone={link.state === 'open' ? 'calm' : 'busy'} word={link.state === 'open' ? 'shared' : 'connecting'} />
      <p>{waits} {exchanged !== undefined && words.lastExchangeAgoBy(ageText(exchanged))}<span className={styles['mono']}>{place}</span></p>
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
      flush title={words.consoles}
      aside={<span className={styles['acts']}><Button onPress={() => void check()}>{words.checkTheirChains}</Button>{able.map((one) => <Button key={one.console} onPress={() => setTo(one)}>{words.handOverToAsk(nameOf(one))}</Button>)}{mayAct && drives && !drives.here && <Button look="primary" onPress={() => setTaking(true)}>{words.takeOverAsk}</Button>}</span>}
    >
      <LinkStatus {...consoles} />
      <Telling {...consoles} />
      <table className={styles['table']}>
        <thead><tr><th>{words.state}</th><th>{words.console}</th><th>{words.drivesWord}</th><th className={styles['number']}>{words.entriesHere}</th><th className={styles['number']}>{words.lastHeard}</th></tr></thead>
        <tbody>{consoles.consoles.map((one) => <Row key={one.console} one={one} drives={drives} />)}</tbody>
      </table>
      {faults.map(({ console, fault }) => <p key={console} className={styles['note']} role="alert"><Mark tone="bad" word={console} size={13} /> {fill(words.nothingMoreTakenWhat, { fault })}</p>)}
      {typeof checked === 'string' && <p className={styles['note']} role="status">{fill(words.chainsCouldNotRead, { checked })}</p>}
      {typeof checked === 'object' && (
        <p className={styles['note']} role="status">
          {checked.length === 0 ? words.noOtherChainHere : checked.map(({ console, entries, fault }) => (fault === undefined ? words.allEntriesAreWhole(console, numberText(entries)) : `${console}: ${fault}.`)).join(' ')}
        </p>
      )}
      {to && drives && (
        <ReasonDialog
          title={words.handOverRun(drives.run)} action={words.handOver} onClose={() => setTo(undefined)}
          text={words.drivesSoonConsoleHears(nameOf(to), to.console)}
          onAct={async (reason) => {
            const done = await act(words.handingOver, (link) => link.consoles.handOver({ to: to.console, reason }), words.isAskedToDrive(nameOf(to)))
            refresh()
            return done !== undefined
          }}
        />
      )}
      {taking && drives && (
        <ReasonDialog
          title={words.takeOverRun(drives.run)} action={words.takeOver} onClose={() => setTaking(false)}
          text={words.drivesHereConsoleDoes(drives.holder, drives.heard ? '' : words.notHeardLately)}
          onAct={async (reason) => {
            const done = await act(words.takingOver, (link) => link.consoles.takeOver({ run: drives.run, reason }), words.thisConsoleDrivesNow)
            refresh()
            return done !== undefined
          }}
        />
      )}
    </Panel>
  )
}
