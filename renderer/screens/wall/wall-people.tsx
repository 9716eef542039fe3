/** Who has what, and what people have to be told next: three lines each, so that nothing is cut through. */
import { clockText } from '../../../shared/duration.ts'
import { incidentRoles } from '../../../shared/journal.ts'
import { countText } from '../../parts/format.ts'
import { roleWords } from '../../words/entry-text.ts'
import { Mark, ToneShape, toneClass } from '../../parts/mark.tsx'
import { cx } from '../../parts/cx.ts'
import { fill } from '../../words/fill.ts'
import { common } from '../../words/common.ts'
import { wallPeople as words } from '../../words/wall.ts'
import styles from './wall-people.module.css'
import { openRun, titlesOn, useShown, useWallNow, useWallUnknown } from './wall-shown.ts'

function Who() {
  const { state } = useShown()
  const unknown = useWallUnknown()
  if (state === undefined) return <p className={styles['line']}><Mark tone="unsure" word={unknown} /></p>
  const { incident } = state
  const run = openRun(state.run) ?? state.forward
  const driven = run?.holder === undefined ? [] : [words.drivenBy(run.holder)]
  const given = incidentRoles.flatMap((role) => (incident?.roles?.[role] === undefined ? [] : [[roleWords[role], incident.roles[role]] as const]))
  // With roles to tell there is no line left for the title alone.
  const titleApart = incident !== undefined && driven.length > 0 && given.length === 0
  return (
    <>
      <p className={styles['label']}>{[incident ? incident.severity : words.noIncidentIsOpen, ...driven, ...(incident && !titleApart ? [incident.title] : [])].join(' · ')}</p>
      {titleApart && <p className={styles['line']}>{incident.title}</p>}
      {given.length > 0 && <ul className={styles['roles']}>{given.map(([what, person]) => <li key={what}><small>{what}</small> <strong>{person}</strong></li>)}</ul>}
      {incident && given.length === 0 && <p className={styles['line']}><Mark tone="warn" word={words.nobodyRoleYet} /></p>}
      {!incident && <p className={styles['line']}>{words.nobodyHasARole}</p>}
    </>
  )
}

function OnCall() {
  const { state } = useShown()
  const { wall } = useWallNow()
  const unknown = useWallUnknown()
  if (state === undefined) return <><p className={styles['label']}>{words.onCall}</p><p className={styles['line']}><Mark tone="unsure" word={unknown} /></p></>
  const [call, ...others] = state.calls
  const names = state.duties.map(({ name, next }) => (next !== undefined && next.at <= wall ? next.name : name))
  const [first, second] = names
  const left = call?.next && call.next.at - wall
  return (
    <>
      <p className={styles['label']}>{fill(words.onCallCall, { call: call && `, ${call.severity}${call.by === undefined ? words.nobodyHasIt : ''}${others.length > 0 ? `, ${countText(others.length, words.otherCall)}` : ''}` })}</p>
      <p className={styles['line']}>{first === undefined ? common.planRotatesNoDuty : <strong>{first}</strong>}</p>
      {call?.by !== undefined && <p className={styles['line']}><Mark tone="calm" word={common.hasIt(call.by)} /></p>}
      {call && call.by === undefined && <p className={styles['line']}><Mark tone="bad" word={call.next === undefined || left === undefined ? words.wasCalledLast(call.called ?? 'nobody') : `${left <= 0 ? 'now' : words.nextCallIn(clockText(left))} ${call.next.name}`} /></p>}
      {call === undefined && second !== undefined && <p className={styles['line']}>{fill(words.then, { second })}</p>}
    </>
  )
}

function NextMessage() {
  const { state, plan } = useShown()
  const { wall } = useWallNow()
  const unknown = useWallUnknown()
  const next = state?.next
  if (next === undefined) return <><p className={styles['label']}>{words.nextMessage}</p><p className={styles['line']}>{state === undefined ? <Mark tone="unsure" word={unknown} /> : words.noneIsDue}</p></>
  const left = next.due - wall
  const tone = next.state === 'failed' || left < 0 ? 'bad' : next.state === 'drafted' ? 'warn' : 'busy'
  const word = { drafted: words.draftFor, queued: words.onItsWayTo, failed: words.didNotGoOut }[next.state]
  return (
    <>
      <p className={styles['label']}>{next.others > 0 ? words.nextOf(next.others + 1) : words.nextMessageWord}<strong className={styles['due']} data-late={left < 0 || undefined}>{left < 0 ? words.lateBy(clockText(-left)) : words.dueIn(clockText(left))}</strong></p>
      <p className={cx(styles['said'], toneClass(tone))}><ToneShape tone={tone} /><span>{word} {titlesOn(plan)('recipient', next.to)}: {next.title}</span></p>
    </>
  )
}

export function WallPeople() {
  return (
    <div className={styles['people']}>
      <section className={styles['who']} aria-label={words.whoHasWhat}><Who /></section>
      <section className={styles['next']} aria-label={words.onCall}><OnCall /></section>
      <section className={styles['next']} aria-label={words.nextMessage}><NextMessage /></section>
    </div>
  )
}
