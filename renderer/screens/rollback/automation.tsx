/** What the rules may do by themselves, and which of them a person has quieted. Plan: "Automated Triggers". */
import { useState } from 'react'
import { clockText, durationText } from '../../../shared/duration.ts'
import { automations, type Automation } from '../../../shared/journal.ts'
import type { Plan } from '../../../shared/plan.ts'
import { Segments } from '../../parts/controls.tsx'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { automationWords } from '../../words/states.ts'
import { useNow } from '../../now.ts'
import { AutomationDialog } from '../../shell/automation-dialog.tsx'
import { useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { automation as words } from '../../words/rollback.ts'
import styles from './side.module.css'

function Vetoes() {
  const vetoes = useView((view) => view.state?.vetoes)
  const titleOf = useTitles()
  const { wall } = useNow()
  const open = Object.entries(vetoes ?? {}).filter(([, lapse]) => lapse > wall)
  if (open.length === 0) return <p className={styles['text']}>{words.noVetoOpenEvery}</p>
  return (
    <ul className={styles['vetoes']} aria-label={words.openVetoes}>
      {open.map(([rule, lapse]) => (
        <li key={rule}>
          <Mark tone="warn" word={<strong>{fill(words.isVetoed, { rule: titleOf('trigger', rule) })}</strong>} />
          <span>{fill(words.forAnotherUntil, { clock: lapse - wall < 3_600_000 ? clockText(lapse - wall) : durationText(lapse - wall), time: <Time at={lapse} /> })}</span>
        </li>
      ))}
    </ul>
  )
}

export function AutomationPanel({ rollback, mayAct }: { readonly rollback: Plan['rollback']; readonly mayAct: boolean }) {
  const mode = useView((view) => view.state?.automation) ?? 'automatic'
  const [chosen, setChosen] = useState<Automation>()
  const { title, detail } = automationWords[mode]
  return (
    <Panel title={words.automation} aside={mode === 'automatic' ? title : <Mark tone="warn" word={title} size={13} />}>
      <div className={styles['stack']}>
        {mayAct && (
          <Segments
            label={words.automation} value={mode} options={automations.map((id) => ({ id, title: automationWords[id].title }))}
            onChange={(id) => id !== mode && setChosen(id)}
          />
        )}
        <p className={styles['text']}>{detail}{mode === 'automatic' && words.windowSilenceGoesAhead(durationText(rollback.validation))}</p>
        <Vetoes />
      </div>
      {chosen && <AutomationDialog mode={chosen} onClose={() => setChosen(undefined)} />}
    </Panel>
  )
}
