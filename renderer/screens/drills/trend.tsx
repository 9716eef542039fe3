/** How long the last drills took, side by side. Bars are scaled to the longest; the deadline is many times that, and stands in words. */
import { trendOf, type Drill } from '../../../shared/drill.ts'
import { clockText, tookText } from '../../../shared/duration.ts'
import { dayText } from '../../parts/format.ts'
import { Mark } from '../../parts/mark.tsx'
import { Panel } from '../../parts/panel.tsx'
import styles from './drills-screen.module.css'

const shown = 12
const words = {
  first: { tone: 'off', word: 'nothing to compare with yet' }, faster: { tone: 'calm', word: 'faster than before' },
  steady: { tone: 'calm', word: 'as fast as before' }, slower: { tone: 'warn', word: 'slower than before' },
} as const

export function Trend({ past }: { readonly past: readonly Drill[] }) {
  const last = past.filter(({ state }) => state === 'completed').slice(-shown)
  const longest = Math.max(1, ...last.map(({ ms }) => ms))
  const deadline = last.at(-1)?.deadline
  return (
    <Panel title="Trend" aside={<Mark {...words[trendOf(past)]} size={13} />}>
      {last.length === 0
        ? <p className={styles['said']}>No drill was completed yet.</p>
        : (
          <figure className={styles['trend']}>
            <ol aria-label="Time that each of the last drills took, oldest first">
              {last.map(({ run, ms, ok, at }) => (
                <li key={run} title={`${run}, ${dayText(at)}`}>
                  <span className={styles['ms']}>{tookText(ms)}</span>
                  <span className={styles['bar']} data-ok={ok} style={{ height: `${Math.max(2, (100 * ms) / longest)}px` }} />
                  <span className={styles['day']}>{ok ? '' : '✗ '}{dayText(at).split(' ').slice(0, 2).join(' ')}</span>
                </li>
              ))}
            </ol>
            <figcaption>Minutes and seconds from the press to the end{deadline === undefined ? '' : `; the deadline is ${clockText(deadline)}`}</figcaption>
          </figure>
        )}
    </Panel>
  )
}
