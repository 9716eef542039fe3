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
        <p className={styles['small']}>{zonedText(zone, one.from)} to {zonedText(zone, one.to)}. {one.why} ({one.by})</p>
      </div>
      {mayAct && <Button look="quiet" aria-label={`Take back: ${name}`} onPress={() => setAsking(true)}>Take back…</Button>}
      {asking && (
        <ReasonDialog
          title={`${name} does not stand in`} text="The rotation, or an earlier stand-in, has that time again." action="Take it back" onClose={() => setAsking(false)}
          onAct={async (reason) => (await act('Taking it back', (client) => client.onCall.restore({ override: one.id, reason }), 'The rotation has that time again')) !== undefined}
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
      aside={mayAct && people.rotation.length > 0 ? <><Button onPress={() => setOpen('override')}>Stand in…</Button><Button isDisabled={!people.rotation.some((one) => one.people.length > 1)} onPress={() => setOpen('swap')}>Swap…</Button></> : undefined}
    >
      {coming.length === 0
        ? <Empty title="Nobody stands in">The rotation is as the plan has it.</Empty>
        : <ul>{coming.map((one) => <Row key={one.id} one={one} zone={people.rotation.find(({ duty }) => duty === one.duty)?.zone ?? 'UTC'} mayAct={mayAct} />)}</ul>}
      {open === 'override' && <OverrideDialog present={present} onClose={() => setOpen(undefined)} />}
      {open === 'swap' && <SwapDialog present={present} onClose={() => setOpen(undefined)} />}
    </Panel>
  )
}
