/** The screens that are not needed for the first picture or for a rollback. app.tsx loads them after it. */
import type { ScreenId } from './route.ts'
import { BenchmarksScreen } from './screens/benchmarks/benchmarks-screen.tsx'
import { ChecklistsScreen } from './screens/checklists/checklists-screen.tsx'
import { CheckpointsScreen } from './screens/checkpoints/checkpoints-screen.tsx'
import { ConnectionsScreen } from './screens/connections/connections-screen.tsx'
import { DrillsScreen } from './screens/drills/drills-screen.tsx'
import { HelpScreen } from './screens/help/help-screen.tsx'
import { IncidentsScreen } from './screens/incidents/incidents-screen.tsx'
import { MessagesScreen } from './screens/messages/messages-screen.tsx'
import { HandOverScreen } from './screens/hand-over/hand-over-screen.tsx'
import { OnCallScreen } from './screens/on-call/on-call-screen.tsx'
import { PilotsScreen } from './screens/pilots/pilots-screen.tsx'
import { PlanScreen } from './screens/plan/plan-screen.tsx'
import { ProgrammeScreen } from './screens/programme/programme-screen.tsx'
import { ReplayScreen } from './screens/replay/replay-screen.tsx'
import { TrafficScreen } from './screens/traffic/traffic-screen.tsx'

export type OtherScreenProps = { readonly screen: Exclude<ScreenId, 'live' | 'rollback' | 'wall'>; readonly item: string | undefined }

export function OtherScreen({ screen, item }: OtherScreenProps) {
  switch (screen) {
    case 'traffic': return <TrafficScreen />
    case 'drills': return <DrillsScreen chosen={item} />
    case 'checkpoints': return <CheckpointsScreen chosen={item} />
    case 'programme': return <ProgrammeScreen chosen={item} />
    case 'pilots': return <PilotsScreen chosen={item} />
    case 'checklists': return <ChecklistsScreen chosen={item} />
    case 'incidents': return <IncidentsScreen chosen={item} />
    case 'messages': return <MessagesScreen incident={item} />
    case 'on-call': return <OnCallScreen />
    case 'hand-over': return <HandOverScreen />
    case 'connections': return <ConnectionsScreen chosen={item} />
    case 'benchmarks': return <BenchmarksScreen chosen={item} />
    case 'plan': return <PlanScreen />
    case 'replay': return <ReplayScreen />
    case 'help': return <HelpScreen chosen={item} />
  }
}
