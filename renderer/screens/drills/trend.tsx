/** How long the last drills took, side by side. Bars are scaled to the longest; the deadline is many times that, and stands in words. */
import { trendOf, type Drill } from '../../../shared/drill.ts'
import { clockText, tookText } from '../../../shared/duration.ts'
import { dayText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import { fill } from '../../words/fill.ts'
import { trend as say } from '../../words/drills.ts'
import styles from './drills-screen.module.css'

const shown = 12
const words = {
  first: { tone: 'off', word: say.nothingCompareYet }, faster: { tone: 'calm', word: say.fasterThanBefore },
  steady: { tone: 'calm', word: say.asFastAsBefore }, slower: { tone: 'warn', word: say.slowerThanBefore },
} as const

export function Trend({ past }: { readonly past: readonly Drill[] }) {
  const last = past.filter(({ state }) => state === 'completed').slice(-shown)
  const longest = Math.max(1, ...last.map(({ ms }) => ms))
  const deadline = last.at(-1)?.deadline
  return (
    <Panel title={say.trend} aside={<Mark {...words[trendOf(past)]} size={13} />}>
      {last.length === 0
        ? <p className={styles['said']}>{say.noDrillCompletedYet}</p>
        : (
          <figure className={styles['trend']}>
            <ol aria-label={say.timeEachLastDrills}>
              {last.map(({ run, ms, ok, at }) => (
                <li key={run} title={`${run}, ${dayText(at)}`}>
                  <span className={styles['ms']}>{tookText(ms)}</span>
                  <span className={styles['bar']} data-ok={ok} style={{ height: `${Math.max(2, (100 * ms) / longest)}px` }} />
                  <span className={styles['day']}>{ok ? '' : '✗ '}{dayText(at).split(' ').slice(0, 2).join(' ')}</span>
                </li>
              ))}
            </ol>
            <figcaption>{fill(say.minutesSecondsPressEnd, { part: deadline === undefined ? '' : say.theDeadlineIs(clockText(deadline)) })}</figcaption>
          </figure>
        )}
    </Panel>
  )
}
