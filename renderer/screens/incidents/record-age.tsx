/** How old the record is, where nothing that it is about answers any more. Issue 6, offline: "and say how old they are". */
import { ageText, countText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Time } from '../../parts/time.tsx'
import { useNow } from '../../now.ts'
import { useReplaying, useView } from '../../store.ts'
import { fill } from '../../words/fill.ts'
import { recordAge as words } from '../../words/incidents.ts'
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
  const upTo = last === undefined ? words.noEntryYet : <>{fill(words.recordGoesUpAgo, { time: <Time at={last} full />, age: ageText(wall - last) })}</>
  const good = Math.min(...(sources ?? []).flatMap(({ age }) => (age === undefined ? [] : [age])))
  if (!lost && !none) return undefined
  return (
    <p className={styles['age']} role="status">
      <Mark tone="unsure" word={<strong>{lost ? words.notConnectedEngine : words.notConnectedAnyTarget}</strong>} />
      <span>
        {lost ? words.whatReadStandsHere : words.noneAnswersEverythingScreen(countText(sources?.length ?? 0, 'source'), Number.isFinite(good) ? words.lastOneDidAgo(ageText(good)) : '')}{upTo}.
      </span>
    </p>
  )
}
