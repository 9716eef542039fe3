/** One checklist: tick with what shows it, untick with a reason. */
import { useState } from 'react'
import { Checkbox } from 'react-aria-components'
import { itemKey, type Checklists, type ItemState } from '../../../shared/checklist.ts'
import type { Checklist } from '../../../shared/plan.ts'
import type { Occurrence } from '../../../shared/survey-calendar.ts'
import { useActs } from '../../act.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { ReasonDialog } from '../../parts/reason-dialog.tsx'
import { Time } from '../../parts/time.tsx'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { checklistPanel as words } from '../../words/checklists.ts'
import styles from './checklist-panel.module.css'
import { factText, progressOf, surveyNote } from './progress.ts'
import { TickDialog } from './tick-dialog.tsx'

type ItemProps = {
  readonly checklist: string
  readonly item: Checklist['items'][number]
  readonly state: ItemState | undefined
  readonly due: boolean
  readonly mayAct: boolean
  readonly note: string | undefined
}

function Who({ by, at }: { readonly by: string; readonly at: number }) {
  return <>{by}<small><Time at={at} full /></small></>
}

function ItemRow({ checklist, item, state, due, mayAct, note }: ItemProps) {
  const { act } = useActs()
  const [asking, setAsking] = useState(false)
  const { tick, unticked } = state ?? {}
  const close = (): void => setAsking(false)
  return (
    <tr>
      <th scope="row">
        {/* The tick shows what is on the record: pressing it asks, and only the entry changes it. */}
        <Checkbox className={cx(styles['check'])} isSelected={tick !== undefined} isDisabled={!mayAct} onChange={() => setAsking(true)}>
          <span className={styles['box']}>{tick && <Icon name="check" size={14} />}</span>
          <span>{item.title}{item.by !== undefined && <small className={styles['by']}>{fill(words.ticksItself, { fact: factText(item.by), note: note !== undefined && `; ${note}` })}</small>}</span>
        </Checkbox>
      </th>
      <td className={styles['state']}>{tick ? <Mark tone="calm" word="done" size={13} /> : <Mark tone={due ? 'warn' : 'off'} word={due ? 'due' : 'open'} size={13} />}</td>
      <td className={styles['evidence']}>
        {tick ? (tick.evidence === '' ? <span className={styles['none']}>{words.noEvidenceGiven}</span> : tick.evidence) : unticked && <>{fill(words.unticked, { why: unticked.why })}</>}
      </td>
      <td className={styles['who']}>
        {tick ? <Who {...tick} /> : unticked ? <Who {...unticked} /> : <span className={styles['none']}>{common.nobodyYet}</span>}
        {asking && (tick
          ? (
            <ReasonDialog
              title={words.untick(item.title)} text={words.tickStaysJournalGoes} action={words.untickWord} onClose={close}
              onAct={async (reason) => (await act(words.untickingTheItem, (client) => client.programme.untick({ checklist, item: item.id, reason }), words.untickedTitle(item.title))) !== undefined}
            />
          )
          : <TickDialog checklist={checklist} item={item} onClose={close} />)}
      </td>
    </tr>
  )
}

export function ChecklistPanel({ list, ticks, due, mayAct, surveys }: { readonly list: Checklist; readonly ticks: Checklists; readonly due: boolean; readonly mayAct: boolean; readonly surveys: readonly Occurrence[] }) {
  const { done, of } = progressOf(list, ticks)
  return (
    <Panel flush title={list.title} aside={`${done === of ? words.allDone : words.ofDone(done, of)}${mayAct ? '' : words.viewerWatchesOperatorTicks}`}>
      <table className={styles['table']}>
        <thead><tr><th>{words.item}</th><th>{words.state}</th><th>{words.evidence}</th><th>{words.whoAndWhen}</th></tr></thead>
        <tbody>
          {list.items.map((item) => <ItemRow key={item.id} checklist={list.id} item={item} due={due} mayAct={mayAct} note={surveyNote(item.by, surveys)} state={ticks[itemKey(list.id, item.id)]} />)}
        </tbody>
      </table>
    </Panel>
  )
}
