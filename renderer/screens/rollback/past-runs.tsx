/** Runs that have ended, newest first. */
import { tookText } from '../../../shared/duration.ts'
import { Empty } from '../../parts/controls.tsx'
import { cx } from '../../parts/cx.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { useTitles } from '../../parts/titles.ts'
import { runWords } from '../../words/states.ts'
import { addressOf } from '../../route.ts'
import { useView } from '../../store.ts'
import { pastRuns as words } from '../../words/rollback.ts'
import styles from './side.module.css'

export function PastRuns({ shown }: { readonly shown: string | undefined }) {
  const runs = useView((view) => view.state?.pastRuns) ?? []
  const titleOf = useTitles()
  return (
    <Panel flush title={words.pastRuns} aside={runs.length > 0 ? words.lastTwentyKeptHere : undefined}>
      {runs.length === 0
        ? <Empty title={words.neverRun}>{words.drillPracticeLabProves}</Empty>
        : (
          <table className={styles['runs']}>
            <thead><tr><th>{words.run}</th><th>{words.ended}</th><th>{words.how}</th><th className={cx(styles['narrow'])}>{words.trigger}</th><th>{words.took}</th></tr></thead>
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
