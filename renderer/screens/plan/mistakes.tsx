/** Every mistake of the file that was refused. */
import type { OpenedPlan } from '../../../shared/contract.ts'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { MistakeTable } from './mistake-table.tsx'
import { mistakes as words } from '../../words/plan.ts'

const uses = { file: words.fileUseAllSame, 'last good': words.lastGoodPlanUse, 'built-in': words.builtPlanUse } as const

export function Mistakes({ opened: { mistakes, file, from } }: { readonly opened: OpenedPlan }) {
  return (
    <Panel flush title={words.theFileHas(countText(mistakes.length, 'mistake'))} aside={<Mark tone="bad" word={words.wasRefused(file ?? words.it, uses[from])} size={13} />}>
      <MistakeTable mistakes={mistakes} />
    </Panel>
  )
}
