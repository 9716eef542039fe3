/** Says loudly what is no longer true: a lost engine, silent frames, a journal that does not write. */
import { ageText, countText } from '../parts/format.ts'
import { ToneShape } from '../parts/mark.tsx'
import { staleAfter, useFrameAge } from '../now.ts'
import { useView } from '../store.ts'
import { useTick } from '../ticker.ts'
import styles from './lost-banner.module.css'

export function LostBanner() {
  const connection = useView((view) => view.connection)
  const journal = useView((view) => view.frame?.watcher?.journal)
  const blind = useView((view) => view.frame?.watcher?.blind)
  const heartbeat = useView((view) => view.frame?.watcher?.heartbeat)
  const silent = [...new Set(blind?.map(({ source }) => source))]
  const age = useFrameAge()
  useTick(1_000)
  const old = age === undefined ? 'Nothing was received yet.' : `All figures here are ${ageText(age)} old.`
  return (
    <>
      {connection.status === 'lost' && (
        <div className={styles['lost']} role="alert">
          <ToneShape tone="bad" size={18} />
          <span><strong>Connection to the engine lost for {ageText(performance.now() - connection.since)}.</strong> {old} A run that is open goes on in the engine. Connecting again by itself.</span>
        </div>
      )}
      {connection.status === 'open' && age !== undefined && age > staleAfter && (
        <div className={styles['lost']} role="alert">
          <ToneShape tone="bad" size={18} />
          <span><strong>The engine is silent.</strong> {old}</span>
        </div>
      )}
      {blind !== undefined && blind.length > 0 && (
        <div className={styles['unwritten']} role="alert">
          <span className={styles['shape']}><ToneShape tone="bad" size={18} /></span>
          <span>
            <strong>The console is blind for {countText(new Set(blind.map(({ gate }) => gate)).size, 'rule')} that may roll back.</strong> No answer from {silent.join(', ')} for {ageText(Math.max(...blind.map(({ silentFor }) => silentFor)))}:
            what they would see now rolls nothing back. Watch with your own eyes; the button works.
          </span>
        </div>
      )}
      {heartbeat?.failure !== undefined && (
        <div className={styles['unwritten']} role="alert">
          <span className={styles['shape']}><ToneShape tone="bad" size={18} /></span>
          <span><strong>The dead man’s switch gets no beat{heartbeat.age === undefined ? '' : ` since ${ageText(heartbeat.age)}`}.</strong> {heartbeat.failure}</span>
        </div>
      )}
      {typeof journal === 'object' && (
        <div className={styles['unwritten']} role="alert">
          <span className={styles['shape']}><ToneShape tone="bad" size={18} /></span>
          <span><strong>{countText(journal.buffered, 'entry is', 'entries are')} not on disk.</strong> {journal.error} A rollback goes on all the same; they are written as soon as the journal allows.</span>
        </div>
      )}
    </>
  )
}
