/** All that the palette finds: screens, incidents, runs, help, and the acts that this role may do. None acts on production by itself. */
import { automations, type Automation } from '../../shared/journal.ts'
import { helpPages } from '../../shared/help.ts'
import { isPractice } from '../../shared/plan.ts'
import { useActs, useMayAct } from '../act.tsx'
import { dayText } from '../parts/format.ts'
import type { IconName } from '../parts/icon.tsx'
import { useTitles } from '../parts/titles.ts'
import { common } from '../words/common.ts'
import { automationWords } from '../words/states.ts'
import { applyClock, otherClock, useClock } from '../parts/zone.ts'
import { go, screens } from '../route.ts'
import { useView } from '../store.ts'
import { applyTheme, themes } from '../theme/theme.ts'
import { paletteCommands as words } from '../words/shell.ts'

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
    leads('new-incident', words.openAnIncidentAsk, words.asksTitleSeverity, 'siren', () => go('incidents', 'new')),
    ...automations.filter((one) => one !== mode).map((one) => leads(`automation-${one}`, words.setTheAutomationToAsk(automationWords[one].title.toLowerCase()), words.asksForAReason, 'lock', () => onAutomation(one))),
    ...(plan?.lab === undefined ? [] : [leads('lesson', common.takeUpTwoMinuteDrill, common.onThePracticeLab, 'flask', () => void act(common.theTwoMinuteDrill, (client) => client.drills.lesson({ to: 'begin' }), common.twoMinuteDrillTakenUp))]),
    ...(plan !== undefined && isPractice(plan) ? [leads('drill', words.startADrillAsk, words.onDrills, 'flask', () => go('drills'))] : []),
    leads('checkpoint', words.takeACheckpointAsk, words.onCheckpoints, 'shield', () => go('checkpoints')),
    leads('bench', words.runABenchmarkAsk, words.onBenchmarks, 'gauge', () => go('benchmarks')),
    leads('traffic', words.sendUsersForwardAgainAsk, words.onTraffic, 'ramp', () => go('traffic')),
    leads('tick', words.tickAChecklistAsk, words.onChecklists, 'list', () => go('checklists')),
    leads('share-wall', words.shareTheWarRoomAsk, words.aLinkWithAn, 'screen', onShare),
    leads('connect', words.addAConnectionAsk, words.onConnections, 'plug', () => go('connections', '~new')),
    ...(ownFile ? [] : [
      leads('plan-open', words.openAPlanFileAsk, words.asksForTheFile, 'file', onOpenPlan),
      leads('plan-build', words.buildPlanForm, words.testsEachConnection, 'file', () => go('connections', '~plan')),
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
    ...screens.map(({ id, title, key }): Command => ({ id: `go-${id}`, title: words.goTo(title), hint: `g ${key}`, icon: 'right', run: () => go(id) })),
    ...acts,
    ...(incidents ?? []).slice(0, most).map((incident): Command => ({ id: `incident-${incident.id}`, title: incident.title, hint: words.incident(incident.severity), icon: 'siren', run: () => go('incidents', incident.id) })),
    ...(runs ?? []).toReversed().slice(0, most).map(({ id, drill, trigger, startedWall }): Command => ({
      id: `run-${id}`, title: words.by(drill ? words.drill : words.rollback, id, titleOf('trigger', trigger)), hint: dayText(startedWall), icon: 'back', run: () => go('rollback', id),
    })),
    ...(plan ? helpPages(plan) : []).map(({ id, title }): Command => ({ id: `help-${id}`, title: words.help(title), hint: 'page', icon: 'book', run: () => go('help', id) })),
    ...themes.map((theme): Command => ({ id: `theme-${theme}`, title: words.theme(theme), hint: words.thisWindow, icon: 'contrast', run: () => applyTheme(theme) })),
    { id: 'clock', title: clock === 'utc' ? words.timesInYourZone : words.timesInUtc, hint: 'z', icon: 'clock', run: () => applyClock(otherClock()) },
    { id: 'help', title: words.keyboardShortcuts, hint: '?', icon: 'help', run: opens.onHelp },
  ]
}
