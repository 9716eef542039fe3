/** Who has what, and what people have to be told next. */
import { clockText } from '../../../shared/duration.ts'
import { incidentRoles } from '../../../shared/journal.ts'
import { countText } from '../../parts/format.ts'
import { roleWords } from '../../parts/entry-text.ts'
import { Mark } from '../../parts/mark.tsx'
import styles from './wall-people.module.css'
import { openRun, useShown, useWallNow, useWallUnknown } from './wall-shown.ts'

function Who() {
  const { state } = useShown()
  const unknown = useWallUnknown()
  if (state === undefined) return <p className={styles['line']}><Mark tone="unsure" word={unknown} /></p>
  const { incident } = state
  const run = openRun(state.run) ?? state.forward
  const drives = run?.holder
  const given = incidentRoles.flatMap((role) => (incident?.roles?.[role] === undefined ? [] : [[roleWords[role], incident.roles[role]] as const]))
  return (
    <>
      <p className={styles['label']}>{[incident ? incident.severity : 'No incident is open', ...(drives === undefined ? [] : [`driven by ${drives}`]), ...(incident ? [incident.title] : [])].join(' · ')}</p>
      {given.length > 0 && <ul className={styles['roles']}>{given.map(([what, person]) => <li key={what}><small>{what}</small> <strong>{person}</strong></li>)}</ul>}
      {incident && given.length === 0 && <p className={styles['line']}><Mark tone="warn" word="nobody has a role yet" /></p>}
      {!incident && <p className={styles['line']}>Nobody has a role</p>}
    </>
  )
}

function OnCall() {
  const { state } = useShown()
  const { wall } = useWallNow()
  const unknown = useWallUnknown()
  const [call, ...others] = state?.calls ?? []
  const label = <p className={styles['label']}>On call{call && `, ${call.severity}${others.length > 0 ? ` and ${countText(others.length, 'other call')}` : ''}`}</p>
  if (state === undefined) return <>{label}<p className={styles['line']}><Mark tone="unsure" word={unknown} /></p></>
  const names = state.duties.map(({ name, next }) => (next !== undefined && next.at <= wall ? next.name : name))
  const left = call?.next && call.next.at - wall
  return (
    <>
      {label}
      <p className={styles['line']}>{names.length === 0 ? 'The plan rotates no duty' : <><strong>{names[0]}</strong>{names.length > 1 && `, then ${names.slice(1).join(', ')}`}</>}</p>
      {call?.by !== undefined && <p className={styles['line']}><Mark tone="calm" word={`${call.by} has it`} /></p>}
      {call && call.by === undefined && <p className={styles['line']}><Mark tone="bad" word={`nobody has it: ${call.next === undefined || left === undefined ? `${call.called ?? 'nobody'} was called last` : `${left <= 0 ? 'now' : `in ${clockText(left)}`} ${call.next.name}`}`} /></p>}
    </>
  )
}

function NextMessage() {
  const { state } = useShown()
  const { wall } = useWallNow()
  const unknown = useWallUnknown()
  const next = state?.next
  if (next === undefined) return <><p className={styles['label']}>Next message</p><p className={styles['line']}>{state === undefined ? <Mark tone="unsure" word={unknown} /> : 'None is due'}</p></>
  const left = next.due - wall
  const tone = next.state === 'failed' || left < 0 ? 'bad' : next.state === 'drafted' ? 'warn' : 'busy'
  const word = { drafted: 'Draft for', queued: 'On its way to', failed: 'Did not go out to' }[next.state]
  return (
    <>
      <p className={styles['label']}>Next message{next.others > 0 && `, ${next.others} more after it`}</p>
      <p className={styles['due']} data-late={left < 0 || undefined}><strong>{left < 0 ? `late by ${clockText(-left)}` : `due in ${clockText(left)}`}</strong></p>
      <p className={styles['line']}><Mark tone={tone} word={<>{word} {next.to}: {next.title}</>} /></p>
    </>
  )
}

export function WallPeople() {
  return (
    <div className={styles['people']}>
      <section className={styles['who']} aria-label="Who has what"><Who /></section>
      <section className={styles['next']} aria-label="On call"><OnCall /></section>
      <section className={styles['next']} aria-label="Next message"><NextMessage /></section>
    </div>
  )
}
