import { isOverdue } from '../../../shared/action.ts'
import { Panel } from '../../parts/panel.tsx'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { useView } from '../../store.ts'
import { ActionList } from './actions.tsx'
import { openActions as words } from '../../words/incidents.ts'

/** Of all incidents, what waits longest first. */
export function OpenActions() {
  const actions = useView((view) => view.state?.actions)
  const open = (actions ?? []).filter(({ done }) => done === undefined).toSorted((a, b) => Number(a.due === 'next phase') - Number(b.due === 'next phase') || Number(a.due) - Number(b.due))
  if (open.length === 0) return undefined
  const overdue = open.filter((action) => isOverdue(action, Date.now())).length
  return <Panel title={words.openActions} aside={overdue === 0 ? <span>{open.length}</span> : <Mark tone="bad" word={countText(overdue, words.isOverdue, words.areOverdue)} size={12} />}><ActionList actions={open} linked /></Panel>
}
