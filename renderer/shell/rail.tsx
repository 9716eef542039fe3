import { callingNow } from '../../shared/escalation.ts'
import { waitsForNext } from '../../shared/forward.ts'
import { forPeople } from '../../shared/messages.ts'
import { runEnded } from '../../shared/rollback.ts'
import { cx } from '../parts/cx.ts'
import { countText } from '../parts/format.ts'
import { Icon, type IconName } from '../parts/icon.tsx'
import { addressOf, screens, useRoute, type ScreenId } from '../route.ts'
import { useView } from '../store.ts'
import { common } from '../words/common.ts'
import { rail as words } from '../words/shell.ts'
import styles from './rail.module.css'

const icons: Readonly<Record<ScreenId, IconName>> = { live: 'activity', rollback: 'back', traffic: 'ramp', drills: 'flask', checkpoints: 'shield', checklists: 'list', incidents: 'siren', messages: 'mail', 'on-call': 'phone', 'hand-over': 'exchange', benchmarks: 'gauge', plan: 'file', connections: 'plug', programme: 'calendar', pilots: 'user', replay: 'rewind', help: 'book', wall: 'screen' }

function Badge({ screen }: { readonly screen: ScreenId }) {
  const firing = useView((view) => view.frame?.gates.filter((gate) => gate.status.state === 'firing').length ?? 0)
  const open = useView((view) => view.state?.incidents.filter((incident) => incident.closedAt === undefined).length ?? 0)
  const asking = useView((view) => {
    const run = view.state?.run
    return run && !runEnded(run) ? run.stages.flatMap((stage) => stage.steps).filter((step) => step.question).length : 0
  })
  const held = useView((view) => {
    const run = view.state?.forward
    return run && !runEnded(run) ? run.stages.flatMap((stage) => stage.steps).filter((step) => step.question).length + (waitsForNext(run) ? 1 : 0) : 0
  })
  const calling = useView((view) => callingNow(view.state?.onCall.escalations ?? []).length)
  const mistakes = useView((view) => view.opened?.mistakes.length ?? 0)
  const messages = useView((view) => forPeople(view.state?.messages ?? []).length)
  const told = { live: [firing, common.gateFires, common.gatesFire], incidents: [open, words.incidentOpen, words.incidentsOpen], 'on-call': [calling, words.callWithoutAnAnswer, words.callsWithoutAnAnswer], rollback: [asking, words.stepAsks, words.stepsAsk], traffic: [held, words.stepWaitsForYou, words.stepsWaitForYou], plan: [mistakes, 'mistake'], messages: [messages, words.messageWaitsForYou, words.messagesWaitForYou] } as const
  const [count, one, many] = screen in told ? told[screen as keyof typeof told] : [0, '']
  return count > 0 ? <span className={styles['badge']}><span aria-label={countText(count, one, many)}>{count}</span></span> : undefined
}

export function Rail() {
  const { screen } = useRoute()
  return (
    <nav className={styles['rail']} aria-label={words.screens}>
      {screens.map(({ id, title, key }) => (
        <a key={id} href={addressOf(id)} className={cx(styles['link'], id === 'wall' && styles['last'])} aria-current={screen === id ? 'page' : undefined} title={words.gThen(key)}>
          <Icon name={icons[id]} size={18} />
          {title}
          <Badge screen={id} />
        </a>
      ))}
    </nav>
  )
}
