import type { Automation } from '../../shared/journal.ts'
import { useActs } from '../act.tsx'
import { ReasonDialog } from '../parts/reason-dialog.tsx'
import { automationWords } from '../words/states.ts'
import { automationDialog as words } from '../words/shell.ts'

/** What the rules may do by themselves is changed with a reason. */
export function AutomationDialog({ mode, onClose }: { readonly mode: Automation; readonly onClose: () => void }) {
  const { act } = useActs()
  return (
    <ReasonDialog
      title={words.setTheAutomationTo(automationWords[mode].title.toLowerCase())} text={automationWords[mode].detail} action={words.setIt} onClose={onClose}
      onAct={async (reason) => (await act(words.settingTheAutomation, (client) => client.rollback.automation({ mode, reason }), words.automationIsNow(mode))) !== undefined}
    />
  )
}
