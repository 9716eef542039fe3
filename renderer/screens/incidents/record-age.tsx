/** How old the record is, where nothing that it is about answers any more. Issue 6, offline: "and say how old they are". */
import { ageText, countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import { useNow } from '../../now.ts'
import { useReplaying, useView } from '../../store.ts'
import styles from './record-age.module.css'

export function RecordAge() {
  const last = useView((view) => view.recent.at(-1)?.at.recorded)
  const sources = useView((view) => view.frame?.sources)
  const lost = useView((view) => view.connection.status === 'lost')
  const replaying = useReplaying()
  const { wall } = useNow(1_000)
  if (replaying) return undefined
  const answering = sources?.filter(({ state }) => state === 'ok').length ?? 0
  const none = sources !== undefined && sources.length > 0 && answering === 0
  const upTo = last === undefined ? 'there is no entry yet' : <>the record goes up to <Time at={last} full />, {ageText(wall - last)} ago</>
  const good = Math.min(...(sources ?? []).flatMap(({ age }) => (age === undefined ? [] : [age])))
  if (!lost && !none) return undefined
  return (
    <p className={styles['age']} role="status">
      <Mark tone="unsure" word={<strong>{lost ? 'Not connected to the engine' : 'Not connected to any target'}</strong>} />
      <span>
        {lost ? 'What was read stands here; ' : `None of ${countText(sources?.length ?? 0, 'source')} answers${Number.isFinite(good) ? `, the last one did ${ageText(good)} ago` : ''}. Everything on this screen works; `}{upTo}.
      </span>
    </p>
  )
}
