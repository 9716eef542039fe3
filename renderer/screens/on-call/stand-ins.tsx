/** Who stands in for whom, from now on; taken back by a press. */
import { useState } from 'react'
import type { Override } from '../../../shared/on-call.ts'
import { zonedText } from '../../../shared/phone-tree.ts'
import { useActs, useMayAct } from '../../act.tsx'
import { Button, Empty } from '../../parts/controls.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { useTitles } from '../../parts/titles.ts'
import { OverrideDialog } from './override-dialog.tsx'
import { SwapDialog } from './swap-dialog.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { standIns as words } from '../../words/on-call.ts'
import styles from './on-call-screen.module.css'
import type { Present } from './use-on-call.ts'

function Row({ one, zone, mayAct }: { readonly one: Override; readonly zone: string; readonly mayAct: boolean }) {
  const { act } = useActs()
  const titleOf = useTitles()
  const [asking, setAsking] = useState(false)
  const name = titleOf('contact', one.contact)
  return (
    <li className={styles['item']}>
      <div className={styles['grow']}>
        <strong>{name}</strong>, {titleOf('duty', one.duty)}
        <p className={styles['small']}>{fill(words.to, { zoned: zonedText(zone, one.from), zoned2: zonedText(zone, one.to), why: one.why, by: one.by })}</p>
      </div>
      {mayAct && <Button look="quiet" aria-label={words.takeBack(name)} onPress={() => setAsking(true)}>{common.takeBackAsk}</Button>}
      {asking && (
        <ReasonDialog
          title={words.doesNotStandIn(name)} text={words.rotationEarlierStandTime} action={common.takeItBack} onClose={() => setAsking(false)}
          onAct={async (reason) => (await act(common.takingItBack, (client) => client.onCall.restore({ override: one.id, reason }), words.rotationTimeAgain)) !== undefined}
        />
      )}
    </li>
  )
}

export function StandInsPanel({ present }: { readonly present: Present }) {
  const { plan: { people }, onCall: { duties }, now } = present
  const mayAct = useMayAct()
  const [open, setOpen] = useState<'override' | 'swap'>()
  const coming = duties.overrides.filter(({ to }) => to > now.wall).toSorted((a, b) => a.from - b.from)
  return (
    <Panel
      flush title="Stand-ins"
      aside={mayAct && people.rotation.length > 0 ? <><Button onPress={() => setOpen('override')}>{words.standInAsk}</Button><Button isDisabled={!people.rotation.some((one) => one.people.length > 1)} onPress={() => setOpen('swap')}>{words.swapAsk}</Button></> : undefined}
    >
      {coming.length === 0
        ? <Empty title={words.nobodyStandsIn}>{words.theRotationIsAs}</Empty>
        : <ul>{coming.map((one) => <Row key={one.id} one={one} zone={people.rotation.find(({ duty }) => duty === one.duty)?.zone ?? 'UTC'} mayAct={mayAct} />)}</ul>}
      {open === 'override' && <OverrideDialog present={present} onClose={() => setOpen(undefined)} />}
      {open === 'swap' && <SwapDialog present={present} onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}
