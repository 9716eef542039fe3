/** Every mistake of the file that was refused. */
import type { OpenedPlan } from '../../../shared/contract.ts'
import { countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { MistakeTable } from './mistake-table.tsx'

const uses = { file: 'The file is in use all the same', 'last good': 'The last good plan is in use', 'built-in': 'The built-in plan is in use' } as const

export function Mistakes({ opened: { mistakes, file, from } }: { readonly opened: OpenedPlan }) {
  return (
    <Panel flush title={`The file has ${countText(mistakes.length, 'mistake')}`} aside={<Mark tone="bad" word={`${file ?? 'It'} was refused. ${uses[from]}.`} size={13} />}>
      <MistakeTable mistakes={mistakes} />
    </Panel>
  )
}
