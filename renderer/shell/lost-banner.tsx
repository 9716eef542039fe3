/** Says loudly what is no longer true: a lost engine, silent frames, a journal that does not write. */
import { ageText, countText } from '../parts/format.ts'
import { ToneShape } from '../parts/mark.tsx'
import { staleAfter, useFrameAge } from '../now.ts'
import { useView } from '../store.ts'
import { useTick } from '../ticker.ts'
import { fill } from '../words/fill.ts'
import { common } from '../words/common.ts'
import { lostBanner as words } from '../words/shell.ts'
import styles from './lost-banner.module.css'

export function LostBanner() {
  const connection = useView((view) => view.connection)
  const journal = useView((view) => view.frame?.watcher?.journal)
  const blind = useView((view) => view.frame?.watcher?.blind)
  const heartbeat = useView((view) => view.frame?.watcher?.heartbeat)
  const silent = [...new Set(blind?.map(({ source }) => source))]
  const age = useFrameAge()
  useTick(1_000)
  const old = age === undefined ? words.nothingWasReceivedYet : words.allFiguresHereOld(ageText(age))
  return (
    <>
      {connection.status === 'lost' && (
        <div className={styles['lost']} role="alert">
          <ToneShape tone="bad" size={18} />
          <span>{fill(words.runOpenGoesEngine, { age: <strong>{fill(words.connectionEngineLost, { age: ageText(performance.now() - connection.since) })}</strong>, old })}</span>
        </div>
      )}
      {connection.status === 'open' && age !== undefined && age > staleAfter && (
        <div className={styles['lost']} role="alert">
          <ToneShape tone="bad" size={18} />
          <span><strong>{words.theEngineIsSilent}</strong> {old}</span>
        </div>
      )}
      {blind !== undefined && blind.length > 0 && (
        <div className={styles['unwritten']} role="alert">
          <span className={styles['shape']}><ToneShape tone="bad" size={18} /></span>
          <span>
            {fill(words.noAnswerWhatThey, { count: <strong>{fill(words.consoleBlindMayRoll, { count: countText(new Set(blind.map(({ gate }) => gate)).size, 'rule') })}</strong>, silent: silent.join(', '), age: ageText(Math.max(...blind.map(({ silentFor }) => silentFor))) })}
          </span>
        </div>
      )}
      {heartbeat?.failure !== undefined && (
        <div className={styles['unwritten']} role="alert">
          <span className={styles['shape']}><ToneShape tone="bad" size={18} /></span>
          <span><strong>{fill(words.deadMansSwitchGets, { part: heartbeat.age === undefined ? '' : words.since(ageText(heartbeat.age)) })}</strong> {heartbeat.failure}</span>
        </div>
      )}
      {typeof journal === 'object' && (
        <div className={styles['unwritten']} role="alert">
          <span className={styles['shape']}><ToneShape tone="bad" size={18} /></span>
          <span>{fill(words.rollbackGoesAllSame, { count: <strong>{fill(words.notOnDisk, { count: countText(journal.buffered, common.entryIs, common.entriesAre) })}</strong>, error: journal.error })}</span>
        </div>
      )}
    </>
  )
}
