/** What opens over the page by a key: the palette, the shortcuts, and what the palette asks for. */
import { useState } from 'react'
import type { Automation } from '../../shared/journal.ts'
import { OpenPlanDialog } from '../screens/connections/open-plan-dialog.tsx'
import { ShareDialog } from '../screens/wall/share-dialog.tsx'
import { AutomationDialog } from './automation-dialog.tsx'
import { Help } from './help.tsx'
import { usePaletteCommands } from './palette-commands.ts'
import { Palette } from './palette.tsx'

export type Overlay = 'help' | 'palette' | 'share' | undefined

export function Overlays({ open, onOpen }: { readonly open: Overlay; readonly onOpen: (overlay: Overlay) => void }) {
  const [asking, setAsking] = useState<Automation | 'plan'>()
  const commands = usePaletteCommands({ onHelp: () => onOpen('help'), onAutomation: setAsking, onOpenPlan: () => setAsking('plan'), onShare: () => onOpen('share') })
  return (
    <>
      {open === 'help' && <Help onClose={() => onOpen(undefined)} />}
      {open === 'palette' && <Palette commands={commands} onClose={() => onOpen(undefined)} />}
      {open === 'share' && <ShareDialog onClose={() => onOpen(undefined)} />}
      {asking === 'plan' && <OpenPlanDialog onClose={() => setAsking(undefined)} />}
      {asking !== undefined && asking !== 'plan' && <AutomationDialog mode={asking} onClose={() => setAsking(undefined)} />}
    </>
  )
}
