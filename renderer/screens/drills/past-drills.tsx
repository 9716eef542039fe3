/** The drills that ended, newest first. */
import { shareOf, worstStage, type Drill } from '../../../shared/drill.ts'
import { tookText } from '../../../shared/duration.ts'
import { percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { faultText } from '../../parts/words.ts'
import { addressOf } from '../../route.ts'
import styles from './drills-screen.module.css'

function worstText(drill: Drill): string {
  const worst = worstStage(drill)
  if (worst === undefined) return 'no stage'
  const share = shareOf(worst)
  return `${worst.title}, ${Number.isFinite(share) ? percentText(share, 0) : 'never ended'}`
}

export function PastDrills({ past, shown }: { readonly past: readonly Drill[]; readonly shown: string | undefined }) {
  return (
    <Panel flush title="Past drills" aside="the last fifty are kept here">
      <table className={styles['past']}>
        <thead><tr><th>Run</th><th>Ended</th><th>Score</th><th>Worst stage</th><th>Fault</th><th className={styles['number']}>Asked</th><th className={styles['number']}>Took</th></tr></thead>
        <tbody>
          {past.toReversed().map((drill) => (
            <tr key={drill.run} data-shown={drill.run === shown || undefined}>
              <th scope="row"><a href={addressOf('drills', drill.run)} aria-current={drill.run === shown || undefined}>{drill.run}</a></th>
              <td><Time at={drill.at} full /></td>
              <td><Mark tone={drill.ok ? 'calm' : 'bad'} word={drill.ok ? 'within' : drill.state === 'completed' ? 'not within' : drill.state} size={13} /></td>
              <td>{worstText(drill)}</td>
              <td>{faultText(drill.fault)}</td>
              <td className={styles['number']}>{drill.questions}</td>
              <td className={styles['number']}>{tookText(drill.ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
