/** All that the palette finds: screens, incidents, runs, help, and the acts that this role may do. None acts on production by itself. */
import { automations, type Automation } from '../../shared/journal.ts'
import { helpPages } from '../../shared/help.ts'
import { isPractice } from '../../shared/plan.ts'
import { useActs, useMayAct } from '../act.tsx'
import { dayText } from '../parts/format.ts'
import type { IconName } from '../parts/icon.tsx'
import { useTitles } from '../parts/titles.ts'
import { automationWords } from '../parts/words.ts'
import { applyClock, otherClock, useClock } from '../parts/zone.ts'
import { go, screens } from '../route.ts'
import { useView } from '../store.ts'
import { applyTheme, themes } from '../theme/theme.ts'

export type Command = { readonly id: string; readonly title: string; readonly hint: string; readonly icon: IconName; readonly run: () => void }

/** Of each kind, newest first: older ones are found on their screens. */
const most = 20

type Opens = { readonly onHelp: () => void; readonly onAutomation: (mode: Automation) => void; readonly onOpenPlan: () => void; readonly onShare: () => void }

/** What an operator may begin here. Each leads to where it asks, or changes the record alone. */
function useOperatorCommands({ onAutomation, onOpenPlan, onShare }: Opens): readonly Command[] {
  const { act } = useActs()
  const mode = useView((view) => view.state?.automation)
  const plan = useView((view) => view.opened?.plan)
  const ownFile = useView((view) => view.opened?.file !== undefined)
  const mayAct = useMayAct()
  if (!mayAct) return []
  const leads = (id: string, title: string, hint: string, icon: IconName, run: () => void): Command => ({ id, title, hint, icon, run })
  return [
    leads('new-incident', 'Open an incident…', 'asks for title and severity', 'siren', () => go('incidents', 'new')),
    ...automations.filter((one) => one !== mode).map((one) => leads(`automation-${one}`, `Set the automation to ${automationWords[one].title.toLowerCase()}…`, 'asks for a reason', 'lock', () => onAutomation(one))),
    ...(plan?.lab === undefined ? [] : [leads('lesson', 'Take up the two-minute drill', 'on the practice lab', 'flask', () => void act('The two-minute drill', (client) => client.drills.lesson({ to: 'begin' }), 'The two-minute drill is taken up'))]),
    ...(plan !== undefined && isPractice(plan) ? [leads('drill', 'Start a drill…', 'on Drills', 'flask', () => go('drills'))] : []),
    leads('checkpoint', 'Take a checkpoint…', 'on Checkpoints', 'shield', () => go('checkpoints')),
    leads('bench', 'Run a benchmark…', 'on Benchmarks', 'gauge', () => go('benchmarks')),
    leads('traffic', 'Send users forward again…', 'on Traffic', 'ramp', () => go('traffic')),
    leads('tick', 'Tick a checklist…', 'on Checklists', 'list', () => go('checklists')),
    leads('share-wall', 'Share the war room…', 'a link with an end', 'screen', onShare),
    leads('connect', 'Add a connection…', 'on Connections', 'plug', () => go('connections', '~new')),
    ...(ownFile ? [] : [
      leads('plan-open', 'Open a plan file…', 'asks for the file', 'file', onOpenPlan),
      leads('plan-build', 'Build a plan by a form…', 'tests each connection', 'file', () => go('connections', '~plan')),
    ]),
  ]
}

export function usePaletteCommands(opens: Opens): readonly Command[] {
  const incidents = useView((view) => view.state?.incidents)
  const runs = useView((view) => view.state?.pastRuns)
  const plan = useView((view) => view.opened?.plan)
  const clock = useClock()
  const titleOf = useTitles()
  const acts = useOperatorCommands(opens)
  return [
    ...screens.map(({ id, title, key }): Command => ({ id: `go-${id}`, title: `Go to ${title}`, hint: `g ${key}`, icon: 'right', run: () => go(id) })),
    ...acts,
    ...(incidents ?? []).slice(0, most).map((incident): Command => ({ id: `incident-${incident.id}`, title: incident.title, hint: `${incident.severity} incident`, icon: 'siren', run: () => go('incidents', incident.id) })),
    ...(runs ?? []).toReversed().slice(0, most).map(({ id, drill, trigger, startedWall }): Command => ({
      id: `run-${id}`, title: `${drill ? 'Drill' : 'Rollback'} ${id} by ${titleOf('trigger', trigger)}`, hint: dayText(startedWall), icon: 'back', run: () => go('rollback', id),
    })),
    ...(plan ? helpPages(plan) : []).map(({ id, title }): Command => ({ id: `help-${id}`, title: `Help: ${title}`, hint: 'page', icon: 'book', run: () => go('help', id) })),
    ...themes.map((theme): Command => ({ id: `theme-${theme}`, title: `Theme: ${theme}`, hint: 'this window', icon: 'contrast', run: () => applyTheme(theme) })),
    { id: 'clock', title: clock === 'utc' ? 'Times in your zone' : 'Times in UTC', hint: 'z', icon: 'clock', run: () => applyClock(otherClock()) },
    { id: 'help', title: 'Keyboard shortcuts', hint: '?', icon: 'help', run: opens.onHelp },
  ]
}
