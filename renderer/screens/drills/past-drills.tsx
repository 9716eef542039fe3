/** The drills that ended, newest first. */
import { shareOf, worstStage, type Drill } from '../../../shared/drill.ts'
import { tookText } from '../../../shared/duration.ts'
import { percentText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { Time } from '../../parts/time.tsx'
import { faultText } from '../../words/states.ts'
import { addressOf } from '../../route.ts'
import { pastDrills as words } from '../../words/drills.ts'
import styles from './drills-screen.module.css'

function worstText(drill: Drill): string {
  const worst = worstStage(drill)
  if (worst === undefined) return words.noStage
  const share = shareOf(worst)
  return `${worst.title}, ${Number.isFinite(share) ? percentText(share, 0) : words.neverEnded}`
}

export function PastDrills({ past, shown }: { readonly past: readonly Drill[]; readonly shown: string | undefined }) {
  return (
    <Panel flush title={words.pastDrills} aside={words.lastFiftyKeptHere}>
      <table className={styles['past']}>
        <thead><tr><th>{words.run}</th><th>{words.ended}</th><th>{words.score}</th><th>{words.worstStage}</th><th>{words.fault}</th><th className={styles['number']}>{words.asked}</th><th className={styles['number']}>{words.took}</th></tr></thead>
        <tbody>
          {past.toReversed().map((drill) => (
            <tr key={drill.run} data-shown={drill.run === shown || undefined}>
              <th scope="row"><a href={addressOf('drills', drill.run)} aria-current={drill.run === shown || undefined}>{drill.run}</a></th>
              <td><Time at={drill.at} full /></td>
              <td><Mark tone={drill.ok ? 'calm' : 'bad'} word={drill.ok ? 'within' : drill.state === 'completed' ? words.notWithin : drill.state} size={13} /></td>
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
