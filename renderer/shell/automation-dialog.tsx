import type { Automation } from '../../shared/journal.ts'
import { useActs } from '../act.tsx'
import { ReasonDialog } from '../parts/reason-dialog.tsx'
import { automationWords } from '../parts/words.ts'

/** What the rules may do by themselves is changed with a reason. */
export function AutomationDialog({ mode, onClose }: { readonly mode: Automation; readonly onClose: () => void }) {
  const { act } = useActs()
  return (
    <ReasonDialog
      title={`Set the automation to ${automationWords[mode].title.toLowerCase()}`} text={automationWords[mode].detail} action="Set it" onClose={onClose}
      onAct={async (reason) => (await act('Setting the automation', (client) => client.rollback.automation({ mode, reason }), `Automation is now ${mode}`)) !== undefined}
    />
  )
}
