/** Runs that have ended, newest first. */
import { tookText } from '../../../shared/duration.ts'
import { Empty } from '../../parts/controls.tsx'
import { cx } from '../../parts/cx.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { runWords } from '../../parts/words.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import styles from './side.module.css'

export function PastRuns({ shown }: { readonly shown: string | undefined }) {
  const runs = useView((view) => view.state?.pastRuns) ?? []
  const titleOf = useTitles()
  return (
    <Panel flush title="Past runs" aside={runs.length > 0 ? 'the last twenty are kept here' : undefined}>
      {runs.length === 0
        ? <Empty title="Never run">A drill on the practice lab proves the way back.</Empty>
        : (
          <table className={styles['runs']}>
            <thead><tr><th>Run</th><th>Ended</th><th>How</th><th className={cx(styles['narrow'])}>Trigger</th><th>Took</th></tr></thead>
            <tbody>
              {runs.toReversed().map((run) => (
                <tr key={run.id} data-shown={run.id === shown || undefined}>
                  <th scope="row"><a href={addressOf('rollback', run.id)} aria-current={run.id === shown || undefined}>{run.id}</a></th>
                  <td>{run.endedWall === undefined ? '—' : <Time at={run.endedWall} full />}</td>
                  <td><Mark {...runWords[run.state]} size={12} /></td>
                  <td className={cx(styles['narrow'])}>{titleOf('trigger', run.trigger)}</td>
                  <td>{run.endedAt === undefined ? '—' : tookText(run.endedAt - run.startedAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
    </Panel>
  )
}
